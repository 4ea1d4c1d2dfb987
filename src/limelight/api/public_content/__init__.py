"""Public Content: contents of public profiles, their comments and their audience."""

from typing import Final

from litestar.types import ControllerRouterHandler

from limelight.api.jobs import job_routes
from limelight.api.public_content.comments_fetch import COMMENTS_FETCH_ROUTES
from limelight.api.public_content.content_fetch import CONTENT_FETCH_ROUTES
from limelight.jobs.content_audience import CONTENT_AUDIENCE
from limelight.schemas.public_content.content_audience import ContentAudienceJob, ContentAudienceResult

PUBLIC_CONTENT_ROUTES: Final[tuple[ControllerRouterHandler, ...]] = (
    *CONTENT_FETCH_ROUTES,
    *COMMENTS_FETCH_ROUTES,
    *job_routes(
        "/social/creators/contents/audience",
        CONTENT_AUDIENCE,
        receipt=ContentAudienceJob,
        response=ContentAudienceResult,
        tag="Public Content",
    ),
)
