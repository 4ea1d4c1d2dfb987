"""Creator search over HTTP, in the complete app."""

import asyncio
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.search import (
    CreatorProfileQuickSearchResult,
    CreatorProfileSearchResult,
)
from limelight.settings import Settings
from tests.api.sample_creators import SIMILAR_CREATORS, save_creators
from tests.catalog.small_catalogs import wait_until

SEARCH = "/v1/social/creators/profiles/search"
QUICK_SEARCH = "/v1/social/creators/profiles/quick-search"
DICTIONARY = "/v1/social/creators/dictionary"
INSTAGRAM = str(platform_by_key(PlatformKey.INSTAGRAM).id)
TWITCH = str(platform_by_key(PlatformKey.TWITCH).id)
Client = TestClient[Litestar]


def body(sort: str = "FOLLOWER_COUNT", **request: Any) -> dict[str, Any]:
    return {"work_platform_id": INSTAGRAM, "sort_by": {"field": sort, "order": "DESCENDING"}} | request


def results(client: Client, path: str = SEARCH, **request: Any) -> list[dict[str, Any]]:
    response = client.post(path, json=body(**request))
    assert response.status_code == 200, response.text
    return response.json()["data"]


def error_of(client: Client, **request: Any) -> dict[str, Any]:
    response = client.post(SEARCH, json=body(**request))
    assert response.status_code == 400, response.text
    error = response.json()["error"]
    assert error["request_id"] == response.headers["request-id"]
    assert (error["status_code"], error["code"]) == (error["http_status_code"], error["error_code"])
    return error


def test_a_search_result_has_all_fields(search_client: Client):
    (full,) = results(search_client, bio_phrase="the sea")
    assert set(full) == set(CreatorProfileSearchResult.__struct_fields__)
    assert full["work_platform"]["id"] == INSTAGRAM
    assert full["platform_username"] == "Full.One"
    assert full["url"] == "https://www.instagram.com/Full.One/"
    assert full["age_group"] == "25-34"
    assert full["platform_account_type"] == "CREATOR"
    assert full["location"] == {"city": "Berlin", "state": "Berlin", "country": "Germany"}
    assert full["contact_details"] == [{"type": "email", "value": "full@one.example"}]
    assert (full["average_likes"], full["engagement_rate"], full["subscriber_count"]) == (400, 0.08, None)


def test_a_quick_search_result_has_no_contact_details(search_client: Client):
    (full,) = results(search_client, QUICK_SEARCH, bio_phrase="the sea")
    assert set(full) == set(CreatorProfileQuickSearchResult.__struct_fields__)
    assert full["livestream_metrics"] is None
    assert "full@one.example" not in str(full)


def test_filter_match_lists_the_matching_values(search_client: Client):
    (full,) = results(
        search_client,
        follower_count={"min": 1000},
        description_keywords="tea, coffee",
        hashtags=[{"name": "#tea"}, {"name": "yoga"}],
        audience_age={"min": 20, "max": 24, "percentage_value": 25},
        audience_location=[{"name": "Germany", "percentage_value": 50}],
        engagement_rate={"percentage_value": "5"},
        audience_credibility_category=["EXCELLENT"],
        exclude_private_profiles=True,
    )
    assert full["filter_match"] == {
        "follower_count": 5000,
        "description_keywords": {"phrases": ["tea"], "relevance": 3},
        "hashtags": ["tea"],
        "audience_age": {"20-24": 25.0},
        "audience_location": {"DE": 60.0},
        "engagement_rate": 0.08,
        "audience_credibility_category": {"score": 90.0},
        "exclude_private_profiles": [],
    }
    assert results(search_client)[0]["filter_match"] == {}


def test_lookalike_matches_show_likeness_and_common_values(search_client: Client):
    alike = results(search_client, sort="AUDIENCE_LOOKALIKES", audience_lookalikes="@MANY5")
    assert "many5" not in {each["platform_username"] for each in alike}
    match = alike[0]["filter_match"]["audience_lookalikes"]
    assert 0 < match["likeness"] <= 1
    assert match["in_common"]["sketch"]


def test_metadata_repeats_limit_and_offset(search_client: Client):
    response = search_client.post(SEARCH, json=body(limit=7, offset=3)).json()
    assert response["metadata"] == {"offset": 3, "limit": 7}
    assert len(response["data"]) == 7
    response = search_client.post(QUICK_SEARCH, json=body()).json()
    assert response["metadata"] == {"offset": 0, "limit": 10, "from_date": None, "to_date": None}


@pytest.mark.parametrize("path", [SEARCH, QUICK_SEARCH])
@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"sort": "AVERAGE_LIKES"},
        {"sort": "DESCRIPTION", "description_keywords": "sea"},
        {"sort": "TOPIC_RELEVANCE", "topic_relevance": {"name": ["crowd", "tea"]}},
        {"sort": "CREATOR_LOOKALIKES", "creator_lookalikes": "many3"},
        {"sort": "AUDIENCE_LOOKALIKES", "audience_lookalikes": "many30"},
        {"sort": "AUDIENCE_AGE", "audience_age": {"min": 13}},
        {"hashtags": [{"name": "crowd"}]},
    ],
    ids=str,
)
def test_pages_concatenate_to_the_full_result(search_client: Client, path: str, request_: dict[str, Any]):
    """Almost all creators tie here, so pages are disjoint only if the order is total."""
    whole = [each["platform_username"] for each in results(search_client, path, limit=100, **request_)]
    paged = [
        each["platform_username"]
        for offset in range(0, 70, 7)
        for each in results(search_client, path, limit=7, offset=offset, **request_)
    ]
    assert whole
    assert paged == whole
    assert len(set(whole)) == len(whole)


def test_a_page_past_the_end_is_empty(search_client: Client):
    assert results(search_client, offset=499, limit=1) == []
    assert results(search_client, offset=61, limit=10) == []


def test_unsupported_filters_are_listed_in_a_header(search_client: Client):
    request = body(work_platform_id=TWITCH, post_type="SHORTS", creator_interests=["Music"])
    for path in (SEARCH, QUICK_SEARCH):
        response = search_client.post(path, json=request)
        assert response.headers["ignored-filters"] == "creator_interests, post_type"
        assert [each["platform_username"] for each in response.json()["data"]] == ["streamer"]
    assert "ignored-filters" not in search_client.post(SEARCH, json=body()).headers


def test_livestream_metrics_are_filtered_and_returned(search_client: Client):
    options = {"recent_activity": "chess", "hours_watched": {"min": 10}}
    (each,) = results(
        search_client,
        QUICK_SEARCH,
        work_platform_id=TWITCH,
        livestream_options=options,
        creator_gender="ORGANIZATION",
    )
    assert each["livestream_metrics"]["hours_watched"] == 10
    assert each["livestream_metrics"]["peak_viewers"] is None


def test_the_text_null_is_an_account_type(search_client: Client):
    """Unlike JSON null, which means no filter."""
    assert len(results(search_client, platform_account_type="NULL", limit=100)) == len(SIMILAR_CREATORS)
    assert len(results(search_client, platform_account_type=None, limit=100)) == len(SIMILAR_CREATORS) + 1
    assert results(search_client, description_keywords="null") == []


@pytest.mark.parametrize(
    ("request_", "code", "words"),
    [
        ({"limit": 500, "offset": 1}, "page_too_far", ["limit + offset", "500 + 1"]),
        ({"limit": 0}, "invalid_request_parameters", ["limit", "1"]),
        ({"limit": 501}, "invalid_request_parameters", ["limit", "500"]),
        ({"offset": -1}, "invalid_request_parameters", ["offset"]),
        ({"work_platform_id": "myspace"}, "unknown_work_platform", ["work_platform_id", "Instagram"]),
        ({"work_platform_id": None}, "invalid_request_parameters", ["work_platform_id"]),
        ({"sort_by": {"field": "LUCK", "order": "DESCENDING"}}, "invalid_request_parameters", ["LUCK"]),
        ({"sort_by": {"field": "AIRTIME", "order": "UP"}}, "invalid_request_parameters", ["DESCENDING"]),
        ({"creator_gender": "WOMAN"}, "invalid_request_parameters", ["creator_gender", "FEMALE"]),
        ({"platform_account_type": "X"}, "invalid_request_parameters", ["platform_account_type", "BUSINESS"]),
        ({"follower_count": {"min": 9, "max": 1}}, "invalid_filter", ["follower_count", "min 9"]),
        ({"follower_count": {"min": 10**30}}, "invalid_request_parameters", ["follower_count.min"]),
        ({"engagement_rate": {"percentage_value": "high"}}, "invalid_filter", ["engagement_rate", "'high'"]),
        ({"creator_interests": ["Musik"]}, "invalid_filter", ["creator_interests", "first: Music"]),
        ({"creator_locations": ["x"]}, "invalid_request_parameters", ["creator_locations", "UUID"]),
        ({"bio_phrase": "a\0b"}, "invalid_request_parameters", ["bio_phrase"]),
        ({"creator_lookalikes": "nobody"}, "lookalike_unknown", ["'nobody'", "userhandles"]),
        ({"audience_lookalikes": "full.one"}, "lookalike_unknown", ["audience", "'full.one'"]),
        ({"last_post_timestamp": "soon"}, "invalid_filter", ["last_post_timestamp", "'soon'"]),
    ],
    ids=str,
)
def test_invalid_searches_are_rejected(search_client: Client, request_: dict, code: str, words: list[str]):
    error = error_of(search_client, **request_)
    assert error["code"] == code, error
    assert all(word in error["message"] for word in words), error["message"]


def test_missing_fields_are_listed(search_client: Client):
    response = search_client.post(SEARCH, json={})
    assert response.json()["error"]["code"] == "missing_fields"
    assert "work_platform_id" in response.json()["error"]["message"]


def handles(client: Client, text: str, use: str = "lookalike", **query: Any) -> list[str]:
    params = {"query_text": text, "type": use, "work_platform_id": INSTAGRAM} | query
    response = client.get(f"{DICTIONARY}/userhandles", params=params)
    assert response.status_code == 200, response.text
    return [each["username"] for each in response.json()]


def test_handles_are_completed_by_prefix_of_handle_or_name(search_client: Client):
    assert handles(search_client, "FULL.") == ["Full.One"]
    assert handles(search_client, "@full") == ["Full.One"]
    assert handles(search_client, "one")[0] == "Full.One"
    assert len(handles(search_client, "many", limit=60)) == 60
    assert handles(search_client, "ull") == []
    assert handles(search_client, "(many|full)") == []
    assert handles(search_client, "many", work_platform_id=TWITCH) == []


def test_handles_are_restricted_to_creators_with_the_needed_data(search_client: Client):
    """The complete creator has no audience sketch."""
    assert handles(search_client, "full", "topic-tags") == ["Full.One"]
    assert handles(search_client, "full", "search") == []
    assert len(handles(search_client, "many1", "search", limit=20)) == 11


@pytest.mark.parametrize(
    "query", [{"type": "other"}, {"query_text": ""}, {"limit": 0}, {"limit": 1001}, {"work_platform_id": "x"}]
)
def test_invalid_handle_queries_are_rejected(search_client: Client, query: dict[str, Any]):
    params = {"query_text": "a", "type": "search", "work_platform_id": INSTAGRAM} | query
    assert search_client.get(f"{DICTIONARY}/userhandles", params=params).status_code == 400


def test_topics_and_related_topics(search_client: Client):
    params = {"identifier": "#TE", "work_platform_id": INSTAGRAM}
    assert search_client.get(f"{DICTIONARY}/topics", params=params).json() == {
        "data": [{"name": "tea", "value": "tea"}]
    }
    params["identifier"] = "tea"
    (crowd,) = search_client.get(f"{DICTIONARY}/topics/relevance", params=params).json()["data"]
    assert crowd["name"] == "crowd"
    assert crowd["frequency"] == 60
    assert 0 < crowd["distance"] < 0.1
    params["identifier"] = "unheard of"
    assert search_client.get(f"{DICTIONARY}/topics/relevance", params=params).json() == {"data": []}


def test_search_operations_are_in_the_openapi_document(search_client: Client):
    document = search_client.get("/openapi.json").json()
    for path, name, response in (
        (SEARCH, "search_creator_profiles", "CreatorProfileSearchResponse"),
        (QUICK_SEARCH, "quick_search_creator_profiles", "CreatorProfileQuickSearchResponse"),
    ):
        operation = document["paths"][path]["post"]
        assert operation["operationId"] == name
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": f"#/components/schemas/{response}"}


def test_stored_creators_are_searchable_within_two_seconds(
    search_client: Client, catalogue_settings: Settings
):
    newcomer = Creator(platform=PlatformKey.TIKTOK, username="newcomer", introduction="just arrived")
    asyncio.run(save_creators(catalogue_settings, [newcomer]))
    tiktok = str(platform_by_key(PlatformKey.TIKTOK).id)
    wait_until(lambda: bool(results(search_client, work_platform_id=tiktok, bio_phrase="just arrived")), 2)
    changed = Creator(platform=PlatformKey.TIKTOK, username="newcomer", introduction="long known")
    asyncio.run(save_creators(catalogue_settings, [changed]))
    wait_until(lambda: bool(results(search_client, work_platform_id=tiktok, bio_phrase="long known")), 2)
    assert results(search_client, work_platform_id=tiktok, bio_phrase="just arrived") == []
