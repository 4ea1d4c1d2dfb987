"""Connect: work platforms, users, SDK tokens, links and accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from msgspec import UNSET, UnsetType

from limelight.accounts.lifecycle import disconnect, set_monitoring
from limelight.accounts.sdk_tokens import SdkTokens
from limelight.accounts.users import Users as UserService
from limelight.api.dependencies import Limit, Offset, provide_reader
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.spec import Platform, Product
from limelight.errors import NotFound
from limelight.kernel.accounts import AccountProduct, AccountStatus, MonitoringType
from limelight.kernel.paging import Paging
from limelight.kernel.struct_mapping import copy_fields
from limelight.kernel.timestamps import Timestamp, format_timestamp
from limelight.platforms import PLATFORMS, platform_by_id, platform_by_key, platform_by_name
from limelight.schemas.common import Metadata, UserAttribute, WorkPlatformAttribute
from limelight.schemas.connect import (
    Account,
    AccountAudienceData,
    AccountData,
    AccountEngagementData,
    AccountIdentityData,
    AccountList,
    AccountProductData,
    AccountSummary,
    AccountUpdateRequest,
    ConnectionLink,
    ConnectionLinkRequest,
    SdkToken,
    SdkTokenRequest,
    Support,
    SupportWithAudience,
    User,
    UserCreateRequest,
    UserList,
    WorkPlatform,
    WorkPlatformList,
    WorkPlatformProducts,
    WorkPlatformStatus,
)
from limelight.settings import Settings
from limelight.store.accounts import AccountProductRow, AccountRow, Accounts, IncorrectUserId, UserRow
from limelight.store.database import Session
from limelight.store.list_queries import ACCOUNTS, USERS, accounts_matching, users_with_external_id
from limelight.store.reader import Reader
from limelight.store.tenants import Tenant


class WorkPlatformNotFound(NotFound):
    """No work platform has the id."""


def logo_url(platform: Platform, public_url: str) -> str:
    return f"{public_url.rstrip('/')}/static/platforms/{platform.key}.svg"


def work_platform_attribute(platform: Platform, settings: Settings) -> WorkPlatformAttribute:
    """The reference to a platform that other objects contain."""
    return WorkPlatformAttribute(
        id=platform.id, name=platform.name, logo_url=logo_url(platform, settings.public_url)
    )


def _work_platform(platform: Platform, settings: Settings) -> WorkPlatform:
    return WorkPlatform(
        id=platform.id,
        name=platform.name,
        logo_url=logo_url(platform, settings.public_url),
        created_at=platform.added_at,
        updated_at=platform.added_at,
        category=platform.category,
        status=WorkPlatformStatus.ACTIVE,
        url=platform.url,
        products=_products(platform),
    )


def _products(platform: Platform) -> WorkPlatformProducts:
    def support(product: Product) -> Support:
        return Support(is_supported=product in platform.products)

    def with_audience(product: Product, audience: Product) -> SupportWithAudience:
        return SupportWithAudience(is_supported=product in platform.products, audience=support(audience))

    return WorkPlatformProducts(
        identity=with_audience(Product.IDENTITY, Product.IDENTITY_AUDIENCE),
        engagement=with_audience(Product.ENGAGEMENT, Product.ENGAGEMENT_AUDIENCE),
        income=support(Product.INCOME),
        switch=support(Product.SWITCH),
        activity=support(Product.ACTIVITY),
        publish=support(Product.PUBLISH),
        publish_content=support(Product.PUBLISH),
    )


WorkPlatformId = Annotated[UUID, PathParameter(description="The id of the work platform.")]
NameFilter = Annotated[
    str | None, QueryParameter(description="Only the platform with this name. Case-insensitive.")
]


class WorkPlatforms(Controller):
    path = "/work-platforms"
    tags = ("Connect",)

    @get()
    async def list_work_platforms(
        self,
        settings: NamedDependency[Settings],
        limit: Limit = 10,
        offset: Offset = 0,
        name: NameFilter = None,
    ) -> WorkPlatformList:
        """List the supported platforms and the products that each can share."""
        matching = PLATFORMS if name is None else filter(None, [platform_by_name(name)])
        page = list(matching)[offset : offset + limit]
        return WorkPlatformList(
            data=[_work_platform(platform, settings) for platform in page],
            metadata=Metadata(offset=offset, limit=limit),
        )

    @get("/{id:uuid}")
    async def get_work_platform(
        self,
        settings: NamedDependency[Settings],
        id: WorkPlatformId,  # noqa: A002
    ) -> WorkPlatform:
        """Get one platform and the products that it can share."""
        platform = platform_by_id(id)
        if platform is None:
            raise WorkPlatformNotFound(
                f"No work platform has the id {id}. GET /v1/work-platforms lists them."
            )
        return _work_platform(platform, settings)


UserId = Annotated[UUID, PathParameter(description="The id of the user.")]
AccountId = Annotated[UUID, PathParameter(description="The id of the account.")]
ExternalIdPath = Annotated[str, PathParameter(description="Your own id for the user.")]
ExternalIdFilter = Annotated[str | None, QueryParameter(description="Only the user with this external id.")]
UserFilter = Annotated[UUID | None, QueryParameter(description="Only accounts of this user.")]
PlatformFilter = Annotated[UUID | None, QueryParameter(description="Only accounts on this work platform.")]
StatusFilter = Annotated[AccountStatus | None, QueryParameter(description="Only accounts with this status.")]


def _user(row: UserRow, _settings: Settings) -> User:
    return User(
        id=row.id,
        name=row.name,
        external_id=row.external_id,
        status=row.status,
        created_at=format_timestamp(row.created_at),
        updated_at=format_timestamp(row.updated_at),
    )


def _summary(row: AccountRow, settings: Settings) -> AccountSummary:
    return AccountSummary(
        id=row.id,
        created_at=format_timestamp(row.created_at),
        updated_at=format_timestamp(row.updated_at),
        user=UserAttribute(id=row.user.id, name=row.user.name),
        work_platform=work_platform_attribute(platform_by_key(row.platform), settings),
        status=row.status,
    )


_with_details: Final = copy_fields(
    AccountSummary,
    Account,
    given=(
        "platform_username",
        "username",
        "profile_pic_url",
        "platform_profile_name",
        "platform_profile_id",
        "platform_profile_published_at",
        "disconnection_source",
        "data",
    ),
)
_with_audience: Final = copy_fields(AccountProductData, AccountIdentityData, given=("audience",))
_with_engagement_audience: Final = copy_fields(
    AccountAudienceData, AccountEngagementData, given=("audience",)
)
_with_period: Final = copy_fields(
    AccountProductData, AccountAudienceData, given=("refresh_since", "data_available_from")
)


def _account(row: AccountRow, settings: Settings) -> Account:
    return _with_details(
        _summary(row, settings),
        platform_username=row.platform_username,
        username=row.platform_username,
        profile_pic_url=row.profile_pic_url,
        platform_profile_name=row.platform_profile_name,
        platform_profile_id=row.platform_profile_id,
        platform_profile_published_at=_optional_timestamp(row.platform_profile_published_at),
        disconnection_source=row.disconnection_source,
        data=_data(row),
    )


def _data(row: AccountRow) -> AccountData:
    """Nests each audience product in its main product; an audience alone still yields the main product."""
    products = {each.product: each for each in row.products}
    identity, engagement = products.get(AccountProduct.IDENTITY), products.get(AccountProduct.ENGAGEMENT)
    audience = products.get(AccountProduct.IDENTITY_AUDIENCE)
    engagement_audience = products.get(AccountProduct.ENGAGEMENT_AUDIENCE)
    activity = products.get(AccountProduct.ACTIVITY)
    return AccountData(
        identity=_identity(identity or audience, audience),
        engagement=_engagement(engagement or engagement_audience, engagement_audience),
        activity=_product(activity) if activity else UNSET,
    )


def _identity(
    row: AccountProductRow | None, audience: AccountProductRow | None
) -> AccountIdentityData | UnsetType:
    if row is None:
        return UNSET
    return _with_audience(_product(row), audience=_product(audience) if audience else UNSET)


def _engagement(
    row: AccountProductRow | None, audience: AccountProductRow | None
) -> AccountEngagementData | UnsetType:
    if row is None:
        return UNSET
    engagement_audience = _period(audience) if audience else UNSET
    return _with_engagement_audience(_period(row), audience=engagement_audience)


def _product(row: AccountProductRow) -> AccountProductData:
    return AccountProductData(
        status=row.status,
        last_sync_at=_optional_timestamp(row.last_sync_at),
        monitoring_type=row.monitoring_type,
        monitor_type=row.monitoring_type,
    )


def _period(row: AccountProductRow) -> AccountAudienceData:
    return _with_period(
        _product(row),
        refresh_since=_optional_timestamp(row.refresh_since),
        data_available_from=_optional_timestamp(row.data_available_from),
    )


def _optional_timestamp(moment: datetime | None) -> Timestamp | None:
    return None if moment is None else format_timestamp(moment)


class Users(Controller):
    path = "/users"
    tags = ("Connect",)
    dependencies = {"users": provide_reader(USERS, _user)}

    @post()
    async def create_user(
        self, session: Session, tenant: Tenant, settings: Settings, data: UserCreateRequest
    ) -> User:
        """Create a user: a creator, identified by your own id."""
        return _user(await UserService(session, tenant.id).create(data.name, data.external_id), settings)

    @get()
    async def list_users(
        self,
        users: Reader[UserRow, User],
        limit: Limit = 10,
        offset: Offset = 0,
        external_id: ExternalIdFilter = None,
    ) -> UserList:
        """List your users, oldest first."""
        data = await users.page(Paging(limit=limit, offset=offset), *users_with_external_id(external_id))
        return UserList(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}")
    async def get_user(self, users: Reader[UserRow, User], id: UserId) -> User:  # noqa: A002
        """Get one user."""
        return await users.get(id)

    @get("/external_id/{external_id:str}")
    async def get_user_by_external_id(
        self, users: Reader[UserRow, User], external_id: ExternalIdPath
    ) -> User:
        """Get one user by your own id."""
        for user in await users.page(Paging(limit=1), *users_with_external_id(external_id)):
            return user
        raise IncorrectUserId(f"No user has the external_id {external_id!r}.")


@post("/sdk-tokens", tags=["Connect"])
async def create_sdk_token(
    tenant: Tenant, accounts: Accounts, tokens: SdkTokens, data: SdkTokenRequest
) -> SdkToken:
    """Create a token that lets a browser connect accounts of one user. It is valid for seven days."""
    await accounts.get_user(data.user_id)
    token, expires_at = tokens.issue(tenant.id, data.user_id, data.products)
    return SdkToken(sdk_token=token, expires_at=format_timestamp(expires_at))


@post("/links", tags=["Connect"])
async def create_connection_link(
    session: Session, tenant: Tenant, settings: Settings, data: ConnectionLinkRequest
) -> ConnectionLink:
    """Create a link to a page on which a creator connects accounts."""
    lifetime = timedelta(days=settings.connect.link_days)
    link, secret = await UserService(session, tenant.id).create_link(data.name, data.external_id, lifetime)
    return ConnectionLink(
        created_at=format_timestamp(link.created_at),
        microsite_url=f"{settings.public_url.rstrip('/')}/connect/links/{secret}",
        invite_id=link.id,
        external_id=data.external_id,
    )


class ConnectedAccounts(Controller):
    path = "/accounts"
    tags = ("Connect",)
    dependencies = {"connected": provide_reader(ACCOUNTS, _account)}

    @get()
    async def list_accounts(
        self,
        connected: Reader[AccountRow, Account],
        accounts: Accounts,
        limit: Limit = 10,
        offset: Offset = 0,
        user_id: UserFilter = None,
        work_platform_id: PlatformFilter = None,
        status: StatusFilter = None,
    ) -> AccountList:
        """List the accounts that your users have connected, oldest first."""
        platform_key = require_platform(work_platform_id).key if work_platform_id else None
        conditions = accounts_matching(user_id, platform_key, status)
        data = await connected.page(Paging(limit=limit, offset=offset), *conditions)
        if not data and user_id:
            await accounts.get_user(user_id)
        return AccountList(data=data, metadata=Metadata(offset=offset, limit=limit))

    @get("/{id:uuid}")
    async def get_account(
        self,
        connected: Reader[AccountRow, Account],
        id: AccountId,  # noqa: A002
    ) -> Account:
        """Get one connected account and the sync state of each of its products."""
        return await connected.get(id)

    @patch("/{id:uuid}")
    async def update_account(
        self,
        session: Session,
        tenant: Tenant,
        settings: Settings,
        id: AccountId,  # noqa: A002
        data: AccountUpdateRequest,
    ) -> Account:
        """Set whether products are refreshed on a schedule or only on request."""
        return _account(await set_monitoring(session, tenant.id, id, _monitoring(data)), settings)

    @post("/{id:uuid}/disconnect", status_code=200)
    async def disconnect_account(
        self,
        session: Session,
        tenant: Tenant,
        settings: Settings,
        id: AccountId,  # noqa: A002
    ) -> AccountSummary:
        """Stop reading the account. Stored data stays, and the creator can connect the account again."""
        return _summary(await disconnect(session, tenant.id, id, "API"), settings)


def _monitoring(request: AccountUpdateRequest) -> dict[AccountProduct, MonitoringType]:
    default = request.monitoring_type
    monitoring = dict.fromkeys(AccountProduct, default) if default else {}
    return monitoring | dict(_monitoring_by_product(request))


def _monitoring_by_product(request: AccountUpdateRequest) -> Iterator[tuple[AccountProduct, MonitoringType]]:
    if request.data is None:
        return
    changes = (
        (request.data.identity, AccountProduct.IDENTITY, AccountProduct.IDENTITY_AUDIENCE),
        (request.data.engagement, AccountProduct.ENGAGEMENT, AccountProduct.ENGAGEMENT_AUDIENCE),
        (request.data.activity, AccountProduct.ACTIVITY, None),
    )
    for change, product, audience in changes:
        if change and change.monitoring_type:
            yield product, change.monitoring_type
        if change and change.audience and change.audience.monitoring_type and audience:
            yield audience, change.audience.monitoring_type
