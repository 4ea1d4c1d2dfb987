"""What every sort field orders by, and what it falls back to."""

from typing import Any, get_args

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import AnyPhrase, MoreLikeThis
from limelight.search.creator_filters import SortField
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, reference_search
from tests.search.compiling import compile_request, document
from tests.search.filter_cases import GERMANY_ID, history, likers, live, month_growth

POOR, RICH, UNKNOWN = 1, 2, 3
ORDERS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "FOLLOWER_COUNT": ({}, {"follower_count": 1}, {"follower_count": 2}),
    "AVERAGE_LIKES": ({}, {"average_likes": 1}, {"average_likes": 2}),
    "AVERAGE_LIKE": ({}, {"average_likes": 1}, {"average_likes": 2}),
    "AVERAGE_VIEWS": ({}, {"average_views": 0}, {"average_views": 2}),
    "CONTENT_COUNT": ({}, {"content_count": 1}, {"content_count": 2}),
    "REELS_VIEWS": ({}, {"average_reel_views": 1}, {"average_reel_views": 2}),
    "ENGAGEMENT_RATE": ({}, {"engagement_rate": 0.01}, {"engagement_rate": 0.0101}),
    "PEAK_VIEWERS": ({}, live(peak_viewers=1), live(peak_viewers=2)),
    "AVG_CONCURRENT_VIEWERS": ({}, live(average_viewers=1), live(average_viewers=2)),
    "AIRTIME": ({}, live(airtime=1), live(airtime=2)),
    "HOURS_WATCHED": ({}, live(hours_watched=1), live(hours_watched=2)),
    "FOLLOWER_GROWTH": (
        {"follower_growth": month_growth(-100) | {"interval": 2}},
        history("follower_count", 100, 50, 110),
        history("follower_count", 100, 150, 120),
    ),
    "TOTAL_VIEWS_GROWTH": (
        {"views_growth": {"interval": 2, "percentage_value": -100}},
        history("total_views", 100, 50, 110),
        history("total_views", 100, 150, 120),
    ),
    "TOTAL_LIKES_GROWTH": ({}, history("total_likes", 100, 200, 100), history("total_likes", 200, 100, 101)),
    "AUDIENCE_LOCATIONS": (
        {"audience_locations": [{"location_id": GERMANY_ID}]},
        likers(locations={"DE": 10.0, "US": 90.0}),
        likers(locations={"DE": 11.0}),
    ),
    "AUDIENCE_LOCATION": (
        {"audience_location": [{"name": "Germany"}, {"name": "France"}]},
        likers(locations={"DE": 40.0, "FR": 20.0}),
        likers(locations={"DE": 20.0, "FR": 41.0}),
    ),
    "AUDIENCE_LANGUAGE": (
        {"audience_language": [{"code": "de", "percentage_value": 1}]},
        likers(languages={"de": 10.0}),
        likers(languages={"de": 11.0}),
    ),
    "AUDIENCE_BRAND_AFFINITIES": (
        {"audience_brand_affinities": ["Adidas", "Puma"]},
        likers(brands={"Adidas": 3.0}),
        likers(brands={"Adidas": 2.0, "Puma": 2.0}),
    ),
    "AUDIENCE_INTERESTS": (
        {"audience_interest_affinities": [{"value": "Music"}]},
        likers(interests={"Music": 3.0}),
        likers(interests={"Music": 4.0}),
    ),
    "AUDIENCE_AGE": (
        {"audience_age": {"min": 20, "max": 24}},
        likers(ages={"13-17": 80.0, "18-24": 7.0}),
        likers(ages={"18-24": 14.0}),
    ),
    "DESCRIPTION": (
        {"description_keywords": "tea, coffee"},
        {"captions": "tea coffee"},
        {"introduction": "tea"},
    ),
    "TOPIC_RELEVANCE": (
        {"topic_relevance": {"name": ["tea"]}},
        {"topics": {"matcha": 1.0}},
        {"topics": {"tea": 1.0}},
    ),
    "CREATOR_LOOKALIKES": (
        {"creator_lookalikes": "x", "topic_relevance": {"name": ["tea"]}},
        {"hashtags": {"tea": 1.0}},
        {"hashtags": {"tea": 1.0}, "follower_count": 1},
    ),
    "AUDIENCE_LOOKALIKES": (
        {"audience_lookalikes": "x"},
        {"followers": likers(sketch=(7,))["likers"]},
        {"followers": likers(sketch=(7,))["likers"], "follower_count": 1},
    ),
}
"""The filters that a sort field needs, what is known of a lesser creator, and of a greater one."""


def test_every_sort_field_has_an_order():
    assert set(ORDERS) == set(get_args(SortField))


@pytest.mark.parametrize("field", ORDERS)
def test_greater_values_sort_first_and_unknown_values_last(field: str):
    request, poor, rich = ORDERS[field]
    order = compile_request(request, sort_by=field).query.order
    creators = [document(number=UNKNOWN), document(number=POOR, **poor), document(number=RICH, **rich)]
    match_all = CreatorQuery(platform=PlatformKey.INSTAGRAM, order=order)
    assert [creator.id for creator in reference_search(match_all, creators)] == [RICH, POOR, UNKNOWN]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("AVERAGE_LIKES", ByNumber),
        ("AUDIENCE_LOCATIONS", ByShare),
        ("AUDIENCE_AGE", ByShare),
        ("DESCRIPTION", ByScore),
        ("TOPIC_RELEVANCE", ByScore),
        ("CREATOR_LOOKALIKES", ByScore),
    ],
)
def test_sort_field_compiles_to_its_sort_order(field: str, kind: type):
    assert isinstance(compile_request(ORDERS[field][0], sort_by=field).query.order, kind)


def test_growth_sorts_over_one_month_by_default():
    assert compile_request({}, sort_by="FOLLOWER_GROWTH").query.order == ByNumber("follower_growth.1")
    longer = {"subscriber_growth": month_growth(0) | {"interval": 6}}
    assert compile_request(
        longer, platform=PlatformKey.YOUTUBE, sort_by="FOLLOWER_GROWTH"
    ).query.order == ByNumber("follower_growth.6")


def test_each_sort_by_similarity_uses_its_own_filter():
    request = {"topic_relevance": {"name": ["tea"]}, "creator_lookalikes": "x", "bio_phrase": "tea"}
    alike = compile_request(request, sort_by="CREATOR_LOOKALIKES").query.order
    assert isinstance(alike, ByScore)
    assert isinstance(alike.clause, MoreLikeThis)
    assert "hashtags" in alike.clause.weights
    described = compile_request(request, sort_by="DESCRIPTION").query.order
    assert isinstance(described, ByScore)
    assert isinstance(described.clause, AnyPhrase)


@pytest.mark.parametrize("field", [name for name, (request, _, _) in ORDERS.items() if request])
def test_sort_field_falls_back_without_its_filter(field: str):
    """To followers, or to one month where the filter only says how many."""
    order = compile_request({}, sort_by=field).query.order
    assert order == (ByNumber(f"{field.removeprefix('TOTAL_').lower()}.1") if "GROWTH" in field else ByRank())


def test_ignored_filter_is_not_sorted_by():
    request = {"audience_interests": ["Music"]}
    compiled = compile_request(request, platform=PlatformKey.TIKTOK, sort_by="AUDIENCE_INTERESTS")
    assert compiled.query.order == ByRank()
