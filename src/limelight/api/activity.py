"""Activity: what the owners of connected accounts listen to and follow."""

from typing import Any

from litestar import Controller, get, post

from limelight.api.items import AccountId, ItemId, owned, page_of_account
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
from limelight.schemas.common import Ids, Metadata
from limelight.settings import Settings
from limelight.store.account_data import ActivityArtistRow, ActivityContentRow
from limelight.store.accounts import Accounts
from limelight.store.readables import ACTIVITY_ARTISTS, ACTIVITY_CONTENTS, of_account
from limelight.store.reader import Reader

_ArtistReader = Reader[Any, ActivityArtist]
_ContentReader = Reader[Any, ActivityContent]


def _artist(item: Any, settings: Settings) -> ActivityArtist:
    return owned(ActivityArtist, item, settings)


def _content(item: Any, settings: Settings) -> ActivityContent:
    return owned(ActivityContent, item, settings)


class ActivityArtists(Controller):
    path = "/media/activity/artists"
    tags = ("Activity",)
    dependencies = {"artists": reads(ACTIVITY_ARTISTS, _artist)}

    @get()
    async def list_activity_artists(
        self,
        artists: _ArtistReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ActivityArtistList:
        """The artists that the owner of an account follows, and those heard most."""
        mine = of_account(ActivityArtistRow, account_id)
        data = await page_of_account(artists, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return ActivityArtistList(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}")
    async def get_activity_artist(self, artists: _ArtistReader, id: ItemId) -> ActivityArtist:  # noqa: A002
        """One artist of an account's activity."""
        return await artists.one(id)

    @post("/search", status_code=200)
    async def get_activity_artists_in_bulk(self, artists: _ArtistReader, data: Ids) -> ActivityArtistBulk:
        """Up to 100 artists by their ids."""
        return ActivityArtistBulk(data=await artists.by_ids(data.ids))


class ActivityContents(Controller):
    path = "/media/activity/contents"
    tags = ("Activity",)
    dependencies = {"contents": reads(ACTIVITY_CONTENTS, _content)}

    @get()
    async def list_activity_contents(
        self,
        contents: _ContentReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> ActivityContentList:
        """The contents that the owner of an account saved, heard lately, and heard most."""
        mine = of_account(ActivityContentRow, account_id)
        data = await page_of_account(contents, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return ActivityContentList(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}")
    async def get_activity_content(self, contents: _ContentReader, id: ItemId) -> ActivityContent:  # noqa: A002
        """One content of an account's activity."""
        return await contents.one(id)

    @post("/search", status_code=200)
    async def get_activity_contents_in_bulk(self, contents: _ContentReader, data: Ids) -> ActivityContentBulk:
        """Up to 100 contents of activities by their ids."""
        return ActivityContentBulk(data=await contents.by_ids(data.ids))
