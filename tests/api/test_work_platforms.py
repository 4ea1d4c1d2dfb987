"""The work platforms over HTTP."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.platforms import PLATFORMS

INSTAGRAM = "9bb8913b-ddd9-430b-a66a-d74d846e6c66"

Client = TestClient[Litestar]


def _listed(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get("/v1/work-platforms", params=query)
    assert response.status_code == 200, response.text
    return response.json()["data"]


def test_pages_concatenate_to_all_platforms(shared_client: Client):
    ids = [
        item["id"] for offset in range(0, 25, 5) for item in _listed(shared_client, limit=5, offset=offset)
    ]
    assert ids == [str(platform.id) for platform in PLATFORMS]


def test_a_page_has_metadata(shared_client: Client):
    response = shared_client.get("/v1/work-platforms")
    assert response.json()["metadata"] == {"offset": 0, "limit": 10, "from_date": None, "to_date": None}


@pytest.mark.parametrize(
    ("name", "found"), [("instagram", ["Instagram"]), ("X", ["Twitter"]), ("MySpace", [])]
)
def test_the_list_is_filtered_by_name(shared_client: Client, name: str, found: list[str]):
    assert [item["name"] for item in _listed(shared_client, name=name)] == found


def test_a_platform_has_a_logo_and_products_under_both_names(shared_client: Client):
    item = shared_client.get(f"/v1/work-platforms/{INSTAGRAM}").json()
    assert item["logo_url"].endswith("/static/platforms/instagram.svg")
    assert item["products"]["identity"] == {"is_supported": True, "audience": {"is_supported": True}}
    assert item["products"]["publish"] == item["products"]["publish_content"] == {"is_supported": False}


def test_an_unknown_platform_returns_404(shared_client: Client):
    response = shared_client.get("/v1/work-platforms/00000000-0000-0000-0000-000000000000")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "work_platform_not_found"


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"limit": "many"}])
def test_invalid_page_parameters_are_rejected(shared_client: Client, query: dict[str, Any]):
    assert shared_client.get("/v1/work-platforms", params=query).status_code == 400
