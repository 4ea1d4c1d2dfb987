"""Signing in at the platforms themselves: from the page of consent to a grant of whose account we know."""

import secrets
from collections.abc import Collection, Mapping
from typing import Final

import msgspec
import structlog

from limelight.accounts.sign_ins import Departure, Failure, SignInFailed
from limelight.connectors.client import PlatformClient
from limelight.connectors.grants import Grant
from limelight.connectors.oauth import GrantClient, GrantRefused
from limelight.connectors.platform_source import new_source
from limelight.connectors.source import ScopeMissing, SourceError
from limelight.connectors.spec import Platform, Product
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.records import Profile
from limelight.settings import Settings

_LOG = structlog.get_logger("limelight.accounts")

_CANCELLED: Final = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize"})


class PlatformAuthority:
    """The operator's apps at the platforms."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._grants = GrantClient(PlatformClient(settings))

    def offers(self, platform: Platform) -> bool:
        """Whether the operator has an app at the platform."""
        return self._grants.offers(platform)

    def departure(
        self, platform: Platform, products: Collection[AccountProduct], redirect_uri: str
    ) -> Departure:
        """To the platform's page of consent, for what the products take and no more."""
        state = secrets.token_urlsafe(32)
        asked = [Product(product.value.lower()) for product in products]
        url, verifier = self._grants.authorization_url(platform, asked, state, redirect_uri)
        return Departure(url=url, state=state, code_verifier=verifier)

    async def grant(
        self, platform: Platform, answer: Mapping[str, str], redirect_uri: str, code_verifier: str | None
    ) -> Grant:
        """For what the platform sent back. Raises SignInFailed."""
        if "code" not in answer:
            is_cancelled = answer.get("error", "access_denied") in _CANCELLED
            raise SignInFailed(Failure.CANCELLED if is_cancelled else Failure.REFUSED)
        try:
            grant = await self._grants.exchange(platform, answer["code"], redirect_uri, code_verifier)
            return await self._named(platform, grant)
        except (GrantRefused, ScopeMissing) as error:
            raise SignInFailed(Failure.REFUSED) from error
        except SourceError as error:
            _LOG.warning("a platform did not sign somebody in", platform=platform.key.value, error=str(error))
            raise SignInFailed(Failure.UNAVAILABLE) from error

    async def _named(self, platform: Platform, grant: Grant) -> Grant:
        """The grant with whose it is. Who has no profile there has nothing to connect."""
        async with PlatformClient(self._settings) as client:
            profiles = (await new_source(platform, client, grant).page(Profile)).items
        if not profiles:
            raise SignInFailed(Failure.REFUSED)
        found = profiles[0]
        extra = {"username": found.platform_username, "name": found.platform_profile_name}
        return msgspec.structs.replace(
            grant,
            subject=found.platform_profile_id or found.external_id,
            extra={**grant.extra, **{name: value for name, value in extra.items() if value}},
        )
