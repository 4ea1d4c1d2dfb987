"""Webhooks over HTTP: accepted and refused requests, deliveries and replays."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app, run_worker
from limelight.settings import SandboxSettings, Settings, WebhookSettings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from limelight.testing.webhook_receiver import WebhookReceiver, run_receiver
from limelight.webhooks import verified
from limelight.webhooks.events import EVENT_NAMES

Client = TestClient[Litestar]
WEBHOOK = {"url": "https://Example.com/Hook?a=%2f&b", "events": ["CONTENTS.ADDED"], "name": "mine"}
MOCK = {"payload": {"event": "CONTENTS.ADDED", "name": "tëst", "data": {"items": ["a"], "n": 1}}}


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def served(tmp_path: Any) -> Iterator[Client]:
    """The whole server, with its worker."""
    settings = Settings(
        data_dir=tmp_path,
        sandbox=SandboxSettings(creators=0),
        webhooks=WebhookSettings(retry_seconds=(0.2, 0.2, 0.2)),
    )
    with TestClient(create_app(settings, run_worker), raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


def test_a_webhook_is_stored_as_it_was_sent(client: Client) -> None:
    created = client.post("/v1/webhooks", json=WEBHOOK)
    assert created.status_code == 201
    webhook = created.json()
    assert webhook["url"] == WEBHOOK["url"]
    assert webhook["is_active"] is True
    assert set(webhook) == {"id", "name", "url", "events", "is_active", "created_at", "updated_at"}
    path = f"/v1/webhooks/{webhook['id']}"
    changed = client.put(path, json={"events": ["SESSION.EXPIRED", "SESSION.EXPIRED"]}).json()
    assert (changed["url"], changed["events"]) == (WEBHOOK["url"], ["SESSION.EXPIRED"])
    assert client.get("/v1/webhooks").json()["data"] == [client.get(path).json()]
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"events": ["CONTENTS.REMOVED"]},
        {"events": []},
        {"url": "ftp://example.com"},
        {"url": "https://"},
        {"url": "example.com/hook"},
        {"url": "https://exa mple.com"},
        {"url": "http://10.0.0.1/"},
        {"url": "http://[::ffff:169.254.169.254]/"},
        {"url": "https://example.com/" + "a" * 2048},
        {"name": "a" * 201},
    ],
)
def test_an_invalid_webhook_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    answer = client.post("/v1/webhooks", json={**WEBHOOK, **wrong})
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["error"]["message"]


def test_the_error_for_an_unknown_event_lists_all_events(client: Client) -> None:
    message = client.post("/v1/webhooks", json={**WEBHOOK, "events": ["NO.SUCH"]}).json()["error"]["message"]
    assert all(name in message for name in ("'NO.SUCH'", *EVENT_NAMES))


def test_a_mock_is_delivered_signed_and_logged(served: Client, receiver: WebhookReceiver) -> None:
    webhook = served.post("/v1/webhooks", json={**WEBHOOK, "url": receiver.url}).json()
    sent = served.post("/v1/webhooks/send", json=MOCK).json()["data"]
    request = receiver.wait_for(1)[0]
    assert request.body.decode() == (
        '{"event": "CONTENTS.ADDED", "name": "t\\u00ebst", '
        f'"id": "{sent[0]["id"]}", "data": {{"items": ["a"], "n": 1}}}}'
    )
    assert verified(request.body, request.headers["webhook-signatures"], DEMO_SECRET)
    assert request.headers["phyllo-signature"] == request.headers["webhook-signatures"]
    assert not verified(request.body + b" ", request.headers["webhook-signatures"], DEMO_SECRET)
    path = f"/v1/webhooks/{webhook['id']}"
    delivery = _settled(served, path)
    assert (delivery["status"], delivery["attempts"], delivery["response_status"]) == ("DELIVERED", 1, 200)
    assert delivery["payload"] == request.json


def test_a_failing_webhook_is_inactive_until_it_is_put_and_replayed(
    served: Client, receiver: WebhookReceiver
) -> None:
    receiver.choose_status = lambda _: 302
    webhook = served.post("/v1/webhooks", json={**WEBHOOK, "url": receiver.url}).json()
    path = f"/v1/webhooks/{webhook['id']}"
    served.post("/v1/webhooks/send", json=MOCK)
    attempts = receiver.wait_for(4)
    assert len({request.body for request in attempts}) == 1
    assert {request.path for request in attempts} == {"/hook"}
    assert _settled(served, path)["error"] == "the answer was 302"
    assert served.get(path).json()["is_active"] is False
    since = {"since": webhook["created_at"]}
    assert served.post(f"{path}/replay", json=since).json()["error"]["code"] == "webhook_inactive"
    receiver.choose_status = lambda _: 200
    assert served.put(path, json={}).json()["is_active"] is True
    assert served.post(f"{path}/replay", json=since).json() == {"replayed": 1}
    assert receiver.wait_for(5)[4].body == attempts[0].body
    assert _settled(served, path)["status"] == "DELIVERED"


def _settled(client: Client, path: str) -> dict[str, Any]:
    """The newest delivery, once it is not pending any more."""
    import time

    for _ in range(100):
        delivery: dict[str, Any] = client.get(f"{path}/deliveries").json()["data"][0]
        if delivery["status"] != "PENDING":
            return delivery
        time.sleep(0.05)
    raise AssertionError(f"still pending: {delivery}")
