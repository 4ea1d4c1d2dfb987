"""Overlaps over HTTP: exact, estimated and unknown."""

from itertools import combinations

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.testing.webhook_receiver import run_receiver
from tests.jobs.conftest import JobsClient

PATH = "audience-overlap"


def test_complete_audiences_give_an_exact_overlap(api: JobsClient):
    names = ["@tea_house", "https://www.instagram.com/tea_room/"]
    found = api.run_job(PATH, identifiers=names)
    assert (found["total_follower_count"], found["unique_follower_count"]) == (1_600, 1_000)
    assert (found["total_subscriber_count"], found["unique_subscriber_count"]) == (None, None)
    house, room = found["profiles"]
    assert (house["follower_count"], house["unique_follower_percentage"]) == (1_000, 40.0)
    assert (room["follower_count"], room["overlap_follower_percentage"]) == (600, 100.0)
    assert house["subscriber_count"] is house["overlap_subscriber_percentage"] is None
    whole, *each = found["provenance"]
    assert (whole["is_estimate"], whole["source"], whole["formulas"]) == (False, "import", ["overlap 1"])
    assert whole["intervals"]["unique_follower_count"] == {"low": 1_000, "high": 1_000}
    assert [part["sample_size"] for part in each] == [1_000, 600]


def test_an_incomplete_audience_gives_an_estimate(api: JobsClient):
    found = api.run_job(PATH, identifiers=["tea_pot", "tea_room"])
    whole, pot, room = found["provenance"]
    assert (whole["is_estimate"], pot["is_estimate"], room["is_estimate"]) == (True, True, False)
    assert (pot["sample_size"], pot["population"]) == (100, 400)
    assert whole["formulas"] == ["overlap_of_draws 1"]
    between = pot["intervals"]["profiles[0].overlap_follower_percentage"]
    assert between["low"] == 0 < between["high"]


def test_youtube_results_have_subscriber_fields(api: JobsClient):
    names = [each.username for each in api.sandbox_creators[PlatformKey.YOUTUBE][:8]]
    found = api.run_job(PATH, PlatformKey.YOUTUBE, identifiers=names)
    assert found["total_follower_count"] is None
    assert max(each["subscriber_count"] for each in found["profiles"]) <= found["unique_subscriber_count"]
    assert found["unique_subscriber_count"] <= found["total_subscriber_count"]
    for each in found["profiles"]:
        parts = each["unique_subscriber_percentage"], each["overlap_subscriber_percentage"]
        assert sum(parts) == pytest.approx(100)
        assert each["follower_count"] is each["unique_follower_percentage"] is None


def test_similar_sandbox_creators_share_followers(api: JobsClient):
    """Fails if followers get separate ids for each creator."""
    tags = {each.username: set(each.hashtags or {}) for each in api.sandbox_creators[PlatformKey.INSTAGRAM]}
    one, other = max(combinations(tags, 2), key=lambda pair: len(tags[pair[0]] & tags[pair[1]]))
    found = api.run_job(PATH, identifiers=[one, other])
    assert any(each["overlap_follower_percentage"] > 0 for each in found["profiles"])


def test_failure_names_the_creators_without_audience(api: JobsClient):
    with run_receiver() as receiver:
        hook = {"url": receiver.url, "events": ["AUDIENCE_OVERLAP.FAILURE"]}
        webhook = api.client.post("/v1/webhooks", json=hook).json()
        found = api.run_job(PATH, identifiers=["tea_house", "tea_leaf"])
        told = receiver.wait_for(1)[0].json
        api.client.delete(f"/v1/webhooks/{webhook['id']}")
    assert (found["status"], found["profiles"]) == ("FAILURE", [])
    assert found["error"]["code"] == "followers_not_known"
    assert "tea_leaf" in found["error"]["message"]
    assert "tea_house" not in found["error"]["message"]
    assert (told["event"], told["data"]) == ("AUDIENCE_OVERLAP.FAILURE", {"job_id": found["id"]})


def test_audiences_of_different_sources_are_rejected(api: JobsClient):
    """Person ids differ between sources, so the overlap would always be empty."""
    simulated = api.sandbox_creators[PlatformKey.INSTAGRAM][0]
    found = api.run_job(PATH, identifiers=["tea_house", simulated.username])
    assert found["error"]["code"] == "followers_not_comparable"


@pytest.mark.parametrize(
    ("names", "named"),
    [
        (["tea_house", "@Tea_House"], "@Tea_House"),
        (["tea_house", "https://www.instagram.com/tea_house/"], "instagram.com/tea_house"),
        (["tea_house"], "identifiers"),
        ([f"name{number}" for number in range(21)], "identifiers"),
        (["tea_house", "https://example.com/tea_room"], "example.com"),
    ],
)
def test_invalid_identifiers_are_rejected(api: JobsClient, names: list[str], named: str):
    status, message = api.rejected(PATH, identifiers=names)
    assert status == 400
    assert named in message


def test_two_names_of_one_creator_fail(api: JobsClient):
    creator = api.sandbox_creators[PlatformKey.INSTAGRAM][0]
    found = api.run_job(PATH, identifiers=[creator.username, str(creator.external_id)])
    assert found["error"]["code"] == "same_creator_twice"
