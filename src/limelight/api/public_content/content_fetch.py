"""Public Content: the contents of a public profile, as a job or synchronously."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from litestar import Request, get, post
from litestar.types import ControllerRouterHandler
from msgspec.structs import replace

from limelight.api.connect import work_platform_attribute
from limelight.api.dependencies import Limit, Offset
from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, job_platform, response_mapper
from limelight.catalog.work_platforms import require_platform
from limelight.jobs.content_fetch import CONTENT_FETCH
from limelight.jobs.declaration import JobContext, JobRun
from limelight.jobs.service import JobService
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.common import BasicMetadata, WorkPlatformAttribute
from limelight.schemas.public_content.content_fetch import (
    ContentFetchJob,
    ContentFetchResult,
    CreatorContentData,
    CreatorContentFetchRequest,
    CreatorContentFetchResponse,
    PublicContent,
)
from limelight.settings import Settings

_TAGS: Final = ["Public Content"]
_to_receipt: Final = response_mapper(CONTENT_FETCH, ContentFetchJob)
_to_result: Final = response_mapper(CONTENT_FETCH, ContentFetchResult, given=("data", "metadata"))
_to_content_data: Final = copy_fields(PublicContent, CreatorContentData, given=("work_platform",))
_DEFAULT_LIMIT: Final = 10
"""Number of contents in a synchronous response if the request sets no limit."""


@post("/social/creators/contents/fetch", status_code=200, tags=_TAGS)
async def fetch_public_contents(
    workbench: JobContext, settings: Settings, data: CreatorContentFetchRequest
) -> CreatorContentFetchResponse:
    """Get the contents of a public profile, newest first, or one content."""
    CONTENT_FETCH.check(data)
    limit = data.content_limit or _DEFAULT_LIMIT
    found = await CONTENT_FETCH.run(JobRun(uuid4(), replace(data, content_limit=limit)), workbench)
    platform = work_platform_attribute(require_platform(data.work_platform_id), settings)
    return CreatorContentFetchResponse(
        data=_content_data(found.contents, platform),
        metadata=BasicMetadata(offset=data.offset, limit=limit),
        provenance=found.provenance,
    )


@post("/social/creators/async/contents/fetch", status_code=202, tags=_TAGS)
async def create_content_fetch(
    jobs: JobService, settings: Settings, data: CreatorContentFetchRequest
) -> ContentFetchJob:
    """Submit a content fetch job: the contents of a public profile, or one content."""
    return _to_receipt(await jobs.create(CONTENT_FETCH, data), settings)


@get("/social/creators/async/contents/fetch/{id:uuid}", tags=_TAGS)
async def get_content_fetch(
    request: Request[Any, Any, Any],
    jobs: JobService,
    settings: Settings,
    id: JobId,  # noqa: A002
    limit: Limit = 10,
    offset: Offset = 0,
) -> ContentFetchResult:
    """Get the status of a content fetch job and, once it is SUCCESS, a page of its contents."""
    job = await jobs.get(CONTENT_FETCH, id)
    page = job.result.contents[offset : offset + limit]
    return _to_result(
        job,
        settings,
        request_id(request.scope),
        data=_content_data(page, job_platform(job, settings)),
        metadata=BasicMetadata(offset=offset, limit=limit),
    )


def _content_data(
    contents: Sequence[PublicContent], platform: WorkPlatformAttribute
) -> list[CreatorContentData]:
    return [_to_content_data(content, work_platform=platform) for content in contents]


CONTENT_FETCH_ROUTES: Final[tuple[ControllerRouterHandler, ...]] = (
    fetch_public_contents,
    create_content_fetch,
    get_content_fetch,
)
