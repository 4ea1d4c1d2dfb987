"""The way to a platform's own page and back, with a platform that cuts the tie between windows."""

import threading
from collections.abc import Collection, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from limelight import app
from limelight.accounts.sign_in import AuthorizationRedirect, SignInFailed, SignInFailure, SignInMethods
from limelight.connectors.grants import Grant
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from tests.browser.conftest import CustomerSite, Server, run_server
from tests.browser.test_connect_link import accounts, heading
from tests.browser.test_connect_script import YOUTUBE, config, heard, opened

PERMISSION = """<!doctype html><title>Tube</title><h1>Allow it?</h1>
<a href="%(allow)s">Allow</a> <a href="%(deny)s">Deny</a>"""


class FakePlatform:
    """A platform with one user, which lets those in who bring the code and the verifier."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.redirect_uris: list[str] = []

    def is_configured(self, platform: Platform) -> bool:
        return platform.key is PlatformKey.YOUTUBE

    def authorization_redirect(
        self, platform: Platform, products: Collection[AccountProduct], redirect_uri: str
    ) -> AuthorizationRedirect:
        state = uuid4().hex
        asked = urlencode({"redirect_uri": redirect_uri, "state": state})
        return AuthorizationRedirect(
            f"http://127.0.0.1:{self._port}/authorize?{asked}", state, "the verifier"
        )

    async def exchange_response(
        self, platform: Platform, answer: Mapping[str, str], redirect_uri: str, code_verifier: str | None
    ) -> Grant:
        if "error" in answer:
            raise SignInFailed(SignInFailure.CANCELLED)
        assert (answer["code"], code_verifier) == ("good", "the verifier")
        self.redirect_uris.append(redirect_uri)
        return Grant(access_token="token", subject="UC1", extra={"username": "ada"})


@pytest.fixture(scope="module")
def tube() -> Iterator[FakePlatform]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            back, state = asked["redirect_uri"][0], asked["state"][0]
            allow = f"{back}?{urlencode({'code': 'good', 'state': state})}"
            deny = f"{back}?{urlencode({'error': 'access_denied', 'state': state})}"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.end_headers()
            self.wfile.write((PERMISSION % {"allow": allow, "deny": deny}).encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield FakePlatform(site.server_port)
    site.shutdown()
    site.server_close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, tube: FakePlatform) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "sign_ins", lambda settings: SignInMethods(sandbox=None, oauth=tube))
        yield from run_server(tmp_path_factory.mktemp("oauth"), app.create_app)


def leave_for_tube(page: Page) -> None:
    page.get_by_role("link", name="Connect YouTube").click()
    page.get_by_role("button", name="Continue to YouTube").click()
    heading(page, "Allow it?")


def test_granted_authorization_connects_the_account(page: Page, server: Server, tube: FakePlatform) -> None:
    page.goto(server.link("allowed"))
    leave_for_tube(page)
    page.get_by_role("link", name="Allow").click()
    heading(page, "YouTube is connected")
    assert [account["platform_profile_id"] for account in accounts(server, "allowed")] == ["UC1"]
    assert tube.redirect_uris[-1] == f"{server.home}/connect/callback"


def test_denied_authorization_shows_the_failure_page(page: Page, server: Server) -> None:
    page.goto(server.link("denied"))
    leave_for_tube(page)
    page.get_by_role("link", name="Deny").click()
    heading(page, "YouTube is not connected")
    expect(page.get_by_text("did not give permission")).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    heading(page, "Connect YouTube to demo")


def test_state_is_single_use_and_bound_to_its_browser(page: Page, browser: Browser, server: Server) -> None:
    page.goto(server.link("state"))
    leave_for_tube(page)
    callback = str(page.get_by_role("link", name="Allow").get_attribute("href"))
    stranger = browser.new_context(locale="en-US")
    thief = stranger.new_page()
    thief.goto(callback)
    heading(thief, "This page has expired")
    stranger.close()
    assert accounts(server, "state") == []
    page.goto(callback)
    heading(page, "YouTube is connected")
    page.goto(callback)
    heading(page, "This page has expired")


def test_opener_receives_events_without_a_popup_handle(
    page: Page, server: Server, shop: CustomerSite
) -> None:
    given = config(server, "cut")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    leave_for_tube(popup)
    assert popup.evaluate("() => window.opener") is None
    popup.get_by_role("link", name="Allow").click()
    heading(popup, "YouTube is connected")
    (account,) = accounts(server, "cut")
    connected = f"accountConnected {account['id']} {YOUTUBE} {given['userId']}"
    expect(page.locator("#heard li").first).to_have_text(connected)
    popup.get_by_role("button", name="Done").click()
    heard(page, connected, f"exit DONE {given['userId']}")


def test_opener_waits_for_the_end_though_the_sign_in_was_quicker_than_its_first_look(
    page: Page, server: Server, shop: CustomerSite
) -> None:
    held: list[Route] = []
    page.route("**/connect/happenings", lambda route: held.append(route), times=1)
    given = config(server, "quick")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    leave_for_tube(popup)
    popup.get_by_role("link", name="Allow").click()
    heading(popup, "YouTube is connected")
    held[0].continue_()
    (account,) = accounts(server, "quick")
    connected = f"accountConnected {account['id']} {YOUTUBE} {given['userId']}"
    expect(page.locator("#heard li").first).to_have_text(connected)
    page.wait_for_timeout(1_500)
    popup.get_by_role("button", name="Done").click()
    heard(page, connected, f"exit DONE {given['userId']}")
