"""Countries, their first-level divisions and their cities, by key, id and name."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder

from limelight.kernel.text import fold

_LISTS: Final = Path(__file__).parent / "lists"


class LocationType(StrEnum):
    CITY = "CITY"
    STATE = "STATE"
    COUNTRY = "COUNTRY"


class Location(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``key`` is ``US`` for a country, ``US_CA`` for a state, ``g5391959`` (GeoNames) for a city.

    ``country`` is an ISO 3166-1 alpha-2 code, which is also the country's key; ``state`` is the key of the
    state that a city is in, and a state's own.
    """

    key: str
    id: UUID
    name: str
    type: LocationType
    country: str
    state: str | None = None
    population: int
    latitude: float | None = None
    longitude: float | None = None


@cache
def locations() -> Sequence[Location]:
    """Every location, the most populous first."""
    return tuple(Decoder(Location).decode_lines((_LISTS / "locations.jsonl").read_bytes()))


@cache
def _by_key() -> dict[str, Location]:
    return {location.key: location for location in locations()}


@cache
def _by_id() -> dict[UUID, Location]:
    return {location.id: location for location in locations()}


@cache
def _folded_names() -> Sequence[str]:
    return tuple(fold(location.name) for location in locations())


@cache
def _by_name() -> dict[str, Location]:
    own = zip(_folded_names(), locations(), strict=True)
    named = sorted([*own, *_other_names()], key=lambda pair: pair[1].type is not LocationType.COUNTRY)
    return dict(reversed(named))


def _other_names() -> list[tuple[str, Location]]:
    names = Decoder(dict[str, list[str]]).decode((_LISTS / "other_names.json").read_bytes())
    return [(fold(name), _by_key()[key]) for key, others in names.items() for name in others]


def location(key: str) -> Location | None:
    return _by_key().get(key)


def location_by_id(location_id: UUID) -> Location | None:
    return _by_id().get(location_id)


def location_named(text: str) -> Location | None:
    """The location of exactly that name, without case and diacritics; of several, the most prominent.

    Countries come before others, own names before others in use ("Bombay"), the most populous first.
    """
    return _by_name().get(fold(text.strip()))


def find_locations(text: str, limit: int, offset: int = 0) -> list[Location]:
    """The locations whose name contains the text, without case and diacritics, most populous first."""
    sought = fold(text.strip())
    named = zip(_folded_names(), locations(), strict=True)
    return list(islice((location for name, location in named if sought in name), offset, offset + limit))


def location_hierarchy(key: str) -> tuple[str, ...]:
    """The keys of the location itself, its state and its country; none for an unknown key."""
    found = location(key)
    if found is None:
        return ()
    return tuple(dict.fromkeys(filter(None, (found.key, found.state, found.country))))
