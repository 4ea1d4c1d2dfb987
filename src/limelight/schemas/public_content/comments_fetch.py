"""Public Content: the comments on a content."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import BasicMetadata, WorkPlatformAttribute
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance
from limelight.schemas.public_content.content_fetch import ContentUrl

MAX_COMMENTS = 600


class PublicCommentsRequest(Struct, frozen=True, kw_only=True):
    """``content_url`` may also be the platform's id of the content."""

    content_url: ContentUrl
    work_platform_id: UUID
    offset: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    limit: Annotated[int, Meta(ge=1, le=100)] = 10


class CommentsFetchRequest(Struct, frozen=True, kw_only=True):
    """``content_url`` may also be the platform's id of the content. Newest comments come first."""

    content_url: ContentUrl
    work_platform_id: UUID
    max_result: Annotated[int, Meta(ge=0, le=MAX_COMMENTS)] = 100


class PublicComment(Struct, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute
    content_url: str
    text: str
    commenter_username: str
    commenter_display_name: str | None
    like_count: int | None
    reply_count: int | None
    published_at: Timestamp


class PublicCommentsResponse(Struct, frozen=True, kw_only=True):
    data: Sequence[PublicComment]
    metadata: BasicMetadata
    provenance: Sequence[Provenance]


class CollectedComment(Struct, frozen=True, kw_only=True):
    """``created_time`` is the time of day in UTC, ``timestamp`` is Unix time in seconds."""

    id: str
    commenter_id: str | None
    commenter_username: str | None
    commenter_display_name: str | None
    reply_count: int | None
    like_count: int | None
    text: str
    published_at: Timestamp
    created_time: str
    timestamp: int
    parent_id: str | None = None


class CommentsFetch(Struct, frozen=True, kw_only=True):
    comments: Sequence[CollectedComment] = ()
    provenance: Sequence[Provenance] = ()


class CommentsFetchJob(Struct, frozen=True, kw_only=True):
    id: UUID
    work_platform: WorkPlatformAttribute
    status: JobStatus
    content_url: str


class FetchedComment(CollectedComment, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute


class CommentsFetchResult(JobResponse, frozen=True, kw_only=True):
    data: Sequence[FetchedComment]
    metadata: BasicMetadata
    provenance: Sequence[Provenance]
