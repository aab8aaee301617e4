from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.consent_request_input import ConsentRequestInput
from ...models.consent_request_receipt import ConsentRequestReceipt
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: ConsentRequestInput,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/partner/consent-requests",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConsentRequestReceipt | Problem | None:
    if response.status_code == 202:
        response_202 = ConsentRequestReceipt.from_dict(response.json())

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
) -> Response[ConsentRequestReceipt | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ConsentRequestInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[ConsentRequestReceipt | Problem]:
    """Ask somebody for a consent.

     The answer is always the same: you learn neither whether the NIK is recorded, nor whether the person
    declined. What is
    granted comes to you as a consent (`consent.granted`). Whoever is asked is told at the next full
    hour. Asked again
    within the 14 days for which a request stands, nobody is asked twice, whatever was answered.

    Args:
        idempotency_key (None | str | Unset):
        body (ConsentRequestInput): What a partner asks somebody for. It holds a NIK, so it is
            never printed. Example: {'nik': '3602015708959001', 'note': 'Pengajuan KUR di cabang
            Rangkasbitung.', 'purpose': 'CREDIT_APPLICATION', 'scopes': ['IDENTITY_BASIC',
            'CONTACT']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsentRequestReceipt | Problem]
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
    body: ConsentRequestInput,
    idempotency_key: None | str | Unset = UNSET,
) -> ConsentRequestReceipt | Problem | None:
    """Ask somebody for a consent.

     The answer is always the same: you learn neither whether the NIK is recorded, nor whether the person
    declined. What is
    granted comes to you as a consent (`consent.granted`). Whoever is asked is told at the next full
    hour. Asked again
    within the 14 days for which a request stands, nobody is asked twice, whatever was answered.

    Args:
        idempotency_key (None | str | Unset):
        body (ConsentRequestInput): What a partner asks somebody for. It holds a NIK, so it is
            never printed. Example: {'nik': '3602015708959001', 'note': 'Pengajuan KUR di cabang
            Rangkasbitung.', 'purpose': 'CREDIT_APPLICATION', 'scopes': ['IDENTITY_BASIC',
            'CONTACT']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsentRequestReceipt | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ConsentRequestInput,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[ConsentRequestReceipt | Problem]:
    """Ask somebody for a consent.

     The answer is always the same: you learn neither whether the NIK is recorded, nor whether the person
    declined. What is
    granted comes to you as a consent (`consent.granted`). Whoever is asked is told at the next full
    hour. Asked again
    within the 14 days for which a request stands, nobody is asked twice, whatever was answered.

    Args:
        idempotency_key (None | str | Unset):
        body (ConsentRequestInput): What a partner asks somebody for. It holds a NIK, so it is
            never printed. Example: {'nik': '3602015708959001', 'note': 'Pengajuan KUR di cabang
            Rangkasbitung.', 'purpose': 'CREDIT_APPLICATION', 'scopes': ['IDENTITY_BASIC',
            'CONTACT']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsentRequestReceipt | Problem]
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
    body: ConsentRequestInput,
    idempotency_key: None | str | Unset = UNSET,
) -> ConsentRequestReceipt | Problem | None:
    """Ask somebody for a consent.

     The answer is always the same: you learn neither whether the NIK is recorded, nor whether the person
    declined. What is
    granted comes to you as a consent (`consent.granted`). Whoever is asked is told at the next full
    hour. Asked again
    within the 14 days for which a request stands, nobody is asked twice, whatever was answered.

    Args:
        idempotency_key (None | str | Unset):
        body (ConsentRequestInput): What a partner asks somebody for. It holds a NIK, so it is
            never printed. Example: {'nik': '3602015708959001', 'note': 'Pengajuan KUR di cabang
            Rangkasbitung.', 'purpose': 'CREDIT_APPLICATION', 'scopes': ['IDENTITY_BASIC',
            'CONTACT']}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsentRequestReceipt | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
