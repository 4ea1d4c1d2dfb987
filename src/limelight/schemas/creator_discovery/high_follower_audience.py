"""Creator Discovery: members of an audience with many followers of their own."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.records import ContactDetail
from limelight.schemas.common import BasicMetadata, WorkPlatformAttribute
from limelight.schemas.creator_discovery.search import CreatorLocation
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Interval, Provenance

AudienceType = Literal["all", "followers", "likers", "commenters"]


class LeastFollowers(Struct, frozen=True, kw_only=True):
    min: Annotated[int, Meta(ge=0)] = 1_000


class HighFollowerAudienceRequest(Struct, frozen=True, kw_only=True):
    """With ``dry_run`` members are only counted. ``has_email`` also counts those with an e-mail address."""

    work_platform_id: UUID
    identifier: Annotated[str, Meta(min_length=1, max_length=2000)]
    dry_run: bool = False
    audience_type: AudienceType = "all"
    follower_count: LeastFollowers = LeastFollowers()
    has_email: bool = False
    limit: Annotated[int, Meta(ge=0, le=100)] = 100


class HighFollowerAudienceJob(Struct, frozen=True, kw_only=True):
    id: UUID
    work_platform: WorkPlatformAttribute
    identifier: str
    dry_run: bool
    audience_type: AudienceType
    follower_count: LeastFollowers
    has_email: bool
    status: JobStatus


class HighFollower(Struct, frozen=True, kw_only=True):
    """Unknown texts are empty, because clients do not expect null in these fields."""

    platform_username: str
    url: str
    image_url: str
    full_name: str
    introduction: str
    is_verified: bool | None
    platform_account_type: str
    gender: str
    age_group: str
    language: str | None
    follower_count: int | None
    engagement_rate: float | None
    location: CreatorLocation
    contact_details: Sequence[ContactDetail]


class HighFollowerCount(Struct, frozen=True, kw_only=True):
    """Count over the whole audience, estimated from a sample if the audience exceeds ``sample_size``.

    ``with_email`` is the number in the sample with an e-mail address; null unless requested.
    """

    estimated_count: int | None = None
    interval: Interval | None = None
    counted: int = 0
    sample_size: int = 0
    with_email: int | None = None


class HighFollowerAudience(Struct, frozen=True, kw_only=True):
    followers: Sequence[HighFollower] = ()
    audience_details: HighFollowerCount | None = None
    provenance: Sequence[Provenance] = ()


class HighFollowerProfile(HighFollower, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute


class HighFollowerAudienceResult(JobResponse, frozen=True, kw_only=True):
    data: Sequence[HighFollowerProfile]
    audience_details: Any
    metadata: BasicMetadata
    provenance: Sequence[Provenance]
