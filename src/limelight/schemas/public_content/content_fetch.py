"""Public Content: the contents of a public profile."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.records import ContentFormat
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import BasicMetadata, WorkPlatformAttribute
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance

MAX_CONTENTS = 500

ContentUrl = Annotated[str, Meta(min_length=1, max_length=2000)]
FetchedType = Literal["REELS", "IGTV", "STORY", "TWEETS", "REPLIES", "MENTIONS", "ALL"]
PublicContentType = Literal[
    "REELS", "IGTV", "STORY", "TWEET", "REPLIES", "VIDEO", "POST", "IMAGE", "FEED", "SHORTS", "OTHER"
]


class CreatorContentFetchRequest(Struct, frozen=True, kw_only=True):
    """Requests the contents of a profile or one content. Newest contents come first; ``offset`` skips some.

    ``content_type`` and ``content_limit`` apply to a profile: REELS, IGTV and STORY to Instagram, TWEETS and
    REPLIES to Twitter.
    """

    work_platform_id: UUID
    profile_url: ContentUrl | None = None
    content_url: ContentUrl | None = None
    content_type: FetchedType = "ALL"
    offset: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    content_limit: Annotated[int, Meta(ge=1, le=MAX_CONTENTS)] | None = None


class PublicEngagement(Struct, frozen=True, kw_only=True):
    """Null means unknown or hidden. Counts that only LinkedIn has are null elsewhere."""

    like_count: int | None = None
    comment_count: int | None = None
    view_count: int | None = None
    share_count: int | None = None
    save_count: int | None = None
    applause_count: int | None = None
    support_count: int | None = None
    love_count: int | None = None
    interest_count: int | None = None
    laugh_count: int | None = None


class NamedAccount(Struct, frozen=True, kw_only=True):
    """An account that a content mentions. Often only the handle is known."""

    platform_username: str
    first_name: str | None = None
    image_url: str | None = None
    is_verified: bool | None = None


class PublicLink(Struct, frozen=True, kw_only=True):
    url: str
    title: str | None = None
    display_url: str | None = None


class AudioTrack(Struct, frozen=True, kw_only=True):
    id: str | None = None
    title: str | None = None
    artist: str | None = None
    original: bool | None = None


class PublicContent(Struct, frozen=True, kw_only=True):
    """A content and its profile. ``hashtags`` and ``keywords`` have no ``#``."""

    platform_content_id: str
    title: str
    format: ContentFormat
    type: PublicContentType
    url: str | None
    media_url: str | None
    thumbnail_url: str | None
    duration: int | None
    description: str | None
    published_at: Timestamp
    engagement: PublicEngagement
    profile: CreatorProfileBasicDetails
    is_reposted: bool
    likes_and_views_disabled: bool
    mentions: Sequence[NamedAccount]
    collaborators: Sequence[NamedAccount]
    sponsors: Sequence[NamedAccount]
    hashtags: Sequence[str]
    keywords: Sequence[str]
    links: Sequence[PublicLink] = ()
    audio_track_info: AudioTrack | None = None
    subtitles: dict[str, Any] | None = None
    locations: dict[str, Any] | None = None
    genre: str | None = None


class ContentFetch(Struct, frozen=True, kw_only=True):
    contents: Sequence[PublicContent] = ()
    provenance: Sequence[Provenance] = ()


class CreatorContentData(PublicContent, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute


class CreatorContentFetchResponse(Struct, frozen=True, kw_only=True):
    data: Sequence[CreatorContentData]
    metadata: BasicMetadata
    provenance: Sequence[Provenance]


class ContentFetchJob(Struct, frozen=True, kw_only=True):
    id: UUID
    profile_url: str | None
    content_url: str | None
    work_platform: WorkPlatformAttribute
    status: JobStatus
    content_limit: int | None


class ContentFetchResult(JobResponse, frozen=True, kw_only=True):
    data: Sequence[CreatorContentData]
    metadata: BasicMetadata
    provenance: Sequence[Provenance]
