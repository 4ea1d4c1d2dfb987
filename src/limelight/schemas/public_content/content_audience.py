"""Public Content: the audience that likes and comments on contents of a profile."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.records import ContentFormat, CountryShare, GenderAgeShare
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance
from limelight.schemas.public_content.content_fetch import ContentUrl

MAX_AUDIENCE_CONTENTS = 5


class ContentAudienceRequest(Struct, frozen=True, kw_only=True):
    """``identifier`` is the handle or URL of the profile that published all the contents."""

    content_urls: Annotated[tuple[ContentUrl, ...], Meta(min_length=1, max_length=MAX_AUDIENCE_CONTENTS)]
    work_platform_id: UUID
    identifier: Annotated[str, Meta(min_length=1, max_length=2000)]


class ContentAudienceJob(Struct, frozen=True, kw_only=True):
    """The counts are null until the job has ended."""

    id: UUID
    created_at: Timestamp
    post_count: int | None
    total_like_count: int | None


class ContentAudienceReport(Struct, frozen=True, kw_only=True):
    """Totals cover the contents with a visible count; null if there is none."""

    created_at: Timestamp
    content_urls: Sequence[str]
    failed_content_urls: Sequence[str]
    creator_count: int
    post_count: int
    total_like_count: int | None
    total_reach_count: int | None


class ContentAudienceCreator(Struct, frozen=True, kw_only=True):
    full_name: str | None
    platform_profile_name: str
    url: str | None
    image_url: str | None
    follower_count: int | None
    analysed_post_count: int
    is_verified: bool | None


class ContentAudiencePost(Struct, frozen=True, kw_only=True):
    platform_profile_name: str
    url: str | None
    thumbnail_url: str | None
    format: ContentFormat
    published_at: Timestamp
    title: str
    like_count: int | None
    view_count: int | None
    share_count: int | None
    hashtags: Sequence[str]


class ContentAudienceShares(Struct, frozen=True, kw_only=True):
    """Shares in percent. Genders and ages sum to 100; only the largest countries are listed."""

    gender_age_distribution: Sequence[GenderAgeShare]
    countries: Sequence[CountryShare]


class ContentAudienceData(Struct, frozen=True, kw_only=True):
    """``creators`` is one object, since all contents belong to one profile."""

    report: ContentAudienceReport
    creators: ContentAudienceCreator
    posts: Sequence[ContentAudiencePost]
    audience: ContentAudienceShares


class ContentAudience(Struct, frozen=True, kw_only=True):
    data: ContentAudienceData | None = None
    post_count: int | None = None
    total_like_count: int | None = None
    provenance: Sequence[Provenance] = ()


class ContentAudienceResult(JobResponse, frozen=True, kw_only=True):
    data: ContentAudienceData | None
    provenance: Sequence[Provenance]
