"""Engagement: contents, content groups and comments of connected accounts."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import QueryParameter
from msgspec import Raw

from limelight.api.account_items import (
    AccountId,
    FromDate,
    ItemId,
    ItemReader,
    ToDate,
    account_page,
    item_json,
    json_response_spec,
)
from limelight.api.dependencies import Limit, Offset, provide_reader
from limelight.kernel.paging import Paging
from limelight.schemas.common import Bulk, Ids, Metadata, Page
from limelight.schemas.engagement import (
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
from limelight.store.list_queries import (
    COMMENTS,
    CONTENT_GROUPS,
    CONTENTS,
    PUBLICATION_CONTENTS,
    belongs_to_account,
    belongs_to_content,
    published_between,
)

_ContentId = Annotated[UUID, QueryParameter(description="Only comments on this content.")]


def _comment(item: Any, settings: Settings) -> Raw:
    content = ContentAttribute(
        id=item.content_id, url=item.content.url, published_at=item.content.published_at
    )
    return item_json(item, settings, content=content)


def _metadata(paging: Paging, from_date: date | None, to_date: date | None) -> Metadata:
    return Metadata(offset=paging.offset, limit=paging.limit, from_date=from_date, to_date=to_date)


class Contents(Controller):
    path = "/social/contents"
    tags = ("Engagement",)
    dependencies = {"contents": provide_reader(CONTENTS, item_json)}

    @get(responses=json_response_spec(ContentList))
    async def list_contents(
        self,
        contents: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the contents of an account, in the order in which they were stored."""
        conditions = (
            belongs_to_account(ContentRow, account_id),
            *published_between(ContentRow, from_date, to_date),
        )
        paging = Paging(limit=limit, offset=offset)
        data = await account_page(contents, accounts, account_id, paging, *conditions)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=json_response_spec(Content))
    async def get_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one content of an account."""
        return await contents.get(id)

    @post("/search", status_code=200, responses=json_response_spec(ContentBulk))
    async def get_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Get up to 100 contents by id."""
        return Bulk(data=await contents.get_many(data.ids))


class ContentGroups(Controller):
    path = "/social/content-groups"
    tags = ("Engagement",)
    dependencies = {"groups": provide_reader(CONTENT_GROUPS, item_json)}

    @get(responses=json_response_spec(ContentGroupList))
    async def list_content_groups(
        self,
        groups: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the albums and playlists of an account, in the order in which they were stored."""
        conditions = (
            belongs_to_account(ContentGroupRow, account_id),
            *published_between(ContentGroupRow, from_date, to_date),
        )
        paging = Paging(limit=limit, offset=offset)
        data = await account_page(groups, accounts, account_id, paging, *conditions)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=json_response_spec(ContentGroup))
    async def get_content_group(self, groups: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one album or playlist of an account."""
        return await groups.get(id)

    @post("/search", status_code=200, responses=json_response_spec(ContentGroupBulk))
    async def get_content_groups_in_bulk(self, groups: ItemReader, data: Ids) -> Bulk[Raw]:
        """Get up to 100 albums and playlists by id."""
        return Bulk(data=await groups.get_many(data.ids))


class PublicationContents(Controller):
    path = "/publications/contents"
    tags = ("Engagement",)
    dependencies = {"contents": provide_reader(PUBLICATION_CONTENTS, item_json)}

    @get(responses=json_response_spec(ContentList))
    async def list_publication_contents(
        self,
        contents: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the issues of an account's newsletter, in the order in which they were stored."""
        conditions = (
            belongs_to_account(ContentRow, account_id),
            *published_between(ContentRow, from_date, to_date),
        )
        paging = Paging(limit=limit, offset=offset)
        data = await account_page(contents, accounts, account_id, paging, *conditions)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=json_response_spec(Content))
    async def get_publication_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one issue of a newsletter."""
        return await contents.get(id)

    @post("/search", status_code=200, responses=json_response_spec(ContentBulk))
    async def get_publication_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Get up to 100 newsletter issues by id."""
        return Bulk(data=await contents.get_many(data.ids))


class Comments(Controller):
    path = "/social/comments"
    tags = ("Engagement",)
    dependencies = {
        "comments": provide_reader(COMMENTS, _comment),
        "contents": provide_reader(CONTENTS, item_json),
    }

    @get(responses=json_response_spec(CommentList))
    async def list_comments(
        self,
        comments: ItemReader,
        contents: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        content_id: _ContentId,
        from_date: FromDate = None,
        to_date: ToDate = None,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the comments on a content of an account, in the order in which they were stored."""
        conditions = belongs_to_account(CommentRow, account_id), belongs_to_content(content_id)
        dates = published_between(CommentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await account_page(comments, accounts, account_id, paging, *conditions, *dates)
        if not data:
            await contents.get(content_id)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @post(status_code=200, responses=json_response_spec(CommentList))
    async def search_comments(
        self, comments: ItemReader, contents: ItemReader, accounts: Accounts, data: CommentsRequest
    ) -> Page[Raw]:
        """List the comments on a content, with the parameters in the request body."""
        conditions = belongs_to_account(CommentRow, data.account_id), belongs_to_content(data.content_id)
        paging = Paging(limit=data.limit, offset=data.offset)
        found = await account_page(comments, accounts, data.account_id, paging, *conditions)
        if not found:
            await contents.get(data.content_id)
        return Page(data=found, metadata=_metadata(paging, None, None))
