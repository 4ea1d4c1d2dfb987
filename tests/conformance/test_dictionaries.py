"""Every value of a dictionary is accepted by the filters that use the dictionary."""

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key

DICTIONARIES = "/v1/social/creators/dictionary"
SEARCH = "/v1/social/creators/profiles/search"
BATCH = 100

Values = list[dict[str, Any]]
FILTERS: dict[str, tuple[str, Callable[[Values], Any]]] = {
    "brands": ("creator_brand_affinities", lambda values: [value["name"] for value in values]),
    "interests": ("creator_interests", lambda values: [value["name"] for value in values]),
    "locations": ("creator_locations", lambda values: [value["id"] for value in values]),
}


def values(client: TestClient[Litestar], dictionary: str) -> Values:
    """All values of a dictionary; of locations the first page."""
    response = client.get(f"{DICTIONARIES}/{dictionary}", params={"limit": BATCH})
    assert response.status_code == 200, response.text
    return response.json()[dictionary]


def search(client: TestClient[Litestar], name: str, value: Any) -> None:
    body = {
        "work_platform_id": str(platform_by_key(PlatformKey.INSTAGRAM).id),
        "sort_by": {"field": "FOLLOWER_COUNT", "order": "DESCENDING"},
        name: value,
    }
    response = client.post(SEARCH, json=body)
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("dictionary", FILTERS)
def test_filters_accept_every_value_of_a_dictionary(client: TestClient[Litestar], dictionary: str):
    name, filter_value = FILTERS[dictionary]
    found = values(client, dictionary)
    assert found
    for start in range(0, len(found), BATCH):
        search(client, name, filter_value(found[start : start + BATCH]))


def test_the_language_filter_accepts_every_language(client: TestClient[Litestar]):
    for language in values(client, "languages"):
        search(client, "creator_language", {"code": language["code"]})
