"""Creator Discovery: overlap of the audiences of creators."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance

MAX_CREATORS = 20


class AudienceOverlapRequest(Struct, frozen=True, kw_only=True):
    """``identifiers`` are handles or profile URLs of creators of one platform."""

    work_platform_id: UUID
    identifiers: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=2000)], ...],
        Meta(min_length=2, max_length=MAX_CREATORS),
    ]


class AudienceOverlapJob(Struct, frozen=True, kw_only=True):
    id: UUID
    identifiers: Sequence[str]
    status: JobStatus
    work_platform: WorkPlatformAttribute


class AudienceOverlapProfile(Struct, frozen=True, kw_only=True):
    """Percentages of the audience that follow only this creator and also another one; they sum to 100."""

    platform_username: str
    follower_count: int | None = None
    subscriber_count: int | None = None
    unique_follower_percentage: float | None = None
    overlap_follower_percentage: float | None = None
    unique_subscriber_percentage: float | None = None
    overlap_subscriber_percentage: float | None = None


class AudienceOverlap(Struct, frozen=True, kw_only=True):
    """Counts of subscribers on YouTube, of followers elsewhere."""

    total_follower_count: int | None = None
    unique_follower_count: int | None = None
    total_subscriber_count: int | None = None
    unique_subscriber_count: int | None = None
    profiles: Sequence[AudienceOverlapProfile] = ()
    provenance: Sequence[Provenance] = ()


class AudienceOverlapResult(JobResponse, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute
    total_follower_count: int | None
    unique_follower_count: int | None
    total_subscriber_count: int | None
    unique_subscriber_count: int | None
    profiles: Sequence[AudienceOverlapProfile]
    provenance: Sequence[Provenance]
