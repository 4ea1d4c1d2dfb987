"""For every filter, values that match and values that do not."""

from dataclasses import dataclass
from typing import Any

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AccountType,
    Audience,
    ContactDetail,
    CreatorGender,
    Livestream,
    MonthlyTotals,
    Place,
)

GERMANY, BERLIN = "DE", ("DE_16", "DE")
GERMANY_ID = "4e2d32a3-8a6b-5065-a66f-74d5c68f6764"


@dataclass(frozen=True)
class FilterCase:
    """``value`` is the request's; ``found`` and ``missed`` are records of a matching and another creator."""

    filter: str
    value: Any
    found: dict[str, Any]
    missed: dict[str, Any]
    platform: PlatformKey = PlatformKey.INSTAGRAM


def likers(**shares: Any) -> dict[str, Audience]:
    return {"likers": Audience(**shares)}


def live(**figures: Any) -> dict[str, Livestream]:
    return {"livestream": Livestream(**figures)}


def contacts(*types: str) -> dict[str, Any]:
    return {"contact_details": tuple(ContactDetail(type=type_, value="x") for type_ in types)}


def history(field: str, *totals: int | None) -> dict[str, Any]:
    """Totals of consecutive months, of which the last is 2026-05."""
    months = [f"{2025 + (4 + back) // 12}-{(4 + back) % 12 + 1:02}" for back in range(13 - len(totals), 13)]
    return {
        "history": tuple(
            MonthlyTotals(month=month, **{field: total}) for month, total in zip(months, totals, strict=True)
        )
    }


def month_growth(percent: float) -> dict[str, Any]:
    return {"interval": 1, "interval_unit": "MONTH", "operator": "GT", "percentage_value": percent}


def between(least: int, most: int) -> dict[str, int]:
    return {"min": least, "max": most}


_YOUTUBE, _TIKTOK, _TWITCH = PlatformKey.YOUTUBE, PlatformKey.TIKTOK, PlatformKey.TWITCH

FILTER_CASES = (
    FilterCase("follower_count", between(10, 20), {"follower_count": 20}, {"follower_count": 21}),
    FilterCase(
        "follower_count", between(10, 20), {"subscriber_count": 10}, {"subscriber_count": 9}, _YOUTUBE
    ),
    FilterCase("follower_count", {"min": 0}, {"follower_count": 0}, {}),
    FilterCase("subscriber_count", {"min": 10}, {"subscriber_count": 10}, {"subscriber_count": 9}, _YOUTUBE),
    FilterCase("content_count", {"max": 5}, {"content_count": 5}, {"content_count": 6}),
    FilterCase(
        "audience_gender",
        {"type": "FEMALE", "operator": "GT", "percentage_value": 60},
        likers(genders={"FEMALE": 60.01, "MALE": 39.99}),
        likers(genders={"FEMALE": 60.0, "MALE": 40.0}),
    ),
    FilterCase("creator_gender", "FEMALE", {"gender": CreatorGender.FEMALE}, {"gender": CreatorGender.MALE}),
    FilterCase("creator_gender", "MALE_OR_FEMALE", {"gender": CreatorGender.MALE}, {}),
    FilterCase(
        "creator_gender",
        "ORGANIZATION",
        {"gender": CreatorGender.ORGANIZATION},
        {"gender": CreatorGender.FEMALE},
        _TWITCH,
    ),
    FilterCase(
        "audience_age",
        {"min": 18, "max": 34, "percentage_value": 50},
        likers(ages={"18-24": 20.0, "25-34": 30.0, "35-44": 50.0}),
        likers(ages={"18-24": 20.0, "25-34": 29.99, "35-44": 50.01}),
    ),
    FilterCase("creator_age", between(18, 25), {"age": 25}, {"age": 26}),
    FilterCase(
        "description_keywords",
        "green tea, yoga",
        {"introduction": "I live on Green-Tea"},
        {"introduction": "green with envy, tea later"},
    ),
    FilterCase("description_keywords", "yoga", {"captions": "morning yoga flow"}, {"captions": "yogatta"}),
    FilterCase("is_verified", True, {"is_verified": True}, {"is_verified": False}),
    FilterCase("is_verified", False, {"is_verified": False}, {}),
    FilterCase("has_contact_details", True, contacts("email"), contacts()),
    FilterCase("has_contact_details", False, contacts(), {}),
    FilterCase(
        "specific_contact_details",
        [{"type": "EMAIL", "preference": "MUST_HAVE"}, {"type": "PHONE"}, {"type": "VK"}],
        contacts("email", "vk"),
        contacts("email"),
    ),
    FilterCase(
        "specific_contact_details",
        [{"type": "EMAIL", "preference": "MUST_HAVE"}, {"type": "PHONE", "preference": "MUST_HAVE"}],
        contacts("email", "phone"),
        contacts("phone"),
    ),
    FilterCase(
        "last_post_timestamp",
        "2026-05-01T00:00:00",
        {"last_posted_at": "2026-05-01T00:00:00.000000"},
        {"last_posted_at": "2026-04-30T23:59:59.000000"},
    ),
    FilterCase(
        "audience_language",
        [{"code": "de", "percentage_value": "30"}, {"code": "fr", "percentage_value": "5"}],
        likers(languages={"de": 30.0, "fr": 5.0}),
        likers(languages={"de": 70.0, "fr": 4.99}),
    ),
    FilterCase("creator_language", {"code": "de"}, {"language": "de"}, {"language": "da"}),
    FilterCase(
        "audience_interests",
        ["Music", "Fitness & Yoga"],
        likers(interests={"Fitness & Yoga": 0.5}),
        likers(interests={"Pets": 60.0}),
    ),
    FilterCase(
        "audience_interest_affinities",
        [{"value": "Music", "operation": "GT", "percentage_value": "25.00"}],
        likers(interests={"Music": 25.01}),
        likers(interests={"Music": 25.0}),
    ),
    FilterCase("creator_interests", ["music", "Pets"], {"interests": ("Music",)}, {"interests": ("Sports",)}),
    FilterCase(
        "audience_brand_affinities",
        ["L'OREAL PARIS", "20th Century Fox"],
        likers(brands={"20th Century Fox": 0.1}),
        likers(brands={"Adidas": 9.0}),
    ),
    FilterCase(
        "creator_brand_affinities", ["adidas"], {"brands": {"Adidas": 3.0}}, {"brands": {"Puma": 3.0}}
    ),
    FilterCase("average_likes", {"min": 5}, {"average_likes": 5}, {"average_likes": 4}),
    FilterCase("average_views", {"min": 5}, {"average_views": 5}, {"average_views": 4}),
    FilterCase(
        "engagement_rate",
        {"percentage_value": "8.4"},
        {"engagement_rate": 0.084},
        {"engagement_rate": 0.0839},
    ),
    FilterCase("has_sponsored_posts", True, {"sponsors": ("Adidas",)}, {"sponsors": ()}),
    FilterCase("has_sponsored_posts", False, {"sponsors": ()}, {}),
    FilterCase("brand_sponsors", ["Adidas", "Puma"], {"sponsors": ("Puma",)}, {"sponsors": ("Nike",)}),
    FilterCase(
        "instagram_options",
        {"reel_views": {"min": 100}},
        {"average_reel_views": 100},
        {"average_reel_views": 99, "average_views": 500},
    ),
    FilterCase(
        "audience_locations",
        [{"location_id": GERMANY_ID, "percentage_value": 25, "operator": "GT"}],
        likers(locations={GERMANY: 25.01}),
        likers(locations={GERMANY: 25.0}),
    ),
    FilterCase(
        "creator_locations",
        [GERMANY_ID],
        {"location": Place(state="Berlin", country="Germany", keys=BERLIN)},
        {"location": Place(country="France", keys=("FR",))},
    ),
    FilterCase(
        "follower_growth",
        month_growth(10),
        history("follower_count", 1000, 1101),
        history("follower_count", 1000, 1100),
    ),
    FilterCase(
        "subscriber_growth",
        month_growth(-5),
        history("subscriber_count", 1000, 951),
        history("subscriber_count", 1000, 950),
        _YOUTUBE,
    ),
    FilterCase(
        "bio_phrase",
        "coffee & cake",
        {"introduction": "All about COFFEE, cake and sleep"},
        {"introduction": "cake and coffee", "captions": "coffee cake"},
    ),
    FilterCase(
        "hashtags", [{"name": "#Tea"}, {"name": "x"}], {"hashtags": {"tea": 5.0}}, {"hashtags": {"teas": 5.0}}
    ),
    FilterCase("mentions", [{"name": "@Nasa"}], {"mentions": {"nasa": 5.0}}, {"hashtags": {"nasa": 5.0}}),
    FilterCase(
        "topic_relevance", {"name": ["tea"]}, {"topics": {"matcha": 1.0}}, {"topics": {"coffee": 1.0}}
    ),
    FilterCase(
        "topic_relevance",
        {"name": ["tea"], "threshold": 0.7},
        {"hashtags": {"tea": 1.0}},
        {"topics": {"matcha": 1.0}},
    ),
    FilterCase(
        "audience_lookalikes", "@x", {"followers": Audience(sketch=(7, 9))}, {"followers": Audience()}
    ),
    FilterCase(
        "creator_lookalikes", "x", {"hashtags": {"tea": 2.0}}, {"hashtags": {"tea": 2.0}, "username": "x"}
    ),
    FilterCase(
        "platform_account_type",
        "BUSINESS",
        {"account_type": AccountType.BUSINESS},
        {"account_type": AccountType.CREATOR},
    ),
    FilterCase("platform_account_type", "NULL", {}, {"account_type": AccountType.CREATOR}),
    FilterCase(
        "creator_account_type",
        ["BUSINESS", "PERSONAL"],
        {"account_type": AccountType.PERSONAL},
        {"account_type": AccountType.CREATOR},
    ),
    FilterCase("creator_account_type", "CREATOR", {"account_type": AccountType.CREATOR}, {}),
    FilterCase(
        "audience_location",
        [{"name": "germany", "percentage_value": 25}],
        likers(locations={GERMANY: 25.01}),
        likers(locations={GERMANY: 25.0}),
    ),
    FilterCase("total_engagements", {"min": 5}, {"total_engagements": 5}, {"total_engagements": 4}),
    FilterCase(
        "audience_credibility_category",
        ["BAD", "HIGH"],
        likers(credibility_score=0.8),
        likers(credibility_score=0.9),
    ),
    FilterCase(
        "audience_credibility_score", 0.55, likers(credibility_score=0.55), likers(credibility_score=0.5499)
    ),
    FilterCase(
        "is_official_artist", True, {"is_official_artist": True}, {"is_official_artist": False}, _YOUTUBE
    ),
    FilterCase(
        "has_audience_info", True, {"commenters": Audience(genders={"MALE": 1.0})}, {"likers": Audience()}
    ),
    FilterCase("share_count", {"min": 5}, {"share_count": 5}, {"share_count": 4}, _TIKTOK),
    FilterCase("save_count", {"min": 5}, {"save_count": 5}, {"save_count": 4}, _TIKTOK),
    FilterCase("exclude_private_profiles", True, {}, {"is_private": True}),
    FilterCase("creator_age_bracket", "OVER_21", {"age": 21}, {"age": 20}, _TWITCH),
    FilterCase(
        "livestream_options",
        {"category": "CHESS", "recent_activity": "league-of-legends"},
        live(category="CHESS", recent_activity="League of Legends"),
        live(category="CHESS", recent_activity="chess"),
        _TWITCH,
    ),
    FilterCase(
        "livestream_options",
        {"categories_streamed": "2-5"},
        live(categories_streamed=5),
        live(categories_streamed=6),
        _TWITCH,
    ),
    FilterCase(
        "livestream_options",
        {"categories_streamed": 1},
        live(categories_streamed=1),
        live(categories_streamed=2),
        _TWITCH,
    ),
    FilterCase(
        "livestream_options",
        {"hours_watched": {"min": 10, "over_100_percent_growth": True}, "peak_viewers": {"max": 9}},
        live(hours_watched=10, hours_watched_growth=100.01, peak_viewers=9),
        live(hours_watched=10, hours_watched_growth=100.0, peak_viewers=9),
        _TWITCH,
    ),
    FilterCase(
        "livestream_options",
        {"average_concurrent_viewers": {"min": 7}, "absolute_follower_growth": {"min": -3}},
        live(average_viewers=7.2, follower_growth=-3),
        live(average_viewers=7.2, follower_growth=-4),
        _TWITCH,
    ),
    FilterCase(
        "livestream_options",
        {"vtubers": {"only_vtubers": True, "affiliation": "Independent"}},
        live(is_vtuber=True, vtuber_affiliation="INDEPENDENT"),
        live(is_vtuber=True, vtuber_affiliation="Kumo Project"),
        _TWITCH,
    ),
    FilterCase(
        "post_type", "SHORTS", {"post_types": ("SHORTS", "VIDEOS")}, {"post_types": ("VIDEOS",)}, _YOUTUBE
    ),
    FilterCase(
        "views_growth",
        {"operator": "LT (Less than)", "interval": 2, "interval_unit": "month", "percentage_value": 10},
        history("total_views", 1000, 1500, 1099),
        history("total_views", 1000, 1050, 1100),
    ),
    FilterCase(
        "views_growth",
        {"operator": "GT", "interval": 1, "percentage_value": 10},
        history("total_views", 1000, 1101),
        {},
    ),
    FilterCase(
        "creator_location",
        ["Deutschland"],
        {"location": Place(country="Germany", keys=("DE",))},
        {"location": Place(country="France", keys=("FR",))},
    ),
)
FILTERS_WITHOUT_CASE = {"audience_ethnicity": {"type": "FEMALE", "operator": "GT", "percentage_value": 5}}
"""The one filter without matches or misses: it is always ignored."""
