"""Creator Discovery: audience overlap, estimated metrics and high-follower audience jobs."""

from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from limelight.api.jobs import job_platform, job_routes, response_mapper
from limelight.jobs.audience_overlap import AUDIENCE_OVERLAP
from limelight.jobs.estimated_metrics import ESTIMATED_METRICS
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.jobs.service import JobState
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.common import BasicMetadata
from limelight.schemas.creator_discovery.audience_overlap import AudienceOverlapJob, AudienceOverlapResult
from limelight.schemas.creator_discovery.estimated_metrics import EstimatedMetricsJob, EstimatedMetricsResult
from limelight.schemas.creator_discovery.high_follower_audience import (
    HighFollower,
    HighFollowerAudienceJob,
    HighFollowerAudienceResult,
    HighFollowerProfile,
)
from limelight.settings import Settings

_to_profile: Final = copy_fields(HighFollower, HighFollowerProfile, given=("work_platform",))
_to_result: Final = response_mapper(
    HIGH_FOLLOWER_AUDIENCE, HighFollowerAudienceResult, given=("data", "metadata")
)


def _high_follower_response(
    job: JobState[Any, Any], settings: Settings, request_id: str
) -> HighFollowerAudienceResult:
    platform = job_platform(job, settings)
    profiles = [_to_profile(each, work_platform=platform) for each in job.result.followers]
    metadata = BasicMetadata(offset=0, limit=job.request.limit)
    return _to_result(job, settings, request_id, data=profiles, metadata=metadata)


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
