"""Every filter matches and rejects records, by its clause and by the engine."""

from typing import get_args

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Audience, MonthlyTotals
from limelight.search.clauses import AgeShareAtLeast
from limelight.search.creator_filters import ExportFilters
from limelight.search.engine import IndexEntry, SearchEngine
from limelight.search.engines.tantivy import TantivyEngine
from limelight.search.filter_values import ContactType
from limelight.search.filters import InvalidFilter, declared_filters
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import CreatorQuery
from tests.search.compiling import compile_request, document, matches
from tests.search.filter_cases import (
    FILTER_CASES,
    FILTERS_WITHOUT_CASE,
    FilterCase,
    history,
    likers,
    month_growth,
)

NAMES = [name for name, _ in declared_filters(ExportFilters)]


def _id(row: FilterCase) -> str:
    return f"{row.filter}-{row.value}"[:60]


def test_every_filter_has_a_case():
    assert {row.filter for row in FILTER_CASES} | set(FILTERS_WITHOUT_CASE) == set(NAMES)


@pytest.mark.parametrize("row", FILTER_CASES, ids=_id)
def test_filter_matches_one_record_and_not_the_other(row: FilterCase):
    request = {row.filter: row.value}
    assert compile_request(request, platform=row.platform).ignored == ()
    assert matches(request, document(row.platform, **row.found), platform=row.platform)
    assert not matches(request, document(row.platform, **row.missed), platform=row.platform)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """The creators of all rows: those to be found have even numbers."""
    engine = TantivyEngine(tmp_path_factory.mktemp("rows"))
    for platform in {row.platform for row in FILTER_CASES}:
        writer = engine.writer(platform)
        for number, row in enumerate(FILTER_CASES, 1):
            if row.platform is platform:
                found = document(platform, 2 * number, **row.found)
                missed = document(platform, 2 * number + 1, **row.missed)
                writer.upsert([IndexEntry(document=each, result_json=b"{}") for each in (found, missed)])
        writer.commit()
    return engine


@pytest.mark.parametrize("row", FILTER_CASES, ids=_id)
def test_engine_agrees_with_the_clause(row: FilterCase, engine: SearchEngine):
    """Names of places, brands and interests become paths in the index, which random documents do not have."""
    query = compile_request({row.filter: row.value}, platform=row.platform).query
    match_all = CreatorQuery(platform=row.platform, clauses=query.clauses, limit=500)
    found = {hit.document.id for hit in engine.search(match_all, ALL_FIELDS)}
    number = FILTER_CASES.index(row) + 1
    assert 2 * number in found
    assert 2 * number + 1 not in found


@pytest.mark.parametrize(
    "name", [name for name, declared in declared_filters(ExportFilters) if declared.platforms]
)
def test_filter_of_another_platform_is_ignored(name: str):
    value = next(row.value for row in FILTER_CASES if row.filter == name)
    compiled = compile_request({name: value}, platform=PlatformKey.PINTEREST)
    assert compiled.ignored == (name,)
    assert compiled.query.clauses == ()


def test_values_without_meaning_on_the_platform_are_ignored():
    assert compile_request({"creator_gender": "ORGANIZATION"}).ignored == ("creator_gender",)
    assert compile_request(FILTERS_WITHOUT_CASE).ignored == ("audience_ethnicity",)


@pytest.mark.parametrize(
    "request_",
    [
        {"audience_gender": {"type": "ANY", "operator": "GT", "percentage_value": 50}},
        {"creator_gender": "ANY"},
        {"platform_account_type": "ANY"},
        {"creator_account_type": ["BUSINESS", "ANY"]},
        {"creator_account_type": []},
        {"follower_count": {}},
        {"audience_age": {}},
        {"instagram_options": {}},
        {"description_keywords": " , "},
        {"bio_phrase": ""},
        {"hashtags": [{"name": "#"}]},
        {"topic_relevance": {"name": []}},
        {"creator_language": {}},
        {"audience_locations": [{"percentage_value": 5}]},
        {"creator_interests": []},
        {"has_audience_info": False},
        {"exclude_private_profiles": False},
        {"specific_contact_details": [{"preference": "MUST_HAVE"}]},
        {"creator_lookalikes": "@"},
    ],
    ids=str,
)
def test_value_without_restriction_matches_all(request_: dict):
    assert compile_request(request_).query.clauses == ()
    assert compile_request(request_).ignored == ()


@pytest.mark.parametrize(
    ("source", "percent", "is_found"),
    [
        ("LIKERS", 39, False),
        ("FOLLOWERS", 39, True),
        ("FOLLOWERS", 40, False),
        ("COMMENTERS", 59, True),
        ("ANY", 39, True),
        ("ANY", 40, False),
    ],
)
def test_audience_source_selects_the_audience(source: str, percent: int, is_found: bool):
    """Followers are 40 % female and commenters 60 %; of the likers only an empty sample is known."""
    creator = document(
        likers=Audience(sample_size=0),
        followers=Audience(genders={"FEMALE": 40.0}),
        commenters=Audience(genders={"FEMALE": 60.0}),
    )
    request = {"audience_gender": {"type": "FEMALE", "operator": "GT", "percentage_value": percent}}
    assert matches(request, creator, audience_source=source) is is_found


def test_any_audience_prefers_likers():
    creator = document(followers=Audience(genders={"MALE": 90.0}), **likers(genders={"MALE": 10.0}))
    request = {"audience_gender": {"type": "MALE", "operator": "GT", "percentage_value": 50}}
    assert not matches(request, creator, audience_source="ANY")


@pytest.mark.parametrize(
    ("ages", "percent", "is_found"),
    [
        ({"min": 18, "max": 24}, 35, True),
        ({"min": 20, "max": 24}, 25, True),
        ({"min": 20, "max": 24}, 25.01, False),
        ({"min": 21, "max": 29}, 30, True),
        ({"min": 21, "max": 29}, 30.01, False),
        ({"min": 13}, 55, True),
        ({"max": 17}, 0, False),
        ({"min": 30}, 10, True),
        ({"min": 30}, 10.01, False),
        ({"max": 5}, 0, False),
        ({"min": 100}, 0, False),
        ({}, 55, True),
    ],
)
def test_partly_overlapping_brackets_count_in_proportion(ages: dict, percent: float, is_found: bool):
    """20–24 are 5 of the 7 years of 18–24, and 25–29 are 5 of the 10 of 25–34."""
    creator = document(**likers(ages={"18-24": 35.0, "25-34": 20.0}))
    assert matches({"audience_age": ages | {"percentage": percent}}, creator) is is_found


def test_audience_age_accepts_both_percentage_fields():
    asked_one = compile_request({"audience_age": {"min": 18, "percentage": 50}}).query.clauses
    assert isinstance(asked_one[0], AgeShareAtLeast)
    assert asked_one == compile_request({"audience_age": {"min": 18, "percentage_value": 50}}).query.clauses


@pytest.mark.parametrize("interval", range(1, 13))
def test_growth_is_measured_over_the_interval(interval: int):
    """1 % a month after month; a year of it is 12.68 %."""
    totals = [round(1_000_000 * 1.01**month) for month in range(13)]
    creator = document(**history("follower_count", *totals))
    grown = 100 * (1.01**interval - 1)
    growth = month_growth(grown - 0.02) | {"interval": interval}
    assert matches({"follower_growth": growth}, creator)
    assert not matches({"follower_growth": growth | {"percentage_value": grown + 0.02}}, creator)


@pytest.mark.parametrize(
    ("totals", "interval", "is_known"),
    [
        ((100, None, 200), 1, False),
        ((100, None, 200), 2, True),
        ((100, 200, None), 1, False),
        ((0, 100), 1, False),
        ((100,), 1, False),
        ((), 1, False),
    ],
)
def test_growth_needs_both_months(totals: tuple, interval: int, is_known: bool):
    creator = document(**history("follower_count", *totals))
    everything = {"follower_growth": month_growth(-100) | {"interval": interval}}
    assert matches(everything, creator) is is_known


def test_missing_month_does_not_shift_the_others():
    months = (
        MonthlyTotals(month="2025-12", follower_count=100),
        MonthlyTotals(month="2026-02", follower_count=150),
    )
    creator = document(history=months)
    assert matches({"follower_growth": month_growth(49) | {"interval": 2}}, creator)
    assert not matches({"follower_growth": month_growth(-100)}, creator)


@pytest.mark.parametrize("value", [12.5, "12.5", " 12.5 ", "1.25e1"])
def test_percentages_may_be_numbers_or_text(value: object):
    request = {"engagement_rate": {"percentage_value": value}}
    assert matches(request, document(engagement_rate=0.125))
    assert not matches(request, document(engagement_rate=0.1249))


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"engagement_rate": {"percentage_value": "a lot"}}, ["engagement_rate", "'a lot'"]),
        ({"engagement_rate": {"percentage_value": "nan"}}, ["engagement_rate", "'nan'"]),
        ({"engagement_rate": {"percentage_value": -1}}, ["engagement_rate", "-1"]),
        ({"audience_language": [{"code": "de", "percentage_value": "inf"}]}, ["audience_language", "'inf'"]),
        ({"follower_growth": month_growth(-101)}, ["follower_growth", "-101"]),
        ({"follower_count": {"min": 2, "max": 1}}, ["follower_count", "min 2", "max 1"]),
        ({"audience_age": {"min": 30, "max": 20}}, ["audience_age", "min 30", "max 20"]),
        ({"livestream_options": {"peak_viewers": {"min": 2, "max": 1}}}, ["livestream_options", "min 2"]),
        ({"last_post_timestamp": "yesterday"}, ["last_post_timestamp", "'yesterday'"]),
        ({"last_post_timestamp": "0001-01-01T00:00:00+23:00"}, ["last_post_timestamp", "0001"]),
        ({"creator_interests": ["Musik"]}, ["creator_interests", "'Musik'", "closest first: Music"]),
        (
            {"audience_interests": ["Fitnes"]},
            ["audience_interests", "'Fitnes'", "closest first: Fitness & Yoga"],
        ),
        ({"brand_sponsors": ["Addidas"]}, ["brand_sponsors", "'Addidas'", "closest first: Adidas", "more."]),
        ({"creator_language": {"code": "xx"}}, ["creator_language", "'xx'", "more."]),
        ({"audience_language": [{"code": "", "percentage_value": 1}]}, ["audience_language", "''"]),
        ({"creator_location": ["Frannce"]}, ["creator_location", "'Frannce'", "closest first: France"]),
        (
            {"creator_locations": ["00000000-0000-0000-0000-000000000000"]},
            ["creator_locations", "00000000", "dictionary/locations"],
        ),
    ],
    ids=str,
)
def test_error_names_the_value_and_the_allowed_ones(request_: dict, told: list[str]):
    with pytest.raises(InvalidFilter) as refusal:
        compile_request(
            request_,
            platform=PlatformKey.TWITCH if "livestream_options" in request_ else PlatformKey.INSTAGRAM,
        )
    assert all(word in refusal.value.message for word in told), refusal.value.message


def test_bounds_beyond_64_bits_are_clamped():
    creator = document(follower_count=5)
    assert matches({"follower_count": {"min": -(10**30), "max": 10**30}}, creator)
    assert not matches({"follower_count": {"min": 10**30}}, creator)


def test_contact_types_match_the_wire():
    for name in get_args(ContactType):
        request = {"specific_contact_details": [{"type": name, "preference": "MUST_HAVE"}]}
        assert not matches(request, document())


@pytest.mark.parametrize(
    ("bio", "phrase", "is_found"),
    [
        ("Crème Brûlée für alle", "creme brulee fur", True),
        ("STRASSE und Weg", "straße", True),
        ("Люблю ёлки", "елки", True),
        ("מדריך טיולים בישראל", "טיולים בישראל", True),
        ("أحب القهوة جدا", "القهوة", True),
        ("मुझे हिन्दी पसंद है", "हिन्दी पसंद", True),
        ("東京のカフェ巡り", "カフェ", True),
        ("東京のカフェ巡り", "京東", False),
        ("ฉันรักกาแฟ", "กาแฟ", True),
        ("한국 여행 블로그", "여행 블로그", True),
        ("mom of 2 👩‍🚀🌍", "👩‍🚀", True),
        ("mom of 2 👩‍🚀🌍", "🚀", False),
        ("ＦＵＬＬ width", "full width", True),
        ("a\0b", "a b", True),
        ("tea", "teapot", False),
    ],
)
def test_phrases_match_in_any_script(bio: str, phrase: str, is_found: bool):
    assert matches({"bio_phrase": phrase}, document(introduction=bio)) is is_found


@pytest.mark.parametrize("comma", [", ", "，", "、", "،"])
def test_keywords_split_at_commas_of_any_script(comma: str):
    assert matches({"description_keywords": f"珈琲{comma}tea"}, document(captions="my tea"))


@pytest.mark.parametrize("name", ["Fitness", "#fitness", "# FITNESS", "＃fitness"])
def test_hashtag_sign_is_optional(name: str):
    assert matches({"hashtags": [{"name": name}]}, document(hashtags={"#fitness": 1.0}))
    assert matches({"topic_relevance": {"name": [name]}}, document(hashtags={"fitness": 1.0}))
