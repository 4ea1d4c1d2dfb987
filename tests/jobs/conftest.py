"""The app with its worker, sandbox creators, and creators that only the fake source knows."""

import asyncio
import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app, factories, run_worker
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.platforms import platform_by_key
from limelight.sandbox import World
from limelight.settings import SandboxSettings, Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from tests.api.sample_creators import save_creators
from tests.jobs.fake_source import FAKE_SOURCE, TEA_CREATORS

_SANDBOX_PLATFORMS = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TWITTER, PlatformKey.SNAPCHAT)
_CREATORS_PER_PLATFORM = 120


class JobsClient:
    """An API client; ``sandbox_creators`` are public ones only."""

    def __init__(self, client: TestClient[Litestar], world: dict[PlatformKey, list[Creator]]) -> None:
        self.client = client
        self.sandbox_creators = world

    def active_creator(self, key: PlatformKey) -> Creator:
        """Returns a creator with recent and many contents."""
        latest = sorted(self.sandbox_creators[key], key=lambda each: each.last_posted_at or "")[-20:]
        return max(latest, key=lambda each: each.content_count or 0)

    def post(self, path: str, key: PlatformKey = PlatformKey.INSTAGRAM, **body: Any) -> Any:
        """Sends a request with a platform and returns the response."""
        submitted = {"work_platform_id": str(platform_by_key(key).id), **body}
        return self.client.post(f"/v1/social/creators/{path}", json=submitted)

    def get(self, path: str) -> Any:
        return self.client.get(f"/v1/social/creators/{path}")

    def run_job(self, path: str, key: PlatformKey = PlatformKey.INSTAGRAM, **body: Any) -> dict[str, Any]:
        """Creates a job and returns its final state."""
        submitted = self.post(path, key, **body).json()
        assert "id" in submitted, submitted
        for _ in range(400):
            answer: dict[str, Any] = self.get(f"{path}/{submitted['id']}").json()
            if answer["status"] != "IN_PROGRESS":
                return answer
            time.sleep(0.05)
        raise AssertionError(f"still in progress: {answer}")

    def rejected(self, path: str, key: PlatformKey = PlatformKey.INSTAGRAM, **body: Any) -> tuple[int, str]:
        """Returns the status and error message of a request."""
        answer = self.post(path, key, **body)
        return answer.status_code, answer.json()["error"]["message"]


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobsClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("jobs"), sandbox=SandboxSettings(creators=0))
    simulated = World(settings.sandbox.seed, now().date())
    world = {
        key: [simulated.creator(key, at) for at in range(_CREATORS_PER_PLATFORM)]
        for key in _SANDBOX_PLATFORMS
    }
    asyncio.run(save_creators(settings, [*TEA_CREATORS, *chain(*world.values())]))
    public = {
        key: [each for at, each in enumerate(creators) if not simulated.truth(key, at).is_private]
        for key, creators in world.items()
    }
    sources = factories.public_sources
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factories, "public_sources", lambda *known: [FAKE_SOURCE, *sources(*known)])
        with TestClient(create_app(settings, run_worker), raise_server_exceptions=False) as client:
            client.auth = (DEMO_NAME, DEMO_SECRET)
            yield JobsClient(client, public)
