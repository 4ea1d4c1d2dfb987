"""Creator Discovery: profiles that show an e-mail address."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.jobs import ErrorObject, Freshness

Address = Annotated[str, Meta(max_length=320)]


class EmailLookupRequest(Struct, frozen=True, kw_only=True):
    emails: Annotated[tuple[Address, ...], Meta(max_length=1000)]


class EmailMatch(Struct, frozen=True, kw_only=True):
    """A profile that shows the address. An address can match several profiles and platforms."""

    email: str
    platform: PlatformKey
    platform_username: str
    full_name: str | None
    follower_count: int | None
    subscriber_count: int | None
    url: str | None
    image_url: str | None
    is_verified: bool | None


class EmailLookup(Struct, frozen=True, kw_only=True):
    """The result of a lookup. Addresses are spelled as in the request, without duplicates."""

    matches: Sequence[EmailMatch] = ()
    non_matched_emails: Sequence[str] = ()


class EmailLookupJob(Struct, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    emails: Sequence[str]
    status: JobStatus


class LookupReport(Struct, frozen=True, kw_only=True):
    """The counts are numbers of addresses, not of profiles."""

    id: UUID
    emails: Sequence[str]
    status: JobStatus
    matched_count: int
    non_matched_count: int


class MatchedEmail(Struct, frozen=True, kw_only=True):
    email: str
    work_platform: WorkPlatformAttribute
    platform_username: str
    full_name: str | None
    follower_count: int | None
    subscriber_count: int | None
    url: str | None
    image_url: str | None
    is_verified: bool | None


class EmailLookupResult(Struct, frozen=True, kw_only=True):
    """``error`` is set if the job has failed."""

    lookup_report: LookupReport
    matched_emails: Sequence[MatchedEmail]
    non_matched_emails: Sequence[str]
    error: ErrorObject | None
    freshness: Freshness
