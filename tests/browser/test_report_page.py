"""A report in a real browser: on a phone, without scripts, and on paper."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from limelight.app import create_app
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.settings import SandboxSettings
from tests.browser.conftest import TIMEOUT_MS, Server, run_server

PHONE = {"width": 360, "height": 740}
CREATORS = 60
BROKEN = "https://*.example.com/**"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    few = SandboxSettings(creators=CREATORS)
    yield from run_server(
        tmp_path_factory.mktemp("report"), lambda settings: create_app(replace(settings, sandbox=few))
    )


@pytest.fixture(scope="module")
def address(server: Server) -> str:
    instagram = {"work_platform_id": str(platform_by_key(PlatformKey.INSTAGRAM).id)}
    largest = {"sort_by": {"field": "FOLLOWER_COUNT", "order": "DESCENDING"}, "limit": 1}
    known = server.call("POST", "/v1/social/creators/profiles/search", instagram | largest)["data"]
    asked = instagram | {"identifier": known[0]["platform_username"]}
    report = server.call("POST", "/v1/social/creators/profiles/analytics", asked)
    return str(report["report_url"])


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.route(BROKEN, lambda route: route.abort())
    yield page
    context.close()


def test_report_fits_a_phone_without_scripts(phone: Page, address: str) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_role("img", name="Followers from")).to_be_visible()
    for section in phone.locator("main > *, .card, .chart").all():
        box = section.bounding_box()
        assert box is None or box["x"] + box["width"] <= PHONE["width"]
    assert not [text for text in complaints if "Content Security Policy" in text]


def test_chart_table_opens(phone: Page, address: str) -> None:
    phone.goto(address)
    behind = phone.locator("details", has_text="As a table").first
    expect(behind.get_by_role("table")).to_be_hidden()
    behind.locator("summary").click()
    expect(behind.get_by_role("table")).to_be_visible()


def test_print_style_is_black_on_white_without_summaries(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.emulate_media(media="print", color_scheme="dark")
    expect(phone.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(phone.get_by_role("heading", level=1)).to_have_css("color", "rgb(0, 0, 0)")
    expect(phone.locator("summary").first).to_be_hidden()
    assert phone.pdf(prefer_css_page_size=True).startswith(b"%PDF")
