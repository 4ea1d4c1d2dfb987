"""Estimates over HTTP: from a history, from published shares, and none where neither is known."""

import pytest

from limelight.kernel.platforms import PlatformKey
from tests.jobs.conftest import JobsClient

PATH = "estimated-metrics"


@pytest.mark.parametrize("key", [PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE])
def test_a_creators_own_contents_make_the_estimate(desk: JobsClient, key: PlatformKey):
    busy = desk.busy(key)
    asked = {"profile_url": busy.url, "content_type": "FEED", "format": "VIDEO"}
    if key is PlatformKey.INSTAGRAM:
        asked["format"] = "IMAGE"
    found = desk.job(PATH, key, **asked)
    assert {name: found[name] for name in asked} == asked
    assert found["basis"] == "history"
    reach, seen = found["estimated_reach"], found["estimated_impressions"]
    assert 0 < reach["min"] <= reach["absolute"] <= reach["max"]
    assert all(reach[name] <= seen[name] for name in ("min", "absolute", "max"))
    (origin,) = found["provenance"]
    assert (origin["source"], origin["is_estimate"]) == ("sandbox", True)
    assert origin["sample_size"] >= 5


def test_else_it_is_made_from_the_followers(desk: JobsClient):
    """Who told the number of followers is where the estimate came from."""
    found = desk.job(PATH, profile_url="@tea_leaf", content_type="STORY", format="IMAGE")
    assert found["basis"] == "published shares"
    assert found["estimated_reach"]["max"] <= 50
    (origin,) = found["provenance"]
    assert (origin["source"], origin["sample_size"]) == ("import", None)
    assert origin["seen_at"] == "2026-05-20T00:00:00.000000"


def test_without_either_it_says_that_it_cannot(desk: JobsClient):
    unknown = desk.job(PATH, profile_url="tea_pot", content_type="REELS")
    assert (unknown["error"]["code"], unknown["estimated_reach"]) == ("estimate_not_possible", None)
    tweeter = desk.world[PlatformKey.TWITTER][0]
    found = desk.job(PATH, PlatformKey.TWITTER, profile_url=tweeter.url, content_type="STORY", format="VIDEO")
    assert (found["status"], found["error"]["type"]) == ("FAILURE", "NOT_SUPPORTED")
    assert "Twitter" in found["error"]["message"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"content_type": "FEED"}, "format"),
        ({"content_type": "STORY", "format": None}, "IMAGE, VIDEO"),
        ({"content_type": "TWEET"}, "content_type"),
        ({"content_type": "REELS", "profile_url": "https://example.com/tea"}, "example.com"),
    ],
)
def test_what_cannot_be_estimated_is_refused_at_once(desk: JobsClient, wrong: dict[str, str], named: str):
    status, message = desk.refusal(PATH, **{"profile_url": "tea_house", **wrong})
    assert status == 400
    assert named in message
