"""Connecting YouTube in staging: from the Connect page to Google, back, and into the API."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app, run_worker
from limelight.platforms.youtube.google_api import ANALYTICS_SCOPE
from limelight.settings import (
    Environment,
    PlatformsSettings,
    Settings,
    SyncSettings,
    WebhookSettings,
    WorkerSettings,
)
from limelight.store.database import Database
from limelight.store.tenants import Tenants
from limelight.testing.google import CHANNEL_ID, EMAIL, HANDLE, TITLE, FakeGoogle, unavailable
from limelight.testing.webhook_receiver import WebhookReceiver, run_receiver
from tests.connectors.fake_grants import YOUTUBE

HOME = "http://testserver.local"
PATIENCE_SECONDS = 60


@pytest.fixture
def settings(tmp_path: Path, google: FakeGoogle) -> Settings:
    google.oauth.redirect_uris = {f"{HOME}/connect/callback"}
    return Settings(
        environment=Environment.STAGING,
        data_dir=tmp_path / "limelight",
        public_url=HOME,
        secret_key="a secret key of at least 32 characters",
        platforms=PlatformsSettings(youtube=google.settings),
        webhooks=WebhookSettings(allow_private=True),
        worker=WorkerSettings(drain_seconds=0.05),
        sync=SyncSettings(commented_contents=2),
    )


async def new_tenant(settings: Settings) -> tuple[str, str]:
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        tenant, secret = await Tenants(session).create("Acme")
    await database.close()
    return str(tenant.id), secret


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient[Litestar]]:
    credentials = asyncio.run(new_tenant(settings))
    app = create_app(settings, run_worker)
    with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
        client.auth = credentials
        yield client


@pytest.fixture
def receiver(client: TestClient[Litestar]) -> Iterator[WebhookReceiver]:
    events = ["ACCOUNTS.CONNECTED", "PROFILES.ADDED", "CONTENTS.ADDED", "SESSION.EXPIRED"]
    with run_receiver() as receiver:
        assert client.post("/v1/webhooks", json={"url": receiver.url, "events": events}).status_code < 300
        yield receiver


def google_s_page(client: TestClient[Litestar], external_id: str = "ada") -> str:
    """Where the creator is sent to, by the link that the customer gave."""
    link = client.post("/v1/links", json={"external_id": external_id, "name": "Ada"}).json()["microsite_url"]
    session = client.get(link.removeprefix(HOME), follow_redirects=False).headers["location"].rstrip("/")
    consent = client.get(f"{session}/platforms/youtube")
    csrf = re.search(r'name="csrf" value="([^"]+)"', consent.text)
    assert csrf is not None, consent.text
    leave = client.post(f"{session}/platforms/youtube", data={"csrf": csrf[1]}, follow_redirects=False)
    return str(leave.headers["location"])


def followed(client: TestClient[Litestar], page: str, link: str) -> str:
    """The link of Google's page, and our page that it leads back to."""
    found = re.search(rf'id="{link}" href="([^"]+)"', httpx2.get(page).text)
    assert found is not None
    return client.get(unescape(found[1]).removeprefix(HOME)).text


def connect(client: TestClient[Litestar]) -> dict[str, Any]:
    shown = followed(client, google_s_page(client), "allow")
    assert "YouTube is connected" in shown
    return account(client)


def account(client: TestClient[Litestar]) -> dict[str, Any]:
    [found] = client.get("/v1/accounts").json()["data"]
    return dict(found)


def once(client: TestClient[Litestar], ready: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The account when it is so far."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = account(client)
        if ready(found):
            return found
        time.sleep(0.1)
    raise AssertionError(account(client))


def is_synced(found: dict[str, Any]) -> bool:
    parts = [found["data"][part] for part in ("identity", "engagement")]
    parts.append(found["data"]["identity"]["audience"])
    return all(part["status"] == "SYNCED" for part in parts)


def test_a_creator_connects_at_google_and_the_data_arrives(
    client: TestClient[Litestar], google: FakeGoogle, receiver: WebhookReceiver
):
    found = connect(client)
    assert found["platform_profile_id"] == CHANNEL_ID
    assert found["platform_username"] == EMAIL
    found = once(client, is_synced)
    of = {"account_id": found["id"], "limit": 100}
    [profile] = client.get("/v1/profiles", params=of).json()["data"]
    assert profile["platform_profile_name"] == TITLE
    assert profile["reputation"]["subscriber_count"] == 23400
    contents = client.get("/v1/social/contents", params=of).json()["data"]
    assert 85 <= len(contents) <= 90, "ninety days, and one of them deleted"
    assert contents[0]["engagement"]["watch_time_in_hours"] == 1.0
    groups = client.get("/v1/social/content-groups", params=of).json()["data"]
    assert len(groups) == len(google.channel.playlists)
    comments = client.get("/v1/social/comments", params=of | {"content_id": contents[0]["id"]}).json()["data"]
    assert comments[0]["text"].startswith("Lovely cloud")
    audience = client.get("/v1/audience", params={"account_id": found["id"]}).json()
    assert audience["countries"][0] == {"code": "IE", "value": 66.67}
    assert {"ACCOUNTS.CONNECTED", "PROFILES.ADDED", "CONTENTS.ADDED"} <= set(receiver.events)
    assert "the secret of the app" not in str([asked.query for asked in google.requests])


def test_a_refusal_at_google_leads_back_to_us(client: TestClient[Litestar]):
    shown = followed(client, google_s_page(client), "deny")
    assert "YouTube is not connected" in shown
    assert client.get("/v1/accounts").json()["data"] == []


def test_a_token_that_ran_out_is_refreshed_and_the_new_one_is_kept(
    client: TestClient[Litestar], google: FakeGoogle
):
    found = connect(client)
    once(client, is_synced)
    for count in (1, 1, 2):
        if count > refreshes(google):
            google.oauth.expire_access()
        before = account(client)["data"]["identity"]["last_sync_at"]
        client.post("/v1/profiles/refresh", json={"account_id": found["id"]})
        once(client, lambda found: found["data"]["identity"]["last_sync_at"] > before)  # noqa: B023
        assert refreshes(google) == count


def refreshes(google: FakeGoogle) -> int:
    return sum(asked.form.get("grant_type") == "refresh_token" for asked in google.requests)


def test_what_the_creator_unticked_is_not_supported_and_the_rest_works(
    client: TestClient[Litestar], google: FakeGoogle
):
    back = google.oauth.allow(google_s_page(client), without=[ANALYTICS_SCOPE])
    assert "YouTube is connected" in client.get(back.removeprefix(HOME)).text
    found = once(client, lambda found: found["data"]["engagement"]["status"] == "SYNCED")
    assert found["status"] == "CONNECTED"
    found = once(client, lambda found: found["data"]["identity"]["audience"]["status"] == "NOT_SUPPORTED")
    assert found["data"]["identity"]["status"] == "SYNCED"


def test_a_grant_that_is_taken_back_ends_the_session_and_is_told_once(
    client: TestClient[Litestar], google: FakeGoogle, receiver: WebhookReceiver
):
    found = connect(client)
    once(client, is_synced)
    google.oauth.revoke_all()
    for _ in range(2):
        client.post("/v1/profiles/refresh", json={"account_id": found["id"]})
        once(client, lambda found: found["status"] == "SESSION_EXPIRED")
    assert connect(client)["id"] == found["id"]
    once(client, lambda found: found["status"] == "CONNECTED" and is_synced(found))
    # They come in order: after the second connection, all before it has been told.
    once(client, lambda _: receiver.events.count("ACCOUNTS.CONNECTED") == 2)
    assert receiver.events.count("SESSION.EXPIRED") == 1


def test_a_public_profile_is_brought_into_the_catalogue(client: TestClient[Litestar], google: FakeGoogle):
    asked = {"work_platform_id": str(YOUTUBE.id), "identifier": f"https://www.youtube.com/{HANDLE}"}
    found = client.get("/v1/social/creators/profiles", params=asked).json()
    assert found["platform_username"] == HANDLE[1:]
    assert found["subscriber_count"] == 23400
    [origin] = found["provenance"]["origins"]
    assert (origin["source"], origin["name"]) == ("platform", "youtube")
    requests = len(google.requests)
    google.fault = lambda _: unavailable()
    again = client.get("/v1/social/creators/profiles", params=asked | {"identifier": CHANNEL_ID}).json()
    assert again["platform_profile_id"] == CHANNEL_ID
    assert len(google.requests) == requests, "what is fresh is not asked for again"


@pytest.mark.parametrize(
    ("platform_id", "units", "status", "code"),
    [
        (str(YOUTUBE.id), 10, 404, "creator_not_found"),
        (str(YOUTUBE.id), 0, 429, "platform_busy"),
        ("9bb8913b-ddd9-430b-a66a-d74d846e6c66", 10, 400, "product_not_supported"),
    ],
)
def test_a_public_profile_may_not_be_had(
    client: TestClient[Litestar], google: FakeGoogle, platform_id: str, units: int, status: int, code: str
):
    google.quota_units = units
    asked = {"work_platform_id": platform_id, "identifier": f"nobody{uuid4().hex}"}
    answer = client.get("/v1/social/creators/profiles", params=asked)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    google.fault = lambda _: unavailable()
    google.quota_units = 10
    if status == 404:
        assert client.get("/v1/social/creators/profiles", params=asked).status_code == 503
