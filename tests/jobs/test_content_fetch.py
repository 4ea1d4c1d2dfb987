"""Contents over HTTP: of a profile and by URL, as a job and synchronously."""

from itertools import chain
from typing import Any

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.testing.webhook_receiver import run_receiver
from tests.jobs.conftest import JobsClient
from tests.jobs.fake_source import CONTENT_URL

AT_ONCE = "contents/fetch"
JOB = "async/contents/fetch"


def ids(answer: dict[str, Any]) -> list[str]:
    return [each["platform_content_id"] for each in answer["data"]]


def test_synchronous_pages_are_complete(api: JobsClient):
    pages = [api.post(AT_ONCE, profile_url="tea_house", offset=at).json() for at in (0, 10, 20)]
    assert [len(page["data"]) for page in pages] == [10, 4, 0]
    assert list(chain(*map(ids, pages))) == [f"post{number}" for number in range(14)]
    assert pages[1]["metadata"] == {"offset": 10, "limit": 10}
    assert pages[0]["provenance"][0]["source"] == "import"


def test_job_results_are_paged(api: JobsClient):
    with run_receiver() as receiver:
        hook = {"url": receiver.url, "events": ["CONTENTS_FETCH.SUCCESS"]}
        webhook = api.client.post("/v1/webhooks", json=hook).json()
        found = api.run_job(JOB, profile_url="tea_house", content_limit=12)
        told = receiver.wait_for(1)[0].json
        api.client.delete(f"/v1/webhooks/{webhook['id']}")
    assert told["data"] == {"job_id": found["id"]}
    pages = [api.get(f"{JOB}/{found['id']}?limit=5&offset={at}").json() for at in (0, 5, 10, 15)]
    assert list(chain(*map(ids, pages))) == [f"post{number}" for number in range(12)]
    assert pages[3]["metadata"] == {"offset": 15, "limit": 5}


def test_job_contains_its_request(api: JobsClient):
    receipt = api.post(JOB, content_url=CONTENT_URL.format("post0")).json()
    assert (receipt["profile_url"], receipt["content_url"]) == (None, CONTENT_URL.format("post0"))
    assert (receipt["status"], receipt["content_limit"]) == ("IN_PROGRESS", None)
    assert receipt["work_platform"]["name"] == "Instagram"


def test_content_has_all_fields(api: JobsClient):
    (found,) = api.post(AT_ONCE, content_url=CONTENT_URL.format("post0")).json()["data"]
    assert (found["type"], found["format"], found["hashtags"]) == ("FEED", "IMAGE", ["tea"])
    assert [each["platform_username"] for each in found["mentions"]] == ["bo"]
    assert [each["platform_username"] for each in found["sponsors"]] == ["Brew", "Co"]
    assert (found["engagement"]["like_count"], found["engagement"]["view_count"]) == (30, None)
    assert found["profile"]["platform_username"] == "tea_house"
    assert found["profile"]["url"] == "https://www.instagram.com/tea_house/"
    assert (found["is_reposted"], found["likes_and_views_disabled"]) == (False, False)


def test_hidden_likes_are_null_and_flagged(api: JobsClient):
    (found,) = api.post(AT_ONCE, profile_url="tea_house", content_type="REELS").json()["data"]
    assert (found["engagement"]["like_count"], found["likes_and_views_disabled"]) == (None, True)
    unknown = api.post(AT_ONCE, profile_url="tea_room").json()["data"][0]
    assert unknown["likes_and_views_disabled"] is False


@pytest.mark.parametrize(
    "key", [PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TWITTER, PlatformKey.SNAPCHAT]
)
def test_contents_of_a_profile_are_found_by_url(api: JobsClient, key: PlatformKey):
    """Also for URLs without the handle of the author."""
    busy = api.active_creator(key)
    shown = api.post(AT_ONCE, key, profile_url=busy.url, content_limit=4).json()["data"]
    assert len(shown) == 4
    assert [each["published_at"] for each in shown] == sorted(
        (each["published_at"] for each in shown), reverse=True
    )
    for each in shown:
        (again,) = api.post(AT_ONCE, key, content_url=each["url"]).json()["data"]
        assert again["platform_content_id"] == each["platform_content_id"]
        assert again["profile"]["platform_username"] == busy.username


def test_content_types_depend_on_the_platform(api: JobsClient):
    busy = api.active_creator(PlatformKey.TWITTER)
    for submitted, shown in (("TWEETS", "TWEET"), ("REPLIES", "REPLIES")):
        answer = api.post(AT_ONCE, PlatformKey.TWITTER, profile_url=busy.url, content_type=submitted)
        assert {each["type"] for each in answer.json()["data"]} == {shown}
    status, message = api.rejected(AT_ONCE, profile_url="tea_house", content_type="TWEETS")
    assert (status, message.endswith("REELS, IGTV, STORY, ALL.")) == (400, True)
    refused = api.post(AT_ONCE, PlatformKey.TWITTER, profile_url=busy.url, content_type="MENTIONS").json()
    assert refused["error"]["type"] == "NOT_SUPPORTED"


def test_unavailable_contents_are_an_error(api: JobsClient):
    refused = api.post(AT_ONCE, profile_url="tea_leaf").json()["error"]
    assert (refused["type"], refused["code"]) == ("NOT_SUPPORTED", "contents_not_told")
    failed = api.run_job(JOB, profile_url="tea_leaf")
    assert (failed["status"], failed["error"]["code"]) == ("FAILURE", "contents_not_told")


@pytest.mark.parametrize("url", [CONTENT_URL.format("nothing"), "nothing", "https://www.instagram.com/p/12/"])
def test_an_unknown_content_is_not_found(api: JobsClient, url: str):
    status, message = api.rejected(AT_ONCE, content_url=url)
    assert status == 404
    assert url in message


@pytest.mark.parametrize(
    "submitted",
    [
        {},
        {"profile_url": "tea_house", "content_url": CONTENT_URL.format("post0")},
        {"profile_url": "https://example.com/tea_house"},
        {"profile_url": "tea_house", "content_type": "TUNES"},
        {"profile_url": "tea_house", "content_limit": 0},
        {"profile_url": "tea_house", "offset": -1},
    ],
)
@pytest.mark.parametrize("path", [AT_ONCE, JOB])
def test_invalid_requests_are_rejected(api: JobsClient, path: str, submitted: dict[str, Any]):
    assert api.rejected(path, **submitted)[0] == 400
