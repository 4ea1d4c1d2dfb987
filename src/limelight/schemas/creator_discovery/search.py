"""Creator Discovery: search of public profiles."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from limelight.kernel.records import ContactDetail
from limelight.schemas.common import BasicMetadata, Metadata, WorkPlatformAttribute
from limelight.search.creator_filters import CreatorFilters, SortField
from limelight.search.filter_values import AudienceSource

MAX_RESULTS = 500


class SortBy(Struct, frozen=True, kw_only=True):
    """Sorting by an AUDIENCE field uses the share of the values in its filter."""

    field: SortField
    order: Literal["DESCENDING"]


class CreatorSearchRequest(CreatorFilters, frozen=True, kw_only=True):
    """``limit`` plus ``offset`` is at most 500."""

    work_platform_id: str
    sort_by: SortBy
    limit: Annotated[int, Meta(ge=1, le=MAX_RESULTS)] = 10
    offset: Annotated[int, Meta(ge=0)] = 0
    audience_source: AudienceSource = "LIKERS"


class CreatorLocation(Struct, frozen=True, kw_only=True):
    city: str | None = None
    state: str | None = None
    country: str | None = None


class CreatorProfileBasicDetails(Struct, frozen=True, kw_only=True):
    platform_username: str
    external_id: str | None
    url: str | None
    image_url: str | None
    follower_count: int | None
    subscriber_count: int | None
    is_verified: bool | None


class CreatorSummary(CreatorProfileBasicDetails, frozen=True, kw_only=True):
    """Fields of every kind of search result. ``engagement_rate`` is a fraction of the followers."""

    full_name: str | None
    introduction: str | None
    platform_account_type: str | None
    gender: str | None
    age_group: str | None
    language: str | None
    content_count: int | None
    engagement_rate: float | None
    location: CreatorLocation


class SearchResultFields(Struct, frozen=True, kw_only=True):
    """Additional fields of search results."""

    average_likes: int | None
    average_views: int | None
    contact_details: Sequence[ContactDetail]


class QuickSearchLivestreamMetrics(Struct, frozen=True, kw_only=True):
    recent_activity: str | None
    hours_watched: int | None
    peak_viewers: int | None
    average_viewers: float | None
    airtime: int | None
    follower_growth: int | None
    total_live_view_count: int | None


class QuickSearchResultFields(Struct, frozen=True, kw_only=True):
    """Additional fields of quick-search results."""

    livestream_metrics: QuickSearchLivestreamMetrics | None


class CreatorProfileSearchResult(CreatorSummary, frozen=True, kw_only=True):
    """``filter_match`` maps each filter to the values of the creator that matched it."""

    work_platform: WorkPlatformAttribute
    average_likes: int | None
    average_views: int | None
    contact_details: Sequence[ContactDetail]
    filter_match: dict[str, Any]


class CreatorProfileQuickSearchResult(CreatorSummary, frozen=True, kw_only=True):
    """A result without contact details."""

    work_platform: WorkPlatformAttribute
    livestream_metrics: QuickSearchLivestreamMetrics | None


class CreatorProfileSearchResponse(Struct, frozen=True, kw_only=True):
    data: Sequence[CreatorProfileSearchResult]
    metadata: BasicMetadata


class CreatorProfileQuickSearchResponse(Struct, frozen=True, kw_only=True):
    data: Sequence[CreatorProfileQuickSearchResult]
    metadata: Metadata
