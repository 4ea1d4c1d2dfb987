"""The filter dictionaries over HTTP."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.vocabulary.locations import locations

DICTIONARIES = "/v1/social/creators/dictionary"

Client = TestClient[Litestar]


def _locations(client: Client, **query: Any) -> list[dict[str, str]]:
    response = client.get(f"{DICTIONARIES}/locations", params=query)
    assert response.status_code == 200, response.text
    return response.json()["locations"]


@pytest.mark.parametrize(
    ("dictionary", "entry"),
    [
        ("brands", {"name": "20th Century Fox"}),
        ("interests", {"name": "Television & Film"}),
        ("languages", {"name": "Persian", "code": "fa"}),
    ],
)
def test_a_dictionary_is_complete_and_cacheable(
    shared_client: Client, dictionary: str, entry: dict[str, str]
):
    response = shared_client.get(f"{DICTIONARIES}/{dictionary}")
    assert entry in response.json()[dictionary]
    assert "private" in response.headers["cache-control"]
    assert "max-age=1296000" in response.headers["cache-control"]


def test_locations_are_found_by_part_of_the_name(shared_client: Client):
    found = _locations(shared_client, search_string="frankf")
    assert found[0] == {"id": "fc031241-109e-460f-8b59-1f1e77c2e642", "name": "Frankfurt", "type": "CITY"}
    assert "São Paulo" in {place["name"] for place in _locations(shared_client, search_string="SAO PAULO")}
    assert _locations(shared_client, search_string="no such place") == []


def test_location_pages_concatenate(shared_client: Client):
    ids = [
        place["id"] for offset in (0, 100) for place in _locations(shared_client, limit=100, offset=offset)
    ]
    assert ids == [str(place.id) for place in locations()[:200]]


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"offset": -1}, {"search_string": "a" * 101}]
)
def test_invalid_location_queries_are_rejected(shared_client: Client, query: dict[str, Any]):
    response = shared_client.get(f"{DICTIONARIES}/locations", params=query)
    assert response.status_code == 400
    assert "cache-control" not in response.headers
