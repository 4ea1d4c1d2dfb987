"""From the row of a file to a content of a creator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from limelight.analytics.tags import hashtags_of, mentions_of
from limelight.catalog.content_urls import content_id_of
from limelight.imports import readings
from limelight.imports.columns import Column, Kind, Unused
from limelight.imports.creators import Delivery, Values
from limelight.imports.numbers import number, rounded
from limelight.imports.owners import OWNED, Owners, own_columns
from limelight.imports.readings import plain
from limelight.imports.recognition import Recognition
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    Content,
    ContentEngagement,
    ContentFormat,
    ContentType,
    Creator,
    Sponsored,
)
from limelight.kernel.text import fold

_LONGEST_TITLE: Final = 100
_VIDEO, _IMAGE, _TEXT = ContentFormat.VIDEO, ContentFormat.IMAGE, ContentFormat.TEXT
_TYPES: Final[Mapping[str, tuple[ContentType, ContentFormat]]] = {
    **{kind.value.lower(): (kind, ContentFormat.OTHER) for kind in ContentType},
    **dict.fromkeys(("reel", "reels", "clips"), (ContentType.REELS, _VIDEO)),
    **dict.fromkeys(("video", "short", "shorts", "graphvideo"), (ContentType.VIDEO, _VIDEO)),
    **dict.fromkeys(("image", "photo", "picture", "graphimage"), (ContentType.IMAGE, _IMAGE)),
    **dict.fromkeys(
        ("carousel", "carousel_album", "album", "sidecar", "graphsidecar"), (ContentType.FEED, _IMAGE)
    ),
    **dict.fromkeys(("tweet", "text", "status"), (ContentType.TWEET, _TEXT)),
    **dict.fromkeys(("stream", "live", "livestream"), (ContentType.STREAM, _VIDEO)),
}
_USUAL: Final[Mapping[PlatformKey, tuple[ContentType, ContentFormat]]] = {
    PlatformKey.INSTAGRAM: (ContentType.FEED, ContentFormat.OTHER),
    PlatformKey.TIKTOK: (ContentType.VIDEO, _VIDEO),
    PlatformKey.YOUTUBE: (ContentType.VIDEO, _VIDEO),
    PlatformKey.TWITTER: (ContentType.TWEET, _TEXT),
    PlatformKey.TWITCH: (ContentType.STREAM, _VIDEO),
    PlatformKey.SUBSTACK: (ContentType.BLOG, _TEXT),
    PlatformKey.BEEHIIV: (ContentType.BLOG, _TEXT),
}
"""What a content is where its file does not tell."""
_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_COUNTS: Final = frozenset(ContentEngagement.__struct_fields__)


def _content_type(value: Any) -> tuple[ContentType, ContentFormat]:
    found = _TYPES.get(fold(readings.text(value)).strip())
    if found is None:
        raise Unreadable("is not a type of content that is known here")
    return found


def _seconds(value: Any) -> int:
    """``95``, ``1:35`` or ``PT1M35S``."""
    if isinstance(value, str) and (clock := _CLOCK.fullmatch(value)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if isinstance(value, str) and value.upper().startswith("P"):
        try:
            return round(msgspec.convert(value.upper(), timedelta).total_seconds())
        except msgspec.ValidationError:
            raise Unreadable("is not a length of time") from None
    return rounded(number(value, "."))


_COLUMNS: Final = (
    Column(
        "external_id",
        plain(readings.identifier),
        "id, video id, post id, media id, tweet id, status id, content id, external id, shortcode",
        never_counts=True,
    ),
    Column(
        "url",
        plain(readings.address),
        "url, link, permalink, video url, post url, tweet url, content url, video link, post link",
    ),
    Column("title", plain(readings.text), "title, video title, post title, headline"),
    Column(
        "description", plain(readings.text), "caption, text, description, message, tweet, body, post text"
    ),
    Column(
        "published_at",
        readings.moment,
        "create time, created at, publish time, published at, publish date, upload date, date, timestamp, "
        "posted at, taken at",
    ),
    Column("type", plain(_content_type), "type, post type, media type, content type, video type"),
    Column("duration", plain(_seconds), "duration, length, video length, video duration, length seconds"),
    Column("like_count", readings.count, "likes, favorites, favourites, reactions"),
    Column("dislike_count", readings.count, "dislikes"),
    Column("comment_count", readings.count, "comments, replies"),
    Column("view_count", readings.count, "views, plays, video views"),
    Column("share_count", readings.count, "shares"),
    Column("repost_count", readings.count, "retweets, reposts"),
    Column("save_count", readings.count, "saves, saved, bookmarks, collects"),
    Column("click_count", readings.count, "clicks, link clicks"),
    Column("impression_organic_count", readings.count, "impressions, organic impressions"),
    Column("reach_organic_count", readings.count, "reach, organic reach, accounts reached"),
    Column("likes_hidden", plain(readings.truth), "likes hidden, hidden likes, ratings disabled"),
    Column("comments_disabled", plain(readings.truth), "comments disabled"),
    Column("hashtags", plain(readings.tags), "hashtags"),
    Column("mentions", plain(readings.tags), "mentions, user mentions, tagged users"),
    Column("content_tags", plain(readings.names), "tags, keywords, video tags"),
    Column(
        "is_sponsored",
        plain(readings.truth),
        "sponsored, is sponsored, paid partnership, is paid partnership, branded content",
    ),
    Column(
        "thumbnail_url",
        plain(readings.address),
        "thumbnail, thumbnail url, thumbnail link, cover, cover url, image, image url",
    ),
    Column("media_url", plain(readings.address), "media url, video file url, download url"),
)
_CREATORS: Final = own_columns(
    *("username", "external_id", "full_name", "url", "is_verified"),
    *("follower_count", "subscriber_count", "following_count", "content_count"),
)
CONTENTS: Final = Kind(
    columns=(*_COLUMNS, *_CREATORS),
    needs=(OWNED,),
    excluded=(
        Unused("total likes", "is a sum over all contents"),
        Unused("profile visits, follows", "is not kept of a content"),
    ),
    unused=(
        Unused("category id, song, music", "is not kept of a content"),
        Unused("trending date", "is not a date of the content"),
        Unused("from home, from hashtags, from explore, from other", "is a part of the impressions"),
    ),
    handle=next(column for column in _CREATORS if column.field == "creator.username"),
    full_name=next(column for column in _CREATORS if column.field == "creator.full_name"),
)
"""A row is a post, a video, a tweet…"""


@dataclass(frozen=True)
class OwnContent:
    """``stand_ins`` are the required fields of the content that the row does not tell."""

    creator: Creator
    content: Content
    stand_ins: frozenset[str]


class ContentMaker:
    """Makes contents of the values of rows, and the creators whose they are."""

    def __init__(self, delivery: Delivery, recognition: Recognition) -> None:
        self._delivery = delivery
        self._owners = Owners(delivery, recognition)

    def __call__(self, values: Values) -> OwnContent:
        """Raises Unreadable for a content that does not say whose it is."""
        creator = self._owners.owner(values)
        stand_ins = {"type", "format"} - ({"type", "format"} if "type" in values else set())
        stand_ins |= {"title", "published_at"} - values.keys()
        kind, shape = values.pop("type", None) or self._usual()
        content = Content(
            external_id=values.pop("external_id", None) or _id_of(values),
            title=values.pop("title", "") or _beginning(values.get("description", "")),
            type=kind,
            format=shape,
            published_at=values.pop("published_at", self._delivery.at),
            engagement=_engagement(values),
            sponsored=_sponsored(values),
            platform_profile_id=creator.external_id,
            platform_profile_name=creator.full_name,
            **values,
        )
        return OwnContent(creator, _with_tags(content), frozenset(stand_ins))

    def _usual(self) -> tuple[ContentType, ContentFormat]:
        return _USUAL.get(self._delivery.platform, (ContentType.POST, ContentFormat.OTHER))


def _id_of(values: Values) -> str:
    """Of a content without an id: that of its address, else what it says and when, else all of its row."""
    if "url" in values and (found := content_id_of(values["url"])):
        return found
    dated = {name: values.get(name) for name in ("title", "description", "published_at")}
    said = dated if "published_at" in values else {name: values[name] for name in sorted(values)}
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]


def _beginning(text: str) -> str:
    return text[:_LONGEST_TITLE]


def _engagement(values: Values) -> ContentEngagement:
    """What is hidden is unknown, whatever the file has in its place."""
    counts = {name: values.pop(name) for name in list(values) if name in _COUNTS}
    for hidden, name in (("likes_hidden", "like_count"), ("comments_disabled", "comment_count")):
        if values.pop(hidden, False):
            counts.pop(name, None)
    return ContentEngagement(**counts)


def _sponsored(values: Values) -> Sponsored | None:
    told = values.pop("is_sponsored", None)
    return None if told is None else Sponsored(is_sponsored=told)


def _with_tags(content: Content) -> Content:
    return replace(content, hashtags=hashtags_of(content) or None, mentions=mentions_of(content) or None)
