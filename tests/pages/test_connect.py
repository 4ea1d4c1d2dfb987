"""The Connect page's colours and words, and what its answers let a browser do."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from limelight.pages.connect.screens import (
    DARK_GROUND,
    DEFAULT_LANGUAGE,
    LIGHT_GROUND,
    MIN_SURFACE_CONTRAST,
    MIN_TEXT_CONTRAST,
    accent,
    all_page_texts,
    contrast,
    page_texts_for,
)

CHANNEL = st.integers(0, 255)


@given(CHANNEL, CHANNEL, CHANNEL, st.sampled_from([LIGHT_GROUND, DARK_GROUND]))
def test_accent_has_enough_contrast_for_any_colour(red: int, green: int, blue: int, ground: str) -> None:
    found = accent(f"#{red:02x}{green:02x}{blue:02x}", ground)
    assert contrast(found.text, ground) >= MIN_TEXT_CONTRAST
    assert contrast(found.surface, found.ink) >= MIN_TEXT_CONTRAST
    assert contrast(found.surface, ground) >= MIN_SURFACE_CONTRAST


@pytest.mark.parametrize("language", sorted(all_page_texts()))
def test_every_language_has_all_texts(language: str) -> None:
    english, other = all_page_texts()[DEFAULT_LANGUAGE]._texts, all_page_texts()[language]._texts
    assert list(other) == list(english)
    for key, text in english.items():
        assert _fields(other[key]) == _fields(text), key


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("fr", "de", "fr"),
        ("pt_BR", "de-AT,en;q=0.8", "de"),
        (None, "xx, es-MX;q=0.9", "es"),
        (None, "", "en"),
        ("../../etc", "*", "en"),
    ],
)
def test_first_supported_language_is_used(asked: str | None, accepted: str, language: str) -> None:
    assert page_texts_for(asked, accepted).language == language


def opened(client: TestClient[Litestar]) -> str:
    link = client.post("/v1/links", json={"external_id": "1", "name": "<b>Ada</b>"}).json()
    path = link["microsite_url"].removeprefix("http://127.0.0.1:8080")
    return str(client.get(path, follow_redirects=False).headers["location"])


def test_policy_allows_own_scripts_and_no_framing(client: TestClient[Litestar]) -> None:
    page = client.get(opened(client))
    policy = page.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=", page.text)


def test_session_cookie_is_httponly_and_scoped_to_its_path(client: TestClient[Litestar]) -> None:
    link = client.post("/v1/links", json={"external_id": "1"}).json()["microsite_url"]
    answer = client.get(link.removeprefix("http://127.0.0.1:8080"), follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path={answer.headers['location']}" in cookie


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"token": "nonsense"}, 401),
        ({}, 401),
        ({"token": "eyJhbGciOiJub25lIn0.eyJ1c2VyX2lkIjoiMSJ9."}, 401),
    ],
)
def test_foreign_token_is_rejected(client: TestClient[Litestar], form: dict[str, str], status: int) -> None:
    answer = client.post("/connect/sessions", data=form)
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_script_is_served_under_both_paths(client: TestClient[Litestar]) -> None:
    ours, theirs = client.get("/connect.js"), client.get("/connect/v2/phyllo-connect.js")
    assert ours.text == theirs.text
    assert ours.headers["content-type"].startswith("text/javascript")


def _fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}
