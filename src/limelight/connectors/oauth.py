"""Grants of creators: asked for, exchanged, refreshed and revoked at the platforms, by OAuth 2."""

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

from limelight.connectors.addresses import AddressRefused
from limelight.connectors.answers import Answer, Credential, waited_until
from limelight.connectors.client import PlatformClient
from limelight.connectors.grants import Grant
from limelight.connectors.source import GrantExpired, ProductNotSupported, SourceError, TooBusy
from limelight.connectors.spec import OAuth, Platform, Product
from limelight.kernel.timestamps import now

_LONGEST_SECONDS: Final = 30
"""Less than anybody may hold a grant to refresh it."""
_VERIFIER_LENGTH: Final = 64
_SEPARATORS: Final = re.compile(r"[\s,]+")
_REFRESH_LIVES: Final = ("refresh_token_expires_in", "refresh_expires_in")


class GrantRefused(SourceError):
    """The platform does not accept the code: it was used, is too old, or was for another app or address."""


class GrantClient:
    """The operator's apps at the platforms."""

    def __init__(self, client: PlatformClient) -> None:
        self._client = client

    def offers(self, platform: Platform) -> bool:
        """Whether creators can sign in: the platform is known, and the operator has an app there."""
        own = self._client.own(platform)
        return platform.auth is not None and own.client_id is not None and own.client_secret is not None

    def authorization_url(
        self, platform: Platform, products: Collection[Product], state: str, redirect_uri: str
    ) -> tuple[str, str | None]:
        """The platform's page of consent, and the code verifier where the platform takes one."""
        auth = _auth(platform)
        verifier = generate_token(_VERIFIER_LENGTH) if auth.uses_pkce else None
        self._check(platform)
        asking = OAuth2Client(
            None,
            self._client.own(platform).client_id,
            code_challenge_method="S256" if auth.uses_pkce else None,
        )
        url, _ = asking.create_authorization_url(
            self._client.url(platform, auth.authorize_url),
            state=state,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            scope=auth.scope_separator.join(_scopes(auth, products)),
            **auth.authorize_params,
        )
        return str(url), verifier

    async def exchange(self, platform: Platform, code: str, redirect_uri: str, verifier: str | None) -> Grant:
        """The grant of a code, still without a subject. Raises GrantRefused, TooBusy, SourceError."""
        auth = _auth(platform)
        extra = {"code_verifier": verifier} if verifier else {}
        try:
            token = await self._token(
                platform,
                "fetch_token",
                grant_type="authorization_code",
                code=code,
                redirect_uri=redirect_uri,
                **extra,
            )
        except OAuthError as error:
            kind = GrantRefused if auth.is_dead(error.error) else SourceError
            raise kind(_told(platform, error)) from error
        return _granted(Grant(access_token="", subject=""), token)

    async def refreshed(self, platform: Platform, grant: Grant) -> Grant:
        """The grant with a fresh access token. Raises GrantExpired, TooBusy, SourceError.

        Only the platform's word that the grant is dead expires it: a wrong expiry would make the creator
        connect again for nothing.
        """
        auth = _auth(platform)
        if grant.refresh_token is None:
            raise GrantExpired(f"{platform.name} gave nothing to refresh the grant with.")
        try:
            token = await self._token(platform, "refresh_token", refresh_token=grant.refresh_token)
        except OAuthError as error:
            kind = GrantExpired if auth.is_dead(error.error) else SourceError
            raise kind(_told(platform, error)) from error
        return _granted(grant, token)

    async def revoke(self, platform: Platform, grant: Grant) -> None:
        """Give the grant back. What is revoked already is no error. Raises SourceError."""
        auth = _auth(platform)
        if auth.revoke_url is None:
            return
        url = self._client.url(platform, auth.revoke_url)
        token = grant.refresh_token or grant.access_token
        async with self._app(platform) as app:
            response = await _answered(platform, app.revoke_token(url, token=token))
        if response.status_code >= 500 or response.status_code == 429:
            raise SourceError(f"{platform.name} did not revoke the grant: {response.status_code}.")

    async def _token(self, platform: Platform, act: str, **sent: str) -> Mapping[str, Any]:
        url = self._client.url(platform, _auth(platform).token_url)
        async with self._app(platform) as app:
            token: Mapping[str, Any] = await _answered(platform, getattr(app, act)(url, **sent))
        if not token.get("access_token"):
            raise SourceError(f"{platform.name} answered without an access token.")
        return token

    def _app(self, platform: Platform) -> AsyncOAuth2Client:
        self._check(platform)
        own, auth = self._client.own(platform), _auth(platform)
        return AsyncOAuth2Client(
            own.client_id,
            own.client_secret,
            token_endpoint_auth_method=auth.client_auth.value,
            revocation_endpoint_auth_method=auth.revoke_auth.value,
            **self._client.options(platform),
        )

    def _check(self, platform: Platform) -> None:
        if not self.offers(platform):
            raise ProductNotSupported(f"There is no app at {platform.name} that creators could sign in to.")


async def _answered(platform: Platform, asked: Any) -> Any:
    """What was asked for; whatever is no answer of the platform's own is transient."""
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            return await asked
    except httpx2.HTTPStatusError as error:
        raise _failure(platform, error.response) from error
    except OAuthError:
        raise
    except (httpx2.HTTPError, httpx2.InvalidURL, AddressRefused, OSError, TypeError, ValueError) as error:
        raise SourceError(f"{platform.name} did not answer: {error or type(error).__name__}") from error


def _failure(platform: Platform, response: httpx2.Response) -> SourceError:
    if response.status_code != 429:
        return SourceError(f"{platform.name} answered {response.status_code}.")
    headers = {name.lower(): value for name, value in response.headers.items()}
    answer = Answer(status=429, headers=headers, body=b"", credential=Credential.KEY, at=now())
    return TooBusy(f"{platform.name} gives no more tokens for now.", waited_until(answer))


def _granted(grant: Grant, token: Mapping[str, Any]) -> Grant:
    """The grant with what came with the token; what did not come stays."""
    scopes = token.get("scope")
    lives = (token.get(name) for name in _REFRESH_LIVES)
    return msgspec.structs.replace(
        grant,
        access_token=str(token["access_token"]),
        refresh_token=token.get("refresh_token") or grant.refresh_token,
        access_expires_at=_after(token.get("expires_in")),
        refresh_expires_at=_after(next(filter(None, lives), None)) or grant.refresh_expires_at,
        scopes=tuple(filter(None, _SEPARATORS.split(scopes))) if isinstance(scopes, str) else grant.scopes,
    )


def _after(seconds: Any) -> datetime | None:
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


def _auth(platform: Platform) -> OAuth:
    if platform.auth is None:
        raise ProductNotSupported(f"{platform.name} has no sign-in that is spoken here.")
    return platform.auth


def _told(platform: Platform, error: OAuthError) -> str:
    return f"{platform.name} refused: {error.error}, {error.description or 'without a reason'}"
