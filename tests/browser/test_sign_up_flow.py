"""The whole way: a link, a sign-in, the data in the API, and the events at the customer's server."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from limelight.app import create_app, run_worker
from limelight.testing.webhook_receiver import run_receiver
from tests.browser.conftest import Server, run_server
from tests.browser.test_connect_link import accounts, choose, heading, sign_in

PATIENCE_SECONDS = 60
EVENTS = {"ACCOUNTS.CONNECTED", "PROFILES.ADDED", "CONTENTS.ADDED"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from run_server(tmp_path_factory.mktemp("whole"), lambda settings: create_app(settings, run_worker))


def test_connected_account_has_data_and_emits_events(page: Page, server: Server) -> None:
    with run_receiver() as receiver:
        server.call("POST", "/v1/webhooks", {"url": receiver.url, "events": sorted(EVENTS)})
        page.goto(server.link("whole"))
        choose(page, "YouTube")
        sign_in(page)
        heading(page, "YouTube is connected")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not set(receiver.events) >= EVENTS and time.monotonic() < deadline:
            time.sleep(0.2)
        assert set(receiver.events) >= EVENTS
    (account,) = accounts(server, "whole")
    (profile,) = server.call("GET", f"/v1/profiles?account_id={account['id']}")["data"]
    assert profile["platform_username"] == account["platform_username"]
    assert server.call("GET", f"/v1/social/contents?account_id={account['id']}")["data"]
