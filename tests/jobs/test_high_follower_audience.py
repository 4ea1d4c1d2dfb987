"""High followers over HTTP: who is shown, who is only counted, and what is said of the whole audience."""

from typing import Any

from limelight.kernel.platforms import PlatformKey
from tests.jobs.conftest import JobsClient

PATH = "highfollower-audience"


def ask(desk: JobsClient, identifier: str = "tea_house", **more: Any) -> dict[str, Any]:
    return desk.job(PATH, identifier=identifier, **more)


def test_each_is_shown_once_with_most_followers_first(desk: JobsClient):
    found = ask(desk)
    assert [(each["platform_username"], each["follower_count"]) for each in found["data"]] == [
        ("big", 90_000),
        ("ann", 3_000),
        ("middle", 2_000),
    ]
    assert found["metadata"] == {"offset": 0, "limit": 100}
    assert [part["part"] for part in found["provenance"]] == ["followers", "likers", "commenters"]


def test_the_count_is_of_all_followers_by_those_whose_followers_are_known(desk: JobsClient):
    """Two of three have a thousand followers, of one it is not known: 667 of 1,000, not 500."""
    count = ask(desk, audience_type="followers", dry_run=True, has_email=True)["audience_details"]
    assert (count["estimated_count"], count["counted"], count["sample_size"]) == (667, 2, 4)
    assert count["interval"]["low"] < 667 < count["interval"]["high"]
    assert count["with_email"] == 1


def test_emails_are_counted_only_if_asked_and_known(desk: JobsClient):
    assert ask(desk, dry_run=True)["audience_details"]["with_email"] is None
    assert ask(desk, audience_type="likers", has_email=True)["audience_details"]["with_email"] is None


def test_whoever_is_only_counted_is_not_shown(desk: JobsClient):
    dry = ask(desk, dry_run=True)
    assert (dry["data"], dry["audience_details"]["counted"]) == ([], 3)
    nobody = ask(desk, limit=0)
    assert (nobody["data"], nobody["metadata"]["limit"]) == ([], 0)
    assert len(ask(desk, limit=1)["data"]) == 1
    assert desk.refusal(PATH, identifier="tea_house", limit=101)[0] == 400


def test_the_audience_and_the_least_count_are_those_asked_for(desk: JobsClient):
    likers = ask(desk, audience_type="likers")
    assert [each["platform_username"] for each in likers["data"]] == ["big", "ann"]
    assert likers["audience_details"]["estimated_count"] is None
    few = ask(desk, follower_count={"min": 3_000})
    assert [each["platform_username"] for each in few["data"]] == ["big", "ann"]


def test_what_is_not_known_is_empty_text(desk: JobsClient):
    big = ask(desk)["data"][0]
    assert (big["full_name"], big["age_group"], big["platform_account_type"]) == ("", "", "")
    assert (big["gender"], big["location"]["country"]) == ("FEMALE", "Germany")
    assert (big["language"], big["engagement_rate"], big["contact_details"]) == (None, None, [])


def test_nobody_known_is_said_by_an_empty_sample(desk: JobsClient):
    count = ask(desk, "tea_leaf")["audience_details"]
    assert (count["estimated_count"], count["sample_size"]) == (None, 0)


def test_creators_among_the_followers_have_their_whole_profile(desk: JobsClient):
    large = max(desk.world[PlatformKey.INSTAGRAM], key=lambda each: each.follower_count or 0)
    found = ask(desk, large.username, audience_type="followers", limit=100)
    count = found["audience_details"]
    assert count["interval"]["low"] <= count["estimated_count"] <= count["interval"]["high"]
    counts = [each["follower_count"] for each in found["data"]]
    assert counts == sorted(counts, reverse=True)
    assert len({each["platform_username"] for each in found["data"]}) == len(counts) == 100
    assert {each["work_platform"]["name"] for each in found["data"]} == {"Instagram"}
