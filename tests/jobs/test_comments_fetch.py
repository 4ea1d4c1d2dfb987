"""Comments over HTTP, as a job and synchronously."""

from datetime import UTC, datetime

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.testing.webhook_receiver import run_receiver
from tests.jobs.conftest import JobsClient
from tests.jobs.fake_source import CONTENT_URL

AT_ONCE = "contents/comments"
JOB = "async/contents/comments/fetch"
POST = CONTENT_URL.format("post0")


def test_synchronous_pages_are_complete(api: JobsClient):
    pages = [api.post(AT_ONCE, content_url=POST, offset=at, limit=20).json() for at in (0, 20, 40)]
    assert [len(page["data"]) for page in pages] == [20, 10, 0]
    texts = [each["text"] for page in pages for each in page["data"]]
    assert texts == [f"Nice, number {number}" for number in range(30)]
    first = pages[0]["data"][0]
    assert (first["content_url"], first["commenter_username"]) == (POST, "reader0")
    assert (first["like_count"], first["commenter_display_name"]) == (None, None)


def test_job_accepts_a_number_as_text_and_returns_202(api: JobsClient):
    with run_receiver() as receiver:
        hook = {"url": receiver.url, "events": ["CONTENT_COMMENTS_FETCH.SUCCESS"]}
        webhook = api.client.post("/v1/webhooks", json=hook).json()
        found = api.run_job(JOB, content_url="post0", max_result="12")
        assert receiver.wait_for(1)[0].json["data"] == {"job_id": found["id"]}
        api.client.delete(f"/v1/webhooks/{webhook['id']}")
    answer = api.get(f"{JOB}/{found['id']}?limit=5&offset=10")
    assert (answer.status_code, len(answer.json()["data"])) == (202, 2)
    assert answer.json()["metadata"] == {"offset": 10, "limit": 5}
    assert answer.json()["provenance"][0]["sample_size"] == 12


def test_three_time_fields_agree(api: JobsClient):
    first = api.run_job(JOB, content_url=POST)["data"][0]
    assert (first["published_at"], first["created_time"]) == ("2026-05-19T08:00:59.250000", "08:00:59Z")
    assert datetime.fromtimestamp(first["timestamp"], UTC).isoformat() == "2026-05-19T08:00:59+00:00"


def test_a_comment_without_author_is_returned(api: JobsClient):
    (found,) = api.post(AT_ONCE, content_url=CONTENT_URL.format("post1")).json()["data"]
    assert found["commenter_username"] == ""
    (found,) = api.run_job(JOB, content_url=CONTENT_URL.format("post1"))["data"]
    assert found["commenter_username"] is None


def test_sandbox_comments_belong_to_the_content(api: JobsClient):
    busy = api.active_creator(PlatformKey.YOUTUBE)
    shown = api.post("contents/fetch", PlatformKey.YOUTUBE, profile_url=busy.url).json()["data"]
    loudest = max(shown, key=lambda each: each["engagement"]["comment_count"] or 0)
    found = api.run_job(JOB, PlatformKey.YOUTUBE, content_url=loudest["url"], max_result=5)["data"]
    assert 0 < len(found) <= 5
    assert all(each["published_at"] >= loudest["published_at"] for each in found)


def test_unavailable_comments_are_an_error(api: JobsClient):
    refused = api.post(AT_ONCE, content_url=CONTENT_URL.format("post3")).json()["error"]
    assert (refused["code"], refused["type"]) == ("contents_not_told", "NOT_SUPPORTED")
    assert api.run_job(JOB, content_url="post99")["error"]["code"] == "content_not_found"


@pytest.mark.parametrize("wrong", [{"max_result": 601}, {"max_result": "many"}, {"content_url": ""}])
def test_invalid_requests_are_rejected(api: JobsClient, wrong: dict[str, str | int]):
    status, message = api.rejected(JOB, **{"content_url": POST, **wrong})
    assert status == 400
    assert next(iter(wrong)) in message
