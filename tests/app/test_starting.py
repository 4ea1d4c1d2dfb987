"""A first start answers as soon as creators can be found, and is ready once the demo is complete."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from limelight.app import create_app, starting
from limelight.settings import SandboxSettings, Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET

INSTAGRAM = "9bb8913b-ddd9-430b-a66a-d74d846e6c66"
ORDER = {"field": "FOLLOWER_COUNT", "order": "DESCENDING"}


def nothing(*_: Any) -> AbstractAsyncContextManager[None]:
    return nullcontext()


def test_a_search_does_not_wait_for_the_demo_but_readiness_does(
    embedded: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()
    monkeypatch.setattr(starting, "sync_demo", lambda *_: held.wait())
    settings = replace(embedded, sandbox=SandboxSettings(creators=100))
    with TestClient(create_app(settings, nothing)) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        request = {"work_platform_id": INSTAGRAM, "sort_by": ORDER, "limit": 3}
        assert len(client.post("/v1/social/creators/profiles/search", json=request).json()["data"]) == 3
        refused = client.get("/readyz")
        assert refused.status_code == 503
        assert refused.json()["checks"]["demo"] == "DemoNotSynced"
        client.blocking_portal.call(held.set)
        for _ in range(200):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.05)
        assert client.get("/readyz").json()["checks"]["demo"] == "ok"
