"""A tenant sees nothing of another: every operation, called with the ids of somebody else's things."""

import asyncio
from typing import Any

import msgspec
import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from msgspec import Struct

from limelight.api.openapi import build_openapi
from limelight.app import create_app
from limelight.kernel.platforms import PlatformKey
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_NAME, DEMO_SECRET, Tenants
from tests.account_data_samples import StoredAccount, store_account

pytestmark = pytest.mark.both_databases

Client = TestClient[Litestar]

OWNER = (DEMO_NAME, DEMO_SECRET)
UNSHARED = {"list_users", "list_accounts", "list_profiles", "list_webhooks"}
"""Lists of all that a tenant has."""
PUBLIC = {
    "get_work_platform",
    "list_work_platforms",
    "list_brands",
    "list_interests",
    "list_languages",
    "list_locations",
    "list_topic_relevance",
    "list_topics",
    "autocomplete_user_handles",
    "quick_search_creator_profiles",
    "search_creator_profiles",
    "get_creator_contact_info",
    "get_creator_profile",
    "analyse_profile",
    "create_audience_overlap",
    "create_comments_fetch",
    "create_content_audience",
    "create_content_fetch",
    "create_creator_search_export",
    "create_email_lookup",
    "create_estimated_metrics",
    "create_high_follower_audience",
    "create_profile_analytics",
    "fetch_public_comments",
    "fetch_public_contents",
    "health",
    "ready",
    "prometheus_metrics",
}
"""Operations that know of no tenant's things."""


class Call(Struct, frozen=True):
    """``id`` is of the path; ``allowed`` are answers that tell nothing of others' things and change none."""

    id: str = ""
    sent: dict[str, Any] = {}
    allowed: tuple[int, ...] = (404,)


class Owner(Struct, frozen=True):
    """Somebody with things, by the names that calls have for their ids."""

    video: StoredAccount
    letter: StoredAccount
    webhook: str
    jobs: dict[str, str] = {}

    @property
    def ids(self) -> dict[str, str]:
        return {
            "user": str(self.video.user),
            "account": str(self.video.account),
            "profile": str(self.video.profile),
            "content": str(self.video.contents[0]),
            "group": str(self.video.groups[0]),
            "issue": str(self.letter.contents[0]),
            "letters": str(self.letter.account),
            "artist": str(self.video.artists[0]),
            "heard": str(self.video.activity_contents[0]),
            "webhook": self.webhook,
            **self.jobs,
        }


EVENT = {"payload": {"event": "CONTENTS.ADDED", "data": {}}}
SINCE = {"from_date": "2026-01-01"}
WEBHOOK = {"url": "http://127.0.0.1:9/", "events": ["CONTENTS.ADDED"]}
PLATFORM = {"work_platform_id": "9bb8913b-ddd9-430b-a66a-d74d846e6c66"}
CREATORS = "/v1/social/creators"
JOBS = {
    "audience_overlap": (f"{CREATORS}/audience-overlap", {"identifiers": ["ada", "bob"]}),
    "comments_fetch": (f"{CREATORS}/async/contents/comments/fetch", {"content_url": "https://i.co/p/1"}),
    "content_audience": (
        f"{CREATORS}/contents/audience",
        {"content_urls": ["https://www.instagram.com/p/1/"], "identifier": "ada"},
    ),
    "content_fetch": (
        f"{CREATORS}/async/contents/fetch",
        {"profile_url": "https://www.instagram.com/ada/"},
    ),
    "creator_search_export": (
        f"{CREATORS}/profiles/search-export",
        {"sort_by": {"field": "FOLLOWER_COUNT", "order": "DESCENDING"}, "max_results": 5},
    ),
    "email_lookup": (f"{CREATORS}/email-lookup", {"emails": ["ada@example.com"]}),
    "estimated_metrics": (
        f"{CREATORS}/estimated-metrics",
        {"profile_url": "https://www.instagram.com/ada/", "content_type": "REELS"},
    ),
    "high_follower_audience": (f"{CREATORS}/highfollower-audience", {"identifier": "ada"}),
    "profile_analytics": (f"{CREATORS}/async/profiles/analytics", {"identifier": "ada"}),
}
"""How the owner asks for a job of each kind."""
CALLS = {
    **{f"get_{name}": Call(name) for name in JOBS},
    "get_user": Call("user"),
    "get_user_by_external_id": Call(),
    "create_sdk_token": Call(sent={"user_id": "user", "products": ["IDENTITY"]}),
    "disconnect_account": Call("account"),
    "get_account": Call("account"),
    "update_account": Call(
        "account", sent={"data": {"identity": {"monitoring_type": "ON_DEMAND"}}}, allowed=(400, 404)
    ),
    "get_profile": Call("profile"),
    "get_audience_demographics": Call(sent={"account_id": "account"}),
    "get_content": Call("content"),
    "get_contents_in_bulk": Call(sent={"ids": ["content"]}, allowed=(200,)),
    "list_contents": Call(sent={"account_id": "account"}),
    "get_content_group": Call("group"),
    "get_content_groups_in_bulk": Call(sent={"ids": ["group"]}, allowed=(200,)),
    "list_content_groups": Call(sent={"account_id": "account"}),
    "get_publication_content": Call("issue"),
    "get_publication_contents_in_bulk": Call(sent={"ids": ["issue"]}, allowed=(200,)),
    "list_publication_contents": Call(sent={"account_id": "letters"}),
    "list_comments": Call(sent={"account_id": "account", "content_id": "content"}),
    "search_comments": Call(sent={"account_id": "account", "content_id": "content"}),
    "get_activity_artist": Call("artist"),
    "get_activity_artists_in_bulk": Call(sent={"ids": ["artist"]}, allowed=(200,)),
    "list_activity_artists": Call(sent={"account_id": "account"}),
    "get_activity_content": Call("heard"),
    "get_activity_contents_in_bulk": Call(sent={"ids": ["heard"]}, allowed=(200,)),
    "list_activity_contents": Call(sent={"account_id": "account"}),
    "refresh_profile": Call(sent={"account_id": "account"}),
    "refresh_contents": Call(sent={"account_id": "account"}),
    "fetch_historic_contents": Call(sent={"account_id": "account"} | SINCE),
    "refresh_content_groups": Call(sent={"account_id": "account"}),
    "fetch_historic_content_groups": Call(sent={"account_id": "account"} | SINCE),
    "create_webhook": Call(sent=WEBHOOK | {"events": ["PROFILES.ADDED"]}, allowed=(201,)),
    "get_webhook": Call("webhook"),
    "update_webhook": Call("webhook", sent=WEBHOOK),
    "list_webhook_deliveries": Call("webhook"),
    "replay_webhook": Call("webhook", sent={"since": "2026-01-01T00:00:00"}),
    "send_mock_webhook": Call(sent=EVENT, allowed=(200,)),
    "delete_webhook": Call("webhook"),
    "create_user": Call(sent={"name": "Mine", "external_id": "ada of youtube"}, allowed=(201,)),
    "create_connection_link": Call(sent={"name": "Mine", "external_id": "ada of youtube"}, allowed=(201,)),
}
"""Those that change things come after those that need them."""


async def prepare(settings: Settings) -> tuple[Owner, tuple[str, str]]:
    """The demo tenant has things; the stranger, whose credentials come back, has none."""
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        await Tenants(session).create_demo()
        stranger, secret = await Tenants(session).create("stranger")
        video = await store_account(session, DEMO_ID)
        letter = await store_account(session, DEMO_ID, platform=PlatformKey.SUBSTACK)
    await database.close()
    return Owner(video, letter, ""), (str(stranger.id), secret)


def operations(app: Litestar) -> dict[str, tuple[str, str]]:
    """Method and path of every operation."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in build_openapi(app)["paths"].items()
        for method, operation in item.items()
    }


def replaced(value: Any, ids: dict[str, str]) -> Any:
    """The value, with ids in the place of their names."""
    match value:
        case dict():
            return {key: replaced(inner, ids) for key, inner in value.items()}
        case list():
            return [replaced(inner, ids) for inner in value]
        case _:
            return ids.get(value, value)


def everything(client: Client, owner: Owner) -> list[Any]:
    """What the owner sees of the own things."""
    account, letters = owner.ids["account"], owner.ids["letters"]
    paths = (
        *("/v1/users", "/v1/accounts", "/v1/profiles", "/v1/webhooks"),
        f"/v1/social/contents?account_id={account}",
        f"/v1/publications/contents?account_id={letters}",
    )
    return [client.get(path, auth=OWNER).json()["data"] for path in paths]


def test_every_operation_is_walked(app: Litestar):
    """A new operation has to say here how it keeps tenants apart."""
    assert set(operations(app)) == set(CALLS) | UNSHARED | PUBLIC


def test_a_tenant_sees_nothing_of_another(settings: Settings):
    owner, stranger = asyncio.run(prepare(settings))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        owner = msgspec.structs.replace(
            owner, webhook=client.post("/v1/webhooks", json=WEBHOOK, auth=OWNER).json()["id"]
        )
        owner = msgspec.structs.replace(
            owner, jobs={name: asked(client, path, body) for name, (path, body) in JOBS.items()}
        )
        before = everything(client, owner)
        assert all(before)
        where = operations(client.app)
        for name in UNSHARED:
            assert client.get(where[name][1], auth=stranger).json()["data"] == [], name
        for name in CALLS:
            assert_refused(name, called(client, name, where[name], owner, stranger), owner)
        assert everything(client, owner) == before
        for name in CALLS:
            answer = called(client, name, where[name], owner, OWNER)
            assert answer.status_code not in (404, 500), f"{name} refuses everybody: {answer.text}"


def asked(client: Client, path: str, body: dict[str, Any]) -> str:
    """The id of the owner's job."""
    answer = client.post(path, json=PLATFORM | body, auth=OWNER)
    assert answer.status_code in (200, 202), answer.text
    found: str = answer.json()["id"]
    return found


def called(
    client: Client, name: str, where: tuple[str, str], owner: Owner, caller: tuple[str, str]
) -> Response:
    method, path = where
    sent = replaced(CALLS[name].sent, owner.ids)
    return client.request(
        method,
        path.format(id=owner.ids.get(CALLS[name].id), external_id="ada of youtube"),
        auth=caller,
        params=sent if method == "GET" else None,
        json=None if method == "GET" else sent,
    )


def assert_refused(name: str, answer: Response, owner: Owner) -> None:
    assert answer.status_code in CALLS[name].allowed, f"{name}: {answer.status_code} {answer.text}"
    if answer.is_success:
        assert answer.json().get("data", []) == [], name
        assert not [known for known in owner.ids.values() if known in answer.text], name
