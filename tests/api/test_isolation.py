"""Tenant isolation: every operation is called with ids that belong to another tenant."""

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
"""Lists of all items of a tenant, without a required id."""
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
"""Operations without tenant data."""


class Call(Struct, frozen=True):
    """``id`` names the path id; ``allowed`` are statuses that neither reveal nor change others' data."""

    id: str = ""
    sent: dict[str, Any] = {}
    allowed: tuple[int, ...] = (404,)


class Owner(Struct, frozen=True):
    """A tenant with data; ``ids`` maps the names used in CALLS to ids."""

    video: StoredAccount
    newsletter: StoredAccount
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
            "issue": str(self.newsletter.contents[0]),
            "letters": str(self.newsletter.account),
            "artist": str(self.video.artists[0]),
            "activity_content": str(self.video.activity_contents[0]),
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
"""Path and body that create a job of each kind."""
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
    "get_activity_content": Call("activity_content"),
    "get_activity_contents_in_bulk": Call(sent={"ids": ["activity_content"]}, allowed=(200,)),
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
"""Calls that change data come after calls that need it."""


async def prepare(settings: Settings) -> tuple[Owner, tuple[str, str]]:
    """Stores data for the demo tenant; returns it with the credentials of a tenant without data."""
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        await Tenants(session).create_demo()
        stranger, secret = await Tenants(session).create("stranger")
        video = await store_account(session, DEMO_ID)
        newsletter = await store_account(session, DEMO_ID, platform=PlatformKey.SUBSTACK)
    await database.close()
    return Owner(video, newsletter, ""), (str(stranger.id), secret)


def operations(app: Litestar) -> dict[str, tuple[str, str]]:
    """Maps operation ids to method and path."""
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in build_openapi(app)["paths"].items()
        for method, operation in item.items()
    }


def replace_names(value: Any, ids: dict[str, str]) -> Any:
    """Replaces the names in a request by ids."""
    match value:
        case dict():
            return {key: replace_names(inner, ids) for key, inner in value.items()}
        case list():
            return [replace_names(inner, ids) for inner in value]
        case _:
            return ids.get(value, value)


def read_all_lists(client: Client, owner: Owner) -> list[Any]:
    """All lists as the owner sees them."""
    account, letters = owner.ids["account"], owner.ids["letters"]
    paths = (
        *("/v1/users", "/v1/accounts", "/v1/profiles", "/v1/webhooks"),
        f"/v1/social/contents?account_id={account}",
        f"/v1/publications/contents?account_id={letters}",
    )
    return [client.get(path, auth=OWNER).json()["data"] for path in paths]


def test_every_operation_is_covered(app: Litestar):
    """A new operation must be added to CALLS, UNSHARED or PUBLIC."""
    assert set(operations(app)) == set(CALLS) | UNSHARED | PUBLIC


def test_a_tenant_cannot_access_data_of_another(settings: Settings):
    owner, stranger = asyncio.run(prepare(settings))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        owner = msgspec.structs.replace(
            owner, webhook=client.post("/v1/webhooks", json=WEBHOOK, auth=OWNER).json()["id"]
        )
        owner = msgspec.structs.replace(
            owner, jobs={name: create_job(client, path, body) for name, (path, body) in JOBS.items()}
        )
        before = read_all_lists(client, owner)
        assert all(before)
        where = operations(client.app)
        for name in UNSHARED:
            assert client.get(where[name][1], auth=stranger).json()["data"] == [], name
        for name in CALLS:
            assert_refused(name, call(client, name, where[name], owner, stranger), owner)
        assert read_all_lists(client, owner) == before
        for name in CALLS:
            response = call(client, name, where[name], owner, OWNER)
            assert response.status_code not in (404, 500), f"{name} fails for the owner too: {response.text}"


def create_job(client: Client, path: str, body: dict[str, Any]) -> str:
    """Creates a job of the owner and returns its id."""
    response = client.post(path, json=PLATFORM | body, auth=OWNER)
    assert response.status_code in (200, 202), response.text
    found: str = response.json()["id"]
    return found


def call(
    client: Client, name: str, where: tuple[str, str], owner: Owner, caller: tuple[str, str]
) -> Response:
    method, path = where
    sent = replace_names(CALLS[name].sent, owner.ids)
    return client.request(
        method,
        path.format(id=owner.ids.get(CALLS[name].id), external_id="ada of youtube"),
        auth=caller,
        params=sent if method == "GET" else None,
        json=None if method == "GET" else sent,
    )


def assert_refused(name: str, response: Response, owner: Owner) -> None:
    assert response.status_code in CALLS[name].allowed, f"{name}: {response.status_code} {response.text}"
    if response.is_success:
        assert response.json().get("data", []) == [], name
        assert not [known for known in owner.ids.values() if known in response.text], name
