"""Places: their ids, names and where they lie."""

import re
import subprocess
import sys
from uuid import UUID, uuid5

import pytest

from limelight.kernel.text import fold
from limelight.vocabulary.locations import (
    LocationType,
    find_locations,
    location,
    location_by_id,
    location_hierarchy,
    location_named,
    locations,
)
from tests.processor_time import processor_seconds

NAMESPACE = UUID("5f0c5a6e-3c1b-5d0f-9a52-6c4f0b7f1e8d")
KNOWN_IDS = {
    "cb8c4bd2-7661-4761-971a-c27322e2f209": ("United States", "COUNTRY"),
    "8fd1ae5e-87c9-4654-b57d-3d6238d1b0fe": ("India", "COUNTRY"),
    "7d4dfa6c-743d-4b52-be3d-05e064421db5": ("Saudi Arabia", "COUNTRY"),
    "9ba395e3-f362-4ba8-b611-e9b7969c0074": ("United Arab Emirates", "COUNTRY"),
    "0244d71d-3b9c-4f3f-971a-5b2d545911a7": ("San Francisco", "CITY"),
    "431025c0-888b-4305-a737-590303ea2659": ("Franca", "CITY"),
    "531f6797-c8eb-41ea-b3c5-9ac472b72a5f": ("France", "COUNTRY"),
    "fc031241-109e-460f-8b59-1f1e77c2e642": ("Frankfurt", "CITY"),
}
"""Constants of programs that are in use."""


@pytest.mark.parametrize(("id", "expected"), KNOWN_IDS.items())
def test_published_ids_do_not_change(id: str, expected: tuple[str, str]):  # noqa: A002
    found = location_by_id(UUID(id))
    assert found is not None
    assert (found.name, found.type.value) == expected


def test_other_ids_are_derived_from_the_key():
    odd = [place for place in locations() if place.id != uuid5(NAMESPACE, place.key)]
    assert {str(place.id) for place in odd} == set(KNOWN_IDS)


def test_keys_and_ids_are_unique_and_fit_an_index():
    places = locations()
    assert len({place.key for place in places}) == len({place.id for place in places}) == len(places)
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", place.key) for place in places)


def test_parent_locations_exist():
    for place in locations():
        country = location(place.country)
        assert country is not None
        assert country.type is LocationType.COUNTRY
        if place.state is not None:
            state = location(place.state)
            assert state is not None
            assert (state.type, state.country) == (LocationType.STATE, place.country)


def test_hierarchy_of_a_city():
    assert location_hierarchy("g5391959") == ("g5391959", "US_CA", "US")
    assert location_hierarchy("US_CA") == ("US_CA", "US")
    assert location_hierarchy("US") == ("US",)
    assert location_hierarchy("g0") == ()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("usa", "US"),
        ("U.S.", "US"),
        ("UK", "GB"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("Côte d'Ivoire", "CI"),
        ("türkiye", "TR"),
        ("DEU", "DE"),
        ("Georgia", "GE"),
        (" california ", "US_CA"),
        ("sao paulo", "BR_27"),
        ("Franca", "g3463011"),
        ("Frankfurt am Main", "g2925533"),
        ("Bombay", "g1275339"),
        ("Cologne", "g2886242"),
        ("Narnia", None),
        ("", None),
    ],
)
def test_name_resolves_to_the_most_prominent_location(text: str, key: str | None):
    found = location_named(text)
    assert (found.key if found else None) == key


def test_search_is_by_substring_most_populous_first():
    found = find_locations("FRAN", 500)
    assert found[0].key == "FR"
    assert [place.population for place in found] == sorted(
        (place.population for place in found), reverse=True
    )
    assert {place.key for place in found} == {
        place.key for place in locations() if "fran" in fold(place.name)
    }
    assert "g3448439" in {place.key for place in find_locations("sao p", 10)}


def test_pages_concatenate_to_the_whole():
    whole = find_locations("san", 100)
    assert [place for offset in range(0, 100, 7) for place in find_locations("san", 7, offset)][:100] == whole
    assert find_locations("", 10) == list(locations()[:10])
    assert find_locations("san", 10, 100_000) == []


def test_search_takes_milliseconds():
    assert processor_seconds(lambda: find_locations("no such place", 10)) < 0.01


def test_first_lookup_is_fast():
    code = (
        "from time import process_time as clock; from limelight.vocabulary.locations import location;"
        "started = clock(); location('US'); print(clock() - started)"
    )
    took = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert float(took) < 0.3
