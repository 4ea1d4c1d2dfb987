"""The ways in which creators sign in: by OAuth at the platforms, or by handle in the sandbox."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from limelight.connectors.grants import Grant
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey


class SignInFailure(StrEnum):
    """Why a sign-in failed."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNAVAILABLE = "unavailable"


class SignInFailed(Exception):
    def __init__(self, failure: SignInFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True)
class AuthorizationRedirect:
    """The authorization URL, and the state and PKCE verifier to check the response with."""

    url: str
    state: str
    code_verifier: str | None


class HandleSignIn(Protocol):
    """Sign-in by handle, without a password; only for the sandbox."""

    def example_handle(self, platform: PlatformKey) -> str:
        """The handle of a creator of the sandbox."""

    def grant_for(self, platform: PlatformKey, handle: str) -> Grant | None:
        """``None`` if no creator has the handle."""


class PlatformSignIn(Protocol):
    """Sign-in at the platforms by OAuth."""

    def is_configured(self, platform: Platform) -> bool:
        """Whether the operator has an app at the platform."""

    def authorization_redirect(
        self, platform: Platform, products: Collection[AccountProduct], redirect_uri: str
    ) -> AuthorizationRedirect:
        """To the platform's consent page."""

    async def exchange_response(
        self, platform: Platform, answer: Mapping[str, str], redirect_uri: str, code_verifier: str | None
    ) -> Grant:
        """For what the platform sent back. Raises SignInFailed."""


@dataclass(frozen=True)
class SignInMethods:
    """The configured ways to sign in: ``sandbox`` in the sandbox, ``oauth`` elsewhere."""

    sandbox: HandleSignIn | None = None
    oauth: PlatformSignIn | None = None

    def is_available(self, platform: Platform) -> bool:
        return self.sandbox is not None or (self.oauth is not None and self.oauth.is_configured(platform))
