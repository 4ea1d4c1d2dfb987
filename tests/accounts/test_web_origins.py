"""Allowed origins and return URLs of Connect."""

import pytest

from limelight.accounts.web_origins import add_query, is_allowed_return_url, may_open_connect, web_origin
from limelight.settings import ConnectSettings, Environment, Settings
from limelight.store.connections import Brand

SANDBOX = Settings()
PRODUCTION = Settings(environment=Environment.PRODUCTION)
BRAND = Brand(origins=("https://app.example",), redirect_urls=("https://other.example/done?from=connect",))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://App.Example/path?query#part", "https://app.example"),
        ("https://app.example:443/", "https://app.example"),
        ("http://app.example:8080", "http://app.example:8080"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("javascript:alert(1)", None),
        ("data:text/html,hello", None),
        ("//app.example", None),
        ("https://user@app.example/", None),
        ("https://app.example\\@evil.example/", None),
        ("https://app.example\n.evil.example/", None),
        ("https://app.example:99999/", None),
        ("https:///path", None),
        ("", None),
    ],
)
def test_an_origin_is_what_a_browser_says_it_is(url: str, origin: str | None) -> None:
    assert web_origin(url) == origin


@pytest.mark.parametrize(
    ("origin", "is_allowed"),
    [
        ("https://app.example", True),
        ("https://app.example/", False),
        ("http://app.example", False),
        ("https://app.example.evil.example", False),
        ("https://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_named_origins_open_connect(origin: str, is_allowed: bool) -> None:
    assert may_open_connect(origin, BRAND, PRODUCTION) is is_allowed


def test_this_machine_opens_connect_in_the_sandbox_alone() -> None:
    for origin in ("http://localhost:3000", "http://127.0.0.1", "http://[::1]:8000"):
        assert may_open_connect(origin, Brand(), SANDBOX)
        assert not may_open_connect(origin, Brand(), PRODUCTION)
    assert not may_open_connect("http://localhost.evil.example", Brand(), SANDBOX)


def test_any_origin_opens_connect_in_a_sandbox_that_says_so() -> None:
    anybody = ConnectSettings(origins=("*",))
    assert may_open_connect("https://evil.example", Brand(), Settings(connect=anybody))
    production = Settings(environment=Environment.PRODUCTION, connect=anybody)
    assert not may_open_connect("https://evil.example", Brand(), production)


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://app.example/any/page", True),
        ("https://other.example/done", True),
        ("https://other.example/done?cart=7", True),
        ("https://other.example/done/elsewhere", False),
        ("https://other.example/", False),
        ("https://app.example@evil.example/", False),
        ("//app.example/", False),
        ("/relative", False),
    ],
)
def test_creators_return_only_to_named_addresses(url: str, is_allowed: bool) -> None:
    assert is_allowed_return_url(url, BRAND, PRODUCTION) is is_allowed


def test_values_are_added_to_a_query_and_take_nothing_away() -> None:
    assert add_query("https://a.example/x?cart=7&empty=#top", {"event": "exit now"}) == (
        "https://a.example/x?cart=7&empty=&event=exit+now#top"
    )
