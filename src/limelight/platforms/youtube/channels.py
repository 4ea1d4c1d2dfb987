"""Channels: the profile of an account, and public ones."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from limelight.connectors.answers import Credential
from limelight.connectors.fetching import Asked, Calls, Combined, Fetch, Found, Lookup
from limelight.connectors.source import ScopeMissing
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    ContactKind,
    Creator,
    Email,
    Place,
    Profile,
    Reputation,
)
from limelight.kernel.timestamps import timestamp
from limelight.platforms.youtube.google import (
    PROFILE,
    READ,
    Pictures,
    best,
    granted,
    itself,
    report,
)
from limelight.vocabulary.locations import keys_within, location

CHANNEL_ID: Final = re.compile(r"UC[\w-]{22}")
_PARTS: Final = "snippet,statistics,contentDetails,brandingSettings,topicDetails,status"


class _Snippet(Struct, frozen=True, kw_only=True, rename="camel"):
    title: str
    published_at: datetime | None = None
    description: str | None = None
    custom_url: str | None = None
    country: str | None = None
    thumbnails: Pictures = {}


class _Statistics(Struct, frozen=True, kw_only=True, rename="camel"):
    view_count: int | None = None
    subscriber_count: int | None = None
    hidden_subscriber_count: bool = False
    video_count: int | None = None


class _ChannelBranding(Struct, frozen=True, kw_only=True, rename="camel"):
    country: str | None = None


class _Branding(Struct, frozen=True, kw_only=True, rename="camel"):
    channel: _ChannelBranding = _ChannelBranding()


class _Topics(Struct, frozen=True, kw_only=True, rename="camel"):
    topic_categories: tuple[str, ...] = ()


class Channel(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    snippet: _Snippet
    statistics: _Statistics = _Statistics()
    branding_settings: _Branding = _Branding()
    topic_details: _Topics = _Topics()

    @property
    def handle(self) -> str | None:
        found = (self.snippet.custom_url or "").lstrip("@")
        return found or None

    @property
    def url(self) -> str:
        custom = self.snippet.custom_url
        return f"https://www.youtube.com/{custom or f'channel/{self.id}'}"

    @property
    def country(self) -> str | None:
        return self.snippet.country or self.branding_settings.channel.country

    @property
    def subscribers(self) -> int | None:
        """Rounded by YouTube, also for the owner."""
        hidden = self.statistics.hidden_subscriber_count
        return None if hidden else self.statistics.subscriber_count

    @property
    def category(self) -> str | None:
        """Its first topic, which YouTube names by an article of Wikipedia."""
        topics = self.topic_details.topic_categories
        return unquote(topics[0].rsplit("/", 1)[-1]).replace("_", " ") if topics else None


class _Person(Struct, frozen=True, kw_only=True):
    """The Google account that the channel belongs to."""

    sub: str | None = None
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None


class _PageInfo(Struct, frozen=True, kw_only=True, rename="camel"):
    total_results: int | None = None


class _Listed(Struct, frozen=True, kw_only=True, rename="camel"):
    page_info: _PageInfo = _PageInfo()


def _total(raw: _Listed) -> int | None:
    return raw.page_info.total_results


_OWN: Final = Fetch(
    path="/channels",
    params={"part": _PARTS, "mine": "true"},
    items="items",
    raw=Channel,
    to=itself,
    scope=READ,
)
_PUBLIC: Final = Fetch(
    path="/channels",
    params={"part": _PARTS},
    items="items",
    raw=Channel,
    to=itself,
    credential=Credential.KEY,
)
_PLAYLISTS: Final = Fetch(
    path="/playlists",
    params={"part": "id", "mine": "true", "maxResults": "1"},
    raw=_Listed,
    to=_total,
    scope=READ,
)
_PERSON: Final = Fetch(
    base_url="https://openidconnect.googleapis.com/v1",
    path="/userinfo",
    raw=_Person,
    to=itself,
    scope=PROFILE,
)


async def _profile(calls: Calls, _: Asked) -> Found[Profile]:
    channel = (await calls.found(_OWN)).first
    if channel is None:
        return Found(())
    person = (await granted(calls, _PERSON)).first or _Person()
    playlists = (await calls.found(_PLAYLISTS)).first
    return Found((profile(channel, person, playlists, await _watched_hours(calls)),))


async def _watched_hours(calls: Calls) -> int | None:
    try:
        rows = await report(calls, "views,estimatedMinutesWatched")
    except ScopeMissing:
        return None
    return round(float(rows[0][1] or 0) / 60) if rows else None


def profile(channel: Channel, person: _Person, playlists: int | None, watched_hours: int | None) -> Profile:
    """Of what the API does not say, a blue tick for one, nothing is made up."""
    published = channel.snippet.published_at
    return Profile(
        external_id=person.sub or channel.id,
        platform_username=person.email or channel.handle or channel.id,
        full_name=person.name or channel.snippet.title,
        first_name=person.given_name,
        last_name=person.family_name,
        url=channel.url,
        introduction=channel.snippet.description,
        image_url=best(channel.snippet.thumbnails),
        category=channel.category,
        reputation=Reputation(
            subscriber_count=channel.subscribers,
            content_count=channel.statistics.video_count,
            content_group_count=playlists,
            watch_time_in_hours=watched_hours,
        ),
        emails=(Email(type=ContactKind.WORK, email_id=person.email),) if person.email else (),
        country=channel.country,
        platform_profile_name=channel.snippet.title,
        platform_profile_id=channel.id,
        platform_profile_published_at=timestamp(published) if published else None,
    )


def creator(channel: Channel) -> Creator:
    return Creator(
        platform=PlatformKey.YOUTUBE,
        username=channel.handle or channel.id,
        external_id=channel.id,
        url=channel.url,
        full_name=channel.snippet.title,
        introduction=channel.snippet.description,
        image_url=best(channel.snippet.thumbnails),
        category=channel.category,
        location=_place(channel.country),
        subscriber_count=channel.subscribers,
        content_count=channel.statistics.video_count,
        total_view_count=channel.statistics.view_count,
    )


def _place(country: str | None) -> Place | None:
    found = location(country.upper()) if country else None
    return Place(country=found.name, keys=keys_within(found.key)) if found else None


async def _named(calls: Calls, name: str) -> Creator | None:
    """Names in URLs may be handles, ids, or names of the time before handles."""
    plain = name.lstrip("@")
    asked = ["id"] if CHANNEL_ID.fullmatch(plain) else ["forHandle", "forUsername"]
    for parameter in asked:
        channel = (await calls.found(_PUBLIC, {parameter: plain})).first
        if channel is not None:
            return creator(channel)
    return None


PROFILES: Final = Combined(parts=(_OWN, _PERSON, _PLAYLISTS), page=_profile)
CREATORS: Final = Lookup(parts=(_PUBLIC,), named=_named)
