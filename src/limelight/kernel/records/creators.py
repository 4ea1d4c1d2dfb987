"""Records of public creators. Shares are percentages, 0 to 100."""

from enum import StrEnum

from msgspec import Struct

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import Timestamp

AGE_BRACKETS = ((13, 17), (18, 24), (25, 34), (35, 44), (45, 64), (65, 99))
"""The age groups in which platforms report audiences; both ends are inclusive."""


class AccountType(StrEnum):
    PERSONAL = "PERSONAL"
    CREATOR = "CREATOR"
    BUSINESS = "BUSINESS"
    PARTNERS = "PARTNERS"
    AFFILIATES = "AFFILIATES"


class CreatorGender(StrEnum):
    FEMALE = "FEMALE"
    MALE = "MALE"
    GENDER_NEUTRAL = "GENDER_NEUTRAL"
    ORGANIZATION = "ORGANIZATION"


class DataSource(StrEnum):
    """Where a value came from."""

    SANDBOX = "sandbox"
    IMPORT = "import"
    PLATFORM = "platform"


class FieldOrigin(Struct, frozen=True, kw_only=True):
    """The source and time of some fields of a record. The newest delivery of a field owns it."""

    source: DataSource
    name: str
    at: Timestamp
    fields: tuple[str, ...]


class ContactDetail(Struct, frozen=True, kw_only=True):
    """``type`` is a contact type of the search, in lower case: ``email``, ``phone``, ``linktree``, …"""

    type: str
    value: str


class Place(Struct, frozen=True, kw_only=True):
    """Where a creator lives. ``keys`` are the location keys of the city, its state and its country."""

    city: str | None = None
    state: str | None = None
    country: str | None = None
    keys: tuple[str, ...] = ()


class MonthlyTotals(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A creator's totals at the end of one month (``2026-05``)."""

    month: str
    follower_count: int | None = None
    subscriber_count: int | None = None
    following_count: int | None = None
    content_count: int | None = None
    total_views: int | None = None
    total_likes: int | None = None
    average_likes: int | None = None
    average_views: int | None = None
    average_comments: int | None = None


class Audience(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who follows, likes or comments.

    ``locations`` mixes countries, states and cities by location key; ``gender_ages`` is keyed
    ``FEMALE.18-24``; ``sketch`` is a bottom-k sample of member ids, comparable on one platform.
    """

    sample_size: int | None = None
    locations: dict[str, float] = {}
    genders: dict[str, float] = {}
    ages: dict[str, float] = {}
    gender_ages: dict[str, float] = {}
    languages: dict[str, float] = {}
    interests: dict[str, float] = {}
    brands: dict[str, float] = {}
    ethnicities: dict[str, float] = {}
    credibility_score: float | None = None
    sketch: tuple[int, ...] = ()


class Livestream(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Twitch live figures of the last 30 days; ``*_growth`` are percent against the 30 days before."""

    recent_activity: str | None = None
    category: str | None = None
    categories_streamed: int | None = None
    hours_watched: int | None = None
    hours_watched_growth: float | None = None
    average_viewers: float | None = None
    average_viewers_growth: float | None = None
    peak_viewers: int | None = None
    airtime: int | None = None
    follower_growth: int | None = None
    follower_growth_growth: float | None = None
    total_live_view_count: int | None = None
    vtuber_affiliation: str | None = None
    is_vtuber: bool | None = None


class Creator(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A public profile on one platform.

    ``engagement_rate`` is a fraction (0.084 = 8.4 %); ``hashtags``, ``mentions`` and ``topics`` map a
    name without ``#`` or ``@`` to the percentage of posts with it; ``captions`` is text of recent
    posts; ``history`` is oldest month first.
    """

    platform: PlatformKey
    username: str
    external_id: str | None = None
    url: str | None = None
    full_name: str | None = None
    introduction: str | None = None
    image_url: str | None = None
    category: str | None = None
    profile_links: tuple[str, ...] | None = None
    contact_details: tuple[ContactDetail, ...] | None = None
    is_verified: bool | None = None
    is_business: bool | None = None
    is_private: bool | None = None
    is_official_artist: bool | None = None
    account_type: AccountType | None = None
    gender: CreatorGender | None = None
    age: int | None = None
    language: str | None = None
    location: Place | None = None

    follower_count: int | None = None
    subscriber_count: int | None = None
    following_count: int | None = None
    content_count: int | None = None
    total_view_count: int | None = None
    total_engagements: int | None = None
    average_likes: int | None = None
    average_views: int | None = None
    average_comments: int | None = None
    average_reel_views: int | None = None
    share_count: int | None = None
    save_count: int | None = None
    engagement_rate: float | None = None
    posts_hidden_likes_percentage: float | None = None
    last_posted_at: Timestamp | None = None
    post_types: tuple[str, ...] | None = None
    livestream: Livestream | None = None
    history: tuple[MonthlyTotals, ...] = ()

    hashtags: dict[str, float] | None = None
    mentions: dict[str, float] | None = None
    topics: dict[str, float] | None = None
    interests: tuple[str, ...] | None = None
    brands: dict[str, float] | None = None
    sponsors: tuple[str, ...] | None = None
    captions: str | None = None

    followers: Audience | None = None
    likers: Audience | None = None
    commenters: Audience | None = None

    origins: tuple[FieldOrigin, ...] = ()
