from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.outcome_report_input import OutcomeReportInput
from ...models.partner_outcome import PartnerOutcome
from ...models.problem import Problem
from ...types import UNSET, Response


def _get_kwargs(
    id: str,
    *,
    body: OutcomeReportInput,
    purpose: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["purpose"] = purpose

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/partner/incubatees/{id}/outcomes".format(
            id=quote(str(id), safe=""),
        ),
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PartnerOutcome | Problem | None:
    if response.status_code == 201:
        response_201 = PartnerOutcome.from_dict(response.json())

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
) -> Response[PartnerOutcome | Problem]:
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
    body: OutcomeReportInput,
    purpose: str,
) -> Response[PartnerOutcome | Problem]:
    """Record what became of an applicant.

     Contacted, offered, approved, disbursed or declined, in any order; after DECLINED a new CONTACTED
    comes before
    DISBURSED (409). The consent has to be valid now. The outcome stands on the timeline of the
    incubatee, and its BLK is
    told; it may dispute it.

    Args:
        id (str):
        purpose (str):
        body (OutcomeReportInput): What became of an applicant, in your words. Example: {'amount':
            25000000, 'on': '2026-11-03', 'outcome': 'APPROVED'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerOutcome | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        purpose=purpose,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: OutcomeReportInput,
    purpose: str,
) -> PartnerOutcome | Problem | None:
    """Record what became of an applicant.

     Contacted, offered, approved, disbursed or declined, in any order; after DECLINED a new CONTACTED
    comes before
    DISBURSED (409). The consent has to be valid now. The outcome stands on the timeline of the
    incubatee, and its BLK is
    told; it may dispute it.

    Args:
        id (str):
        purpose (str):
        body (OutcomeReportInput): What became of an applicant, in your words. Example: {'amount':
            25000000, 'on': '2026-11-03', 'outcome': 'APPROVED'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerOutcome | Problem
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        purpose=purpose,
    ).parsed


async def asyncio_detailed(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: OutcomeReportInput,
    purpose: str,
) -> Response[PartnerOutcome | Problem]:
    """Record what became of an applicant.

     Contacted, offered, approved, disbursed or declined, in any order; after DECLINED a new CONTACTED
    comes before
    DISBURSED (409). The consent has to be valid now. The outcome stands on the timeline of the
    incubatee, and its BLK is
    told; it may dispute it.

    Args:
        id (str):
        purpose (str):
        body (OutcomeReportInput): What became of an applicant, in your words. Example: {'amount':
            25000000, 'on': '2026-11-03', 'outcome': 'APPROVED'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PartnerOutcome | Problem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        purpose=purpose,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: str,
    *,
    client: AuthenticatedClient | Client,
    body: OutcomeReportInput,
    purpose: str,
) -> PartnerOutcome | Problem | None:
    """Record what became of an applicant.

     Contacted, offered, approved, disbursed or declined, in any order; after DECLINED a new CONTACTED
    comes before
    DISBURSED (409). The consent has to be valid now. The outcome stands on the timeline of the
    incubatee, and its BLK is
    told; it may dispute it.

    Args:
        id (str):
        purpose (str):
        body (OutcomeReportInput): What became of an applicant, in your words. Example: {'amount':
            25000000, 'on': '2026-11-03', 'outcome': 'APPROVED'}.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PartnerOutcome | Problem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            purpose=purpose,
        )
    ).parsed
