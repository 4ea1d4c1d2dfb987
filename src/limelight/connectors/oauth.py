"""OAuth 2 at the platforms: authorization URLs, code exchange, refresh and revocation."""

import asyncio
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2
import msgspec
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from authlib.oauth2.client import OAuth2Client

from limelight.connectors.grants import Grant
from limelight.connectors.guarded_transport import AddressBlocked
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.responses import AuthMethod, Response, retry_time
from limelight.connectors.source import GrantExpired, ProductNotSupported, RateLimited, SourceError
from limelight.connectors.spec import OAuth, Platform, Product
from limelight.kernel.timestamps import now

_TIMEOUT_SECONDS: Final = 30
"""Shorter than the refresh lease of a grant."""
_VERIFIER_LENGTH: Final = 64
_SEPARATORS: Final = re.compile(r"[\s,]+")
_REFRESH_EXPIRY_FIELDS: Final = ("refresh_token_expires_in", "refresh_expires_in")


class AuthorizationCodeRejected(SourceError):
    """The authorization code was used, has expired, or was issued for another app or redirect URI."""


class OAuthClient:
    """The operator's OAuth apps at the platforms."""

    def __init__(self, client: PlatformHttpClient) -> None:
        self._client = client

    def is_configured(self, platform: Platform) -> bool:
        """Whether creators can sign in: the platform declares OAuth and the operator has an app there."""
        own = self._client.settings_for(platform)
        return platform.auth is not None and own.client_id is not None and own.client_secret is not None

    def authorization_url(
        self, platform: Platform, products: Collection[Product], state: str, redirect_uri: str
    ) -> tuple[str, str | None]:
        """The authorization URL, and the PKCE code verifier if the platform uses PKCE."""
        auth = _require_oauth(platform)
        verifier = generate_token(_VERIFIER_LENGTH) if auth.uses_pkce else None
        self._require_configured(platform)
        asking = OAuth2Client(
            None,
            self._client.settings_for(platform).client_id,
            code_challenge_method="S256" if auth.uses_pkce else None,
        )
        url, _ = asking.create_authorization_url(
            self._client.resolve_url(platform, auth.authorize_url),
            state=state,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            scope=auth.scope_separator.join(_scopes(auth, products)),
            **auth.authorize_params,
        )
        return str(url), verifier

    async def exchange_code(
        self, platform: Platform, code: str, redirect_uri: str, verifier: str | None
    ) -> Grant:
        """The grant of a code, without a subject.

        Raises AuthorizationCodeRejected, RateLimited, SourceError.
        """
        auth = _require_oauth(platform)
        extra = {"code_verifier": verifier} if verifier else {}
        try:
            token = await self._request_token(
                platform,
                "fetch_token",
                grant_type="authorization_code",
                code=code,
                redirect_uri=redirect_uri,
                **extra,
            )
        except OAuthError as error:
            kind = AuthorizationCodeRejected if auth.is_invalid_grant(error.error) else SourceError
            raise kind(_error_message(platform, error)) from error
        return _updated_grant(Grant(access_token="", subject=""), token)

    async def refresh(self, platform: Platform, grant: Grant) -> Grant:
        """The grant with a fresh access token. Raises GrantExpired, TooBusy, SourceError.

        Only the platform's word that the grant is dead expires it: a wrong expiry would make the creator
        connect again for nothing.
        """
        auth = _require_oauth(platform)
        if grant.refresh_token is None:
            raise GrantExpired(f"{platform.name} gave nothing to refresh the grant with.")
        try:
            token = await self._request_token(platform, "refresh_token", refresh_token=grant.refresh_token)
        except OAuthError as error:
            kind = GrantExpired if auth.is_invalid_grant(error.error) else SourceError
            raise kind(_error_message(platform, error)) from error
        return _updated_grant(grant, token)

    async def revoke(self, platform: Platform, grant: Grant) -> None:
        """Revoke the grant. A grant that is already revoked is not an error. Raises SourceError."""
        auth = _require_oauth(platform)
        if auth.revoke_url is None:
            return
        url = self._client.resolve_url(platform, auth.revoke_url)
        token = grant.refresh_token or grant.access_token
        async with self._authlib_client(platform) as app:
            response = await _await_response(platform, app.revoke_token(url, token=token))
        if response.status_code >= 500 or response.status_code == 429:
            raise SourceError(f"{platform.name} did not revoke the grant: {response.status_code}.")

    async def _request_token(self, platform: Platform, act: str, **sent: str) -> Mapping[str, Any]:
        url = self._client.resolve_url(platform, _require_oauth(platform).token_url)
        async with self._authlib_client(platform) as app:
            token: Mapping[str, Any] = await _await_response(platform, getattr(app, act)(url, **sent))
        if not token.get("access_token"):
            raise SourceError(f"{platform.name} answered without an access token.")
        return token

    def _authlib_client(self, platform: Platform) -> AsyncOAuth2Client:
        self._require_configured(platform)
        own, auth = self._client.settings_for(platform), _require_oauth(platform)
        return AsyncOAuth2Client(
            own.client_id,
            own.client_secret,
            token_endpoint_auth_method=auth.token_endpoint_auth_method.value,
            revocation_endpoint_auth_method=auth.revocation_endpoint_auth_method.value,
            **self._client.connection_options(platform),
        )

    def _require_configured(self, platform: Platform) -> None:
        if not self.is_configured(platform):
            raise ProductNotSupported(f"There is no app at {platform.name} that creators could sign in to.")


async def _await_response(platform: Platform, asked: Any) -> Any:
    """The awaited response. Any failure that is not an OAuth error is a SourceError, so it is retried."""
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            return await asked
    except httpx2.HTTPStatusError as error:
        raise _http_error(platform, error.response) from error
    except OAuthError:
        raise
    except (httpx2.HTTPError, httpx2.InvalidURL, AddressBlocked, OSError, TypeError, ValueError) as error:
        raise SourceError(f"{platform.name} did not answer: {error or type(error).__name__}") from error


def _http_error(platform: Platform, response: httpx2.Response) -> SourceError:
    if response.status_code != 429:
        return SourceError(f"{platform.name} answered {response.status_code}.")
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Response(
        status=429, headers=headers, body=b"", auth_method=AuthMethod.API_KEY, received_at=now()
    )
    return RateLimited(f"{platform.name} gives no more tokens for now.", retry_time(answer))


def _updated_grant(grant: Grant, token: Mapping[str, Any]) -> Grant:
    """The grant with the values of the token response; values that it omits stay."""
    scopes = token.get("scope")
    lives = (token.get(name) for name in _REFRESH_EXPIRY_FIELDS)
    return msgspec.structs.replace(
        grant,
        access_token=str(token["access_token"]),
        refresh_token=token.get("refresh_token") or grant.refresh_token,
        access_expires_at=_expiry_time(token.get("expires_in")),
        refresh_expires_at=_expiry_time(next(filter(None, lives), None)) or grant.refresh_expires_at,
        scopes=tuple(filter(None, _SEPARATORS.split(scopes))) if isinstance(scopes, str) else grant.scopes,
    )


def _expiry_time(seconds: Any) -> datetime | None:
    try:
        return now() + timedelta(seconds=float(seconds))
    except (TypeError, ValueError, OverflowError):
        return None


def _scopes(auth: OAuth, products: Collection[Product]) -> list[str]:
    return list(
        dict.fromkeys(
            scope for product in Product if product in products for scope in auth.scopes.get(product, ())
        )
    )


def _require_oauth(platform: Platform) -> OAuth:
    if platform.auth is None:
        raise ProductNotSupported(f"{platform.name} has no sign-in that is spoken here.")
    return platform.auth


def _error_message(platform: Platform, error: OAuthError) -> str:
    return f"{platform.name} refused: {error.error}, {error.description or 'without a reason'}"
