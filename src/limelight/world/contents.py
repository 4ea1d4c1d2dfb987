"""The posts of an account: each has its place in a calendar, so that they are the same whenever asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from limelight.kernel.platforms import NEWSLETTER_PLATFORMS, PlatformKey
from limelight.kernel.records import Collaboration, Content, ContentFormat, Sponsored
from limelight.kernel.timestamps import timestamp
from limelight.world import content_ids
from limelight.world.engagement import engagement, settled
from limelight.world.formats import KINDS, Kind
from limelight.world.newsletters import issue
from limelight.world.posts import captions_of
from limelight.world.residents import Resident, dice, number

_EPOCH: Final = datetime(2016, 1, 1, tzinfo=UTC)
_REACH: Final = timedelta(days=365)
"""How far back an account's posts go."""
_DAY: Final = timedelta(days=1)
_SUFFIXES: Final = {ContentFormat.VIDEO: "mp4", ContentFormat.IMAGE: "jpg", ContentFormat.AUDIO: "mp3"}
_TITLE_LENGTH: Final = 100
_NAMED_WORKS: Final = frozenset(
    {PlatformKey.YOUTUBE, PlatformKey.TWITCH, PlatformKey.PINTEREST, *NEWSLETTER_PLATFORMS}
)
"""Platforms where a post has a title of its own."""


@dataclass(frozen=True)
class Post:
    """That something of a kind was posted: its place in the calendar, and when."""

    place: int
    kind: Kind
    at: datetime


def posts(resident: Resident, now: datetime, since: datetime | None = None) -> list[Post]:
    """Those of the last twelve months that are still there, or since a later moment; the newest first."""
    start = max(now - _REACH, since) if since else now - _REACH
    kinds = KINDS[resident.platform]
    weights = [kind.weight for kind in kinds]
    found = []
    for place, at in _moments(resident, start, now):
        kind = dice(resident.key, "kind", place).choices(kinds, weights)[0]
        if not (kind.is_fleeting and at < now - _DAY):
            found.append(Post(place, kind, at))
    return found


def posted(resident: Resident, start: datetime, end: datetime) -> int:
    """How many posts there were in between, those that are gone among them."""
    return sum(1 for _ in _moments(resident, start, end))


def _moments(resident: Resident, start: datetime, end: datetime) -> Iterator[tuple[int, datetime]]:
    """The places in the calendar that are taken, with their moments, the latest first."""
    pause = resident.pause
    for place in range((end - _EPOCH) // pause, (start - _EPOCH) // pause - 1, -1):
        part = number(resident.key, "moment", place) % 1_000_003 / 1_000_003
        at = _EPOCH + (place + part) * pause
        if start <= at <= end and resident.may_post(at):
            yield place, at


def content_id(resident: Resident, post: Post) -> str:
    return content_ids.content_id(resident.seed, resident.home, resident.index, post.place)


def content(resident: Resident, post: Post, now: datetime) -> Content:
    """The post as it is now."""
    place, kind, at = post.place, post.kind, post.at
    draws = dice(resident.key, "content", place)
    external_id = content_id(resident, post)
    duration = draws.randint(*kind.seconds) if kind.seconds else None
    title, text, hashtags, mentions, sponsor = _words(resident, draws)
    hides_likes = draws.random() * 100 < (resident.creator.posts_hidden_likes_percentage or 0)
    figures = engagement(resident, draws, settled(now, at), duration, hides_likes)
    media_url, thumbnail_url = _media(resident, external_id, kind)
    found = Content(
        external_id=external_id,
        title=title if resident.platform in _NAMED_WORKS else text[:_TITLE_LENGTH],
        description=text,
        type=kind.type,
        format=kind.format,
        published_at=timestamp(at),
        url=kind.url.format(id=external_id, handle=resident.creator.username, account=resident.external_id),
        duration=duration,
        engagement=figures,
        hashtags=hashtags,
        mentions=mentions,
        platform_profile_id=resident.external_id,
        platform_profile_name=resident.creator.full_name,
        sponsored=Sponsored(is_sponsored=sponsor is not None, tags=sponsor),
        collaboration=Collaboration(has_collaborators=draws.random() < 0.06),
        media_url=media_url,
        thumbnail_url=thumbnail_url,
        persistent_thumbnail_url=thumbnail_url,
    )
    return issue(resident, found, draws, settled(now, at)) if _is_letter(resident) else found


def _is_letter(resident: Resident) -> bool:
    return resident.platform in NEWSLETTER_PLATFORMS


def _words(
    resident: Resident, draws: Random
) -> tuple[str, str, tuple[str, ...] | None, tuple[str, ...] | None, str | None]:
    """Title, text, hashtags, mentions and sponsor."""
    phrases = captions_of(resident.community.number, resident.truth.language)
    title, *more = draws.sample(phrases, 3)
    hashtags = _named(draws, resident.creator.hashtags or dict.fromkeys(resident.community.tags[:5], 25.0))
    mentions = _named(draws, resident.creator.mentions or dict.fromkeys(resident.community.mentions[:3], 5.0))
    sponsor = _sponsor(resident, draws)
    words = [f"{title}. {more[0]}", *(f"@{name}" for name in mentions), *(f"#{name}" for name in hashtags)]
    return title, " ".join(words), hashtags or None, mentions or None, sponsor


def _named(draws: Random, shares: Mapping[str, float]) -> tuple[str, ...]:
    """Each name as often as its percentage says."""
    return tuple(name for name, share in shares.items() if draws.random() * 100 < share)


def _sponsor(resident: Resident, draws: Random) -> str | None:
    if draws.random() >= resident.truth.sponsored_share:
        return None
    return draws.choice(resident.creator.sponsors or resident.community.brands)


def _media(resident: Resident, external_id: str, kind: Kind) -> tuple[str | None, str | None]:
    """Where the picture or film is, and its thumbnail."""
    if kind.format is ContentFormat.TEXT:
        return None, None
    address = f"https://media.example.com/{resident.platform}/{external_id}"
    return f"{address}.{_SUFFIXES[kind.format]}", f"{address}-thumbnail.jpg"
