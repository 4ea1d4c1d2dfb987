"""Identity, Engagement and Activity over HTTP, on both kinds of database."""

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
from limelight.kernel.struct_mapping import extend
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

NOBODY = uuid4()
LISTS = {
    "/v1/social/contents": (engagement.Content, "contents", content),
    "/v1/social/content-groups": (engagement.ContentGroup, "groups", group),
    "/v1/media/activity/artists": (activity.ActivityArtist, "artists", activity_artist),
    "/v1/media/activity/contents": (activity.ActivityContent, "heard", activity_content),
}


@pytest.fixture
def video(settings: Settings) -> StoredAccount:
    return asyncio.run(stored(settings, PlatformKey.YOUTUBE))


@pytest.fixture
def letter(settings: Settings, video: StoredAccount) -> StoredAccount:
    return asyncio.run(stored(settings, PlatformKey.SUBSTACK))


@pytest.fixture
def caller(settings: Settings, video: StoredAccount) -> Iterator[Client]:
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
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["data"]]


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("path", LISTS)
def test_items_are_listed_got_and_asked_for_by_id(caller: Client, video: StoredAccount, path: str):
    kind, name, made = LISTS[path]
    known = [str(each) for each in getattr(video, name)]
    listed = get(caller, path, account_id=video.account)
    assert ids(listed) == known
    assert ids(get(caller, path, account_id=video.account, limit=2, offset=1)) == known[1:]
    assert ids(get(caller, path, account_id=video.account, offset=99)) == []

    first = listed["data"][0]
    assert set(first) == set(kind.__struct_fields__)
    assert extend(type(made(1)), msgspec.convert(first, kind)) == made(1)
    assert first["account"] == {"id": str(video.account), "platform_username": "ada", "username": "ada"}
    assert first["user"] == {"id": str(video.user), "name": "Ada"}
    assert first["work_platform"]["name"] == "YouTube"
    assert get(caller, f"{path}/{known[0]}") == first

    asked = [known[2], str(NOBODY), known[0], known[2]]
    bulk = caller.post(f"{path}/search", json={"ids": asked})
    assert (bulk.status_code, ids(bulk.json())) == (200, [known[2], known[0]])
    for wrong in ([], [str(NOBODY)] * 101, ["no id"]):
        answer = caller.post(f"{path}/search", json={"ids": wrong})
        assert refusal(answer) == (400, "invalid_request_parameters")


def test_ids_of_nothing_are_named(caller: Client, video: StoredAccount):
    one = {
        "/v1/profiles": "incorrect_profile_id",
        "/v1/social/contents": "incorrect_content_id",
        "/v1/social/content-groups": "incorrect_content_group_id",
        "/v1/publications/contents": "incorrect_content_id",
        "/v1/media/activity/artists": "incorrect_activity_artist_id",
        "/v1/media/activity/contents": "incorrect_activity_content_id",
    }
    for path, code in one.items():
        assert refusal(caller.get(f"{path}/{NOBODY}")) == (404, code)
        assert caller.get(f"{path}/no-id").status_code == 404
    for path in (*LISTS, "/v1/publications/contents", "/v1/audience", "/v1/profiles"):
        answer = caller.get(path, params={"account_id": NOBODY})
        assert refusal(answer) == (404, "incorrect_account_id")
    assert refusal(caller.get("/v1/profiles", params={"user_id": NOBODY})) == (404, "incorrect_user_id")
    for path in (*LISTS, "/v1/publications/contents", "/v1/audience"):
        assert refusal(caller.get(path)) == (400, "missing_fields")


def test_both_days_of_a_period_are_in_it(caller: Client, video: StoredAccount):
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
        asked = {"account_id": video.account, "from_date": first or "", "to_date": last or ""}
        for path, items in known.items():
            listed = get(caller, path, content_id=video.contents[0], **asked)
            assert ids(listed) == [str(items[index]) for index in found]
            assert listed["metadata"] == {"limit": 10, "offset": 0, "from_date": first, "to_date": last}


def test_publications_are_the_contents_of_newsletters(
    caller: Client, video: StoredAccount, letter: StoredAccount
):
    path = "/v1/publications/contents"
    issues = [str(issue) for issue in letter.contents]
    assert ids(get(caller, path, account_id=letter.account)) == issues
    assert ids(get(caller, "/v1/social/contents", account_id=letter.account)) == issues
    assert ids(get(caller, path, account_id=video.account)) == []
    assert get(caller, f"{path}/{issues[0]}")["work_platform"]["name"] == "Substack"
    assert caller.get(f"{path}/{video.contents[0]}").status_code == 404
    both = [issues[1], str(video.contents[0])]
    assert ids(caller.post(f"{path}/search", json={"ids": both}).json()) == issues[1:2]


def test_comments_say_what_they_are_on(caller: Client, video: StoredAccount):
    asked = {"account_id": str(video.account), "content_id": str(video.contents[0])}
    listed = get(caller, "/v1/social/comments", **asked)
    assert ids(listed) == [str(each) for each in video.comments]
    first = listed["data"][0]
    assert set(first) == set(engagement.Comment.__struct_fields__)
    assert (first["external_id"], first["text"]) == ("comment-1", comment(1).text)
    assert first["content"] == {
        "id": str(video.contents[0]),
        "url": content(1).url,
        "published_at": content(1).published_at,
    }
    posted = caller.post("/v1/social/comments", json=asked | {"limit": 2, "offset": 1})
    assert (posted.status_code, posted.json()["data"]) == (200, listed["data"][1:])

    other = asked | {"content_id": str(video.contents[1])}
    assert ids(get(caller, "/v1/social/comments", **other)) == []
    for wrong, code in (("content_id", "incorrect_content_id"), ("account_id", "incorrect_account_id")):
        unknown = asked | {wrong: str(NOBODY)}
        assert refusal(caller.get("/v1/social/comments", params=unknown)) == (404, code)
        assert refusal(caller.post("/v1/social/comments", json=unknown)) == (404, code)


def test_profiles_of_an_account_a_user_and_a_platform(
    caller: Client, video: StoredAccount, letter: StoredAccount
):
    both = [str(video.profile), str(letter.profile)]
    listed = get(caller, "/v1/profiles")
    assert ids(listed) == both
    assert set(listed["data"][0]) == set(identity.Profile.__struct_fields__)
    assert listed["data"][0]["username"] == PROFILE.platform_username
    youtube = platform_by_key(PlatformKey.YOUTUBE).id
    for query, found in (
        ({"account_id": video.account}, both[:1]),
        ({"user_id": letter.user}, both[1:]),
        ({"work_platform_id": youtube}, both[:1]),
        ({"work_platform_id": youtube, "user_id": letter.user}, []),
    ):
        assert ids(get(caller, "/v1/profiles", **query)) == found
    answer = caller.get("/v1/profiles", params={"work_platform_id": NOBODY})
    assert refusal(answer) == (400, "unknown_work_platform")
    assert get(caller, f"/v1/profiles/{video.profile}") == listed["data"][0]


def test_an_audience_is_known_not_yet_known_or_not_told(
    caller: Client, settings: Settings, video: StoredAccount, letter: StoredAccount
):
    found = get(caller, "/v1/audience", account_id=video.account)
    assert set(found) == set(identity.AudienceDemographics.__struct_fields__)
    assert found["countries"] == [msgspec.to_builtins(share) for share in AUDIENCE.countries]
    assert found["cities"] == []

    asyncio.run(execute(settings, "DELETE FROM audiences"))
    answer = caller.get("/v1/audience", params={"account_id": video.account})
    assert refusal(answer) == (404, "audience_not_known")
    answer = caller.get("/v1/audience", params={"account_id": letter.account})
    assert refusal(answer) == (400, "product_not_supported")


async def execute(settings: Settings, statement: str, **values: str) -> None:
    database = Database(settings)
    async with database.session() as session:
        await session.execute(text(statement), values)
    await database.close()


def test_a_record_of_another_version_is_answered_whole(
    caller: Client, settings: Settings, video: StoredAccount
):
    """Records are sent as they are stored, unless they were stored before a field came in."""
    before = get(caller, f"/v1/social/contents/{video.contents[0]}")
    kept = ("external_id", "title", "type", "published_at", "url")
    older = msgspec.json.encode({"shape": 1} | {name: before[name] for name in kept}).decode()
    asyncio.run(execute(settings, "UPDATE contents SET record = :older", older=older))
    assert get(caller, f"/v1/social/contents/{video.contents[0]}") == before
