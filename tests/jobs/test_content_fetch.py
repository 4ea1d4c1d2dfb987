"""Contents over HTTP: of a profile and by their URL, as a job and at once."""

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


def test_at_once_pages_join_to_the_whole(desk: JobsClient):
    pages = [desk.post(AT_ONCE, profile_url="tea_house", offset=at).json() for at in (0, 10, 20)]
    assert [len(page["data"]) for page in pages] == [10, 4, 0]
    assert list(chain(*map(ids, pages))) == [f"post{number}" for number in range(14)]
    assert pages[1]["metadata"] == {"offset": 10, "limit": 10}
    assert pages[0]["provenance"][0]["source"] == "import"


def test_a_job_is_paged_when_it_is_read(desk: JobsClient):
    with run_receiver() as receiver:
        hook = {"url": receiver.url, "events": ["CONTENTS_FETCH.SUCCESS"]}
        webhook = desk.client.post("/v1/webhooks", json=hook).json()
        found = desk.job(JOB, profile_url="tea_house", content_limit=12)
        told = receiver.wait_for(1)[0].json
        desk.client.delete(f"/v1/webhooks/{webhook['id']}")
    assert told["data"] == {"job_id": found["id"]}
    pages = [desk.get(f"{JOB}/{found['id']}?limit=5&offset={at}").json() for at in (0, 5, 10, 15)]
    assert list(chain(*map(ids, pages))) == [f"post{number}" for number in range(12)]
    assert pages[3]["metadata"] == {"offset": 15, "limit": 5}


def test_a_job_repeats_what_was_asked(desk: JobsClient):
    receipt = desk.post(JOB, content_url=CONTENT_URL.format("post0")).json()
    assert (receipt["profile_url"], receipt["content_url"]) == (None, CONTENT_URL.format("post0"))
    assert (receipt["status"], receipt["content_limit"]) == ("IN_PROGRESS", None)
    assert receipt["work_platform"]["name"] == "Instagram"


def test_a_content_is_shown_with_all_that_it_says(desk: JobsClient):
    (found,) = desk.post(AT_ONCE, content_url=CONTENT_URL.format("post0")).json()["data"]
    assert (found["type"], found["format"], found["hashtags"]) == ("FEED", "IMAGE", ["tea"])
    assert [each["platform_username"] for each in found["mentions"]] == ["bo"]
    assert [each["platform_username"] for each in found["sponsors"]] == ["Brew", "Co"]
    assert (found["engagement"]["like_count"], found["engagement"]["view_count"]) == (30, None)
    assert found["profile"]["platform_username"] == "tea_house"
    assert found["profile"]["url"] == "https://www.instagram.com/tea_house/"
    assert (found["is_reposted"], found["likes_and_views_disabled"]) == (False, False)


def test_hidden_likes_are_null_and_said_to_be_hidden(desk: JobsClient):
    (found,) = desk.post(AT_ONCE, profile_url="tea_house", content_type="REELS").json()["data"]
    assert (found["engagement"]["like_count"], found["likes_and_views_disabled"]) == (None, True)
    unknown = desk.post(AT_ONCE, profile_url="tea_room").json()["data"][0]
    assert unknown["likes_and_views_disabled"] is False


@pytest.mark.parametrize(
    "key", [PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TWITTER, PlatformKey.SNAPCHAT]
)
def test_what_a_profile_shows_is_found_again_by_its_url(desk: JobsClient, key: PlatformKey):
    """An address that does not name the author has to lead to the author all the same."""
    busy = desk.busy(key)
    shown = desk.post(AT_ONCE, key, profile_url=busy.url, content_limit=4).json()["data"]
    assert len(shown) == 4
    assert [each["published_at"] for each in shown] == sorted(
        (each["published_at"] for each in shown), reverse=True
    )
    for each in shown:
        (again,) = desk.post(AT_ONCE, key, content_url=each["url"]).json()["data"]
        assert again["platform_content_id"] == each["platform_content_id"]
        assert again["profile"]["platform_username"] == busy.username


def test_types_are_those_of_the_platform(desk: JobsClient):
    busy = desk.busy(PlatformKey.TWITTER)
    for asked, shown in (("TWEETS", "TWEET"), ("REPLIES", "REPLIES")):
        answer = desk.post(AT_ONCE, PlatformKey.TWITTER, profile_url=busy.url, content_type=asked)
        assert {each["type"] for each in answer.json()["data"]} == {shown}
    status, message = desk.refusal(AT_ONCE, profile_url="tea_house", content_type="TWEETS")
    assert (status, message.endswith("REELS, IGTV, STORY, ALL.")) == (400, True)
    refused = desk.post(AT_ONCE, PlatformKey.TWITTER, profile_url=busy.url, content_type="MENTIONS").json()
    assert refused["error"]["type"] == "NOT_SUPPORTED"


def test_contents_of_whom_nobody_tells_are_refused_not_empty(desk: JobsClient):
    refused = desk.post(AT_ONCE, profile_url="tea_leaf").json()["error"]
    assert (refused["type"], refused["code"]) == ("NOT_SUPPORTED", "contents_not_told")
    failed = desk.job(JOB, profile_url="tea_leaf")
    assert (failed["status"], failed["error"]["code"]) == ("FAILURE", "contents_not_told")


@pytest.mark.parametrize("url", [CONTENT_URL.format("nothing"), "nothing", "https://www.instagram.com/p/12/"])
def test_an_unknown_content_is_not_found(desk: JobsClient, url: str):
    status, message = desk.refusal(AT_ONCE, content_url=url)
    assert status == 404
    assert url in message


@pytest.mark.parametrize(
    "asked",
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
def test_a_request_that_cannot_be_meant_is_refused(desk: JobsClient, path: str, asked: dict[str, Any]):
    assert desk.refusal(path, **asked)[0] == 400
