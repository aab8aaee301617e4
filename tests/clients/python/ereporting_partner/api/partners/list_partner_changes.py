from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_partner_change import ListPartnerChange
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    purpose: str,
    after: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["purpose"] = purpose

    params["after"] = after

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/partner/changes",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ListPartnerChange | Problem | None:
    if response.status_code == 200:
        response_200 = ListPartnerChange.from_dict(response.json())

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
) -> Response[ListPartnerChange | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    purpose: str,
    after: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[ListPartnerChange | Problem]:
    """List what changed.

     Begin with `?after=latest`, then read all records, by pages or as an export, and keep the cursor.
    From then on walk
    `page.next` as often as you like until `page.complete`; it is always given. `UPSERT`: put `record`
    in the place of what
    you hold under `id`. `DELETE` and `CONSENT_LOST`: delete what you hold under `id`, if you hold it.
    Afterwards your copy
    is what a full pull would give. An answer that was lost is read again from the same cursor.

    In a page each record comes once. A page may be short, or empty, and not complete. A cursor is for
    one organization
    and one purpose: with another one it is refused (`PAGE.CURSOR`). When your agreement or your client
    grants other
    fields than before, every record comes once more.

    Of a consent that you have read as often as it lets you nothing comes; the record comes once you may
    read it again. In
    a full pull it has redactions `FREQUENCY` meanwhile: keep what you hold.

    Args:
        purpose (str):
        after (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListPartnerChange | Problem]
    """

    kwargs = _get_kwargs(
        purpose=purpose,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    purpose: str,
    after: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> ListPartnerChange | Problem | None:
    """List what changed.

     Begin with `?after=latest`, then read all records, by pages or as an export, and keep the cursor.
    From then on walk
    `page.next` as often as you like until `page.complete`; it is always given. `UPSERT`: put `record`
    in the place of what
    you hold under `id`. `DELETE` and `CONSENT_LOST`: delete what you hold under `id`, if you hold it.
    Afterwards your copy
    is what a full pull would give. An answer that was lost is read again from the same cursor.

    In a page each record comes once. A page may be short, or empty, and not complete. A cursor is for
    one organization
    and one purpose: with another one it is refused (`PAGE.CURSOR`). When your agreement or your client
    grants other
    fields than before, every record comes once more.

    Of a consent that you have read as often as it lets you nothing comes; the record comes once you may
    read it again. In
    a full pull it has redactions `FREQUENCY` meanwhile: keep what you hold.

    Args:
        purpose (str):
        after (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListPartnerChange | Problem
    """

    return sync_detailed(
        client=client,
        purpose=purpose,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    purpose: str,
    after: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[ListPartnerChange | Problem]:
    """List what changed.

     Begin with `?after=latest`, then read all records, by pages or as an export, and keep the cursor.
    From then on walk
    `page.next` as often as you like until `page.complete`; it is always given. `UPSERT`: put `record`
    in the place of what
    you hold under `id`. `DELETE` and `CONSENT_LOST`: delete what you hold under `id`, if you hold it.
    Afterwards your copy
    is what a full pull would give. An answer that was lost is read again from the same cursor.

    In a page each record comes once. A page may be short, or empty, and not complete. A cursor is for
    one organization
    and one purpose: with another one it is refused (`PAGE.CURSOR`). When your agreement or your client
    grants other
    fields than before, every record comes once more.

    Of a consent that you have read as often as it lets you nothing comes; the record comes once you may
    read it again. In
    a full pull it has redactions `FREQUENCY` meanwhile: keep what you hold.

    Args:
        purpose (str):
        after (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ListPartnerChange | Problem]
    """

    kwargs = _get_kwargs(
        purpose=purpose,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    purpose: str,
    after: str | Unset = UNSET,
    limit: int | Unset = 50,
) -> ListPartnerChange | Problem | None:
    """List what changed.

     Begin with `?after=latest`, then read all records, by pages or as an export, and keep the cursor.
    From then on walk
    `page.next` as often as you like until `page.complete`; it is always given. `UPSERT`: put `record`
    in the place of what
    you hold under `id`. `DELETE` and `CONSENT_LOST`: delete what you hold under `id`, if you hold it.
    Afterwards your copy
    is what a full pull would give. An answer that was lost is read again from the same cursor.

    In a page each record comes once. A page may be short, or empty, and not complete. A cursor is for
    one organization
    and one purpose: with another one it is refused (`PAGE.CURSOR`). When your agreement or your client
    grants other
    fields than before, every record comes once more.

    Of a consent that you have read as often as it lets you nothing comes; the record comes once you may
    read it again. In
    a full pull it has redactions `FREQUENCY` meanwhile: keep what you hold.

    Args:
        purpose (str):
        after (str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ListPartnerChange | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            purpose=purpose,
            after=after,
            limit=limit,
        )
    ).parsed
