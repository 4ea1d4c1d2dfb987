"""Connect: work platforms, users, tokens, links and accounts."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from limelight.kernel.accounts import AccountStatus, MonitoringType, SyncStatus, UserStatus
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import Page, UserAttribute, WorkPlatformAttribute
from limelight.vocabulary.platform_categories import PlatformCategory


class WorkPlatformStatus(StrEnum):
    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class Support(Struct, frozen=True, kw_only=True):
    is_supported: bool


class SupportWithAudience(Struct, frozen=True, kw_only=True):
    is_supported: bool
    audience: Support


class WorkPlatformProducts(Struct, frozen=True, kw_only=True):
    """``publish_content`` is the newer name of ``publish``; both are sent."""

    identity: SupportWithAudience
    engagement: SupportWithAudience
    income: Support
    switch: Support
    activity: Support
    publish: Support
    publish_content: Support


class WorkPlatform(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    logo_url: str
    created_at: Timestamp
    updated_at: Timestamp
    category: PlatformCategory
    status: WorkPlatformStatus
    url: str
    products: WorkPlatformProducts


class WorkPlatformList(Page[WorkPlatform], frozen=True, kw_only=True):
    """A page of work platforms."""


ExternalId = Annotated[str, Meta(min_length=1, max_length=100)]


class User(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    external_id: str
    status: UserStatus
    created_at: Timestamp
    updated_at: Timestamp


class UserList(Page[User], frozen=True, kw_only=True):
    """A page of users."""


class UserCreateRequest(Struct, frozen=True, kw_only=True):
    """``external_id`` is your own unique id for the user. Avoid e-mail addresses and phone numbers."""

    name: str
    external_id: ExternalId


class SdkProduct(StrEnum):
    """Products that a token can request. Income and publishing are accepted but not read."""

    IDENTITY = "IDENTITY"
    IDENTITY_AUDIENCE = "IDENTITY.AUDIENCE"
    ENGAGEMENT = "ENGAGEMENT"
    ENGAGEMENT_AUDIENCE = "ENGAGEMENT.AUDIENCE"
    INCOME = "INCOME"
    PUBLISH_CONTENT = "PUBLISH.CONTENT"
    ACTIVITY = "ACTIVITY"


class SdkTokenRequest(Struct, frozen=True, kw_only=True):
    user_id: UUID
    products: Annotated[tuple[SdkProduct, ...], Meta(min_length=1, max_length=100)]


class SdkToken(Struct, frozen=True, kw_only=True):
    sdk_token: str
    expires_at: Timestamp


class ConnectionLinkRequest(Struct, frozen=True, kw_only=True):
    """Creates a user with the external id if none exists."""

    external_id: ExternalId
    name: str | None = None


class ConnectionLink(Struct, frozen=True, kw_only=True):
    created_at: Timestamp
    microsite_url: str
    invite_id: UUID
    external_id: str


class AccountProductData(Struct, frozen=True, kw_only=True):
    """``monitor_type`` is another name of ``monitoring_type``; both are sent."""

    status: SyncStatus
    last_sync_at: Timestamp | None
    monitoring_type: MonitoringType
    monitor_type: MonitoringType


class AccountAudienceData(AccountProductData, frozen=True, kw_only=True):
    refresh_since: Timestamp | None
    data_available_from: Timestamp | None


class AccountIdentityData(AccountProductData, frozen=True, kw_only=True):
    audience: AccountProductData | UnsetType = UNSET


class AccountEngagementData(AccountAudienceData, frozen=True, kw_only=True):
    audience: AccountAudienceData | UnsetType = UNSET


class AccountData(Struct, frozen=True, kw_only=True):
    """Only the products that were requested and that the platform has."""

    identity: AccountIdentityData | UnsetType = UNSET
    engagement: AccountEngagementData | UnsetType = UNSET
    activity: AccountProductData | UnsetType = UNSET


class AccountSummary(Struct, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    work_platform: WorkPlatformAttribute
    status: AccountStatus


class Account(AccountSummary, frozen=True, kw_only=True):
    """``username`` is the newer name of ``platform_username``; both are sent."""

    platform_username: str
    username: str
    profile_pic_url: str | None
    platform_profile_name: str | None
    platform_profile_id: str | None
    platform_profile_published_at: Timestamp | None
    disconnection_source: str | None
    data: AccountData


class AccountList(Page[Account], frozen=True, kw_only=True):
    """A page of connected accounts."""


class MonitoringChange(Struct, frozen=True, kw_only=True):
    monitoring_type: MonitoringType | None = None
    audience: "MonitoringChange | None" = None


class MonitoringChanges(Struct, frozen=True, kw_only=True):
    """Monitoring changes by product."""

    identity: MonitoringChange | None = None
    engagement: MonitoringChange | None = None
    activity: MonitoringChange | None = None


class AccountUpdateRequest(Struct, frozen=True, kw_only=True):
    """``monitoring_type`` applies to all products; ``data`` overrides it for single products."""

    monitoring_type: MonitoringType | None = None
    data: MonitoringChanges | None = None
