"""Asynchronous jobs: a file for each, and the service and the runner that they share."""

from typing import Any, Final

from limelight.jobs.declaration import Job
from limelight.jobs.email_lookup import EMAIL_LOOKUP
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT

JOBS: Final[tuple[Job[Any, Any], ...]] = (
    CREATOR_SEARCH_EXPORT,
    EMAIL_LOOKUP,
    HIGH_FOLLOWER_AUDIENCE,
    PROFILE_ANALYTICS,
)
