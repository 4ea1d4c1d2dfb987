"""Identity, Engagement and Activity over HTTP, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import text

from limelight.app import create_app
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.struct_mapping import copy_fields
from limelight.platforms import platform_by_key
from limelight.schemas import activity, engagement, identity
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_NAME, DEMO_SECRET, Tenants
from tests.account_data_samples import (
    AUDIENCE,
    PROFILE,
    StoredAccount,
    activity_artist,
    activity_content,
    comment,
    content,
    group,
    store_account,
)

Client = TestClient[Litestar]

UNKNOWN_ID = uuid4()
LISTS = {
    "/v1/social/contents": (engagement.Content, "contents", content),
    "/v1/social/content-groups": (engagement.ContentGroup, "groups", group),
    "/v1/media/activity/artists": (activity.ActivityArtist, "artists", activity_artist),
    "/v1/media/activity/contents": (activity.ActivityContent, "activity_contents", activity_content),
}


@pytest.fixture
def video(settings: Settings) -> StoredAccount:
    return asyncio.run(stored(settings, PlatformKey.YOUTUBE))


@pytest.fixture
def newsletter(settings: Settings, video: StoredAccount) -> StoredAccount:
    return asyncio.run(stored(settings, PlatformKey.SUBSTACK))


@pytest.fixture
def client(settings: Settings, video: StoredAccount) -> Iterator[Client]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


async def stored(settings: Settings, key: PlatformKey) -> StoredAccount:
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        await Tenants(session).create_demo()
        holdings = await store_account(session, DEMO_ID, platform=key)
    await database.close()
    return holdings


def get(client: Client, path: str, **query: Any) -> dict[str, Any]:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def ids(response: dict[str, Any]) -> list[str]:
    return [item["id"] for item in response["data"]]


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.parametrize("path", LISTS)
def test_list_get_and_bulk_endpoints_return_the_same_items(client: Client, video: StoredAccount, path: str):
    struct, name, build = LISTS[path]
    known = [str(each) for each in getattr(video, name)]
    listed = get(client, path, account_id=video.account)
    assert ids(listed) == known
    assert ids(get(client, path, account_id=video.account, limit=2, offset=1)) == known[1:]
    assert ids(get(client, path, account_id=video.account, offset=99)) == []

    first = listed["data"][0]
    assert set(first) == set(struct.__struct_fields__)
    assert copy_fields(struct, type(build(1)))(msgspec.convert(first, struct)) == build(1)
    assert first["account"] == {"id": str(video.account), "platform_username": "ada", "username": "ada"}
    assert first["user"] == {"id": str(video.user), "name": "Ada"}
    assert first["work_platform"]["name"] == "YouTube"
    assert get(client, f"{path}/{known[0]}") == first

    query = [known[2], str(UNKNOWN_ID), known[0], known[2]]
    bulk = client.post(f"{path}/search", json={"ids": query})
    assert (bulk.status_code, ids(bulk.json())) == (200, [known[2], known[0]])
    for wrong in ([], [str(UNKNOWN_ID)] * 101, ["no id"]):
        response = client.post(f"{path}/search", json={"ids": wrong})
        assert error_of(response) == (400, "invalid_request_parameters")


def test_unknown_ids_return_their_error_code(client: Client, video: StoredAccount):
    one = {
        "/v1/profiles": "incorrect_profile_id",
        "/v1/social/contents": "incorrect_content_id",
        "/v1/social/content-groups": "incorrect_content_group_id",
        "/v1/publications/contents": "incorrect_content_id",
        "/v1/media/activity/artists": "incorrect_activity_artist_id",
        "/v1/media/activity/contents": "incorrect_activity_content_id",
    }
    for path, code in one.items():
        assert error_of(client.get(f"{path}/{UNKNOWN_ID}")) == (404, code)
        assert client.get(f"{path}/no-id").status_code == 404
    for path in (*LISTS, "/v1/publications/contents", "/v1/audience", "/v1/profiles"):
        response = client.get(path, params={"account_id": UNKNOWN_ID})
        assert error_of(response) == (404, "incorrect_account_id")
    assert error_of(client.get("/v1/profiles", params={"user_id": UNKNOWN_ID})) == (404, "incorrect_user_id")
    for path in (*LISTS, "/v1/publications/contents", "/v1/audience"):
        assert error_of(client.get(path)) == (400, "missing_fields")


def test_date_filters_include_both_days(client: Client, video: StoredAccount):
    known = {
        "/v1/social/contents": video.contents,
        "/v1/social/content-groups": video.groups,
        "/v1/social/comments": video.comments,
    }
    for first, last, found in (
        ("2026-05-03", "2026-05-03", [1]),
        ("2026-05-03", None, [1, 2]),
        (None, "2026-05-02", [0]),
        (None, "9999-12-31", [0, 1, 2]),
        ("0001-01-01", None, [0, 1, 2]),
        ("2026-05-05", None, []),
    ):
        query = {"account_id": video.account, "from_date": first or "", "to_date": last or ""}
        for path, items in known.items():
            listed = get(client, path, content_id=video.contents[0], **query)
            assert ids(listed) == [str(items[index]) for index in found]
            assert listed["metadata"] == {"limit": 10, "offset": 0, "from_date": first, "to_date": last}


def test_publications_list_only_newsletter_issues(
    client: Client, video: StoredAccount, newsletter: StoredAccount
):
    path = "/v1/publications/contents"
    issues = [str(issue) for issue in newsletter.contents]
    assert ids(get(client, path, account_id=newsletter.account)) == issues
    assert ids(get(client, "/v1/social/contents", account_id=newsletter.account)) == issues
    assert ids(get(client, path, account_id=video.account)) == []
    assert get(client, f"{path}/{issues[0]}")["work_platform"]["name"] == "Substack"
    assert client.get(f"{path}/{video.contents[0]}").status_code == 404
    both = [issues[1], str(video.contents[0])]
    assert ids(client.post(f"{path}/search", json={"ids": both}).json()) == issues[1:2]


def test_comments_refer_to_their_content(client: Client, video: StoredAccount):
    query = {"account_id": str(video.account), "content_id": str(video.contents[0])}
    listed = get(client, "/v1/social/comments", **query)
    assert ids(listed) == [str(each) for each in video.comments]
    first = listed["data"][0]
    assert set(first) == set(engagement.Comment.__struct_fields__)
    assert (first["external_id"], first["text"]) == ("comment-1", comment(1).text)
    assert first["content"] == {
        "id": str(video.contents[0]),
        "url": content(1).url,
        "published_at": content(1).published_at,
    }
    posted = client.post("/v1/social/comments", json=query | {"limit": 2, "offset": 1})
    assert (posted.status_code, posted.json()["data"]) == (200, listed["data"][1:])

    other = query | {"content_id": str(video.contents[1])}
    assert ids(get(client, "/v1/social/comments", **other)) == []
    for wrong, code in (("content_id", "incorrect_content_id"), ("account_id", "incorrect_account_id")):
        unknown = query | {wrong: str(UNKNOWN_ID)}
        assert error_of(client.get("/v1/social/comments", params=unknown)) == (404, code)
        assert error_of(client.post("/v1/social/comments", json=unknown)) == (404, code)


def test_profiles_are_filtered_by_account_user_and_platform(
    client: Client, video: StoredAccount, newsletter: StoredAccount
):
    both = [str(video.profile), str(newsletter.profile)]
    listed = get(client, "/v1/profiles")
    assert ids(listed) == both
    assert set(listed["data"][0]) == set(identity.Profile.__struct_fields__)
    assert listed["data"][0]["username"] == PROFILE.platform_username
    youtube = platform_by_key(PlatformKey.YOUTUBE).id
    for query, found in (
        ({"account_id": video.account}, both[:1]),
        ({"user_id": newsletter.user}, both[1:]),
        ({"work_platform_id": youtube}, both[:1]),
        ({"work_platform_id": youtube, "user_id": newsletter.user}, []),
    ):
        assert ids(get(client, "/v1/profiles", **query)) == found
    response = client.get("/v1/profiles", params={"work_platform_id": UNKNOWN_ID})
    assert error_of(response) == (400, "unknown_work_platform")
    assert get(client, f"/v1/profiles/{video.profile}") == listed["data"][0]


def test_audience_is_returned_or_the_error_says_why_not(
    client: Client, settings: Settings, video: StoredAccount, newsletter: StoredAccount
):
    found = get(client, "/v1/audience", account_id=video.account)
    assert set(found) == set(identity.AudienceDemographics.__struct_fields__)
    assert found["countries"] == [msgspec.to_builtins(share) for share in AUDIENCE.countries]
    assert found["cities"] == []

    asyncio.run(execute(settings, "DELETE FROM audiences"))
    response = client.get("/v1/audience", params={"account_id": video.account})
    assert error_of(response) == (404, "audience_not_known")
    response = client.get("/v1/audience", params={"account_id": newsletter.account})
    assert error_of(response) == (400, "product_not_supported")


async def execute(settings: Settings, statement: str, **values: str) -> None:
    database = Database(settings)
    async with database.session() as session:
        await session.execute(text(statement), values)
    await database.close()


def test_a_record_stored_by_an_older_version_gets_default_fields(
    client: Client, settings: Settings, video: StoredAccount
):
    """Stored JSON is sent unchanged unless a field was added since."""
    before = get(client, f"/v1/social/contents/{video.contents[0]}")
    kept = ("external_id", "title", "type", "published_at", "url")
    older = msgspec.json.encode({"shape": 1} | {name: before[name] for name in kept}).decode()
    asyncio.run(execute(settings, "UPDATE contents SET record = :older", older=older))
    assert get(client, f"/v1/social/contents/{video.contents[0]}") == before
