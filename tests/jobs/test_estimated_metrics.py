"""Estimates over HTTP: from a history, from published shares, or an error."""

import pytest

from limelight.kernel.platforms import PlatformKey
from tests.jobs.conftest import JobsClient

PATH = "estimated-metrics"


@pytest.mark.parametrize("key", [PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE])
def test_estimate_uses_contents(api: JobsClient, key: PlatformKey):
    busy = api.active_creator(key)
    submitted = {"profile_url": busy.url, "content_type": "FEED", "format": "VIDEO"}
    if key is PlatformKey.INSTAGRAM:
        submitted["format"] = "IMAGE"
    found = api.run_job(PATH, key, **submitted)
    assert {name: found[name] for name in submitted} == submitted
    assert found["basis"] == "history"
    reach, seen = found["estimated_reach"], found["estimated_impressions"]
    assert 0 < reach["min"] <= reach["absolute"] <= reach["max"]
    assert all(reach[name] <= seen[name] for name in ("min", "absolute", "max"))
    (origin,) = found["provenance"]
    assert (origin["source"], origin["is_estimate"]) == ("sandbox", True)
    assert origin["sample_size"] >= 5


def test_estimate_uses_followers_without_contents(api: JobsClient):
    """The source of the follower count is the source of the estimate."""
    found = api.run_job(PATH, profile_url="@tea_leaf", content_type="STORY", format="IMAGE")
    assert found["basis"] == "published shares"
    assert found["estimated_reach"]["max"] <= 50
    (origin,) = found["provenance"]
    assert (origin["source"], origin["sample_size"]) == ("import", None)
    assert origin["seen_at"] == "2026-05-20T00:00:00.000000"


def test_no_data_is_an_error(api: JobsClient):
    unknown = api.run_job(PATH, profile_url="tea_pot", content_type="REELS")
    assert (unknown["error"]["code"], unknown["estimated_reach"]) == ("estimate_not_possible", None)
    tweeter = api.sandbox_creators[PlatformKey.TWITTER][0]
    found = api.run_job(
        PATH, PlatformKey.TWITTER, profile_url=tweeter.url, content_type="STORY", format="VIDEO"
    )
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
def test_invalid_estimates_are_rejected(api: JobsClient, wrong: dict[str, str], named: str):
    status, message = api.rejected(PATH, **{"profile_url": "tea_house", **wrong})
    assert status == 400
    assert named in message
