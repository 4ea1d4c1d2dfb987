"""The webhook events of changed records."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentGroup,
    Profile,
)
from limelight.kernel.timestamps import format_timestamp, now
from limelight.store.account_data import UpsertResult
from limelight.store.database import Session
from limelight.store.syncs import Syncs, SyncTarget
from limelight.webhooks.emitter import emit
from limelight.webhooks.events import (
    ACTIVITY_ARTISTS_ADDED,
    ACTIVITY_ARTISTS_UPDATED,
    ACTIVITY_CONTENTS_ADDED,
    ACTIVITY_CONTENTS_UPDATED,
    CONTENT_GROUPS_ADDED,
    CONTENT_GROUPS_UPDATED,
    CONTENTS_ADDED,
    CONTENTS_COMMENTS_ADDED,
    CONTENTS_COMMENTS_UPDATED,
    CONTENTS_UPDATED,
    PROFILES_ADDED,
    PROFILES_AUDIENCE_ADDED,
    PROFILES_AUDIENCE_UPDATED,
    PROFILES_UPDATED,
    Event,
    ItemsChanged,
    ProfileChanged,
)

_PROFILE_EVENTS: Final[Mapping[type[Struct], tuple[Event[ProfileChanged], Event[ProfileChanged]]]] = {
    Profile: (PROFILES_ADDED, PROFILES_UPDATED),
    AudienceDemographics: (PROFILES_AUDIENCE_ADDED, PROFILES_AUDIENCE_UPDATED),
}
_ITEM_EVENTS: Final[Mapping[type[Struct], tuple[Event[ItemsChanged], Event[ItemsChanged]]]] = {
    Content: (CONTENTS_ADDED, CONTENTS_UPDATED),
    ContentGroup: (CONTENT_GROUPS_ADDED, CONTENT_GROUPS_UPDATED),
    Comment: (CONTENTS_COMMENTS_ADDED, CONTENTS_COMMENTS_UPDATED),
    ActivityArtist: (ACTIVITY_ARTISTS_ADDED, ACTIVITY_ARTISTS_UPDATED),
    ActivityContent: (ACTIVITY_CONTENTS_ADDED, ACTIVITY_CONTENTS_UPDATED),
}


async def emit_changes(
    session: Session, target: SyncTarget, kind: type[Struct], changed: UpsertResult
) -> None:
    """Emits events for records that were added or updated."""
    if kind in _PROFILE_EVENTS:
        await _emit_profile_changes(session, target, kind, changed)
        return
    for event, ids in zip(_ITEM_EVENTS[kind], (changed.added, changed.updated), strict=True):
        items = await Syncs(session).content_ids_of_comments(ids) if kind is Comment and ids else ids
        if items:
            await emit(session, target.tenant_id, event, ItemsChanged(items=items, **_account_fields(target)))


async def _emit_profile_changes(
    session: Session, target: SyncTarget, kind: type[Struct], changed: UpsertResult
) -> None:
    for event, ids in zip(_PROFILE_EVENTS[kind], (changed.added, changed.updated), strict=True):
        if ids:
            profile_id = await _profile_id(session, target, ids)
            payload = ProfileChanged(profile_id=profile_id, **_account_fields(target))
            await emit(session, target.tenant_id, event, payload)


async def _profile_id(session: Session, target: SyncTarget, ids: Sequence[UUID]) -> UUID:
    """The account's profile; the audience's id if the account shares only its audience."""
    return await Syncs(session).profile_id(target.id) or ids[0]


def _account_fields(target: SyncTarget) -> dict[str, Any]:
    return {
        "account_id": target.id,
        "user_id": target.user_id,
        "last_updated_time": format_timestamp(now()),
    }
