"""The profile and audience of a connected account."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from limelight.kernel.timestamps import Timestamp


class ContactKind(StrEnum):
    WORK = "WORK"
    HOME = "HOME"
    OTHER = "OTHER"


class Gender(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"
    UNSPECIFIED = "UNSPECIFIED"


class AudienceGender(StrEnum):
    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHERS = "OTHERS"


class Email(Struct, frozen=True, kw_only=True):
    type: ContactKind
    email_id: str


class PhoneNumber(Struct, frozen=True, kw_only=True):
    type: ContactKind
    phone_number: str


class Address(Struct, frozen=True, kw_only=True):
    type: ContactKind
    address: str


class Reputation(Struct, frozen=True, kw_only=True):
    """Rates are percentages, 0 to 100."""

    follower_count: int | None = None
    following_count: int | None = None
    subscriber_count: int | None = None
    paid_subscriber_count: int | None = None
    content_count: int | None = None
    content_group_count: int | None = None
    like_count: int | None = None
    connection_count: int | None = None
    watch_time_in_hours: int | None = None
    average_open_rate: float | None = None
    average_click_rate: float | None = None


class MonthYear(Struct, frozen=True, kw_only=True):
    month: int | None = None
    year: int | None = None


class TimePeriod(Struct, frozen=True, kw_only=True):
    start_date: MonthYear | None = None
    end_date: MonthYear | None = None


class Profile(Struct, frozen=True, kw_only=True):
    """The profile of a connected account. ``None`` is unknown or not given by the platform."""

    external_id: str
    platform_username: str | None = None
    full_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    nick_name: str | None = None
    url: str | None = None
    introduction: str | None = None
    image_url: str | None = None
    date_of_birth: str | None = None
    platform_account_type: str | None = None
    category: str | None = None
    website: str | None = None
    reputation: Reputation = Reputation()
    emails: tuple[Email, ...] = ()
    phone_numbers: tuple[PhoneNumber, ...] = ()
    addresses: tuple[Address, ...] = ()
    gender: Gender | None = None
    country: str | None = None
    platform_profile_name: str | None = None
    platform_profile_id: str | None = None
    platform_profile_published_at: Timestamp | None = None
    is_verified: bool | None = None
    is_business: bool | None = None
    work_experiences: tuple[dict[str, Any], ...] = ()
    education: tuple[dict[str, Any], ...] = ()
    publications: tuple[dict[str, Any], ...] = ()
    certifications: tuple[dict[str, Any], ...] = ()
    volunteer_experiences: tuple[dict[str, Any], ...] = ()
    honors: tuple[dict[str, Any], ...] = ()
    projects: tuple[dict[str, Any], ...] = ()


class CountryShare(Struct, frozen=True, kw_only=True):
    code: str
    value: float


class CityShare(Struct, frozen=True, kw_only=True):
    name: str
    value: float


class GenderAgeShare(Struct, frozen=True, kw_only=True):
    gender: AudienceGender
    age_range: str
    value: float


class AudienceDemographics(Struct, frozen=True, kw_only=True):
    """Lifetime shares of a connected account's audience, in percent, largest first."""

    countries: tuple[CountryShare, ...] = ()
    cities: tuple[CityShare, ...] = ()
    gender_age_distribution: tuple[GenderAgeShare, ...] = ()
