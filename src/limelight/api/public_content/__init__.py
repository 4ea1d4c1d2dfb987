"""Public Content: what public creators post, what is said of it, and by whom it is liked."""

from typing import Final

from litestar.types import ControllerRouterHandler

from limelight.api.jobs import job_routes
from limelight.api.public_content.comments import COMMENTS_FETCHES
from limelight.api.public_content.contents import CONTENT_FETCHES
from limelight.jobs.content_audience import CONTENT_AUDIENCE
from limelight.schemas.public_content.audience import ContentAudienceJob, ContentAudienceResult

PUBLIC_CONTENT: Final[tuple[ControllerRouterHandler, ...]] = (
    *CONTENT_FETCHES,
    *COMMENTS_FETCHES,
    *job_routes(
        "/social/creators/contents/audience",
        CONTENT_AUDIENCE,
        receipt=ContentAudienceJob,
        answer=ContentAudienceResult,
        tag="Public Content",
    ),
)
