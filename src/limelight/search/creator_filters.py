"""The creator filters: each a field of the search request, with where it looks and what it means."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from limelight.kernel.platforms import PlatformKey
from limelight.search import clause_builders, dictionary_keys, filter_values
from limelight.search.filters import Filter

_INSTAGRAM = frozenset({PlatformKey.INSTAGRAM})
_YOUTUBE = frozenset({PlatformKey.YOUTUBE})
_TIKTOK = frozenset({PlatformKey.TIKTOK})
_TWITCH = frozenset({PlatformKey.TWITCH})


class CreatorFilters(Struct, frozen=True, kw_only=True):
    follower_count: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("follower_count"), "Followers; on YouTube, subscribers."),
    ] = None
    subscriber_count: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("follower_count"), "Subscribers.", platforms=_YOUTUBE),
    ] = None
    content_count: Annotated[
        filter_values.Between | None, Filter(clause_builders.range_of("content_count"), "Published contents.")
    ] = None
    audience_gender: Annotated[
        filter_values.AudienceGender | None,
        Filter(clause_builders.audience_gender, "More than the percentage of the audience is of the gender."),
    ] = None
    creator_gender: Annotated[
        filter_values.CreatorGenderChoice | None,
        Filter(clause_builders.creator_gender, "The creator's gender; ORGANIZATION on Twitch alone."),
    ] = None
    audience_age: Annotated[
        filter_values.AudienceAge | None,
        Filter(
            clause_builders.audience_age,
            "At least the percentage of the audience is of these ages, both included; "
            "an age bracket that they cut counts in proportion to its years.",
        ),
    ] = None
    creator_age: Annotated[
        filter_values.Between | None, Filter(clause_builders.range_of("age"), "The creator's age in years.")
    ] = None
    description_keywords: Annotated[
        str | None,
        Filter(
            clause_builders.keywords,
            "At least one of the keywords, separated by commas, stands word for word in the bio or in the "
            "captions. Relevance: 3 for each found in the bio, 1 for each found in the captions.",
        ),
    ] = None
    is_verified: Annotated[
        bool | None,
        Filter(clause_builders.true_or_false("verified"), "Known to be verified, or known not to be."),
    ] = None
    has_contact_details: Annotated[
        bool | None,
        Filter(
            clause_builders.true_or_false("contact_details"),
            "Known to have contact details, or known to have none.",
        ),
    ] = None
    specific_contact_details: Annotated[
        tuple[filter_values.SpecificContact, ...] | None,
        Filter(
            clause_builders.contact_types,
            "Contact details of every MUST_HAVE type and of at least one of the SHOULD_HAVE types.",
        ),
    ] = None
    last_post_timestamp: Annotated[
        str | None, Filter(clause_builders.posted_since, "The last post is of this instant or later.")
    ] = None
    audience_language: Annotated[
        tuple[filter_values.AudienceLanguage, ...] | None,
        Filter(
            clause_builders.audience_languages,
            "At least the percentage of the audience speaks each language.",
        ),
    ] = None
    creator_language: Annotated[
        filter_values.CreatorLanguage | None,
        Filter(clause_builders.creator_language, "The creator's language."),
    ] = None
    audience_interests: Annotated[
        tuple[str, ...] | None,
        Filter(
            clause_builders.any_audience_share("interests", dictionary_keys.interest_key),
            "The audience has at least one of the interests.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    audience_interest_affinities: Annotated[
        tuple[filter_values.InterestAffinity, ...] | None,
        Filter(
            clause_builders.audience_affinities,
            "More than the percentage of the audience has each interest.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    creator_interests: Annotated[
        tuple[str, ...] | None,
        Filter(
            clause_builders.any_named("interests", dictionary_keys.interest_key),
            "The creator has at least one of the interests.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    audience_brand_affinities: Annotated[
        tuple[str, ...] | None,
        Filter(
            clause_builders.any_audience_share("brands", dictionary_keys.brand_key),
            "The audience likes at least one of the brands.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    creator_brand_affinities: Annotated[
        tuple[str, ...] | None,
        Filter(
            clause_builders.any_named("brands", dictionary_keys.brand_key),
            "The creator posts about at least one of the brands.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    average_likes: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("average_likes"), "Likes of a post on average."),
    ] = None
    average_views: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("average_views"), "Views of a post on average."),
    ] = None
    engagement_rate: Annotated[
        filter_values.AtLeastPercent | None,
        Filter(
            clause_builders.engagement_rate,
            "Likes of a post on average are at least the percentage of followers.",
        ),
    ] = None
    has_sponsored_posts: Annotated[
        bool | None,
        Filter(
            clause_builders.true_or_false("sponsored_posts"),
            "Known to have sponsored posts, or known to have none.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    brand_sponsors: Annotated[
        tuple[str, ...] | None,
        Filter(
            clause_builders.any_named("sponsors", dictionary_keys.brand_key),
            "Sponsored by at least one of the brands.",
            platforms=_INSTAGRAM,
        ),
    ] = None
    instagram_options: Annotated[
        filter_values.InstagramOptions | None,
        Filter(clause_builders.reel_views, "Views of a reel on average.", platforms=_INSTAGRAM),
    ] = None
    audience_locations: Annotated[
        tuple[filter_values.LocationShare, ...] | None,
        Filter(
            clause_builders.audience_locations,
            "More than the percentage of the audience is in each location.",
        ),
    ] = None
    creator_locations: Annotated[
        tuple[UUID, ...] | None,
        Filter(clause_builders.creator_locations, "The creator is in at least one of the locations."),
    ] = None
    follower_growth: Annotated[
        filter_values.Growth | None,
        Filter(
            clause_builders.growth("follower_growth"),
            "Followers (on YouTube, subscribers) grew by more than the percentage in 1 to 12 months.",
        ),
    ] = None
    subscriber_growth: Annotated[
        filter_values.Growth | None,
        Filter(
            clause_builders.growth("follower_growth"),
            "Subscribers grew by more than the percentage in the last 1 to 12 months.",
            platforms=_YOUTUBE,
        ),
    ] = None
    bio_phrase: Annotated[
        str | None, Filter(clause_builders.phrase, "The phrase stands word for word in the bio.")
    ] = None
    hashtags: Annotated[
        tuple[filter_values.Named, ...] | None,
        Filter(clause_builders.tags("hashtags"), "Used at least one of the hashtags, with or without #."),
    ] = None
    mentions: Annotated[
        tuple[filter_values.Named, ...] | None,
        Filter(clause_builders.tags("mentions"), "Mentioned at least one of the handles, with or without @."),
    ] = None
    topic_relevance: Annotated[
        filter_values.TopicRelevance | None,
        Filter(
            clause_builders.topic_relevance,
            "Posts about at least one of the topics or of those near them. Relevance: 1 for each topic asked "
            "for, weight × (1 − distance) for each other whose 1 − distance is at least the threshold.",
        ),
    ] = None
    audience_lookalikes: Annotated[
        str | None,
        Filter(
            clause_builders.lookalikes("sketch"),
            "The audience shares members with that of the handle (with or without @): the sketches of both "
            "have at least an eighth in common.",
        ),
    ] = None
    platform_account_type: Annotated[
        filter_values.PlatformAccountType | None,
        Filter(clause_builders.account_type, "The account's type; NULL asks for those of unknown type."),
    ] = None
    creator_account_type: Annotated[
        tuple[filter_values.CreatorAccountType, ...] | filter_values.CreatorAccountType | None,
        Filter(clause_builders.account_type, "One of the account types."),
    ] = None
    creator_lookalikes: Annotated[
        str | None,
        Filter(
            clause_builders.lookalikes("hashtags", "mentions", "topics", "interests", "introduction"),
            "Posts and says what the handle (with or without @) does: hashtags, mentions, topics, interests "
            "and words of the bio, each weighted by how rare it is, reach a sixth of all of the handle's.",
        ),
    ] = None
    audience_location: Annotated[
        tuple[filter_values.NamedLocationShare, ...] | None,
        Filter(clause_builders.audience_locations, "As audience_locations, by name. Deprecated."),
    ] = None
    total_engagements: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("total_engagements"), "Likes and comments of all contents together."),
    ] = None
    audience_credibility_category: Annotated[
        tuple[filter_values.CredibilityCategory, ...] | None,
        Filter(
            clause_builders.credibility_categories,
            "The audience's credibility is of one of the categories: BAD below 55 %, LOW below 70 %, "
            "NORMAL below 80 %, HIGH below 90 %, EXCELLENT from there.",
        ),
    ] = None
    audience_credibility_score: Annotated[
        Annotated[float, Meta(ge=0, le=1)] | None,
        Filter(clause_builders.credibility_score, "The audience's credibility is at least this."),
    ] = None
    is_official_artist: Annotated[
        bool | None,
        Filter(
            clause_builders.true_only("official_artist"), "True: official artists alone.", platforms=_YOUTUBE
        ),
    ] = None
    has_audience_info: Annotated[
        bool | None,
        Filter(clause_builders.true_only("audience"), "True: only creators whose audience is known."),
    ] = None
    share_count: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("share_count"), "Shares of all contents.", platforms=_TIKTOK),
    ] = None
    save_count: Annotated[
        filter_values.Between | None,
        Filter(clause_builders.range_of("save_count"), "Saves of all contents.", platforms=_TIKTOK),
    ] = None
    exclude_private_profiles: Annotated[
        bool | None, Filter(clause_builders.not_private, "True: leaves out those known to be private.")
    ] = None
    creator_age_bracket: Annotated[
        filter_values.AgeBracket | None,
        Filter(clause_builders.age_bracket, "The creator is of this age or older.", platforms=_TWITCH),
    ] = None
    livestream_options: Annotated[
        filter_values.LivestreamOptions | None,
        Filter(
            clause_builders.livestream,
            "Every one of the livestream options given matches.",
            platforms=_TWITCH,
        ),
    ] = None
    post_type: Annotated[
        filter_values.PostType | None,
        Filter(clause_builders.post_type, "Publishes contents of the type.", platforms=_YOUTUBE),
    ] = None
    views_growth: Annotated[
        filter_values.ViewsGrowth | None,
        Filter(
            clause_builders.views_growth,
            "Total views grew by more (GT) or less (LT) than the percentage in the last 1 to 6 months.",
        ),
    ] = None


class ExportFilters(CreatorFilters, frozen=True, kw_only=True):
    """What only the export of a search has."""

    creator_location: Annotated[
        tuple[str, ...] | None,
        Filter(clause_builders.creator_locations, "As creator_locations, by name. Deprecated."),
    ] = None
    audience_ethnicity: Annotated[
        filter_values.AudienceEthnicity | None,
        Filter(
            clause_builders.audience_ethnicity,
            "Ignored: the reference lists no ethnicity to ask for, and none is ever inferred.",
        ),
    ] = None


SortField = Literal[
    "AVERAGE_LIKES",
    "FOLLOWER_COUNT",
    "ENGAGEMENT_RATE",
    "DESCRIPTION",
    "AVERAGE_VIEWS",
    "CONTENT_COUNT",
    "REELS_VIEWS",
    "FOLLOWER_GROWTH",
    "TOTAL_VIEWS_GROWTH",
    "TOTAL_LIKES_GROWTH",
    "AUDIENCE_LOCATIONS",
    "AUDIENCE_LANGUAGE",
    "AUDIENCE_BRAND_AFFINITIES",
    "AUDIENCE_INTERESTS",
    "AUDIENCE_AGE",
    "CREATOR_LOOKALIKES",
    "AUDIENCE_LOOKALIKES",
    "AVERAGE_LIKE",
    "AUDIENCE_LOCATION",
    "TOPIC_RELEVANCE",
    "PEAK_VIEWERS",
    "AVG_CONCURRENT_VIEWERS",
    "AIRTIME",
    "HOURS_WATCHED",
]
