"""Creator Discovery: the jobs."""

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


def _high_follower_response(known: dict[str, Any]) -> HighFollowerAudienceResult:
    platform = known["work_platform"]
    found = [extend(HighFollowerProfile, each, work_platform=platform) for each in known["followers"]]
    metadata = BasicMetadata(offset=0, limit=known["limit"])
    return select_fields(HighFollowerAudienceResult, {**known, "data": found, "metadata": metadata})


CREATOR_JOB_ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    *job_routes(
        "/social/creators/audience-overlap",
        AUDIENCE_OVERLAP,
        receipt=AudienceOverlapJob,
        answer=AudienceOverlapResult,
    ),
    *job_routes(
        "/social/creators/estimated-metrics",
        ESTIMATED_METRICS,
        receipt=EstimatedMetricsJob,
        answer=EstimatedMetricsResult,
    ),
    *job_routes(
        "/social/creators/highfollower-audience",
        HIGH_FOLLOWER_AUDIENCE,
        receipt=HighFollowerAudienceJob,
        answer=HighFollowerAudienceResult,
        compose=_high_follower_response,
        status=200,
    ),
)
