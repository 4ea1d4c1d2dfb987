"""Where creators sign in: at the platforms themselves, or in the sandbox at pages that stand in for them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from limelight.connectors.grants import Grant
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey


class Failure(StrEnum):
    """Why a sign-in came to nothing."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNAVAILABLE = "unavailable"


class SignInFailed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


@dataclass(frozen=True)
class Departure:
    """Where the creator is sent, and what is needed when they come back."""

    url: str
    state: str
    code_verifier: str | None


class PretendPlatforms(Protocol):
    """The sandbox's platforms: everybody of the simulated world can sign in there, by handle."""

    def example(self, platform: PlatformKey) -> str:
        """The handle of somebody."""

    def grant(self, platform: PlatformKey, handle: str) -> Grant | None:
        """``None`` if nobody has the handle."""


class Authority(Protocol):
    """The platforms' own sign-in, by OAuth."""

    def offers(self, platform: Platform) -> bool:
        """Whether the operator has an app at the platform."""

    def departure(
        self, platform: Platform, products: Collection[AccountProduct], redirect_uri: str
    ) -> Departure:
        """To the platform's page of consent."""

    async def grant(
        self, platform: Platform, answer: Mapping[str, str], redirect_uri: str, code_verifier: str | None
    ) -> Grant:
        """For what the platform sent back. Raises SignInFailed."""


@dataclass(frozen=True)
class SignIns:
    """How creators sign in here: at pretended platforms in the sandbox, else at the real ones."""

    pretended: PretendPlatforms | None = None
    authority: Authority | None = None

    def offers(self, platform: Platform) -> bool:
        return self.pretended is not None or (self.authority is not None and self.authority.offers(platform))
