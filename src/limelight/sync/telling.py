"""What customers are told of a sync, for each kind of record."""

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
from limelight.kernel.timestamps import now, timestamp
from limelight.store.account_data import Changed
from limelight.store.database import Session
from limelight.store.syncs import Subject, Syncs
from limelight.webhooks.emitting import emit
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

_OF_PROFILES: Final[Mapping[type[Struct], tuple[Event[ProfileChanged], Event[ProfileChanged]]]] = {
    Profile: (PROFILES_ADDED, PROFILES_UPDATED),
    AudienceDemographics: (PROFILES_AUDIENCE_ADDED, PROFILES_AUDIENCE_UPDATED),
}
_OF_ITEMS: Final[Mapping[type[Struct], tuple[Event[ItemsChanged], Event[ItemsChanged]]]] = {
    Content: (CONTENTS_ADDED, CONTENTS_UPDATED),
    ContentGroup: (CONTENT_GROUPS_ADDED, CONTENT_GROUPS_UPDATED),
    Comment: (CONTENTS_COMMENTS_ADDED, CONTENTS_COMMENTS_UPDATED),
    ActivityArtist: (ACTIVITY_ARTISTS_ADDED, ACTIVITY_ARTISTS_UPDATED),
    ActivityContent: (ACTIVITY_CONTENTS_ADDED, ACTIVITY_CONTENTS_UPDATED),
}


async def tell(session: Session, subject: Subject, kind: type[Struct], changed: Changed) -> None:
    """Owe the tenant's webhooks what is new and what is different now."""
    if kind in _OF_PROFILES:
        await _tell_of_profile(session, subject, kind, changed)
        return
    for event, ids in zip(_OF_ITEMS[kind], (changed.added, changed.updated), strict=True):
        items = await Syncs(session).commented(ids) if kind is Comment and ids else ids
        if items:
            await emit(session, subject.tenant_id, event, ItemsChanged(items=items, **_about(subject)))


async def _tell_of_profile(session: Session, subject: Subject, kind: type[Struct], changed: Changed) -> None:
    for event, ids in zip(_OF_PROFILES[kind], (changed.added, changed.updated), strict=True):
        if ids:
            profile_id = await _profile_id(session, subject, ids)
            payload = ProfileChanged(profile_id=profile_id, **_about(subject))
            await emit(session, subject.tenant_id, event, payload)


async def _profile_id(session: Session, subject: Subject, ids: Sequence[UUID]) -> UUID:
    """Of an account that shares its audience alone, the audience stands for the profile."""
    return await Syncs(session).profile_id(subject.id) or ids[0]


def _about(subject: Subject) -> dict[str, Any]:
    return {
        "account_id": subject.id,
        "user_id": subject.user_id,
        "last_updated_time": timestamp(now()),
    }
