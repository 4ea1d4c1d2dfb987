"""The audience of contents over HTTP: weights, failed URLs and errors."""

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.testing.webhook_receiver import run_receiver
from tests.jobs.conftest import JobsClient
from tests.jobs.fake_source import CONTENT_URL

PATH = "contents/audience"
POSTS = [CONTENT_URL.format("post0"), CONTENT_URL.format("post9")]
NOWHERE = CONTENT_URL.format("nowhere")


def test_report_has_contents_creator_and_audience(api: JobsClient):
    found = api.run_job(PATH, content_urls=[POSTS[0], NOWHERE, POSTS[1]], identifier="@tea_house")
    report = found["data"]["report"]
    assert (report["content_urls"], report["failed_content_urls"]) == (POSTS, [NOWHERE])
    assert (report["post_count"], report["creator_count"]) == (2, 1)
    assert (report["total_like_count"], report["total_reach_count"]) == (120, None)
    creator = found["data"]["creators"]
    assert (creator["platform_profile_name"], creator["analysed_post_count"]) == ("tea_house", 2)
    assert [each["like_count"] for each in found["data"]["posts"]] == [30, 90]
    assert found["data"]["posts"][0]["hashtags"] == ["tea"]
    assert found["error"] is None


def test_kinds_are_weighted_by_reactions(api: JobsClient):
    """30 likes and 10 comments: three quarters of the audience are likers."""
    found = api.run_job(PATH, content_urls=POSTS[:1], identifier="tea_house")
    shares = found["data"]["audience"]
    assert shares["countries"] == [{"code": "DE", "value": 75.0}, {"code": "US", "value": 25.0}]
    ages = {(each["gender"], each["age_range"]): each["value"] for each in shares["gender_age_distribution"]}
    assert ages == {("FEMALE", "18-24"): 87.5, ("MALE", "25-34"): 12.5}
    whole, *parts = found["provenance"]
    assert whole["formulas"] == ["contents_audience 1", "reaction_weights 1"]
    between = whole["intervals"]["countries.DE"]
    assert between["low"] < 75 < between["high"]
    assert [part["part"] for part in parts] == [
        "data.audience.likers",
        "data.audience.commenters",
        "data.posts[0]",
    ]


def test_hidden_likes_keep_the_likers(api: JobsClient):
    found = api.run_job(PATH, content_urls=[CONTENT_URL.format("post1")], identifier="tea_house")
    assert found["data"]["report"]["total_like_count"] is None
    assert [each["value"] for each in found["data"]["audience"]["countries"]] == [50.0, 50.0]


def test_counts_are_null_until_the_job_ends(api: JobsClient):
    receipt = api.post(PATH, content_urls=POSTS[1:], identifier="tea_house").json()
    assert (receipt["post_count"], receipt["total_like_count"]) == (None, None)
    done = api.run_job(PATH, content_urls=POSTS[1:], identifier="tea_house")
    again = api.post(PATH, content_urls=POSTS[1:], identifier="tea_house").json()
    assert (again["post_count"], again["total_like_count"]) == (1, 90)
    assert again["created_at"] > receipt["created_at"]
    assert done["freshness"]["computed_at"] is not None


def test_sandbox_spotlights_have_an_audience(api: JobsClient):
    busy = api.active_creator(PlatformKey.SNAPCHAT)
    shown = api.post("contents/fetch", PlatformKey.SNAPCHAT, profile_url=busy.url).json()["data"]
    urls = [each["url"] for each in shown][:2]
    found = api.run_job(PATH, PlatformKey.SNAPCHAT, content_urls=urls, identifier=busy.url)
    shares = found["data"]["audience"]
    assert sum(each["value"] for each in shares["gender_age_distribution"]) == pytest.approx(100)
    values = [each["value"] for each in shares["countries"]]
    assert values == sorted(values, reverse=True)
    assert 0 < len(values) <= 7


@pytest.mark.parametrize(
    ("identifier", "urls", "code"),
    [
        ("tea_house", [NOWHERE], "no_content_found"),
        ("tea_room", [CONTENT_URL.format("post14")], "reactions_not_known"),
        ("tea_bag", POSTS, "creator_not_found"),
    ],
)
def test_failure_names_what_is_missing(api: JobsClient, identifier: str, urls: list[str], code: str):
    with run_receiver() as receiver:
        hook = {"url": receiver.url, "events": ["CONTENT_AUDIENCE_FETCH.FAILURE"]}
        webhook = api.client.post("/v1/webhooks", json=hook).json()
        found = api.run_job(PATH, content_urls=urls, identifier=identifier)
        assert receiver.wait_for(1)[0].json["data"] == {"job_id": found["id"]}
        api.client.delete(f"/v1/webhooks/{webhook['id']}")
    assert (found["status"], found["data"], found["error"]["code"]) == ("FAILURE", None, code)
    assert identifier in found["error"]["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"content_urls": []},
        {"content_urls": [CONTENT_URL.format(number) for number in range(6)]},
        {"content_urls": [POSTS[0], POSTS[0]]},
        {"identifier": "https://example.com/tea_house"},
    ],
)
def test_invalid_requests_are_rejected(api: JobsClient, wrong: dict[str, object]):
    status, message = api.rejected(PATH, **{"content_urls": POSTS, "identifier": "tea_house", **wrong})
    assert status == 400
    assert next(iter(wrong)) in message
