"""Activity: artists and contents that owners of connected accounts listen to, save or follow."""

from litestar import Controller, get, post
from msgspec import Raw

from limelight.api.account_items import (
    AccountId,
    ItemId,
    ItemReader,
    account_page,
    item_json,
    json_response_spec,
)
from limelight.api.dependencies import Limit, Offset, provide_reader
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
from limelight.store.list_queries import ACTIVITY_ARTISTS, ACTIVITY_CONTENTS, belongs_to_account


class ActivityArtists(Controller):
    path = "/media/activity/artists"
    tags = ("Activity",)
    dependencies = {"artists": provide_reader(ACTIVITY_ARTISTS, item_json)}

    @get(responses=json_response_spec(ActivityArtistList))
    async def list_activity_artists(
        self,
        artists: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the artists that the owner of an account follows or plays most."""
        mine = belongs_to_account(ActivityArtistRow, account_id)
        data = await account_page(artists, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return Page(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}", responses=json_response_spec(ActivityArtist))
    async def get_activity_artist(self, artists: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one artist of an account's activity."""
        return await artists.get(id)

    @post("/search", status_code=200, responses=json_response_spec(ActivityArtistBulk))
    async def get_activity_artists_in_bulk(self, artists: ItemReader, data: Ids) -> Bulk[Raw]:
        """Get up to 100 artists by id."""
        return Bulk(data=await artists.get_many(data.ids))


class ActivityContents(Controller):
    path = "/media/activity/contents"
    tags = ("Activity",)
    dependencies = {"contents": provide_reader(ACTIVITY_CONTENTS, item_json)}

    @get(responses=json_response_spec(ActivityContentList))
    async def list_activity_contents(
        self,
        contents: ItemReader,
        accounts: Accounts,
        account_id: AccountId,
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Page[Raw]:
        """List the contents that the owner of an account saved, played recently or plays most."""
        mine = belongs_to_account(ActivityContentRow, account_id)
        data = await account_page(contents, accounts, account_id, Paging(limit=limit, offset=offset), mine)
        return Page(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}", responses=json_response_spec(ActivityContent))
    async def get_activity_content(self, contents: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one content of an account's activity."""
        return await contents.get(id)

    @post("/search", status_code=200, responses=json_response_spec(ActivityContentBulk))
    async def get_activity_contents_in_bulk(self, contents: ItemReader, data: Ids) -> Bulk[Raw]:
        """Get up to 100 activity contents by id."""
        return Bulk(data=await contents.get_many(data.ids))
