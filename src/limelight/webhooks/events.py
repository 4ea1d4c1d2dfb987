"""All webhook events with their payloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from msgspec import Struct

from limelight.kernel.timestamps import Timestamp


class AccountChanged(Struct, frozen=True, kw_only=True):
    """An account was connected, disconnected or has to be connected again."""

    account_id: UUID
    user_id: UUID
    last_updated_time: Timestamp


class ProfileChanged(AccountChanged, frozen=True, kw_only=True):
    """The profile of an account, or its audience, is new or different."""

    profile_id: UUID


class ItemsChanged(AccountChanged, frozen=True, kw_only=True):
    """``items`` are the ids of records that are new or different: at most a hundred an event."""

    items: Sequence[UUID]


class JobEnded(Struct, frozen=True, kw_only=True):
    """The asynchronous job has ended; its result is read by its id."""

    job_id: UUID


Payload = TypeVar("Payload", bound=AccountChanged | JobEnded)


@dataclass(frozen=True)
class Event(Generic[Payload]):
    """``name`` is the name to subscribe to, ``title`` the same in words."""

    name: str
    title: str
    payload: type[Payload]


ACCOUNTS_CONNECTED: Final = Event("ACCOUNTS.CONNECTED", "account connected", AccountChanged)
ACCOUNTS_DISCONNECTED: Final = Event("ACCOUNTS.DISCONNECTED", "account disconnected", AccountChanged)
SESSION_EXPIRED: Final = Event("SESSION.EXPIRED", "session expired", AccountChanged)

PROFILES_ADDED: Final = Event("PROFILES.ADDED", "profile added", ProfileChanged)
PROFILES_UPDATED: Final = Event("PROFILES.UPDATED", "profile updated", ProfileChanged)
PROFILES_AUDIENCE_ADDED: Final = Event("PROFILES_AUDIENCE.ADDED", "profile audience added", ProfileChanged)
PROFILES_AUDIENCE_UPDATED: Final = Event(
    "PROFILES_AUDIENCE.UPDATED", "profile audience updated", ProfileChanged
)

CONTENTS_ADDED: Final = Event("CONTENTS.ADDED", "contents added", ItemsChanged)
CONTENTS_UPDATED: Final = Event("CONTENTS.UPDATED", "contents updated", ItemsChanged)
CONTENT_GROUPS_ADDED: Final = Event("CONTENT-GROUPS.ADDED", "content groups added", ItemsChanged)
CONTENT_GROUPS_UPDATED: Final = Event("CONTENT-GROUPS.UPDATED", "content groups updated", ItemsChanged)
CONTENTS_COMMENTS_ADDED: Final = Event("CONTENTS_COMMENTS.ADDED", "comments added", ItemsChanged)
CONTENTS_COMMENTS_UPDATED: Final = Event("CONTENTS_COMMENTS.UPDATED", "comments updated", ItemsChanged)
ACTIVITY_ARTISTS_ADDED: Final = Event("ACTIVITY-ARTISTS.ADDED", "activity artists added", ItemsChanged)
ACTIVITY_ARTISTS_UPDATED: Final = Event("ACTIVITY-ARTISTS.UPDATED", "activity artists updated", ItemsChanged)
ACTIVITY_CONTENTS_ADDED: Final = Event("ACTIVITY-CONTENTS.ADDED", "activity contents added", ItemsChanged)
ACTIVITY_CONTENTS_UPDATED: Final = Event(
    "ACTIVITY-CONTENTS.UPDATED", "activity contents updated", ItemsChanged
)

CREATOR_SEARCH_EXPORT_SUCCESS: Final = Event(
    "CREATOR_SEARCH_EXPORT.SUCCESS", "creator search export succeeded", JobEnded
)
CREATOR_SEARCH_EXPORT_FAILURE: Final = Event(
    "CREATOR_SEARCH_EXPORT.FAILURE", "creator search export failed", JobEnded
)
PROFILE_ANALYTICS_SUCCESS: Final = Event("PROFILE_ANALYTICS.SUCCESS", "profile analytics succeeded", JobEnded)
PROFILE_ANALYTICS_FAILURE: Final = Event("PROFILE_ANALYTICS.FAILURE", "profile analytics failed", JobEnded)
EMAIL_LOOKUP_SUCCESS: Final = Event("EMAIL_LOOKUP.SUCCESS", "email lookup succeeded", JobEnded)
EMAIL_LOOKUP_FAILURE: Final = Event("EMAIL_LOOKUP.FAILURE", "email lookup failed", JobEnded)
AUDIENCE_OVERLAP_SUCCESS: Final = Event("AUDIENCE_OVERLAP.SUCCESS", "audience overlap succeeded", JobEnded)
AUDIENCE_OVERLAP_FAILURE: Final = Event("AUDIENCE_OVERLAP.FAILURE", "audience overlap failed", JobEnded)
CONTENTS_FETCH_SUCCESS: Final = Event("CONTENTS_FETCH.SUCCESS", "contents fetch succeeded", JobEnded)
CONTENTS_FETCH_FAILURE: Final = Event("CONTENTS_FETCH.FAILURE", "contents fetch failed", JobEnded)
CONTENT_COMMENTS_FETCH_SUCCESS: Final = Event(
    "CONTENT_COMMENTS_FETCH.SUCCESS", "content comments fetch succeeded", JobEnded
)
CONTENT_COMMENTS_FETCH_FAILURE: Final = Event(
    "CONTENT_COMMENTS_FETCH.FAILURE", "content comments fetch failed", JobEnded
)
CONTENT_AUDIENCE_FETCH_SUCCESS: Final = Event(
    "CONTENT_AUDIENCE_FETCH.SUCCESS", "content audience fetch succeeded", JobEnded
)
CONTENT_AUDIENCE_FETCH_FAILURE: Final = Event(
    "CONTENT_AUDIENCE_FETCH.FAILURE", "content audience fetch failed", JobEnded
)

AnyEvent = Event[Any]

EVENTS: Final[tuple[AnyEvent, ...]] = (
    ACCOUNTS_CONNECTED,
    ACCOUNTS_DISCONNECTED,
    SESSION_EXPIRED,
    PROFILES_ADDED,
    PROFILES_UPDATED,
    PROFILES_AUDIENCE_ADDED,
    PROFILES_AUDIENCE_UPDATED,
    CONTENTS_ADDED,
    CONTENTS_UPDATED,
    CONTENT_GROUPS_ADDED,
    CONTENT_GROUPS_UPDATED,
    CONTENTS_COMMENTS_ADDED,
    CONTENTS_COMMENTS_UPDATED,
    ACTIVITY_ARTISTS_ADDED,
    ACTIVITY_ARTISTS_UPDATED,
    ACTIVITY_CONTENTS_ADDED,
    ACTIVITY_CONTENTS_UPDATED,
    CREATOR_SEARCH_EXPORT_SUCCESS,
    CREATOR_SEARCH_EXPORT_FAILURE,
    PROFILE_ANALYTICS_SUCCESS,
    PROFILE_ANALYTICS_FAILURE,
    EMAIL_LOOKUP_SUCCESS,
    EMAIL_LOOKUP_FAILURE,
    AUDIENCE_OVERLAP_SUCCESS,
    AUDIENCE_OVERLAP_FAILURE,
    CONTENTS_FETCH_SUCCESS,
    CONTENTS_FETCH_FAILURE,
    CONTENT_COMMENTS_FETCH_SUCCESS,
    CONTENT_COMMENTS_FETCH_FAILURE,
    CONTENT_AUDIENCE_FETCH_SUCCESS,
    CONTENT_AUDIENCE_FETCH_FAILURE,
)
EVENT_NAMES: Final = tuple(event.name for event in EVENTS)
EVENTS_BY_NAME: Final = {event.name: event for event in EVENTS}
