"""Engagement: contents, content groups and comments of connected accounts."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import QueryParameter
from msgspec import Raw

from limelight.api.items import (
    AccountId,
    FromDate,
    ItemId,
    ItemReader,
    ToDate,
    answers,
    owned,
    page_of_account,
)
from limelight.api.paging import Limit, Offset
from limelight.api.readers import reads
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
from limelight.store.readables import (
    COMMENTS,
    CONTENT_GROUPS,
    CONTENTS,
    PUBLICATION_CONTENTS,
    of_account,
    on_content,
    published,
)

_ContentId = Annotated[UUID, QueryParameter(description="Only comments on this content.")]


def _comment(item: Any, settings: Settings) -> Raw:
    content = ContentAttribute(
        id=item.content_id, url=item.content.url, published_at=item.content.published_at
    )
    return owned(item, settings, content=content)


def _metadata(paging: Paging, from_date: date | None, to_date: date | None) -> Metadata:
    return Metadata(offset=paging.offset, limit=paging.limit, from_date=from_date, to_date=to_date)


class Contents(Controller):
    path = "/social/contents"
    tags = ("Engagement",)
    dependencies = {"contents": reads(CONTENTS, owned)}

    @get(responses=answers(ContentList))
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
        """The contents of an account, in the order in which they became known."""
        asked = of_account(ContentRow, account_id), *published(ContentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(contents, accounts, account_id, paging, *asked)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=answers(Content))
    async def get_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """One content of an account."""
        return await contents.one(id)

    @post("/search", status_code=200, responses=answers(ContentBulk))
    async def get_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Up to 100 contents by their ids."""
        return Bulk(data=await contents.by_ids(data.ids))


class ContentGroups(Controller):
    path = "/social/content-groups"
    tags = ("Engagement",)
    dependencies = {"groups": reads(CONTENT_GROUPS, owned)}

    @get(responses=answers(ContentGroupList))
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
        """The albums and playlists of an account, in the order in which they became known."""
        asked = of_account(ContentGroupRow, account_id), *published(ContentGroupRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(groups, accounts, account_id, paging, *asked)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=answers(ContentGroup))
    async def get_content_group(self, groups: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """One album or playlist of an account."""
        return await groups.one(id)

    @post("/search", status_code=200, responses=answers(ContentGroupBulk))
    async def get_content_groups_in_bulk(self, groups: ItemReader, data: Ids) -> Bulk[Raw]:
        """Up to 100 albums and playlists by their ids."""
        return Bulk(data=await groups.by_ids(data.ids))


class PublicationContents(Controller):
    path = "/publications/contents"
    tags = ("Engagement",)
    dependencies = {"contents": reads(PUBLICATION_CONTENTS, owned)}

    @get(responses=answers(ContentList))
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
        """The issues of an account's newsletter, in the order in which they became known."""
        asked = of_account(ContentRow, account_id), *published(ContentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(contents, accounts, account_id, paging, *asked)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @get("/{id:uuid}", responses=answers(Content))
    async def get_publication_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """One issue of a newsletter."""
        return await contents.one(id)

    @post("/search", status_code=200, responses=answers(ContentBulk))
    async def get_publication_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Up to 100 issues of newsletters by their ids."""
        return Bulk(data=await contents.by_ids(data.ids))


class Comments(Controller):
    path = "/social/comments"
    tags = ("Engagement",)
    dependencies = {"comments": reads(COMMENTS, _comment), "contents": reads(CONTENTS, owned)}

    @get(responses=answers(CommentList))
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
        """The comments on a content of an account, in the order in which they became known."""
        asked = of_account(CommentRow, account_id), on_content(content_id)
        in_period = published(CommentRow, from_date, to_date)
        paging = Paging(limit=limit, offset=offset)
        data = await page_of_account(comments, accounts, account_id, paging, *asked, *in_period)
        if not data:
            await contents.one(content_id)
        return Page(data=data, metadata=_metadata(paging, from_date, to_date))

    @post(status_code=200, responses=answers(CommentList))
    async def search_comments(
        self, comments: ItemReader, contents: ItemReader, accounts: Accounts, data: CommentsRequest
    ) -> Page[Raw]:
        """The same list, asked for in a body."""
        asked = of_account(CommentRow, data.account_id), on_content(data.content_id)
        paging = Paging(limit=data.limit, offset=data.offset)
        found = await page_of_account(comments, accounts, data.account_id, paging, *asked)
        if not found:
            await contents.one(data.content_id)
        return Page(data=found, metadata=_metadata(paging, None, None))
