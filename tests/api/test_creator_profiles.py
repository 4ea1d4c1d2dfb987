"""Profiles and contact details over HTTP."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.profiles import (
    CreatorContactInfo,
    CreatorContactProfile,
    CreatorProfile,
)

PROFILES = "/v1/social/creators/profiles"
CONTACTS = f"{PROFILES}/contact-info"
INSTAGRAM = str(platform_by_key(PlatformKey.INSTAGRAM).id)
TWITCH = str(platform_by_key(PlatformKey.TWITCH).id)
Client = TestClient[Litestar]


def asked(identifier: str, work_platform_id: str = INSTAGRAM) -> dict[str, str]:
    return {"identifier": identifier, "work_platform_id": work_platform_id}


@pytest.mark.parametrize("identifier", ["full.one", "@FULL.ONE", "https://www.instagram.com/Full.One/", "17"])
def test_a_profile_has_every_key_but_no_contact_details(searcher: Client, identifier: str):
    answer = searcher.get(PROFILES, params=asked(identifier))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert set(found) == set(CreatorProfile.__struct_fields__)
    assert found["work_platform"]["id"] == INSTAGRAM
    assert (found["platform_username"], found["external_id"]) == ("Full.One", "17")
    assert found["platform_profile_id"] == "17"
    assert found["profile_links"] == []
    assert found["is_private"] is None
    assert "full@one.example" not in answer.text


def test_contact_details_are_told_of_who_has_some(searcher: Client):
    answer = searcher.post(CONTACTS, json=asked("full.one"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert set(found) == set(CreatorContactInfo.__struct_fields__)
    assert set(found["profile"]) == set(CreatorContactProfile.__struct_fields__)
    assert found["profile"]["contact_details"] == [{"type": "email", "value": "full@one.example"}]
    answer = searcher.post(CONTACTS, json=asked("streamer", TWITCH))
    assert answer.json()["profile"]["contact_details"] == []


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (asked("nobody"), 404, "creator_not_found"),
        (asked("streamer"), 404, "creator_not_found"),
        (asked("https://www.tiktok.com/@full.one"), 400, "wrong_profile_url"),
        (asked("full.one", "00000000-0000-0000-0000-000000000000"), 400, "unknown_work_platform"),
        (asked("full.one", "instagram"), 400, "invalid_request_parameters"),
        ({"work_platform_id": INSTAGRAM}, 400, "missing_fields"),
    ],
    ids=str,
)
def test_who_cannot_be_told_is_refused(searcher: Client, request_: Any, status: int, code: str):
    for answer in (searcher.get(PROFILES, params=request_), searcher.post(CONTACTS, json=request_)):
        assert answer.status_code == status, answer.text
        assert answer.json()["error"]["code"] == code
