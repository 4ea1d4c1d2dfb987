"""OAuth sign-in at the platforms: the authorization redirect, and the grant with its account."""

import secrets
from collections.abc import Collection, Mapping
from typing import Final

import msgspec
import structlog

from limelight.accounts.sign_in import AuthorizationRedirect, SignInFailed, SignInFailure
from limelight.connectors.grants import Grant
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.oauth import AuthorizationCodeRejected, OAuthClient
from limelight.connectors.platform_source import source_for_new_grant
from limelight.connectors.source import InsufficientScope, SourceError
from limelight.connectors.spec import Platform, Product
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.records import Profile
from limelight.settings import Settings

_LOG = structlog.get_logger("limelight.accounts")

_CANCELLATION_ERRORS: Final = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize"})


class OAuthSignIn:
    """Sign-in with the operator's OAuth apps."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._grants = OAuthClient(PlatformHttpClient(settings))

    def is_configured(self, platform: Platform) -> bool:
        """Whether the operator has an OAuth app at the platform."""
        return self._grants.is_configured(platform)

    def authorization_redirect(
        self, platform: Platform, products: Collection[AccountProduct], redirect_uri: str
    ) -> AuthorizationRedirect:
        """To the platform's consent page, with the scopes of the products only."""
        state = secrets.token_urlsafe(32)
        asked = [Product(product.value.lower()) for product in products]
        url, verifier = self._grants.authorization_url(platform, asked, state, redirect_uri)
        return AuthorizationRedirect(url=url, state=state, code_verifier=verifier)

    async def exchange_response(
        self, platform: Platform, answer: Mapping[str, str], redirect_uri: str, code_verifier: str | None
    ) -> Grant:
        """For what the platform sent back. Raises SignInFailed."""
        if "code" not in answer:
            is_cancelled = answer.get("error", "access_denied") in _CANCELLATION_ERRORS
            raise SignInFailed(SignInFailure.CANCELLED if is_cancelled else SignInFailure.REFUSED)
        try:
            grant = await self._grants.exchange_code(platform, answer["code"], redirect_uri, code_verifier)
            return await self._with_account_id(platform, grant)
        except (AuthorizationCodeRejected, InsufficientScope) as error:
            raise SignInFailed(SignInFailure.REFUSED) from error
        except SourceError as error:
            _LOG.warning("a platform did not sign somebody in", platform=platform.key.value, error=str(error))
            raise SignInFailed(SignInFailure.UNAVAILABLE) from error

    async def _with_account_id(self, platform: Platform, grant: Grant) -> Grant:
        """The grant with the account's id and names. Raises SignInFailed if there is no profile."""
        async with PlatformHttpClient(self._settings) as client:
            profiles = (await source_for_new_grant(platform, client, grant).page(Profile)).items
        if not profiles:
            raise SignInFailed(SignInFailure.REFUSED)
        found = profiles[0]
        extra = {"username": found.platform_username, "name": found.platform_profile_name}
        return msgspec.structs.replace(
            grant,
            subject=found.platform_profile_id or found.external_id,
            extra={**grant.extra, **{name: value for name, value in extra.items() if value}},
        )
