"""Engagement: contents, content groups and comments of connected accounts."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import QueryParameter

from limelight.api.items import AccountId, FromDate, ItemId, ToDate, owned, page_of_account
from limelight.api.paging import Limit, Offset
from limelight.api.readers import reads
from limelight.kernel.paging import Paging
from limelight.schemas.common import Ids, Metadata
from limelight.schemas.engagement import (
    Comment,
    CommentList,
    CommentsRequest,
    Content,
    ContentAttribute,
    ContentBulk,
    ContentGroup,
    ContentGroupBulk,
    ContentGroupList,
    ContentList,
)
from limelight.settings import Settings
from limelight.store.account_data import CommentRow, ContentGroupRow, ContentRow
from limelight.store.accounts import Accounts
from limelight.store.readables import (
    COMMENTS,
    CONTENT_GROUPS,
    CONTENTS,
    PUBLICATION_CONTENTS,
    of_account,
    on_content,
    published,
)
from limelight.store.reader import Reader

_ContentReader = Reader[Any, Content]
_GroupReader = Reader[Any, ContentGroup]
_CommentReader = Reader[Any, Comment]
_ContentId = Annotated[UUID, QueryParameter(description="Only comments on this content.")]


def _content(item: Any, settings: Settings) -> Content:
    return owned(Content, item, settings)


def _group(item: Any, settings: Settings) -> ContentGroup:
    return owned(ContentGroup, item, settings)


def _comment(item: Any, settings: Settings) -> Comment:
    content = ContentAttribute(
        id=item.content_id, url=item.content.url, published_at=item.content.published_at
    )
    return owned(Comment, item, settings, content=content)


def _metadata(paging: Paging, from_date: date | None, to_date: date | None) -> Metadata:
    return Metadata(offset=paging.offset, limit=paging.limit, from_date=from_date, to_date=to_date)


class Contents(Controller):
    path = "/social/contents"
    tags = ("Engagement",)
    dependencies = {"contents": reads(CONTENTS, _content)}

    @get()
    async def list_contents(
        self,
        contents: _ContentReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ContentList:
        """The contents of an account, in the order in which they became known."""
        asked = of_account(ContentRow, account_id), *published(ContentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(contents, accounts, account_id, paging, *asked)
        return ContentList(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}")
    async def get_content(self, contents: _ContentReader, id: ItemId) -> Content:  # noqa: A002
        """One content of an account."""
        return await contents.one(id)

    @post("/search", status_code=200)
    async def get_contents_in_bulk(self, contents: _ContentReader, data: Ids) -> ContentBulk:
        """Up to 100 contents by their ids."""
        return ContentBulk(data=await contents.by_ids(data.ids))


class ContentGroups(Controller):
    path = "/social/content-groups"
    tags = ("Engagement",)
    dependencies = {"groups": reads(CONTENT_GROUPS, _group)}

    @get()
    async def list_content_groups(
        self,
        groups: _GroupReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ContentGroupList:
        """The albums and playlists of an account, in the order in which they became known."""
        asked = of_account(ContentGroupRow, account_id), *published(ContentGroupRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(groups, accounts, account_id, paging, *asked)
        return ContentGroupList(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}")
    async def get_content_group(self, groups: _GroupReader, id: ItemId) -> ContentGroup:  # noqa: A002
        """One album or playlist of an account."""
        return await groups.one(id)

    @post("/search", status_code=200)
    async def get_content_groups_in_bulk(self, groups: _GroupReader, data: Ids) -> ContentGroupBulk:
        """Up to 100 albums and playlists by their ids."""
        return ContentGroupBulk(data=await groups.by_ids(data.ids))


class PublicationContents(Controller):
    path = "/publications/contents"
    tags = ("Engagement",)
    dependencies = {"contents": reads(PUBLICATION_CONTENTS, _content)}

    @get()
    async def list_publication_contents(
        self,
        contents: _ContentReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ContentList:
        """The issues of an account's newsletter, in the order in which they became known."""
        asked = of_account(ContentRow, account_id), *published(ContentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(contents, accounts, account_id, paging, *asked)
        return ContentList(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}")
    async def get_publication_content(self, contents: _ContentReader, id: ItemId) -> Content:  # noqa: A002
        """One issue of a newsletter."""
        return await contents.one(id)

    @post("/search", status_code=200)
    async def get_publication_contents_in_bulk(self, contents: _ContentReader, data: Ids) -> ContentBulk:
        """Up to 100 issues of newsletters by their ids."""
        return ContentBulk(data=await contents.by_ids(data.ids))


class Comments(Controller):
    path = "/social/comments"
    tags = ("Engagement",)
    dependencies = {"comments": reads(COMMENTS, _comment), "contents": reads(CONTENTS, _content)}

    @get()
    async def list_comments(
        self,
        comments: _CommentReader,
        contents: _ContentReader,
        accounts: Accounts,
        account_id: AccountId,
        content_id: _ContentId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> CommentList:
        """The comments on a content of an account, in the order in which they became known."""
        asked = of_account(CommentRow, account_id), on_content(content_id)
        in_period = published(CommentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(comments, accounts, account_id, paging, *asked, *in_period)
        if not data:
            await contents.one(content_id)
        return CommentList(data=data, metadata=_metadata(paging, from_date, to_date))

    @post(status_code=200)
    async def search_comments(
        self, comments: _CommentReader, contents: _ContentReader, accounts: Accounts, data: CommentsRequest
    ) -> CommentList:
        """The same list, asked for in a body."""
        asked = of_account(CommentRow, data.account_id), on_content(data.content_id)
        paging = Paging(limit=data.limit, offset=data.offset)
        found = await page_of_account(comments, accounts, data.account_id, paging, *asked)
        if not found:
            await contents.one(data.content_id)
        return CommentList(data=found, metadata=_metadata(paging, None, None))
