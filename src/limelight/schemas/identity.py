"""Identity: profiles and audiences of connected accounts."""

from uuid import UUID

from limelight.kernel import records
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import (
    AccountAttribute,
    Page,
    UserAttribute,
    WorkPlatformAttribute,
)


class Profile(records.Profile, frozen=True, kw_only=True):
    """``username`` is the newer name of ``platform_username``; both are sent."""

    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute
    username: str | None


class ProfileList(Page[Profile], frozen=True, kw_only=True):
    """A page of profiles."""


class AudienceDemographics(records.AudienceDemographics, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute
