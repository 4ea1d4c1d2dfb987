"""Creator Discovery: exporting a search."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.records import ContactDetail
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.creator_discovery.search import CreatorSummary, SortBy
from limelight.schemas.jobs import JobResponse
from limelight.search.creator_filters import ExportFilters
from limelight.search.filter_values import AudienceSource


class AsyncCreatorSearchRequest(ExportFilters, frozen=True, kw_only=True):
    work_platform_id: str
    sort_by: SortBy
    max_results: Annotated[int, Meta(ge=0)]
    audience_source: AudienceSource = "LIKERS"


class SearchExport(Struct, frozen=True, kw_only=True):
    """The result of a search export: the id of its stored rows and their number."""

    export_id: UUID | None = None
    total_results: int = 0
    ignored_filters: Sequence[str] = ()


class CreatorSearchExportJob(Struct, frozen=True, kw_only=True):
    """``filters`` is the decoded request without null fields."""

    id: UUID
    filters: dict[str, Any]
    status: JobStatus
    work_platform: WorkPlatformAttribute


class CreatorSearchExportMetadata(Struct, frozen=True, kw_only=True):
    total_results: int
    limit: int
    offset: int


class CreatorSearchExportProfile(CreatorSummary, frozen=True, kw_only=True):
    """Each profile repeats the page's metadata."""

    work_platform: WorkPlatformAttribute
    average_likes: int | None
    average_views: int | None
    contact_details: Sequence[ContactDetail]
    metadata: CreatorSearchExportMetadata


class CreatorSearchExportResult(JobResponse, frozen=True, kw_only=True):
    """``ignored_filters`` are filters that the platform does not support."""

    data: Sequence[CreatorSearchExportProfile]
    metadata: CreatorSearchExportMetadata
    ignored_filters: Sequence[str]
