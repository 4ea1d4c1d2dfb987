"""The values that filters are given, as the wire writes them."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

GreaterThan = Literal["GT"]
Percent = float | str
"""A percentage; the reference writes some as numbers and some as text."""


class Between(Struct, frozen=True, kw_only=True):
    """Both ends included; an end left out is open."""

    min: int | None = None
    max: int | None = None


class BetweenOrGrown(Between, frozen=True, kw_only=True):
    over_100_percent_growth: bool | None = None


class AudienceGender(Struct, frozen=True, kw_only=True):
    type: Literal["ANY", "FEMALE", "MALE"]
    operator: GreaterThan
    percentage_value: Percent


class AudienceAge(Struct, frozen=True, kw_only=True):
    min: int | None = None
    max: int | None = None
    percentage_value: Annotated[float, Meta(ge=0, le=100)] | None = None
    percentage: Annotated[float, Meta(ge=0, le=100)] | None = None


class AudienceEthnicity(Struct, frozen=True, kw_only=True):
    type: Literal["ANY", "MALE", "FEMALE"] | None = None
    operator: GreaterThan | None = None
    percentage_value: Percent | None = None


class AudienceLanguage(Struct, frozen=True, kw_only=True):
    code: str
    percentage_value: Percent


class CreatorLanguage(Struct, frozen=True, kw_only=True):
    code: str | None = None


class InterestAffinity(Struct, frozen=True, kw_only=True):
    value: str | None = None
    operation: GreaterThan | None = None
    percentage_value: Percent | None = None


class AtLeastPercent(Struct, frozen=True, kw_only=True):
    percentage_value: Percent


class InstagramOptions(Struct, frozen=True, kw_only=True):
    reel_views: Between | None = None


class LocationShare(Struct, frozen=True, kw_only=True):
    location_id: UUID | None = None
    percentage_value: Percent | None = None
    operator: GreaterThan = "GT"


class NamedLocationShare(Struct, frozen=True, kw_only=True):
    name: str | None = None
    percentage_value: Percent | None = None
    operator: GreaterThan = "GT"


class Growth(Struct, frozen=True, kw_only=True):
    interval: Annotated[int, Meta(ge=1, le=12)]
    interval_unit: Literal["MONTH"]
    operator: GreaterThan
    percentage_value: Percent


class ViewsGrowth(Struct, frozen=True, kw_only=True):
    operator: Literal["GT", "LT", "GT (Greater than)", "LT (Less than)"] = "GT"
    interval_unit: Literal["MONTH", "Month", "month"] = "MONTH"
    interval: Annotated[int, Meta(ge=1, le=6)] = 1
    percentage_value: Percent = 0


class Named(Struct, frozen=True, kw_only=True):
    name: str


class TopicRelevance(Struct, frozen=True, kw_only=True):
    """Another topic counts ``weight`` × its nearness (1 − distance), if that is at least ``threshold``."""

    name: tuple[str, ...] = ()
    weight: Annotated[float, Meta(ge=0, le=1)] = 0.5
    threshold: Annotated[float, Meta(ge=0, le=1)] = 0.55


ContactType = Literal[
    "BBM",
    "EMAIL",
    "FACEBOOK",
    "INSTAGRAM",
    "ITUNES",
    "KAKAO",
    "KIK",
    "LINEID",
    "LINKTREE",
    "PHONE",
    "PINTEREST",
    "SARAHAH",
    "SAYAT",
    "SKYPE",
    "SNAPCHAT",
    "TELEGRAM",
    "TIKTOK",
    "TUMBLR",
    "TWITCHTV",
    "TWITTER",
    "VIBER",
    "VK",
    "WECHAT",
    "WEIBO",
    "WHATSAPP",
    "YOUTUBE",
]


class SpecificContact(Struct, frozen=True, kw_only=True):
    type: ContactType | None = None
    preference: Literal["MUST_HAVE", "SHOULD_HAVE"] = "SHOULD_HAVE"


class Vtubers(Struct, frozen=True, kw_only=True):
    only_vtubers: bool | None = None
    affiliation: str | None = None


class LivestreamOptions(Struct, frozen=True, kw_only=True):
    recent_activity: str | None = None
    category: Literal["IRL", "GAMING", "ESPORTS", "SPORTS", "MUSIC", "SLOTS", "CHESS"] | None = None
    categories_streamed: Literal["1", "2-5", "6-10", "11-25", "25-1000", 1] | None = None
    hours_watched: BetweenOrGrown | None = None
    average_concurrent_viewers: BetweenOrGrown | None = None
    absolute_follower_growth: BetweenOrGrown | None = None
    peak_viewers: Between | None = None
    vtubers: Vtubers | None = None


CreatorGenderChoice = Literal["ANY", "FEMALE", "GENDER_NEUTRAL", "MALE", "ORGANIZATION", "MALE_OR_FEMALE"]
PlatformAccountType = Annotated[
    str, Meta(pattern="^(ANY|BUSINESS|CREATOR|PERSONAL|PARTNERS|AFFILIATES|NULL)$")
]
"""No Literal: where text may be read as other types, that would take the word NULL for null."""
CreatorAccountType = Literal["ANY", "PERSONAL", "BUSINESS", "CREATOR"]
AudienceSource = Literal["ANY", "LIKERS", "FOLLOWERS", "COMMENTERS"]
CredibilityCategory = Literal["BAD", "LOW", "NORMAL", "HIGH", "EXCELLENT"]
AgeBracket = Literal["OVER_18", "OVER_21"]
PostType = Literal["ALL", "VIDEOS", "SHORTS", "STREAMS", "ALL (default)", "ALL (Default)"]
