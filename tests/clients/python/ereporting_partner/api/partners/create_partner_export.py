from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.partner_export import PartnerExport
from ...models.partner_export_input import PartnerExportInput
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: PartnerExportInput,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/partner/exports",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PartnerExport | Problem | None:
    if response.status_code == 202:
        response_202 = PartnerExport.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PartnerExport | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PartnerExportInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[PartnerExport | Problem]:
    """Ask for an export: all records of a purpose in one file.

     A worker writes it: `GET` the export every few seconds until `state` is `READY`, then fetch `file`.
    It holds the same
    records as the list, as lines of JSON or as CSV, compressed with gzip. It can be fetched for 24
    hours, and only while
    every consent in it still holds. At most 3 exports of an organization are waited for at a time.

    Args:
        idempotency_key (None | str | Unset):
        body (PartnerExportInput): Which export you want. Example: {'format': 'NDJSON', 'purpose':
            'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerExport | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: PartnerExportInput,
    idempotency_key: None | str | Unset = UNSET,
) -> PartnerExport | Problem | None:
    """Ask for an export: all records of a purpose in one file.

     A worker writes it: `GET` the export every few seconds until `state` is `READY`, then fetch `file`.
    It holds the same
    records as the list, as lines of JSON or as CSV, compressed with gzip. It can be fetched for 24
    hours, and only while
    every consent in it still holds. At most 3 exports of an organization are waited for at a time.

    Args:
        idempotency_key (None | str | Unset):
        body (PartnerExportInput): Which export you want. Example: {'format': 'NDJSON', 'purpose':
            'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerExport | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: PartnerExportInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[PartnerExport | Problem]:
    """Ask for an export: all records of a purpose in one file.

     A worker writes it: `GET` the export every few seconds until `state` is `READY`, then fetch `file`.
    It holds the same
    records as the list, as lines of JSON or as CSV, compressed with gzip. It can be fetched for 24
    hours, and only while
    every consent in it still holds. At most 3 exports of an organization are waited for at a time.

    Args:
        idempotency_key (None | str | Unset):
        body (PartnerExportInput): Which export you want. Example: {'format': 'NDJSON', 'purpose':
            'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerExport | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: PartnerExportInput,
    idempotency_key: None | str | Unset = UNSET,
) -> PartnerExport | Problem | None:
    """Ask for an export: all records of a purpose in one file.

     A worker writes it: `GET` the export every few seconds until `state` is `READY`, then fetch `file`.
    It holds the same
    records as the list, as lines of JSON or as CSV, compressed with gzip. It can be fetched for 24
    hours, and only while
    every consent in it still holds. At most 3 exports of an organization are waited for at a time.

    Args:
        idempotency_key (None | str | Unset):
        body (PartnerExportInput): Which export you want. Example: {'format': 'NDJSON', 'purpose':
            'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerExport | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
