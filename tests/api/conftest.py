"""An app with a small catalogue, shared by tests that only read it."""

import asyncio
from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.app import create_app
from limelight.settings import SandboxSettings, Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from tests.api.sample_creators import COMPLETE_CREATOR, SIMILAR_CREATORS, TWITCH_STREAMER, save_creators


@pytest.fixture(scope="module")
def catalogue_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    directory = tmp_path_factory.mktemp("limelight")
    return Settings(data_dir=directory, sandbox=SandboxSettings(creators=0))


@pytest.fixture(scope="module")
def search_client(catalogue_settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of an app that has indexed the sample creators."""
    asyncio.run(save_creators(catalogue_settings, [COMPLETE_CREATOR, TWITCH_STREAMER, *SIMILAR_CREATORS]))
    with TestClient(create_app(catalogue_settings), raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client
