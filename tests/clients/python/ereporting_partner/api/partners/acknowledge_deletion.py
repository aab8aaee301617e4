from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deletion_input import DeletionInput
from ...models.partner_consent import PartnerConsent
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: DeletionInput,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/partner/consents/{id}/acknowledgements".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PartnerConsent | Problem | None:
    if response.status_code == 201:
        response_201 = PartnerConsent.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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
) -> Response[PartnerConsent | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DeletionInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[PartnerConsent | Problem]:
    """Acknowledge that you deleted what a consent gave you.

     Within 72 hours after a withdrawal; once that time is over your organization is suspended
    (`PARTNER.SUSPENDED`) until
    you do. After an expiry it is welcome, and nobody waits for it.

    Args:
        id (str):
        idempotency_key (None | str | Unset):
        body (DeletionInput): What a partner says once it has deleted what it got by a consent.
            Example: {'deletedAt': '2026-11-06T02:00:00Z', 'note': 'Salinan cadangan terhapus 30 hari
            lagi.'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerConsent | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DeletionInput,
    idempotency_key: None | str | Unset = UNSET,
) -> PartnerConsent | Problem | None:
    """Acknowledge that you deleted what a consent gave you.

     Within 72 hours after a withdrawal; once that time is over your organization is suspended
    (`PARTNER.SUSPENDED`) until
    you do. After an expiry it is welcome, and nobody waits for it.

    Args:
        id (str):
        idempotency_key (None | str | Unset):
        body (DeletionInput): What a partner says once it has deleted what it got by a consent.
            Example: {'deletedAt': '2026-11-06T02:00:00Z', 'note': 'Salinan cadangan terhapus 30 hari
            lagi.'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerConsent | Problem
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DeletionInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[PartnerConsent | Problem]:
    """Acknowledge that you deleted what a consent gave you.

     Within 72 hours after a withdrawal; once that time is over your organization is suspended
    (`PARTNER.SUSPENDED`) until
    you do. After an expiry it is welcome, and nobody waits for it.

    Args:
        id (str):
        idempotency_key (None | str | Unset):
        body (DeletionInput): What a partner says once it has deleted what it got by a consent.
            Example: {'deletedAt': '2026-11-06T02:00:00Z', 'note': 'Salinan cadangan terhapus 30 hari
            lagi.'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerConsent | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: DeletionInput,
    idempotency_key: None | str | Unset = UNSET,
) -> PartnerConsent | Problem | None:
    """Acknowledge that you deleted what a consent gave you.

     Within 72 hours after a withdrawal; once that time is over your organization is suspended
    (`PARTNER.SUSPENDED`) until
    you do. After an expiry it is welcome, and nobody waits for it.

    Args:
        id (str):
        idempotency_key (None | str | Unset):
        body (DeletionInput): What a partner says once it has deleted what it got by a consent.
            Example: {'deletedAt': '2026-11-06T02:00:00Z', 'note': 'Salinan cadangan terhapus 30 hari
            lagi.'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerConsent | Problem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
