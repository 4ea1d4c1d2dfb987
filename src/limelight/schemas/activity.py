"""Activity: what the owners of connected accounts listen to and follow."""

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
    """Artists that were asked for by id."""


class ActivityContent(records.ActivityContent, frozen=True, kw_only=True):
    id: UUID
    created_at: Timestamp
    updated_at: Timestamp
    user: UserAttribute
    account: AccountAttribute
    work_platform: WorkPlatformAttribute


class ActivityContentList(Page[ActivityContent], frozen=True, kw_only=True):
    """A page of contents of activities."""


class ActivityContentBulk(Bulk[ActivityContent], frozen=True, kw_only=True):
    """Contents of activities that were asked for by id."""
