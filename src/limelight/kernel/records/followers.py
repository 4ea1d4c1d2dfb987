"""A member of an audience."""

from enum import StrEnum

from msgspec import Struct

from limelight.kernel.records.creators import CreatorGender, Place
from limelight.kernel.timestamps import Timestamp


class AudienceKind(StrEnum):
    FOLLOWERS = "followers"
    LIKERS = "likers"
    COMMENTERS = "commenters"


class Follower(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of an audience, identified by ``external_id``, else ``username``. ``None`` is unknown.

    ``introduction`` and ``image_url`` are ``""`` if known to be absent; ``location`` is as precise as is
    known.
    """

    username: str | None = None
    external_id: str | None = None
    full_name: str | None = None
    introduction: str | None = None
    image_url: str | None = None
    url: str | None = None
    email: str | None = None
    follower_count: int | None = None
    following_count: int | None = None
    content_count: int | None = None
    is_private: bool | None = None
    is_verified: bool | None = None
    is_business: bool | None = None
    joined_at: Timestamp | None = None
    location: Place | None = None
    language: str | None = None
    gender: CreatorGender | None = None
    age: int | None = None
    interests: tuple[str, ...] | None = None
    brands: tuple[str, ...] | None = None
