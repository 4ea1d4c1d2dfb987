"""The script on a customer's page, which comes from another origin: popup and redirect."""

import re
import sqlite3
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from limelight.accounts import sdk_tokens
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from tests.browser.conftest import CustomerSite, Server
from tests.browser.test_connect_link import accounts, choose, heading, sign_in

YOUTUBE = str(platform_by_key(PlatformKey.YOUTUBE).id)
TIKTOK = str(platform_by_key(PlatformKey.TIKTOK).id)


def config(server: Server, external_id: str, **more: object) -> dict[str, object]:
    user = server.user(external_id)
    return {
        "clientDisplayName": "Shop",
        "environment": "sandbox",
        "userId": user,
        "token": server.token(user),
    } | more


def opened(page: Page) -> Page:
    """The popup that the customer's button opens."""
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Connect an account").click()
    return popup.value


def heard(page: Page, *expected: str) -> None:
    """The callbacks that were called so far, with their arguments."""
    expect(page.locator("#heard li")).to_have_text(list(expected))


def test_every_callback_is_called_with_its_arguments(page: Page, server: Server, shop: CustomerSite) -> None:
    given = config(server, "popup")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    heading(popup, "Connect your account")
    expect(popup.get_by_text("Shop asks you")).to_be_visible()
    choose(popup, "TikTok")
    popup.get_by_role("button", name="Cancel").click()
    user = given["userId"]
    told = [f"connectionFailure USER_CANCELLED {TIKTOK} {user}"]
    heard(page, *told)
    popup.get_by_role("link", name="Choose another platform").click()
    choose(popup, "YouTube")
    sign_in(popup)
    heading(popup, "YouTube is connected")
    (account,) = accounts(server, "popup")
    told.append(f"accountConnected {account['id']} {YOUTUBE} {user}")
    heard(page, *told)
    popup.get_by_role("link", name="Connect another account").click()
    popup.get_by_role("link", name=re.compile("^Manage ")).click()
    popup.get_by_role("button", name="Disconnect").click()
    told.append(f"accountDisconnected {account['id']} {YOUTUBE} {user}")
    heard(page, *told)
    with popup.expect_event("close"):
        popup.get_by_role("button", name="Leave without connecting").click()
    heard(page, *told, f"exit LEFT {user}")


def test_preselected_platform_skips_the_choice(page: Page, server: Server, shop: CustomerSite) -> None:
    page.goto(shop.shows(server, config(server, "chosen", workPlatformId=YOUTUBE, language="es")))
    popup = opened(page)
    heading(popup, "Conectar YouTube con Shop")
    expect(popup.get_by_text("Elegir otra plataforma")).to_have_count(0)


def test_single_account_removes_connected_platforms(page: Page, server: Server, shop: CustomerSite) -> None:
    page.goto(shop.shows(server, config(server, "single", singleAccount=True)))
    popup = opened(page)
    choose(popup, "YouTube")
    sign_in(popup)
    popup.get_by_role("link", name="Connect another account").click()
    expect(popup.get_by_role("link", name="Connect YouTube")).to_have_count(0)
    expect(popup.get_by_role("link", name="Connect Twitch")).to_have_count(1)


def test_only_platforms_with_the_requested_products_are_offered(
    page: Page, server: Server, shop: CustomerSite
) -> None:
    given = config(server, "music")
    given["token"] = server.token(str(given["userId"]), "ACTIVITY")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    names = popup.get_by_role("link", name=re.compile("^Connect "))
    expect(names).to_have_text([re.compile("Spotify")])


def test_closed_window_emits_exit(page: Page, server: Server, shop: CustomerSite) -> None:
    given = config(server, "closed")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    heading(popup, "Connect your account")
    popup.close()
    heard(page, f"exit WINDOW_CLOSED {given['userId']}")


def test_page_can_close_connect(page: Page, server: Server, shop: CustomerSite) -> None:
    given = config(server, "ended")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    heading(popup, "Connect your account")
    with popup.expect_event("close"):
        page.evaluate("() => window.connect.exit()")
    heard(page, f"exit EXIT_CALLED {given['userId']}")


def test_expired_token_is_reported_without_a_window(
    page: Page, server: Server, shop: CustomerSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sdk_tokens, "SDK_TOKEN_LIFETIME", -sdk_tokens.SDK_TOKEN_LIFETIME)
    given = config(server, "expired")
    page.goto(shop.shows(server, given))
    page.get_by_role("button", name="Connect an account").click()
    heard(page, f"tokenExpired {given['userId']}")
    assert len(page.context.pages) == 1


def test_expired_visit_closes_itself(page: Page, server: Server, shop: CustomerSite) -> None:
    given = config(server, "expiring")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    heading(popup, "Connect your account")
    with sqlite3.connect(server.settings.data_dir / "limelight.db") as database:
        database.execute("UPDATE connect_sessions SET expires_at = '2020-01-01 00:00:00.000000'")
    with popup.expect_event("close"):
        popup.get_by_role("link", name="Connect YouTube").click()
    heard(page, f"tokenExpired {given['userId']}")


@pytest.mark.parametrize(
    ("host", "title"),
    [("shop.example", "Connect your account"), ("stranger.example", "This page cannot be opened")],
)
def test_only_allowed_origins_open_connect(
    page: Page, server: Server, shop: CustomerSite, host: str, title: str
) -> None:
    server.brand(origins=(f"http://shop.example:{shop.port}",))
    page.goto(shop.shows(server, config(server, f"origin-{host}"), host))
    popup = opened(page)
    heading(popup, title)


def test_messages_of_other_origins_are_ignored(page: Page, server: Server, shop: CustomerSite) -> None:
    given = config(server, "liar")
    page.goto(shop.shows(server, given))
    popup = opened(page)
    heading(popup, "Connect your account")
    lie = {"limelight": "happenings", "session_id": "x", "happenings": [{"event": "exit", "reason": "LIE"}]}
    page.evaluate("lie => window.postMessage(lie, '*')", lie)
    popup.close()
    heard(page, f"exit WINDOW_CLOSED {given['userId']}")


def test_blocked_popup_shows_a_button(page: Page, server: Server, shop: CustomerSite) -> None:
    page.goto(shop.shows(server, config(server, "blocked")))
    page.evaluate(
        "() => { const open = window.open; window.open = () => { window.open = open; return null; }; }"
    )
    page.get_by_role("button", name="Connect an account").click()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Continue: Shop").click()
    heading(popup.value, "Connect your account")


@pytest.mark.parametrize(
    ("attempt", "complaint"),
    [
        ("() => PhylloConnect.initialize({ token: 'x' })", "clientDisplayName, environment, userId"),
        ("() => window.connect.on('arrived', () => {})", "there is no event arrived"),
        ("() => window.connect.on('exit', 'later')", "not a function"),
        (
            "() => LimelightConnect.initialize({ clientDisplayName: 'a', environment: 'b', userId: 'c', "
            "token: 'd' }).open()",
            "accountConnected, accountDisconnected, tokenExpired, exit",
        ),
    ],
)
def test_configuration_errors_are_named(
    page: Page, server: Server, shop: CustomerSite, attempt: str, complaint: str
) -> None:
    page.goto(shop.shows(server, config(server, f"mistake-{complaint}"[:100])))
    with pytest.raises(Exception, match=complaint):
        page.evaluate(attempt)


def redirected(page: Page, url: str) -> dict[str, Any]:
    page.wait_for_url(re.compile(re.escape(url)))
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_redirect_returns_with_the_outcome(page: Page, server: Server, shop: CustomerSite) -> None:
    back = f"http://localhost:{shop.port}/back?cart=7"
    given = config(server, "redirect", redirect=True, redirectURL=back)
    page.goto(shop.shows(server, given))
    page.get_by_role("button", name="Connect an account").click()
    choose(page, "YouTube")
    sign_in(page)
    page.get_by_role("button", name="Done").click()
    values = redirected(page, back)
    (account,) = accounts(server, "redirect")
    assert values == {
        "cart": "7",
        "event": "accountConnected",
        "account_id": account["id"],
        "work_platform_id": YOUTUBE,
        "user_id": given["userId"],
        "reason": "DONE",
    }


def test_redirect_to_a_foreign_origin_is_rejected(page: Page, server: Server, shop: CustomerSite) -> None:
    back = "http://stranger.example/phish"
    page.goto(shop.shows(server, config(server, "phish", redirect=True, redirectURL=back)))
    page.get_by_role("button", name="Connect an account").click()
    heading(page, "This page cannot be opened")
    assert "stranger.example" not in page.content()
