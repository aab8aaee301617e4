from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.applicant_lookup_input import ApplicantLookupInput
from ...models.partner_incubatee import PartnerIncubatee
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: ApplicantLookupInput,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/partner/lookup",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PartnerIncubatee | Problem | None:
    if response.status_code == 200:
        response_200 = PartnerIncubatee.from_dict(response.json())

        return response_200

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
) -> Response[PartnerIncubatee | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ApplicantLookupInput,
) -> Response[PartnerIncubatee | Problem]:
    """Find an applicant at the counter.

     By the one-time code that the applicant brought, or by NIK; either stands in the body, so that no
    log keeps it. Who
    is not recorded, did not consent, or consented to somebody else or to something else is not found,
    in the same words
    and after the same time; nor is by its NIK whose NIK (`IDENTITY_NIK`) you do not get. A code works
    once, and is used
    up by nothing but the record that it brings. After ten look-ups in a minute you wait; a code that
    works begins the
    count anew. Repeated with the same `Idempotency-Key`, it finds the same applicant though the code
    was used.

    Args:
        body (ApplicantLookupInput): Who is at the counter: exactly one of the two. Example:
            {'code': 'ABCDE-FGHJK', 'purpose': 'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerIncubatee | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: ApplicantLookupInput,
) -> PartnerIncubatee | Problem | None:
    """Find an applicant at the counter.

     By the one-time code that the applicant brought, or by NIK; either stands in the body, so that no
    log keeps it. Who
    is not recorded, did not consent, or consented to somebody else or to something else is not found,
    in the same words
    and after the same time; nor is by its NIK whose NIK (`IDENTITY_NIK`) you do not get. A code works
    once, and is used
    up by nothing but the record that it brings. After ten look-ups in a minute you wait; a code that
    works begins the
    count anew. Repeated with the same `Idempotency-Key`, it finds the same applicant though the code
    was used.

    Args:
        body (ApplicantLookupInput): Who is at the counter: exactly one of the two. Example:
            {'code': 'ABCDE-FGHJK', 'purpose': 'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerIncubatee | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ApplicantLookupInput,
) -> Response[PartnerIncubatee | Problem]:
    """Find an applicant at the counter.

     By the one-time code that the applicant brought, or by NIK; either stands in the body, so that no
    log keeps it. Who
    is not recorded, did not consent, or consented to somebody else or to something else is not found,
    in the same words
    and after the same time; nor is by its NIK whose NIK (`IDENTITY_NIK`) you do not get. A code works
    once, and is used
    up by nothing but the record that it brings. After ten look-ups in a minute you wait; a code that
    works begins the
    count anew. Repeated with the same `Idempotency-Key`, it finds the same applicant though the code
    was used.

    Args:
        body (ApplicantLookupInput): Who is at the counter: exactly one of the two. Example:
            {'code': 'ABCDE-FGHJK', 'purpose': 'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerIncubatee | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ApplicantLookupInput,
) -> PartnerIncubatee | Problem | None:
    """Find an applicant at the counter.

     By the one-time code that the applicant brought, or by NIK; either stands in the body, so that no
    log keeps it. Who
    is not recorded, did not consent, or consented to somebody else or to something else is not found,
    in the same words
    and after the same time; nor is by its NIK whose NIK (`IDENTITY_NIK`) you do not get. A code works
    once, and is used
    up by nothing but the record that it brings. After ten look-ups in a minute you wait; a code that
    works begins the
    count anew. Repeated with the same `Idempotency-Key`, it finds the same applicant though the code
    was used.

    Args:
        body (ApplicantLookupInput): Who is at the counter: exactly one of the two. Example:
            {'code': 'ABCDE-FGHJK', 'purpose': 'CREDIT_APPLICATION'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerIncubatee | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
