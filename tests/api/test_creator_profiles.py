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


def query(identifier: str, work_platform_id: str = INSTAGRAM) -> dict[str, str]:
    return {"identifier": identifier, "work_platform_id": work_platform_id}


@pytest.mark.parametrize("identifier", ["full.one", "@FULL.ONE", "https://www.instagram.com/Full.One/", "17"])
def test_a_profile_has_all_fields_except_contact_details(search_client: Client, identifier: str):
    response = search_client.get(PROFILES, params=query(identifier))
    assert response.status_code == 200, response.text
    found = response.json()
    assert set(found) == set(CreatorProfile.__struct_fields__)
    assert found["work_platform"]["id"] == INSTAGRAM
    assert (found["platform_username"], found["external_id"]) == ("Full.One", "17")
    assert found["platform_profile_id"] == "17"
    assert found["profile_links"] == []
    assert found["is_private"] is None
    assert "full@one.example" not in response.text


def test_contact_details_are_returned_or_empty(search_client: Client):
    response = search_client.post(CONTACTS, json=query("full.one"))
    assert response.status_code == 200, response.text
    found = response.json()
    assert set(found) == set(CreatorContactInfo.__struct_fields__)
    assert set(found["profile"]) == set(CreatorContactProfile.__struct_fields__)
    assert found["profile"]["contact_details"] == [{"type": "email", "value": "full@one.example"}]
    response = search_client.post(CONTACTS, json=query("streamer", TWITCH))
    assert response.json()["profile"]["contact_details"] == []


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (query("nobody"), 404, "creator_not_found"),
        (query("streamer"), 404, "creator_not_found"),
        (query("https://www.tiktok.com/@full.one"), 400, "wrong_profile_url"),
        (query("full.one", "00000000-0000-0000-0000-000000000000"), 400, "unknown_work_platform"),
        (query("full.one", "instagram"), 400, "invalid_request_parameters"),
        ({"work_platform_id": INSTAGRAM}, 400, "missing_fields"),
    ],
    ids=str,
)
def test_invalid_profile_requests_are_rejected(search_client: Client, request_: Any, status: int, code: str):
    for response in (
        search_client.get(PROFILES, params=request_),
        search_client.post(CONTACTS, json=request_),
    ):
        assert response.status_code == status, response.text
        assert response.json()["error"]["code"] == code
