"""Activity: what the owners of connected accounts listen to and follow."""

from litestar import Controller, get, post
from msgspec import Raw

from limelight.api.items import AccountId, ItemId, ItemReader, answers, owned, page_of_account
from limelight.api.paging import Limit, Offset
from limelight.api.readers import reads
from limelight.kernel.paging import Paging
from limelight.schemas.activity import (
    ActivityArtist,
    ActivityArtistBulk,
    ActivityArtistList,
    ActivityContent,
    ActivityContentBulk,
    ActivityContentList,
)
from limelight.schemas.common import Bulk, Ids, Metadata, Page
from limelight.store.account_data import ActivityArtistRow, ActivityContentRow
from limelight.store.accounts import Accounts
from limelight.store.readables import ACTIVITY_ARTISTS, ACTIVITY_CONTENTS, of_account


class ActivityArtists(Controller):
    path = "/media/activity/artists"
    tags = ("Activity",)
    dependencies = {"artists": reads(ACTIVITY_ARTISTS, owned)}

    @get(responses=answers(ActivityArtistList))
    async def list_activity_artists(
        self,
        artists: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """The artists that the owner of an account follows, and those heard most."""
        mine = of_account(ActivityArtistRow, account_id)
        data = await page_of_account(artists, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return Page(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}", responses=answers(ActivityArtist))
    async def get_activity_artist(self, artists: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """One artist of an account's activity."""
        return await artists.one(id)

    @post("/search", status_code=200, responses=answers(ActivityArtistBulk))
    async def get_activity_artists_in_bulk(self, artists: ItemReader, data: Ids) -> Bulk[Raw]:
        """Up to 100 artists by their ids."""
        return Bulk(data=await artists.by_ids(data.ids))


class ActivityContents(Controller):
    path = "/media/activity/contents"
    tags = ("Activity",)
    dependencies = {"contents": reads(ACTIVITY_CONTENTS, owned)}

    @get(responses=answers(ActivityContentList))
    async def list_activity_contents(
        self,
        contents: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """The contents that the owner of an account saved, heard lately, and heard most."""
        mine = of_account(ActivityContentRow, account_id)
        data = await page_of_account(contents, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return Page(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}", responses=answers(ActivityContent))
    async def get_activity_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """One content of an account's activity."""
        return await contents.one(id)

    @post("/search", status_code=200, responses=answers(ActivityContentBulk))
    async def get_activity_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Up to 100 contents of activities by their ids."""
        return Bulk(data=await contents.by_ids(data.ids))
