"""The comments on a content."""

from typing import Final

from limelight.catalog.platforms import asked_platform
from limelight.connectors.observing import Observed
from limelight.jobs.contents import asked_content, creator_of_content, not_told, of_observed
from limelight.jobs.declaration import Ending, Job, Task, Workbench
from limelight.kernel.extending import extend
from limelight.kernel.records import Comment
from limelight.kernel.timestamps import moment
from limelight.schemas.public_content.comments import CommentsFetch, CommentsFetchRequest, FoundComment
from limelight.webhooks.events import CONTENT_COMMENTS_FETCH_FAILURE, CONTENT_COMMENTS_FETCH_SUCCESS


async def run(task: Task[CommentsFetchRequest], workbench: Workbench) -> CommentsFetch:
    request = task.request
    platform = asked_platform(request.work_platform_id)
    creator = await creator_of_content(workbench, platform, request.content_url)
    content = (await asked_content(workbench, creator, request.content_url)).items[0]
    seen = await workbench.observations.comments(creator, content, request.max_result)
    if seen is None:
        raise not_told(creator, "comments")
    return _fetched(seen, content.engagement.comment_count)


def _fetched(seen: Observed[Comment], population: int | None) -> CommentsFetch:
    return CommentsFetch(
        comments=[_shown(comment) for comment in seen.items],
        provenance=[of_observed("data", seen, population)],
    )


def _shown(comment: Comment) -> FoundComment:
    at = moment(comment.published_at)
    return extend(
        FoundComment,
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
    check=lambda request: asked_platform(request.work_platform_id),
    ending=Ending(CONTENT_COMMENTS_FETCH_SUCCESS, CONTENT_COMMENTS_FETCH_FAILURE),
)
