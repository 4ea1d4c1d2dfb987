"""Asynchronous jobs: a file for each, and the service and the runner that they share."""

from typing import Any, Final

from limelight.jobs.declaration import Job
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS

JOBS: Final[tuple[Job[Any, Any], ...]] = (HIGH_FOLLOWER_AUDIENCE, PROFILE_ANALYTICS)
