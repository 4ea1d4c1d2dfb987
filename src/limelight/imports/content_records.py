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
from limelight.catalog.content_urls import content_id_from_url
from limelight.imports import cell_parsers
from limelight.imports.cell_parsers import stateless
from limelight.imports.column_mapping import ColumnMapping
from limelight.imports.columns import Column, FileSchema, IgnoredHeaders, RequiredFields
from limelight.imports.creator_records import (
    CREATOR_REFERENCE_COLUMNS,
    CREATOR_REQUIRED,
    FieldValues,
    ImportBatch,
    OwnerBuilder,
    prefixed_creator_columns,
)
from limelight.imports.number_parsing import parse_number, round_half_up
from limelight.imports.unreadable import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    Comment,
    Content,
    ContentEngagement,
    ContentFormat,
    ContentType,
    Creator,
    Follower,
    Sponsored,
)
from limelight.kernel.text import fold

_MAX_TITLE_CHARACTERS: Final = 100
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
_DEFAULT_TYPES: Final[Mapping[PlatformKey, tuple[ContentType, ContentFormat]]] = {
    PlatformKey.INSTAGRAM: (ContentType.FEED, ContentFormat.OTHER),
    PlatformKey.TIKTOK: (ContentType.VIDEO, _VIDEO),
    PlatformKey.YOUTUBE: (ContentType.VIDEO, _VIDEO),
    PlatformKey.TWITTER: (ContentType.TWEET, _TEXT),
    PlatformKey.TWITCH: (ContentType.STREAM, _VIDEO),
    PlatformKey.SUBSTACK: (ContentType.BLOG, _TEXT),
    PlatformKey.BEEHIIV: (ContentType.BLOG, _TEXT),
}
"""What a content is where its file does not tell."""
_CLOCK_DURATION: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_ENGAGEMENT_FIELDS: Final = frozenset(ContentEngagement.__struct_fields__)


def _parse_content_type(value: Any) -> tuple[ContentType, ContentFormat]:
    found = _TYPES.get(fold(cell_parsers.parse_text(value)).strip())
    if found is None:
        raise UnreadableValue("is not a type of content that is known here")
    return found


def _parse_duration(value: Any) -> int:
    """``95``, ``1:35`` or ``PT1M35S``."""
    if isinstance(value, str) and (clock := _CLOCK_DURATION.fullmatch(value)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if isinstance(value, str) and value.upper().startswith("P"):
        try:
            return round(msgspec.convert(value.upper(), timedelta).total_seconds())
        except msgspec.ValidationError:
            raise UnreadableValue("is not a length of time") from None
    return round_half_up(parse_number(value, "."))


_CONTENT_COLUMNS: Final = (
    Column(
        "external_id",
        stateless(cell_parsers.parse_identifier),
        "id, video id, post id, media id, tweet id, status id, content id, external id, shortcode",
        not_row_numbers=True,
    ),
    Column(
        "url",
        stateless(cell_parsers.parse_url),
        "url, link, permalink, video url, post url, tweet url, content url, video link, post link",
    ),
    Column("title", stateless(cell_parsers.parse_text), "title, video title, post title, headline"),
    Column(
        "description",
        stateless(cell_parsers.parse_text),
        "caption, text, description, message, tweet, body, post text",
    ),
    Column(
        "published_at",
        cell_parsers.timestamp_parser,
        "create time, created at, publish time, published at, publish date, upload date, date, timestamp, "
        "posted at, taken at",
    ),
    Column("type", stateless(_parse_content_type), "type, post type, media type, content type, video type"),
    Column(
        "duration",
        stateless(_parse_duration),
        "duration, length, video length, video duration, length seconds",
    ),
    Column("like_count", cell_parsers.count_parser, "likes, favorites, favourites, reactions"),
    Column("dislike_count", cell_parsers.count_parser, "dislikes"),
    Column("comment_count", cell_parsers.count_parser, "comments, replies"),
    Column("view_count", cell_parsers.count_parser, "views, plays, video views"),
    Column("share_count", cell_parsers.count_parser, "shares"),
    Column("repost_count", cell_parsers.count_parser, "retweets, reposts"),
    Column("save_count", cell_parsers.count_parser, "saves, saved, bookmarks, collects"),
    Column("click_count", cell_parsers.count_parser, "clicks, link clicks"),
    Column("impression_organic_count", cell_parsers.count_parser, "impressions, organic impressions"),
    Column("reach_organic_count", cell_parsers.count_parser, "reach, organic reach, accounts reached"),
    Column(
        "likes_hidden", stateless(cell_parsers.parse_boolean), "likes hidden, hidden likes, ratings disabled"
    ),
    Column("comments_disabled", stateless(cell_parsers.parse_boolean), "comments disabled"),
    Column("hashtags", stateless(cell_parsers.parse_tags), "hashtags"),
    Column("mentions", stateless(cell_parsers.parse_tags), "mentions, user mentions, tagged users"),
    Column("content_tags", stateless(cell_parsers.parse_names), "tags, keywords, video tags"),
    Column(
        "is_sponsored",
        stateless(cell_parsers.parse_boolean),
        "sponsored, is sponsored, paid partnership, is paid partnership, branded content",
    ),
    Column(
        "thumbnail_url",
        stateless(cell_parsers.parse_url),
        "thumbnail, thumbnail url, thumbnail link, cover, cover url, image, image url",
    ),
    Column("media_url", stateless(cell_parsers.parse_url), "media url, video file url, download url"),
)
_OWNER_COLUMNS: Final = prefixed_creator_columns(
    *("username", "external_id", "full_name", "url", "is_verified"),
    *("follower_count", "subscriber_count", "following_count", "content_count"),
)
CONTENT_SCHEMA: Final = FileSchema(
    columns=(*_CONTENT_COLUMNS, *_OWNER_COLUMNS),
    required=(CREATOR_REQUIRED,),
    excluded=(
        IgnoredHeaders("total likes", "is a sum over all contents"),
        IgnoredHeaders("profile visits, follows", "is not kept of a content"),
    ),
    ignored=(
        IgnoredHeaders("category id, song, music", "is not kept of a content"),
        IgnoredHeaders("trending date", "is not a date of the content"),
        IgnoredHeaders("from home, from hashtags, from explore, from other", "is a part of the impressions"),
    ),
    handle_column=next(column for column in _OWNER_COLUMNS if column.field == "creator.username"),
    full_name_column=next(column for column in _OWNER_COLUMNS if column.field == "creator.full_name"),
)
"""A row is a post, a video, a tweet…"""


@dataclass(frozen=True)
class CreatorContent:
    """``stand_ins`` are the required fields of the content that the row does not tell."""

    creator: Creator
    content: Content
    stand_ins: frozenset[str]


class ContentBuilder:
    """Makes contents of the values of rows, and the creators whose they are."""

    def __init__(self, delivery: ImportBatch, recognition: ColumnMapping) -> None:
        self._batch = delivery
        self._owner_builder = OwnerBuilder(delivery, recognition)

    def __call__(self, values: FieldValues) -> CreatorContent:
        """Raises Unreadable for a content that does not say whose it is."""
        creator = self._owner_builder.build(values)
        stand_ins = {"type", "format"} - ({"type", "format"} if "type" in values else set())
        stand_ins |= {"title", "published_at"} - values.keys()
        kind, shape = values.pop("type", None) or self._default_type()
        content = Content(
            external_id=values.pop("external_id", None) or _content_id(values),
            title=values.pop("title", "") or _beginning(values.get("description", "")),
            type=kind,
            format=shape,
            published_at=values.pop("published_at", self._batch.as_of),
            engagement=_engagement(values),
            sponsored=_sponsored(values),
            platform_profile_id=creator.external_id,
            platform_profile_name=creator.full_name,
            **values,
        )
        return CreatorContent(creator, _with_tags(content), frozenset(stand_ins))

    def _default_type(self) -> tuple[ContentType, ContentFormat]:
        return _DEFAULT_TYPES.get(self._batch.platform, (ContentType.POST, ContentFormat.OTHER))


def _content_id(values: FieldValues) -> str:
    """Of a content without an id: that of its address, else what it says and when, else all of its row."""
    if "url" in values and (found := content_id_from_url(values["url"])):
        return found
    dated = {name: values.get(name) for name in ("title", "description", "published_at")}
    said = dated if "published_at" in values else {name: values[name] for name in sorted(values)}
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]


def _beginning(text: str) -> str:
    return text[:_MAX_TITLE_CHARACTERS]


def _engagement(values: FieldValues) -> ContentEngagement:
    """What is hidden is unknown, whatever the file has in its place."""
    counts = {name: values.pop(name) for name in list(values) if name in _ENGAGEMENT_FIELDS}
    for hidden, name in (("likes_hidden", "like_count"), ("comments_disabled", "comment_count")):
        if values.pop(hidden, False):
            counts.pop(name, None)
    return ContentEngagement(**counts)


def _sponsored(values: FieldValues) -> Sponsored | None:
    told = values.pop("is_sponsored", None)
    return None if told is None else Sponsored(is_sponsored=told)


def _with_tags(content: Content) -> Content:
    return replace(content, hashtags=hashtags_of(content) or None, mentions=mentions_of(content) or None)


_COMMENT_COLUMNS: Final = (
    Column(
        "external_id",
        stateless(cell_parsers.parse_identifier),
        "id, comment id, cid, reply id",
        not_row_numbers=True,
    ),
    Column(
        "content_external_id",
        stateless(cell_parsers.parse_identifier),
        "content id, video id, post id, media id, tweet id, video, post",
    ),
    Column(
        "content_url",
        stateless(cell_parsers.parse_url),
        "content url, video url, post url, url, link, permalink, video link, post link",
    ),
    Column(
        "text",
        stateless(cell_parsers.parse_text),
        "comment, comment text, text, content, message, body, reply",
    ),
    Column(
        "published_at",
        cell_parsers.timestamp_parser,
        "date, published at, created at, timestamp, time, comment date, posted at, create time",
    ),
    Column(
        "commenter_id",
        stateless(cell_parsers.parse_identifier),
        "commenter id, author id, user id, author channel id",
    ),
    Column(
        "commenter_username",
        cell_parsers.handle_parser,
        "commenter, commenter username, username, user name, user, handle, screen name, author handle, "
        "author username",
    ),
    Column(
        "commenter_display_name",
        stateless(cell_parsers.parse_text),
        "author, display name, author display name, author name, commenter name, full name, name",
    ),
    Column(
        "commenter_profile_url",
        stateless(cell_parsers.parse_url),
        "commenter url, author url, author channel url, profile url, profile link",
    ),
    Column("like_count", cell_parsers.count_parser, "likes, votes"),
    Column("reply_count", cell_parsers.count_parser, "replies"),
)
COMMENT_SCHEMA: Final = FileSchema(
    columns=(*_COMMENT_COLUMNS, *CREATOR_REFERENCE_COLUMNS),
    required=(
        CREATOR_REQUIRED,
        RequiredFields(
            frozenset({"content_external_id", "content_url"}),
            "No column says what a comment is on. Name one with --map content_id=COLUMN, or one content for "
            "all rows with --set content_id=ID.",
        ),
        RequiredFields(
            frozenset({"text"}), "No column has the text of a comment. Name one with --map text=COLUMN."
        ),
    ),
)
"""A row is a comment."""


@dataclass(frozen=True)
class CreatorComment:
    """``stand_ins`` are the required fields of the comment that the row does not tell."""

    creator: Creator
    comment: Comment
    stand_ins: frozenset[str]


class CommentBuilder:
    """Makes comments of the values of rows, and the creators of whose contents they are."""

    def __init__(self, delivery: ImportBatch, recognition: ColumnMapping) -> None:
        self._batch = delivery
        self._owner_builder = OwnerBuilder(delivery, recognition)

    def __call__(self, values: FieldValues) -> CreatorComment:
        """Raises Unreadable for a comment without text, or on nothing."""
        creator = self._owner_builder.build(values)
        url = values.pop("content_url", None)
        content = values.pop("content_external_id", None) or (url and content_id_from_url(url))
        if content is None:
            raise UnreadableValue("does not say what it is a comment on")
        if "text" not in values:
            raise UnreadableValue("has no text")
        stand_ins = frozenset({"published_at"} - values.keys())
        comment = Comment(
            external_id=values.pop("external_id", None) or _comment_id(values),
            content_external_id=content,
            published_at=values.pop("published_at", self._batch.as_of),
            **values,
        )
        return CreatorComment(creator, comment, stand_ins)


def comment_author(comment: Comment) -> Follower | None:
    """Who said it, as far as the comment tells."""
    said = Follower(
        username=comment.commenter_username,
        external_id=comment.commenter_id,
        full_name=comment.commenter_display_name,
        url=comment.commenter_profile_url,
    )
    return said if said.username or said.external_id or said.full_name else None


def _comment_id(values: FieldValues) -> str:
    """Of a comment without an id: what it says, by whom and when, stands in."""
    said = {name: values[name] for name in sorted(values) if not name.endswith("_count")}
    return sha256(msgspec.json.encode(said)).hexdigest()[:16]
