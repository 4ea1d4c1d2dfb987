"""Engagement: contents, content groups and comments of connected accounts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel import records
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import (
    AccountAttribute,
    AccountIdRequest,
    AccountIdResponse,
    Bulk,
    Page,
    UserAttribute,
    WorkPlatformAttribute,
)


class Content(records.Content, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute


class ContentList(Page[Content], frozen=True, kw_only=True):
    """A page of contents."""


class ContentBulk(Bulk[Content], frozen=True, kw_only=True):
    """Contents requested by id."""


class ContentGroup(records.ContentGroup, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute


class ContentGroupList(Page[ContentGroup], frozen=True, kw_only=True):
    """A page of content groups."""


class ContentGroupBulk(Bulk[ContentGroup], frozen=True, kw_only=True):
    """Content groups requested by id."""


class ContentAttribute(Struct, frozen=True, kw_only=True):
    id: UUID
    url: str | None
    published_at: Timestamp


class Comment(records.Comment, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute
    content: ContentAttribute


class CommentList(Page[Comment], frozen=True, kw_only=True):
    """A page of comments."""


class CommentsRequest(Struct, frozen=True, kw_only=True):
    account_id: UUID
    content_id: UUID
    limit: Annotated[int, Meta(ge=1, le=100)] = 10
    offset: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class HistoricContentRequest(AccountIdRequest, frozen=True, kw_only=True):
    """``from_date`` is the first date to fetch."""

    from_date: date


class HistoricContentResponse(AccountIdResponse, frozen=True, kw_only=True):
    from_date: date


class HistoricContentGroupRequest(AccountIdRequest, frozen=True, kw_only=True):
    """``from_date`` is the first date to fetch."""

    from_date: date


class HistoricContentGroupResponse(AccountIdResponse, frozen=True, kw_only=True):
    from_date: date
