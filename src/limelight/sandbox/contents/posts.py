"""The posts of an account, each at a fixed place of a calendar, so that repeated calls agree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from limelight.kernel.platforms import NEWSLETTER_PLATFORMS, PlatformKey
from limelight.kernel.records import Collaboration, Content, ContentFormat, Sponsored
from limelight.kernel.timestamps import format_timestamp
from limelight.sandbox.account_owners import AccountOwner, seeded_number, seeded_random
from limelight.sandbox.contents import content_ids
from limelight.sandbox.contents.engagement import counted_age, post_engagement
from limelight.sandbox.contents.newsletters import newsletter_issue
from limelight.sandbox.contents.post_formats import POST_FORMATS, PostFormat
from limelight.sandbox.creators.profile_texts import community_captions

_EPOCH: Final = datetime(2016, 1, 1, tzinfo=UTC)
_HISTORY_LENGTH: Final = timedelta(days=365)
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
    """A post: its place in the calendar, its format and its time."""

    place: int
    format: PostFormat
    at: datetime


def posts(owner: AccountOwner, now: datetime, since: datetime | None = None) -> list[Post]:
    """Those of the last twelve months that are still there, or since a later moment; the newest first."""
    start = max(now - _HISTORY_LENGTH, since) if since else now - _HISTORY_LENGTH
    kinds = POST_FORMATS[owner.platform]
    weights = [kind.weight for kind in kinds]
    found = []
    for place, at in _calendar(owner, start, now):
        kind = seeded_random(owner.key, "kind", place).choices(kinds, weights)[0]
        if not (kind.is_ephemeral and at < now - _DAY):
            found.append(Post(place, kind, at))
    return found


def count_posts(owner: AccountOwner, start: datetime, end: datetime) -> int:
    """How many posts there were in between, those that are gone among them."""
    return sum(1 for _ in _calendar(owner, start, end))


def _calendar(owner: AccountOwner, start: datetime, end: datetime) -> Iterator[tuple[int, datetime]]:
    """The places in the calendar that are taken, with their moments, the latest first."""
    pause = owner.mean_post_interval
    for place in range((end - _EPOCH) // pause, (start - _EPOCH) // pause - 1, -1):
        part = seeded_number(owner.key, "moment", place) % 1_000_003 / 1_000_003
        at = _EPOCH + (place + part) * pause
        if start <= at <= end and owner.can_post_at(at):
            yield place, at


def content_id(owner: AccountOwner, post: Post) -> str:
    return content_ids.encode_content_id(owner.seed, owner.account_platform, owner.index, post.place)


def content_record(owner: AccountOwner, post: Post, now: datetime) -> Content:
    """The post as it is now."""
    place, kind, at = post.place, post.format, post.at
    draws = seeded_random(owner.key, "content", place)
    external_id = content_id(owner, post)
    duration = draws.randint(*kind.seconds) if kind.seconds else None
    title, text, hashtags, mentions, sponsor = _words(owner, draws)
    hides_likes = draws.random() * 100 < (owner.creator.posts_hidden_likes_percentage or 0)
    figures = post_engagement(owner, draws, counted_age(now, at), duration, hides_likes)
    media_url, thumbnail_url = _media(owner, external_id, kind)
    found = Content(
        external_id=external_id,
        title=title if owner.platform in _NAMED_WORKS else text[:_TITLE_LENGTH],
        description=text,
        type=kind.type,
        format=kind.format,
        published_at=format_timestamp(at),
        url=kind.url.format(id=external_id, handle=owner.creator.username, account=owner.external_id),
        duration=duration,
        engagement=figures,
        hashtags=hashtags,
        mentions=mentions,
        platform_profile_id=owner.external_id,
        platform_profile_name=owner.creator.full_name,
        sponsored=Sponsored(is_sponsored=sponsor is not None, tags=sponsor),
        collaboration=Collaboration(has_collaborators=draws.random() < 0.06),
        media_url=media_url,
        thumbnail_url=thumbnail_url,
        persistent_thumbnail_url=thumbnail_url,
    )
    return newsletter_issue(owner, found, draws, counted_age(now, at)) if _is_letter(owner) else found


def _is_letter(owner: AccountOwner) -> bool:
    return owner.platform in NEWSLETTER_PLATFORMS


def _words(
    owner: AccountOwner, draws: Random
) -> tuple[str, str, tuple[str, ...] | None, tuple[str, ...] | None, str | None]:
    """Title, text, hashtags, mentions and sponsor."""
    phrases = community_captions(owner.community.number, owner.truth.language)
    title, *more = draws.sample(phrases, 3)
    hashtags = _named(draws, owner.creator.hashtags or dict.fromkeys(owner.community.tags[:5], 25.0))
    mentions = _named(draws, owner.creator.mentions or dict.fromkeys(owner.community.mentions[:3], 5.0))
    sponsor = _sponsor(owner, draws)
    words = [f"{title}. {more[0]}", *(f"@{name}" for name in mentions), *(f"#{name}" for name in hashtags)]
    return title, " ".join(words), hashtags or None, mentions or None, sponsor


def _named(draws: Random, shares: Mapping[str, float]) -> tuple[str, ...]:
    """Each name as often as its percentage says."""
    return tuple(name for name, share in shares.items() if draws.random() * 100 < share)


def _sponsor(owner: AccountOwner, draws: Random) -> str | None:
    if draws.random() >= owner.truth.sponsored_share:
        return None
    return draws.choice(owner.creator.sponsors or owner.community.brands)


def _media(owner: AccountOwner, external_id: str, kind: PostFormat) -> tuple[str | None, str | None]:
    """Where the picture or film is, and its thumbnail."""
    if kind.format is ContentFormat.TEXT:
        return None, None
    address = f"https://media.example.com/{owner.platform}/{external_id}"
    return f"{address}.{_SUFFIXES[kind.format]}", f"{address}-thumbnail.jpg"
