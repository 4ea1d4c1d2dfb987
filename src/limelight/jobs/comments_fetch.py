"""The comments on a content."""

from typing import Final

from limelight.catalog.work_platforms import require_platform
from limelight.connectors.public_source import PublicItems
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.lookups import find_content, find_content_author, unavailable
from limelight.jobs.provenance import observed_provenance
from limelight.kernel.records import Comment
from limelight.kernel.struct_mapping import copy_fields
from limelight.kernel.timestamps import parse_timestamp
from limelight.schemas.public_content.comments_fetch import (
    CollectedComment,
    CommentsFetch,
    CommentsFetchRequest,
)
from limelight.webhooks.events import CONTENT_COMMENTS_FETCH_FAILURE, CONTENT_COMMENTS_FETCH_SUCCESS


async def run(job_run: JobRun[CommentsFetchRequest], context: JobContext) -> CommentsFetch:
    request = job_run.request
    platform = require_platform(request.work_platform_id)
    creator = await find_content_author(context, platform, request.content_url)
    content = (await find_content(context, creator, request.content_url)).items[0]
    seen = await context.observations.comments(creator, content, request.max_result)
    if seen is None:
        raise unavailable(creator, "comments")
    return _result(seen, content.engagement.comment_count)


def _result(seen: PublicItems[Comment], population: int | None) -> CommentsFetch:
    return CommentsFetch(
        comments=[_collected_comment(comment) for comment in seen.items],
        provenance=[observed_provenance("data", seen, population)],
    )


_to_collected_comment: Final = copy_fields(
    Comment, CollectedComment, given=("id", "created_time", "timestamp"), defaults=("parent_id",)
)


def _collected_comment(comment: Comment) -> CollectedComment:
    at = parse_timestamp(comment.published_at)
    return _to_collected_comment(
        comment,
        id=comment.external_id,
        created_time=f"{at:%H:%M:%S}Z",
        timestamp=int(at.timestamp()),
    )


COMMENTS_FETCH: Final = Job(
    name="comments_fetch",
    request=CommentsFetchRequest,
    result=CommentsFetch,
    run=run,
    check=lambda request: require_platform(request.work_platform_id),
    completion_events=CompletionEvents(CONTENT_COMMENTS_FETCH_SUCCESS, CONTENT_COMMENTS_FETCH_FAILURE),
)
