"""Creator Discovery: the analytics report of a public profile."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.jobs import JobStatus
from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import WorkPlatformAttribute
from limelight.schemas.creator_discovery.pricing import Pricing, PricingExplanations
from limelight.schemas.creator_discovery.search import CreatorLocation, CreatorProfileBasicDetails
from limelight.schemas.jobs import JobResponse
from limelight.schemas.provenance import Provenance


class ProfileAnalyticsRequest(Struct, frozen=True, kw_only=True):
    """``identifier`` is a handle or a profile URL. ``is_premium`` (Twitch) is accepted and ignored."""

    identifier: Annotated[str, Meta(min_length=1, max_length=2000)]
    work_platform_id: UUID
    is_premium: bool = False


class ProfileAnalyticsJob(Struct, frozen=True, kw_only=True):
    """``report_url`` opens the report as a web page without credentials until the link expires."""

    id: UUID
    status: JobStatus
    identifier: str
    work_platform: WorkPlatformAttribute
    report_url: str | None


class NamedShare(Struct, frozen=True, kw_only=True):
    name: str
    value: float


class CodeShare(Struct, frozen=True, kw_only=True):
    """Share of a country or a language, in percent."""

    code: str
    value: float


class ReportCityShare(Struct, frozen=True, kw_only=True):
    name: str
    value: float
    latitude: float | None
    longitude: float | None


class GenderShare(Struct, frozen=True, kw_only=True):
    gender: str
    value: float


class ReportGenderAgeShare(Struct, frozen=True, kw_only=True):
    gender: str
    age_range: str
    value: float


class FollowerType(Struct, frozen=True, kw_only=True):
    """The reference has ``name`` for followers and ``type`` for likers; both are sent."""

    name: str
    type: str
    value: float


class Reachability(Struct, frozen=True, kw_only=True):
    following_range: str
    value: float


class CredibilityBand(Struct, frozen=True, kw_only=True):
    """Bounds in percent. The first band has no ``min``, the last no ``max``."""

    min: float | None
    max: float | None
    total_profile_count: int


class RateBand(Struct, frozen=True, kw_only=True):
    min: float | None
    max: float | None
    is_median: bool


class EngagementRateBand(RateBand, frozen=True, kw_only=True):
    """The band in both shapes that clients read: flat, and within ``engagement_rate_band``."""

    total_profile_count: int
    engagement_rate_band: RateBand


class CredibilityOf(Struct, frozen=True, kw_only=True):
    credibility: CredibilityBand


class ReputationMonth(Struct, frozen=True, kw_only=True):
    month: str
    follower_count: int | None
    subscriber_count: int | None
    following_count: int | None
    average_likes: int | None
    average_views: int | None
    average_comments: int | None
    total_views: int | None
    total_likes: int | None


class ContentCounts(Struct, frozen=True, kw_only=True):
    like_count: int | None
    comment_count: int | None
    view_count: int | None
    play_count: int | None
    share_count: int | None
    save_count: int | None


class Mention(Struct, frozen=True, kw_only=True):
    name: str


class ReportContent(Struct, frozen=True, kw_only=True):
    type: str
    url: str | None
    title: str | None
    description: str | None
    thumbnail_url: str | None
    engagement: ContentCounts
    mentions: Sequence[Mention]
    published_at: Timestamp


class ReportContact(Struct, frozen=True, kw_only=True):
    type: str
    value: str
    label: str | None
    verified: bool | None


class AudienceReport(Struct, frozen=True, kw_only=True):
    """Values are percentages, largest first; ``credibility_score`` and ``brand_affinity`` are fractions."""

    countries: Sequence[CodeShare] = ()
    states: Sequence[NamedShare] = ()
    cities: Sequence[ReportCityShare] = ()
    gender_distribution: Sequence[GenderShare] = ()
    gender_age_distribution: Sequence[ReportGenderAgeShare] = ()
    ethnicities: Sequence[NamedShare] = ()
    languages: Sequence[CodeShare] = ()
    brand_affinity: Sequence[NamedShare] = ()
    interests: Sequence[NamedShare] = ()
    follower_types: Sequence[FollowerType] = ()
    follower_reachability: Sequence[Reachability] = ()
    lookalikes: Sequence[CreatorProfileBasicDetails] = ()
    credibility_score: float | None = None


class FollowersReport(AudienceReport, frozen=True, kw_only=True):
    credibility_score_band: Sequence[CredibilityBand] = ()
    significant_followers_percentage: float | None = None
    significant_followers: Sequence[CreatorProfileBasicDetails] = ()


class LikersReport(AudienceReport, frozen=True, kw_only=True):
    significant_likers_percentage: float | None = None
    significant_likers: Sequence[CreatorProfileBasicDetails] = ()
    likers_not_followers_percentage: float | None = None


class CommentersReport(AudienceReport, frozen=True, kw_only=True):
    significant_commenters_percentage: float | None = None
    significant_commenters: Sequence[CreatorProfileBasicDetails] = ()
    commenters_not_followers_percentage: float | None = None


class Benchmark(Struct, frozen=True, kw_only=True):
    """Medians of the peers: creators of the same platform and ``tier``.

    ``*_percentile`` is the percentage of peers with a lower value.
    """

    tier: str
    profile_count: int
    engagement_rate: float | None
    engagement_rate_percentile: float | None
    credibility_score: float | None
    credibility_score_percentile: float | None
    average_likes: float | None
    average_comments: float | None
    average_views: float | None
    average_reels_views: float | None


class SuddenGrowth(Struct, frozen=True, kw_only=True):
    """A month with abnormal follower growth, in percent."""

    month: str
    follower_growth: float
    likes_growth: float | None


class CreatorProfileAnalytics(CreatorProfileBasicDetails, frozen=True, kw_only=True):
    """``engagement_rate``, ``likes_per_view`` and ``posts_hidden_likes_percentage_value`` are fractions.

    ``sponsored_posts_performance`` is the engagement of sponsored posts divided by that of other posts.
    """

    full_name: str | None
    introduction: str | None
    platform_account_type: str | None
    gender: str | None
    age_group: str | None
    language: str | None
    location: CreatorLocation
    average_likes: int | None
    average_comments: int | None
    average_views: int | None
    average_reels_views: int | None
    engagement_rate: float | None
    likes_per_view: float | None
    posts_per_month: float | None
    engagement_rate_histogram: Sequence[EngagementRateBand]
    content_count: int | None
    posts_hidden_likes_percentage_value: float | None
    sponsored_posts_performance: float | None
    reputation_history: Sequence[ReputationMonth]
    sudden_growth: Sequence[SuddenGrowth]
    benchmark: Benchmark | None
    top_hashtags: Sequence[NamedShare]
    top_mentions: Sequence[NamedShare]
    top_interests: Sequence[NamedShare]
    brand_affinity: Sequence[NamedShare]
    top_contents: Sequence[ReportContent]
    recent_contents: Sequence[ReportContent]
    sponsored_contents: Sequence[ReportContent]
    lookalikes: Sequence[CreatorProfileBasicDetails]
    audience: FollowersReport
    audience_likers: LikersReport
    audience_commenters: CommentersReport
    audience_likes: Sequence[CredibilityOf]
    contact_details: Sequence[ReportContact]
    livestream_metrics: "LivestreamMetrics | None"


class FollowerGrowth(Struct, frozen=True, kw_only=True):
    percentage: float | None
    count: int | None
    per_hour: float | None


class TopGame(Struct, frozen=True, kw_only=True):
    name: str | None
    hours_watched: int | None
    hours_watched_percentage: float | None


class Games(Struct, frozen=True, kw_only=True):
    count: int | None
    top: TopGame


class Viewership(Struct, frozen=True, kw_only=True):
    total_live_view_count: int | None
    unique_viewers: int | None
    auth_unique_viewers: int | None


class EstimatedAudience(Struct, frozen=True, kw_only=True):
    daily_average: int | None
    average_view_duration: float | None


class SubscriberTiers(Struct, frozen=True, kw_only=True):
    paid: int | None = None
    gifted: int | None = None
    prime: int | None = None
    tier_1: int | None = None
    tier_2: int | None = None
    tier_3: int | None = None


class SubscriberIncome(Struct, frozen=True, kw_only=True):
    min: float | None = None
    max: float | None = None


class Subscribers(Struct, frozen=True, kw_only=True):
    total: int | None = None
    income: SubscriberIncome = SubscriberIncome()
    tier_breakdown: SubscriberTiers = SubscriberTiers()


class Chat(Struct, frozen=True, kw_only=True):
    total_messages: int | None = None
    active_chatters: int | None = None
    daily_engagement_rate: float | None = None
    messages_per_chatter: float | None = None


class Bits(Struct, frozen=True, kw_only=True):
    total_bits: int | None = None
    income: float | None = None


class LivestreamMetrics(Struct, frozen=True, kw_only=True):
    """Twitch only, last 30 days. Values that are not public (chat, bits) are null."""

    hours_watched: int | None
    peak_viewers: int | None
    average_viewers: float | None
    airtime: int | None
    days_streamed: int | None
    follower_growth: FollowerGrowth
    games: Sequence[Games]
    viewership: Viewership
    estimated_audience: EstimatedAudience
    subscribers: Subscribers = Subscribers()
    chat: Chat = Chat()
    bits: Bits = Bits()


class ProfileAnalytics(Struct, frozen=True, kw_only=True):
    """The result of the job."""

    report_generated_at: Timestamp | None = None
    profile: CreatorProfileAnalytics | None = None
    pricing: Pricing | None = None
    pricing_explanations: PricingExplanations | None = None
    provenance: Sequence[Provenance] = ()


class ProfileAnalyticsReport(JobResponse, frozen=True, kw_only=True):
    """Clients read ``pricing_explanations`` under two names; both are sent."""

    work_platform: WorkPlatformAttribute
    report_generated_at: Timestamp | None
    updated_at: Timestamp | None
    report_url: str | None
    profile: CreatorProfileAnalytics | None
    pricing: Pricing | None
    pricing_explanations: PricingExplanations | None
    price_explanations: PricingExplanations | None
    provenance: Sequence[Provenance]
