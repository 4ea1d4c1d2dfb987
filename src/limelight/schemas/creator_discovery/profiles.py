"""Creator Discovery: one public profile."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.records import ContactDetail, FieldOrigin
from limelight.schemas.common import WorkPlatformAttribute

Identifier = Annotated[str, Meta(min_length=1, max_length=2000)]


class ProfileLink(Struct, frozen=True, kw_only=True):
    url: str


class ProfileProvenance(Struct, frozen=True, kw_only=True):
    """Sources and dates of the values. The newest import of a field wins."""

    origins: Sequence[FieldOrigin]


class CreatorProfile(Struct, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute
    platform_username: str
    url: str | None
    image_url: str | None
    full_name: str | None
    follower_count: int | None
    following_count: int | None
    subscriber_count: int | None
    is_verified: bool | None
    is_business: bool | None
    is_private: bool | None
    content_count: int | None
    total_view_count: int | None
    introduction: str | None
    category: str | None
    external_id: str | None
    platform_profile_id: str | None
    profile_links: Sequence[ProfileLink]
    provenance: ProfileProvenance


class ContactInfoRequest(Struct, frozen=True, kw_only=True):
    """``identifier`` is a handle or a profile URL."""

    identifier: Identifier
    work_platform_id: UUID


class CreatorContactProfile(Struct, frozen=True, kw_only=True):
    platform_username: str
    url: str | None
    image_url: str | None
    full_name: str | None
    follower_count: int | None
    following_count: int | None
    subscriber_count: int | None
    is_verified: bool | None
    is_business: bool | None
    external_id: str | None
    platform_profile_id: str | None
    contact_details: Sequence[ContactDetail]


class CreatorContactInfo(Struct, frozen=True, kw_only=True):
    work_platform: WorkPlatformAttribute
    profile: CreatorContactProfile
