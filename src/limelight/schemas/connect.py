"""Connect: work platforms."""

from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import Page
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
    """``publish_content`` is the newer name of ``publish``: both are sent."""

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
