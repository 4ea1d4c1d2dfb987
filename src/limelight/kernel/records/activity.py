"""Music activity of a connected account: artists and tracks."""

from enum import StrEnum

from msgspec import Struct

from limelight.kernel.records.engagement import ContentFormat, ContentType


class ArtistActivity(StrEnum):
    FOLLOWED = "FOLLOWED"
    TOP = "TOP"


class ContentActivity(StrEnum):
    TOP = "TOP"
    RECENT = "RECENT"
    SAVED = "SAVED"


class ActivityArtist(Struct, frozen=True, kw_only=True):
    """An artist that is both a top artist and followed yields two records."""

    platform_artist_id: str
    artist_name: str
    activity_type: ArtistActivity
    image_url: str | None = None
    artist_url: str | None = None
    genre: tuple[str, ...] = ()

    @property
    def external_id(self) -> str:
        return f"{self.activity_type}:{self.platform_artist_id}"


class ActivityDetails(Struct, frozen=True, kw_only=True):
    genre: tuple[str, ...] = ()
    artists: tuple[str, ...] = ()
    album: str | None = None


class ActivityContent(Struct, frozen=True, kw_only=True):
    platform_content_id: str
    title: str
    type: ContentType
    url: str
    activity_type: ContentActivity
    format: ContentFormat = ContentFormat.AUDIO
    description: str | None = None
    thumbnail_url: str | None = None
    embed_url: str | None = None
    additional_info: ActivityDetails = ActivityDetails()

    @property
    def external_id(self) -> str:
        return f"{self.activity_type}:{self.platform_content_id}"
