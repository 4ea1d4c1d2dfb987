"""Creator Discovery: the jobs."""

from typing import Any, Final

from litestar.handlers import HTTPRouteHandler

from limelight.api.jobs import job_routes, named
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.kernel.extending import extend
from limelight.schemas.common import BasicMetadata
from limelight.schemas.creator_discovery.high_follower_audience import (
    HighFollowerAudienceJob,
    HighFollowerAudienceResult,
    HighFollowerProfile,
)


def _high_followers(known: dict[str, Any]) -> HighFollowerAudienceResult:
    platform = known["work_platform"]
    found = [extend(HighFollowerProfile, each, work_platform=platform) for each in known["followers"]]
    metadata = BasicMetadata(offset=0, limit=known["limit"])
    return named(HighFollowerAudienceResult, {**known, "data": found, "metadata": metadata})


CREATOR_JOBS: Final[tuple[HTTPRouteHandler, ...]] = (
    *job_routes(
        "/social/creators/highfollower-audience",
        HIGH_FOLLOWER_AUDIENCE,
        receipt=HighFollowerAudienceJob,
        answer=HighFollowerAudienceResult,
        compose=_high_followers,
        status=200,
    ),
)
