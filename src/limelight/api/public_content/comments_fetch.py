"""Public Content: the comments on a content, as a job or synchronously."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from litestar import Request, get, post
from litestar.types import ControllerRouterHandler

from limelight.api.connect import work_platform_attribute
from limelight.api.dependencies import Limit, Offset
from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, job_platform, response_mapper
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.comments_fetch import COMMENTS_FETCH
from limelight.jobs.declaration import JobContext, JobRun
from limelight.jobs.service import JobService
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.common import BasicMetadata, WorkPlatformAttribute
from limelight.schemas.public_content.comments_fetch import (
    MAX_COMMENTS,
    CollectedComment,
    CommentsFetchJob,
    CommentsFetchRequest,
    CommentsFetchResult,
    FetchedComment,
    PublicComment,
    PublicCommentsRequest,
    PublicCommentsResponse,
)
from limelight.settings import Settings

_TAGS: Final = ["Public Content"]
_to_receipt: Final = response_mapper(COMMENTS_FETCH, CommentsFetchJob)
_to_result: Final = response_mapper(COMMENTS_FETCH, CommentsFetchResult, given=("data", "metadata"))
_to_public_comment: Final = copy_fields(
    CollectedComment, PublicComment, given=("work_platform", "content_url", "commenter_username")
)
_to_fetched_comment: Final = copy_fields(CollectedComment, FetchedComment, given=("work_platform",))


@post("/social/creators/contents/comments", status_code=200, tags=_TAGS)
async def fetch_public_comments(
    workbench: JobContext, settings: Settings, data: PublicCommentsRequest
) -> PublicCommentsResponse:
    """Get the comments on a content, newest first."""
    request = CommentsFetchRequest(
        content_url=data.content_url,
        work_platform_id=data.work_platform_id,
        max_result=min(data.offset + data.limit, MAX_COMMENTS),
    )
    found = await COMMENTS_FETCH.run(JobRun(uuid4(), request), workbench)
    platform = work_platform_attribute(require_platform(data.work_platform_id), settings)
    return PublicCommentsResponse(
        data=[
            _public_comment(comment, data.content_url, platform) for comment in found.comments[data.offset :]
        ],
        metadata=BasicMetadata(offset=data.offset, limit=data.limit),
        provenance=found.provenance,
    )


@post("/social/creators/async/contents/comments/fetch", status_code=202, tags=_TAGS)
async def create_comments_fetch(
    jobs: JobService, settings: Settings, data: CommentsFetchRequest
) -> CommentsFetchJob:
    """Submit a comments fetch job: the comments on a content."""
    return _to_receipt(await jobs.create(COMMENTS_FETCH, data), settings)


@get("/social/creators/async/contents/comments/fetch/{id:uuid}", status_code=202, tags=_TAGS)
async def get_comments_fetch(
    request: Request[Any, Any, Any],
    jobs: JobService,
    settings: Settings,
    id: JobId,  # noqa: A002
    limit: Limit = 10,
    offset: Offset = 0,
) -> CommentsFetchResult:
    """Get the status of a comments fetch job and, once it is SUCCESS, a page of the comments."""
    job = await jobs.get(COMMENTS_FETCH, id)
    page = job.result.comments[offset : offset + limit]
    return _to_result(
        job,
        settings,
        request_id(request.scope),
        data=_fetched_comments(page, job_platform(job, settings)),
        metadata=BasicMetadata(offset=offset, limit=limit),
    )


def _public_comment(
    comment: CollectedComment, content_url: str, platform: WorkPlatformAttribute
) -> PublicComment:
    """The name of an unknown commenter is empty."""
    name = comment.commenter_username or comment.commenter_display_name or ""
    return _to_public_comment(
        comment, work_platform=platform, content_url=content_url, commenter_username=name
    )


def _fetched_comments(
    comments: Sequence[CollectedComment], platform: WorkPlatformAttribute
) -> list[FetchedComment]:
    return [_to_fetched_comment(comment, work_platform=platform) for comment in comments]


COMMENTS_FETCH_ROUTES: Final[tuple[ControllerRouterHandler, ...]] = (
    fetch_public_comments,
    create_comments_fetch,
    get_comments_fetch,
)
