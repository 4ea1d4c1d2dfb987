"""Builds contents of creators, and comments on them, from the values of rows."""

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
from limelight.imports.rejects import UnreadableValue
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
"""Type and format of contents whose file has no type."""
_CLOCK_DURATION: Final = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})")
_ENGAGEMENT_FIELDS: Final = frozenset(ContentEngagement.__struct_fields__)


def _parse_content_type(value: Any) -> tuple[ContentType, ContentFormat]:
    parsed = _TYPES.get(fold(cell_parsers.parse_text(value)).strip())
    if parsed is None:
        raise UnreadableValue("is not a known content type")
    return parsed


def _parse_duration(value: Any) -> int:
    """Parses ``95``, ``1:35`` or ``PT1M35S`` into seconds."""
    if isinstance(value, str) and (clock := _CLOCK_DURATION.fullmatch(value)):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if isinstance(value, str) and value.upper().startswith("P"):
        try:
            return round(msgspec.convert(value.upper(), timedelta).total_seconds())
        except msgspec.ValidationError:
            raise UnreadableValue("is not a duration") from None
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
        IgnoredHeaders("profile visits, follows", "is not stored for a content"),
    ),
    ignored=(
        IgnoredHeaders("category id, song, music", "is not stored for a content"),
        IgnoredHeaders("trending date", "is not a date of the content"),
        IgnoredHeaders("from home, from hashtags, from explore, from other", "is a part of the impressions"),
    ),
    handle_column=next(column for column in _OWNER_COLUMNS if column.field == "creator.username"),
    full_name_column=next(column for column in _OWNER_COLUMNS if column.field == "creator.full_name"),
)
"""A row is a post, a video or a tweet."""


@dataclass(frozen=True)
class CreatorContent:
    """``placeholder_fields`` are the required fields of the content that have a placeholder value."""

    creator: Creator
    content: Content
    placeholder_fields: frozenset[str]


class ContentBuilder:
    """Builds contents, and the creators to whom they belong, from the values of rows."""

    def __init__(self, batch: ImportBatch, mapping: ColumnMapping) -> None:
        self._batch = batch
        self._owner_builder = OwnerBuilder(batch, mapping)

    def __call__(self, values: FieldValues) -> CreatorContent:
        """Raises UnreadableValue if the values do not identify the creator."""
        creator = self._owner_builder.build(values)
        placeholder_fields = {"type", "format"} - ({"type", "format"} if "type" in values else set())
        placeholder_fields |= {"title", "published_at"} - values.keys()
        content_type, content_format = values.pop("type", None) or self._default_type()
        content = Content(
            external_id=values.pop("external_id", None) or _content_id(values),
            title=values.pop("title", "") or _beginning(values.get("description", "")),
            type=content_type,
            format=content_format,
            published_at=values.pop("published_at", self._batch.as_of),
            engagement=_engagement(values),
            sponsored=_sponsored(values),
            platform_profile_id=creator.external_id,
            platform_profile_name=creator.full_name,
            **values,
        )
        return CreatorContent(creator, _with_tags(content), frozenset(placeholder_fields))

    def _default_type(self) -> tuple[ContentType, ContentFormat]:
        return _DEFAULT_TYPES.get(self._batch.platform, (ContentType.POST, ContentFormat.OTHER))


def _content_id(values: FieldValues) -> str:
    """Derives a missing id from the URL, else from a hash of text and date, else of the whole row."""
    if "url" in values and (parsed := content_id_from_url(values["url"])):
        return parsed
    text_and_date = {name: values.get(name) for name in ("title", "description", "published_at")}
    hashed = text_and_date if "published_at" in values else {name: values[name] for name in sorted(values)}
    return sha256(msgspec.json.encode(hashed)).hexdigest()[:16]


def _beginning(text: str) -> str:
    return text[:_MAX_TITLE_CHARACTERS]


def _engagement(values: FieldValues) -> ContentEngagement:
    """Hidden likes and disabled comments are unknown, whatever number the file has."""
    counts = {name: values.pop(name) for name in list(values) if name in _ENGAGEMENT_FIELDS}
    for hidden, name in (("likes_hidden", "like_count"), ("comments_disabled", "comment_count")):
        if values.pop(hidden, False):
            counts.pop(name, None)
    return ContentEngagement(**counts)


def _sponsored(values: FieldValues) -> Sponsored | None:
    is_sponsored = values.pop("is_sponsored", None)
    return None if is_sponsored is None else Sponsored(is_sponsored=is_sponsored)


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
            "No column identifies the content of a comment. Name one with --map content_id=COLUMN, or one "
            "content for all rows with --set content_id=ID.",
        ),
        RequiredFields(
            frozenset({"text"}), "No column has the text of a comment. Name one with --map text=COLUMN."
        ),
    ),
)
"""A row is a comment."""


@dataclass(frozen=True)
class CreatorComment:
    """``placeholder_fields`` are the required fields of the comment that have a placeholder value."""

    creator: Creator
    comment: Comment
    placeholder_fields: frozenset[str]


class CommentBuilder:
    """Builds comments, and the creators of the contents, from the values of rows."""

    def __init__(self, batch: ImportBatch, mapping: ColumnMapping) -> None:
        self._batch = batch
        self._owner_builder = OwnerBuilder(batch, mapping)

    def __call__(self, values: FieldValues) -> CreatorComment:
        """Raises UnreadableValue if there is no text or no content."""
        creator = self._owner_builder.build(values)
        url = values.pop("content_url", None)
        content = values.pop("content_external_id", None) or (url and content_id_from_url(url))
        if content is None:
            raise UnreadableValue("does not identify the content")
        if "text" not in values:
            raise UnreadableValue("has no text")
        placeholder_fields = frozenset({"published_at"} - values.keys())
        comment = Comment(
            external_id=values.pop("external_id", None) or _comment_id(values),
            content_external_id=content,
            published_at=values.pop("published_at", self._batch.as_of),
            **values,
        )
        return CreatorComment(creator, comment, placeholder_fields)


def comment_author(comment: Comment) -> Follower | None:
    """Returns the author of a comment, or None if the comment has no author fields."""
    author = Follower(
        username=comment.commenter_username,
        external_id=comment.commenter_id,
        full_name=comment.commenter_display_name,
        url=comment.commenter_profile_url,
    )
    return author if author.username or author.external_id or author.full_name else None


def _comment_id(values: FieldValues) -> str:
    """Derives a missing id from a hash of text, author and date."""
    hashed = {name: values[name] for name in sorted(values) if not name.endswith("_count")}
    return sha256(msgspec.json.encode(hashed)).hexdigest()[:16]
