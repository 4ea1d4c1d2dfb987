"""Asynchronous jobs: a module for each, and the service and runner that they share."""

from typing import Any, Final

from limelight.jobs.audience_overlap import AUDIENCE_OVERLAP
from limelight.jobs.comments_fetch import COMMENTS_FETCH
from limelight.jobs.content_audience import CONTENT_AUDIENCE
from limelight.jobs.content_fetch import CONTENT_FETCH
from limelight.jobs.declaration import Job
from limelight.jobs.email_lookup import EMAIL_LOOKUP
from limelight.jobs.estimated_metrics import ESTIMATED_METRICS
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT

JOBS: Final[tuple[Job[Any, Any], ...]] = (
    AUDIENCE_OVERLAP,
    COMMENTS_FETCH,
    CONTENT_AUDIENCE,
    CONTENT_FETCH,
    CREATOR_SEARCH_EXPORT,
    EMAIL_LOOKUP,
    ESTIMATED_METRICS,
    HIGH_FOLLOWER_AUDIENCE,
    PROFILE_ANALYTICS,
)
