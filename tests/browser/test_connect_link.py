"""A creator follows a link: in the browsers, hands and languages that creators have."""

import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import TIMEOUT_MS, Server

HANDLE = "manliopalumbo_recipes"
SMALLEST_TARGET = 44


def choose(page: Page, platform: str) -> None:
    page.get_by_role("link", name=f"Connect {platform}", exact=True).click()
    page.get_by_role("button", name=f"Continue to {platform}").click()


def sign_in(page: Page, handle: str = HANDLE) -> None:
    page.get_by_label("Handle").fill(handle)
    page.get_by_role("button", name="Sign in and allow").click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def accounts(server: Server, external_id: str) -> list[dict[str, object]]:
    user = server.call("GET", f"/v1/users/external_id/{external_id}")["id"]
    return list(server.call("GET", f"/v1/accounts?user_id={user}")["data"])


def test_link_connects_an_account(page: Page, server: Server) -> None:
    page.goto(server.link("through"))
    page.get_by_role("searchbox").fill("tube")
    expect(page.get_by_role("link", name=re.compile("^Connect "))).to_have_count(1)
    choose(page, "YouTube")
    sign_in(page)
    heading(page, "YouTube is connected")
    page.get_by_role("button", name="Done").click()
    heading(page, "That is all")
    (account,) = accounts(server, "through")
    assert (account["status"], account["platform_username"]) == ("CONNECTED", HANDLE)


def test_connect_works_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.goto(server.link("scriptless"))
    page.get_by_role("searchbox").fill("twitch")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=re.compile("^Connect "))).to_have_count(1)
    choose(page, "Twitch")
    sign_in(page, "marketus_ravello")
    heading(page, "Twitch is connected")
    context.close()


@pytest.mark.parametrize(
    ("act", "explanation"),
    [
        ("Cancel", "did not give permission"),
        ("The sign-in is refused", "did not let you in"),
        ("The session times out", "took too long"),
    ],
)
def test_failure_page_explains_and_links_back(page: Page, server: Server, act: str, explanation: str) -> None:
    page.goto(server.link("failing"))
    choose(page, "TikTok")
    if act != "Cancel":
        page.get_by_text("Act something else out").click()
    page.get_by_role("button", name=act).click()
    heading(page, "TikTok is not connected")
    expect(page.get_by_text(explanation)).to_be_visible()
    page.get_by_role("link", name="Try again").click()
    heading(page, "Connect TikTok to demo")
    page.get_by_role("link", name="Choose another platform").click()
    heading(page, "Connect your account")
    assert accounts(server, "failing") == []


def test_unknown_handle_is_a_form_error(page: Page, server: Server) -> None:
    page.goto(server.link("unknown"))
    choose(page, "YouTube")
    sign_in(page, "nobody at all")
    field = page.get_by_label("Handle")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("nobody at all")


def test_account_can_be_reconnected_and_disconnected(page: Page, server: Server) -> None:
    page.goto(server.link("again"))
    choose(page, "YouTube")
    sign_in(page)
    page.get_by_role("link", name="Connect another account").click()
    page.get_by_role("link", name=f"Manage {HANDLE}").click()
    page.get_by_role("link", name="Connect again").click()
    page.get_by_role("button", name="Continue to YouTube").click()
    (first,) = accounts(server, "again")
    sign_in(page)
    heading(page, "YouTube is connected")
    (second,) = accounts(server, "again")
    assert first["id"] == second["id"]
    page.get_by_role("link", name="Connect another account").click()
    page.get_by_role("link", name=f"Manage {HANDLE}").click()
    page.get_by_role("button", name="Disconnect").click()
    heading(page, "Connect your account")
    expect(page.get_by_text("Your accounts")).to_have_count(0)
    assert [account["status"] for account in accounts(server, "again")] == ["NOT_CONNECTED"]


def test_expired_account_is_marked_and_can_be_reconnected(page: Page, server: Server) -> None:
    page.goto(server.link("dead"))
    choose(page, "YouTube")
    sign_in(page)
    heading(page, "YouTube is connected")
    (before,) = accounts(server, "dead")
    with sqlite3.connect(server.settings.data_dir / "limelight.db") as database:
        database.execute("UPDATE accounts SET status = 'SESSION_EXPIRED'")
    page.get_by_role("link", name="Connect another account").click()
    expect(page.get_by_text("Has to be connected again")).to_be_visible()
    page.get_by_role("link", name=f"Manage {HANDLE}").click()
    expect(page.get_by_text("no longer accepts it")).to_be_visible()
    page.get_by_role("link", name="Connect again").click()
    page.get_by_role("button", name="Continue to YouTube").click()
    sign_in(page)
    heading(page, "YouTube is connected")
    (after,) = accounts(server, "dead")
    assert (after["id"], after["status"]) == (before["id"], "CONNECTED")


def test_keyboard_alone_suffices(page: Page, server: Server) -> None:
    page.goto(server.link("keyboard"))
    heading(page, "Connect your account")

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            if name in (focused.get_attribute("aria-label"), (focused.text_content() or "").strip()):
                outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
                assert outline != "none", f"{name} is focused and nobody sees it"
                return
        raise AssertionError(f"Tab does not reach {name}")

    tab_to("Connect Instagram")
    page.keyboard.press("Enter")
    heading(page, "Connect Instagram to demo")
    tab_to("Continue to Instagram")
    page.keyboard.press("Enter")
    heading(page, "Pretend to sign in to Instagram")
    page.keyboard.press("Tab")
    page.keyboard.type("joaquim.brito")
    page.keyboard.press("Enter")
    heading(page, "Instagram is connected")
    tab_to("Done")
    page.keyboard.press("Space")
    heading(page, "That is all")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, locale="en-US")
    context.set_default_timeout(TIMEOUT_MS)
    yield context.new_page()
    context.close()


def test_pages_fit_a_phone(phone: Page, server: Server) -> None:
    def check() -> None:
        assert phone.evaluate("() => document.documentElement.scrollWidth") <= 320
        for target in phone.locator("button:visible, a.choice:visible, a.button:visible").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= SMALLEST_TARGET, target.text_content()

    phone.goto(server.link("phone"))
    check()
    phone.get_by_role("link", name="Connect YouTube").tap()
    heading(phone, "Connect YouTube to demo")
    check()
    phone.get_by_role("button", name="Continue to YouTube").tap()
    heading(phone, "Pretend to sign in to YouTube")
    check()
    sign_in(phone)
    heading(phone, "YouTube is connected")
    check()


def test_pages_have_landmarks_for_screen_readers(page: Page, server: Server) -> None:
    def check() -> None:
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("img:not([alt])").count() == 0
        assert page.title()
        for field in page.locator("input:visible").all():
            assert field.evaluate("field => field.labels.length") == 1

    page.goto(server.link("reader"))
    check()
    page.get_by_role("link", name="Connect YouTube").click()
    check()
    page.get_by_role("button", name="Continue to YouTube").click()
    check()
    sign_in(page)
    heading(page, "YouTube is connected")
    check()


def test_page_uses_the_browser_language(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="de-AT")
    page = context.new_page()
    page.goto(server.link("german"))
    heading(page, "Verbinde dein Konto")
    context.close()


def test_session_is_bound_to_its_browser(page: Page, browser: Browser, server: Server) -> None:
    page.goto(server.link("theft"))
    other = browser.new_context().new_page()
    answer = other.goto(page.url)
    assert answer is not None
    assert answer.status == 404
    other.context.close()


def test_cross_site_form_is_rejected(page: Page, context: BrowserContext, server: Server) -> None:
    page.goto(server.link("forged"))
    forged = context.request.post(f"{page.url}/exit", form={"csrf": "guessed", "reason": "DONE"})
    assert forged.status == 403
    page.reload()
    heading(page, "Connect your account")


def test_expired_session_is_explained(page: Page, server: Server) -> None:
    page.goto(server.link("old"))
    with sqlite3.connect(server.settings.data_dir / "limelight.db") as database:
        database.execute("UPDATE connect_sessions SET expires_at = '2020-01-01 00:00:00.000000'")
    page.reload()
    heading(page, "This page has expired")
