"""What can be asked of an account with its owner's grant, wherever the answers come from."""

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
    """Items in the platform's order; without a cursor it is the last page."""

    items: tuple[AccountRecordT, ...]
    cursor: str | None = None


class AccountSource(Protocol):
    """One connected account, as its platform or the sandbox answers for it."""

    async def page(
        self,
        kind: type[AccountRecordT],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> RecordPage[AccountRecordT]:
        """One page of a kind of record; of a profile or an audience there is one item at most.

        ``since`` leaves out what was published before; ``of`` is the content's external id for comments.
        Raises ProductNotSupported, GrantExpired, ScopeMissing, TooBusy; anything else is worth a retry.
        """


class ProductNotSupported(NotSupported):
    """The platform has no official way to answer this."""


class SourceError(Exception):
    """The platform did not answer as asked."""


class GrantExpired(SourceError):
    """The grant is dead and cannot be refreshed: the creator has to connect again."""


class InsufficientScope(SourceError):
    """The creator did not grant this; everything else still works."""


class RateLimited(SourceError):
    """The platform's limit is used up until ``until``."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.retry_at = until
