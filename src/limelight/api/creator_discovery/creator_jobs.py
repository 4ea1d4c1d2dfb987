"""Creator Discovery: audience overlap, estimated metrics and high-follower audience jobs."""

from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from limelight.api.jobs import job_routes, select_fields
from limelight.jobs.audience_overlap import AUDIENCE_OVERLAP
from limelight.jobs.estimated_metrics import ESTIMATED_METRICS
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.kernel.struct_mapping import extend
from limelight.schemas.common import BasicMetadata
from limelight.schemas.creator_discovery.audience_overlap import AudienceOverlapJob, AudienceOverlapResult
from limelight.schemas.creator_discovery.estimated_metrics import EstimatedMetricsJob, EstimatedMetricsResult
from limelight.schemas.creator_discovery.high_follower_audience import (
    HighFollowerAudienceJob,
    HighFollowerAudienceResult,
    HighFollowerProfile,
)


def _high_follower_response(fields: dict[str, Any]) -> HighFollowerAudienceResult:
    platform = fields["work_platform"]
    followers = [extend(HighFollowerProfile, each, work_platform=platform) for each in fields["followers"]]
    metadata = BasicMetadata(offset=0, limit=fields["limit"])
    return select_fields(HighFollowerAudienceResult, {**fields, "data": followers, "metadata": metadata})


CREATOR_JOB_ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    *job_routes(
        "/social/creators/audience-overlap",
        AUDIENCE_OVERLAP,
        receipt=AudienceOverlapJob,
        response=AudienceOverlapResult,
    ),
    *job_routes(
        "/social/creators/estimated-metrics",
        ESTIMATED_METRICS,
        receipt=EstimatedMetricsJob,
        response=EstimatedMetricsResult,
    ),
    *job_routes(
        "/social/creators/highfollower-audience",
        HIGH_FOLLOWER_AUDIENCE,
        receipt=HighFollowerAudienceJob,
        response=HighFollowerAudienceResult,
        compose=_high_follower_response,
        status=200,
    ),
)
