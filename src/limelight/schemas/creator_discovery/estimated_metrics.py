"""Creator Discovery: estimated reach of a creator's content."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from limelight.analytics.estimates import Estimate
from limelight.kernel.jobs import JobStatus
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance

EstimatedType = Literal["REELS", "STORY", "FEED"]
EstimatedFormat = Literal["IMAGE", "VIDEO"]


class EstimatedMetricsRequest(Struct, frozen=True, kw_only=True):
    """``profile_url`` may be a handle. ``format`` is required for STORY and FEED."""

    work_platform_id: UUID
    profile_url: Annotated[str, Meta(min_length=1, max_length=2000)]
    content_type: EstimatedType
    format: EstimatedFormat | None = None


class EstimatedMetricsJob(Struct, frozen=True, kw_only=True):
    id: UUID
    profile_url: str
    content_type: EstimatedType
    format: EstimatedFormat | None
    work_platform: WorkPlatformAttribute
    status: JobStatus


class EstimatedMetrics(Struct, frozen=True, kw_only=True):
    """``basis`` is ``history`` if the estimate uses the creator's own contents."""

    estimated_reach: Estimate | None = None
    estimated_impressions: Estimate | None = None
    basis: str | None = None
    provenance: Sequence[Provenance] = ()


class EstimatedMetricsResult(JobResponse, frozen=True, kw_only=True):
    profile_url: str
    content_type: EstimatedType
    format: EstimatedFormat | None
    work_platform: WorkPlatformAttribute
    estimated_reach: Estimate | None
    estimated_impressions: Estimate | None
    basis: str | None
    provenance: Sequence[Provenance]
