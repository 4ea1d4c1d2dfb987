"""Identity: profiles and audiences of connected accounts."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get
from litestar.params import QueryParameter
from msgspec import Raw

from limelight.api.account_items import AccountId, ItemId, ItemReader, item_json, json_response_spec
from limelight.api.dependencies import Limit, Offset, provide_reader
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.source import ProductNotSupported
from limelight.connectors.spec import Product
from limelight.errors import LimelightError
from limelight.kernel.paging import Paging
from limelight.platforms import platform_by_key
from limelight.schemas.common import Metadata, Page
from limelight.schemas.identity import AudienceDemographics, Profile, ProfileList
from limelight.settings import Settings
from limelight.store.account_data import AudienceRow
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.list_queries import (
    AUDIENCES,
    PROFILES,
    AudienceNotKnown,
    belongs_to_account,
    profiles_matching,
)

_AccountFilter = Annotated[UUID | None, QueryParameter(description="Only the profile of this account.")]
_UserFilter = Annotated[UUID | None, QueryParameter(description="Only profiles of this user's accounts.")]
_PlatformFilter = Annotated[UUID | None, QueryParameter(description="Only profiles on this work platform.")]


def _profile(item: Any, settings: Settings) -> Raw:
    return item_json(item, settings, username=item.profile.platform_username)


class Profiles(Controller):
    path = "/profiles"
    tags = ("Identity",)
    dependencies = {"profiles": provide_reader(PROFILES, _profile)}

    @get(responses=json_response_spec(ProfileList))
    async def list_profiles(
        self,
        profiles: ItemReader,
        accounts: Accounts,
        limit: Limit = 10,
        offset: Offset = 0,
        account_id: _AccountFilter = None,
        user_id: _UserFilter = None,
        work_platform_id: _PlatformFilter = None,
    ) -> Page[Raw]:
        """List the profiles of connected accounts."""
        platform_key = require_platform(work_platform_id).key if work_platform_id else None
        conditions = profiles_matching(account_id, user_id, platform_key)
        data = await profiles.page(Paging(limit=limit, offset=offset), *conditions)
        if not data and account_id:
            await accounts.get(account_id)
        if not data and user_id:
            await accounts.get_user(user_id)
        return Page(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}", responses=json_response_spec(Profile))
    async def get_profile(self, profiles: ItemReader, id: ItemId) -> Raw:  # noqa: A002
        """Get one profile of a connected account."""
        return await profiles.get(id)


class Audiences(Controller):
    path = "/audience"
    tags = ("Identity",)
    dependencies = {"audiences": provide_reader(AUDIENCES, item_json)}

    @get(responses=json_response_spec(AudienceDemographics))
    async def get_audience_demographics(
        self, audiences: ItemReader, accounts: Accounts, account_id: AccountId
    ) -> Raw:
        """Get the audience demographics of a connected account: locations, ages and genders."""
        for audience in await audiences.page(Paging(limit=1), belongs_to_account(AudienceRow, account_id)):
            return audience
        raise _audience_error(await accounts.get(account_id))


def _audience_error(account: AccountRow) -> LimelightError:
    """The error for an account without audience data: unsupported by the platform or not fetched yet."""
    declared = platform_by_key(account.platform)
    if Product.IDENTITY_AUDIENCE not in declared.products:
        return ProductNotSupported(f"{declared.name} does not provide audience demographics of accounts.")
    return AudienceNotKnown(
        f"The audience of the account {account.id} has not been fetched yet. "
        f"GET /v1/accounts/{account.id} shows its sync status."
    )
