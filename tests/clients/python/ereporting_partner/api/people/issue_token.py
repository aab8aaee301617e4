from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.oauth_error import OauthError
from ...models.problem import Problem
from ...models.token_answer import TokenAnswer
from ...models.token_form import TokenForm
from ...types import Response


def _get_kwargs(
    *,
    body: TokenForm,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/oauth/token",
    }

    _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OauthError | Problem | TokenAnswer | None:
    if response.status_code == 200:
        response_200 = TokenAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = OauthError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = OauthError.from_dict(response.json())

        return response_401

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
) -> Response[OauthError | Problem | TokenAnswer]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> Response[OauthError | Problem | TokenAnswer]:
    """Get an access token with client credentials (RFC 6749 section 4.4).

     The token lives 15 minutes; ask for a new one when it ends, there is no refresh token. Rights come
    from the
    client's role grants. What a partner's client pulls can be limited further by `scope`.

    Args:
        body (TokenForm): A token request. The client proves itself in one way: by HTTP Basic, by
            its secret in the body, or by an assertion.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OauthError | Problem | TokenAnswer]
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
    client: AuthenticatedClient,
    body: TokenForm,
) -> OauthError | Problem | TokenAnswer | None:
    """Get an access token with client credentials (RFC 6749 section 4.4).

     The token lives 15 minutes; ask for a new one when it ends, there is no refresh token. Rights come
    from the
    client's role grants. What a partner's client pulls can be limited further by `scope`.

    Args:
        body (TokenForm): A token request. The client proves itself in one way: by HTTP Basic, by
            its secret in the body, or by an assertion.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OauthError | Problem | TokenAnswer
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> Response[OauthError | Problem | TokenAnswer]:
    """Get an access token with client credentials (RFC 6749 section 4.4).

     The token lives 15 minutes; ask for a new one when it ends, there is no refresh token. Rights come
    from the
    client's role grants. What a partner's client pulls can be limited further by `scope`.

    Args:
        body (TokenForm): A token request. The client proves itself in one way: by HTTP Basic, by
            its secret in the body, or by an assertion.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OauthError | Problem | TokenAnswer]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TokenForm,
) -> OauthError | Problem | TokenAnswer | None:
    """Get an access token with client credentials (RFC 6749 section 4.4).

     The token lives 15 minutes; ask for a new one when it ends, there is no refresh token. Rights come
    from the
    client's role grants. What a partner's client pulls can be limited further by `scope`.

    Args:
        body (TokenForm): A token request. The client proves itself in one way: by HTTP Basic, by
            its secret in the body, or by an assertion.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OauthError | Problem | TokenAnswer
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
