"""Channels: the profile of an account, and public profiles."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from limelight.connectors.endpoints import (
    ApiClient,
    Endpoint,
    FetchResult,
    MultiRequestFetch,
    PageRequest,
    ProfileLookup,
)
from limelight.connectors.responses import AuthMethod
from limelight.connectors.source import InsufficientScope
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    ContactKind,
    Creator,
    Email,
    Place,
    Profile,
    Reputation,
)
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms.youtube.google_api import (
    PROFILE_SCOPE,
    READ_SCOPE,
    Thumbnails,
    fetch_if_granted,
    fetch_report,
    identity,
    largest_thumbnail,
)
from limelight.vocabulary.locations import location, location_hierarchy

CHANNEL_ID: Final = re.compile(r"UC[\w-]{22}")
_PART: Final = "snippet,statistics,contentDetails,brandingSettings,topicDetails,status"


class _Snippet(Struct, frozen=True, kw_only=True, rename="camel"):
    title: str
    published_at: datetime | None = None
    description: str | None = None
    custom_url: str | None = None
    country: str | None = None
    thumbnails: Thumbnails = {}


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
    def subscriber_count(self) -> int | None:
        """Rounded by YouTube, also for the owner."""
        hidden = self.statistics.hidden_subscriber_count
        return None if hidden else self.statistics.subscriber_count

    @property
    def category(self) -> str | None:
        """Its first topic, which YouTube names by an article of Wikipedia."""
        topics = self.topic_details.topic_categories
        return unquote(topics[0].rsplit("/", 1)[-1]).replace("_", " ") if topics else None


class _GoogleAccount(Struct, frozen=True, kw_only=True):
    """The Google account that the channel belongs to."""

    sub: str | None = None
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None


class _PageInfo(Struct, frozen=True, kw_only=True, rename="camel"):
    total_results: int | None = None


class _PlaylistList(Struct, frozen=True, kw_only=True, rename="camel"):
    page_info: _PageInfo = _PageInfo()


def _total_results(raw: _PlaylistList) -> int | None:
    return raw.page_info.total_results


_OWN_CHANNEL: Final = Endpoint(
    path="/channels",
    params={"part": _PART, "mine": "true"},
    data_selector="items",
    row_type=Channel,
    map_row=identity,
    required_scope=READ_SCOPE,
)
_PUBLIC_CHANNEL: Final = Endpoint(
    path="/channels",
    params={"part": _PART},
    data_selector="items",
    row_type=Channel,
    map_row=identity,
    auth_method=AuthMethod.API_KEY,
)
_PLAYLIST_COUNT: Final = Endpoint(
    path="/playlists",
    params={"part": "id", "mine": "true", "maxResults": "1"},
    row_type=_PlaylistList,
    map_row=_total_results,
    required_scope=READ_SCOPE,
)
_USERINFO: Final = Endpoint(
    base_url="https://openidconnect.googleapis.com/v1",
    path="/userinfo",
    row_type=_GoogleAccount,
    map_row=identity,
    required_scope=PROFILE_SCOPE,
)


async def _fetch_profile(calls: ApiClient, _: PageRequest) -> FetchResult[Profile]:
    channel = (await calls.fetch(_OWN_CHANNEL)).first
    if channel is None:
        return FetchResult(())
    person = (await fetch_if_granted(calls, _USERINFO)).first or _GoogleAccount()
    playlists = (await calls.fetch(_PLAYLIST_COUNT)).first
    return FetchResult((map_profile(channel, person, playlists, await _fetch_watch_hours(calls)),))


async def _fetch_watch_hours(calls: ApiClient) -> int | None:
    try:
        rows = await fetch_report(calls, "views,estimatedMinutesWatched")
    except InsufficientScope:
        return None
    return round(float(rows[0][1] or 0) / 60) if rows else None


def map_profile(
    channel: Channel, person: _GoogleAccount, playlists: int | None, watched_hours: int | None
) -> Profile:
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
        image_url=largest_thumbnail(channel.snippet.thumbnails),
        category=channel.category,
        reputation=Reputation(
            subscriber_count=channel.subscriber_count,
            content_count=channel.statistics.video_count,
            content_group_count=playlists,
            watch_time_in_hours=watched_hours,
        ),
        emails=(Email(type=ContactKind.WORK, email_id=person.email),) if person.email else (),
        country=channel.country,
        platform_profile_name=channel.snippet.title,
        platform_profile_id=channel.id,
        platform_profile_published_at=format_timestamp(published) if published else None,
    )


def map_creator(channel: Channel) -> Creator:
    return Creator(
        platform=PlatformKey.YOUTUBE,
        username=channel.handle or channel.id,
        external_id=channel.id,
        url=channel.url,
        full_name=channel.snippet.title,
        introduction=channel.snippet.description,
        image_url=largest_thumbnail(channel.snippet.thumbnails),
        category=channel.category,
        location=_map_place(channel.country),
        subscriber_count=channel.subscriber_count,
        content_count=channel.statistics.video_count,
        total_view_count=channel.statistics.view_count,
    )


def _map_place(country: str | None) -> Place | None:
    found = location(country.upper()) if country else None
    return Place(country=found.name, keys=location_hierarchy(found.key)) if found else None


async def _find_creator(calls: ApiClient, name: str) -> Creator | None:
    """``name`` is a handle, a channel id or a legacy user name."""
    plain = name.lstrip("@")
    asked = ["id"] if CHANNEL_ID.fullmatch(plain) else ["forHandle", "forUsername"]
    for parameter in asked:
        channel = (await calls.fetch(_PUBLIC_CHANNEL, {parameter: plain})).first
        if channel is not None:
            return map_creator(channel)
    return None


PROFILES: Final = MultiRequestFetch(
    endpoints=(_OWN_CHANNEL, _USERINFO, _PLAYLIST_COUNT), fetch_page=_fetch_profile
)
CREATORS: Final = ProfileLookup(endpoints=(_PUBLIC_CHANNEL,), find=_find_creator)
