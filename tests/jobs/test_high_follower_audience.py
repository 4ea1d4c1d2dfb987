"""High followers over HTTP: profiles, counts and the estimate for the whole audience."""

from typing import Any

from limelight.kernel.platforms import PlatformKey
from tests.jobs.conftest import JobsClient

PATH = "highfollower-audience"


def ask(api: JobsClient, identifier: str = "tea_house", **more: Any) -> dict[str, Any]:
    return api.run_job(PATH, identifier=identifier, **more)


def test_people_are_distinct_and_sorted_by_followers(api: JobsClient):
    found = ask(api)
    assert [(each["platform_username"], each["follower_count"]) for each in found["data"]] == [
        ("big", 90_000),
        ("ann", 3_000),
        ("middle", 2_000),
    ]
    assert found["metadata"] == {"offset": 0, "limit": 100}
    assert [part["part"] for part in found["provenance"]] == ["followers", "likers", "commenters"]


def test_count_extrapolates_to_all_followers(api: JobsClient):
    """Two of three known follower counts are above 1,000: 667 of 1,000, not 500."""
    count = ask(api, audience_type="followers", dry_run=True, has_email=True)["audience_details"]
    assert (count["estimated_count"], count["counted"], count["sample_size"]) == (667, 2, 4)
    assert count["interval"]["low"] < 667 < count["interval"]["high"]
    assert count["with_email"] == 1


def test_emails_are_counted_on_request_if_known(api: JobsClient):
    assert ask(api, dry_run=True)["audience_details"]["with_email"] is None
    assert ask(api, audience_type="likers", has_email=True)["audience_details"]["with_email"] is None


def test_dry_run_and_limit_hide_people(api: JobsClient):
    dry = ask(api, dry_run=True)
    assert (dry["data"], dry["audience_details"]["counted"]) == ([], 3)
    nobody = ask(api, limit=0)
    assert (nobody["data"], nobody["metadata"]["limit"]) == ([], 0)
    assert len(ask(api, limit=1)["data"]) == 1
    assert api.rejected(PATH, identifier="tea_house", limit=101)[0] == 400


def test_audience_type_and_minimum_are_applied(api: JobsClient):
    likers = ask(api, audience_type="likers")
    assert [each["platform_username"] for each in likers["data"]] == ["big", "ann"]
    assert likers["audience_details"]["estimated_count"] is None
    few = ask(api, follower_count={"min": 3_000})
    assert [each["platform_username"] for each in few["data"]] == ["big", "ann"]


def test_unknown_texts_are_empty(api: JobsClient):
    big = ask(api)["data"][0]
    assert (big["full_name"], big["age_group"], big["platform_account_type"]) == ("", "", "")
    assert (big["gender"], big["location"]["country"]) == ("FEMALE", "Germany")
    assert (big["language"], big["engagement_rate"], big["contact_details"]) == (None, None, [])


def test_no_audience_gives_an_empty_sample(api: JobsClient):
    count = ask(api, "tea_leaf")["audience_details"]
    assert (count["estimated_count"], count["sample_size"]) == (None, 0)


def test_known_creators_have_their_profile(api: JobsClient):
    large = max(api.sandbox_creators[PlatformKey.INSTAGRAM], key=lambda each: each.follower_count or 0)
    found = ask(api, large.username, audience_type="followers", limit=100)
    count = found["audience_details"]
    assert count["interval"]["low"] <= count["estimated_count"] <= count["interval"]["high"]
    counts = [each["follower_count"] for each in found["data"]]
    assert counts == sorted(counts, reverse=True)
    assert len({each["platform_username"] for each in found["data"]}) == len(counts) == 100
    assert {each["work_platform"]["name"] for each in found["data"]} == {"Instagram"}
