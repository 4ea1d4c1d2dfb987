"""Activity: artists and contents that owners of connected accounts listen to, save or follow."""

from uuid import UUID

from limelight.kernel import records
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import (
    AccountAttribute,
    Bulk,
    Page,
    UserAttribute,
    WorkPlatformAttribute,
)


class ActivityArtist(records.ActivityArtist, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute


class ActivityArtistList(Page[ActivityArtist], frozen=True, kw_only=True):
    """A page of artists."""


class ActivityArtistBulk(Bulk[ActivityArtist], frozen=True, kw_only=True):
    """Artists requested by id."""


class ActivityContent(records.ActivityContent, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute


class ActivityContentList(Page[ActivityContent], frozen=True, kw_only=True):
    """A page of activity contents."""


class ActivityContentBulk(Bulk[ActivityContent], frozen=True, kw_only=True):
    """Activity contents requested by id."""
