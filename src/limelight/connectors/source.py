"""The interface of a connected account's data, and the errors of platforms."""

from datetime import datetime
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from limelight.errors import NotSupported
from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentGroup,
    Profile,
)

AccountRecordT = TypeVar(
    "AccountRecordT",
    bound=Profile
    | AudienceDemographics
    | Content
    | ContentGroup
    | Comment
    | ActivityArtist
    | ActivityContent,
)


class RecordPage(Struct, Generic[AccountRecordT], frozen=True, kw_only=True):
    """Items in the platform's order; the last page has no cursor."""

    items: tuple[AccountRecordT, ...]
    cursor: str | None = None


class AccountSource(Protocol):
    """One connected account, fetched from its platform or from the sandbox."""

    async def page(
        self,
        kind: type[AccountRecordT],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> RecordPage[AccountRecordT]:
        """One page of a type of record; a profile or an audience is at most one item.

        ``since`` excludes items published before; ``of`` is the external id of the content whose comments
        are fetched. Raises ProductNotSupported, GrantExpired, InsufficientScope, RateLimited; any other
        error is retryable.
        """


class ProductNotSupported(NotSupported):
    """The platform has no official API for this."""


class SourceError(Exception):
    """A request to the platform failed."""


class GrantExpired(SourceError):
    """The grant has expired or was revoked, and cannot be refreshed: the creator has to connect again."""


class InsufficientScope(SourceError):
    """The creator did not grant the required scope; other requests still work."""


class RateLimited(SourceError):
    """The platform's rate limit is exceeded until ``retry_at``."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.retry_at = until
