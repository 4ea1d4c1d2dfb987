"""Contents, content groups and comments."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from limelight.kernel.timestamps import Timestamp


class ContentFormat(StrEnum):
    VIDEO = "VIDEO"
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    TEXT = "TEXT"
    OTHER = "OTHER"
    COLLECTION = "COLLECTION"
    """Only content groups have this format."""


class ContentType(StrEnum):
    VIDEO = "VIDEO"
    POST = "POST"
    STORY = "STORY"
    TWEET = "TWEET"
    BLOG = "BLOG"
    IMAGE = "IMAGE"
    THREAD = "THREAD"
    PODCAST = "PODCAST"
    TRACK = "TRACK"
    OTHER = "OTHER"
    REELS = "REELS"
    STREAM = "STREAM"
    FEED = "FEED"
    IGTV = "IGTV"
    RETWEET = "RETWEET"
    QUOTE = "QUOTE"
    REPLY = "REPLY"


class ContentGroupType(StrEnum):
    ALBUM = "ALBUM"
    PLAYLIST = "PLAYLIST"
    OTHER = "OTHER"


class Visibility(StrEnum):
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class NewsletterAudience(StrEnum):
    FREE = "FREE"
    PAID = "PAID"
    BOTH = "BOTH"


class NewsletterPlatform(StrEnum):
    WEB = "WEB"
    EMAIL = "EMAIL"
    BOTH = "BOTH"


class ContentEngagement(Struct, frozen=True, kw_only=True):
    """``None`` is unknown, hidden or not given by the platform. Rates are percentages, 0 to 100."""

    like_count: int | None = None
    dislike_count: int | None = None
    comment_count: int | None = None
    impression_organic_count: int | None = None
    reach_organic_count: int | None = None
    save_count: int | None = None
    view_count: int | None = None
    watch_time_in_hours: float | None = None
    share_count: int | None = None
    impression_paid_count: int | None = None
    reach_paid_count: int | None = None
    email_open_rate: float | None = None
    email_click_rate: float | None = None
    unsubscribe_count: int | None = None
    spam_report_count: int | None = None
    click_count: int | None = None
    additional_info: dict[str, Any] | None = None
    replay_count: int | None = None
    repost_count: int | None = None
    avg_watch_time_in_sec: int | None = None


class Sponsored(Struct, frozen=True, kw_only=True):
    is_sponsored: bool
    tags: str | None = None


class Collaboration(Struct, frozen=True, kw_only=True):
    has_collaborators: bool


class Content(Struct, frozen=True, kw_only=True):
    """A post, video, story, track, newsletter issue… ``duration`` is in seconds."""

    external_id: str
    title: str
    type: ContentType
    published_at: Timestamp
    format: ContentFormat = ContentFormat.OTHER
    engagement: ContentEngagement = ContentEngagement()
    url: str | None = None
    media_url: str | None = None
    media_urls: tuple[str, ...] | None = None
    duration: int | None = None
    description: str | None = None
    hashtags: tuple[str, ...] | None = None
    mentions: tuple[str, ...] | None = None
    visibility: Visibility = Visibility.PUBLIC
    thumbnail_url: str | None = None
    persistent_thumbnail_url: str | None = None
    platform_profile_id: str | None = None
    platform_profile_name: str | None = None
    authors: tuple[str, ...] | None = None
    audience: NewsletterAudience | None = None
    platform: NewsletterPlatform | None = None
    content_tags: tuple[str, ...] | None = None
    sponsored: Sponsored | None = None
    collaboration: Collaboration | None = None
    is_owned_by_platform_user: bool = True


class ContentGroupEngagement(Struct, frozen=True, kw_only=True):
    like_count: int | None = None
    dislike_count: int | None = None
    comment_count: int | None = None
    impression_organic_count: int | None = None
    reach_organic_count: int | None = None
    save_count: int | None = None
    view_count: int | None = None
    watch_time_in_hours: float | None = None
    share_count: int | None = None
    impression_paid_count: int | None = None
    reach_paid_count: int | None = None
    avg_watch_time_in_sec: int | None = None


class ContentGroup(Struct, frozen=True, kw_only=True):
    """An album or a playlist."""

    external_id: str
    title: str
    type: ContentGroupType
    published_at: Timestamp
    item_count: int
    format: ContentFormat = ContentFormat.OTHER
    engagement: ContentGroupEngagement = ContentGroupEngagement()
    url: str | None = None
    description: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    thumbnail_url: str | None = None
    media_url: str | None = None
    media_urls: tuple[str, ...] | None = None
    platform_profile_id: str | None = None
    platform_profile_name: str | None = None


class Comment(Struct, frozen=True, kw_only=True):
    """``content_external_id`` is the platform's id of the content that the comment is on."""

    external_id: str
    content_external_id: str
    text: str
    published_at: Timestamp
    commenter_id: str | None = None
    commenter_username: str | None = None
    commenter_display_name: str | None = None
    commenter_profile_url: str | None = None
    like_count: int | None = None
    reply_count: int | None = None
