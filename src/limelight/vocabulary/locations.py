"""Countries, their first-level divisions and their cities, by key, id and name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.json import Decoder

from limelight.kernel.text import fold

_FILE: Final = Path(__file__).parent / "data" / "locations.jsonl"
_NAMESPACE: Final = UUID("5f0c5a6e-3c1b-5d0f-9a52-6c4f0b7f1e8d")
_KNOWN_IDS: Final = {
    "US": UUID("cb8c4bd2-7661-4761-971a-c27322e2f209"),
    "IN": UUID("8fd1ae5e-87c9-4654-b57d-3d6238d1b0fe"),
    "SA": UUID("7d4dfa6c-743d-4b52-be3d-05e064421db5"),
    "AE": UUID("9ba395e3-f362-4ba8-b611-e9b7969c0074"),
    "FR": UUID("531f6797-c8eb-41ea-b3c5-9ac472b72a5f"),
    "g5391959": UUID("0244d71d-3b9c-4f3f-971a-5b2d545911a7"),
    "g3463011": UUID("431025c0-888b-4305-a737-590303ea2659"),
    "g2925533": UUID("fc031241-109e-460f-8b59-1f1e77c2e642"),
}
"""Ids that existing clients carry in their code. All others follow from the key."""


class LocationType(StrEnum):
    CITY = "CITY"
    STATE = "STATE"
    COUNTRY = "COUNTRY"


class Location(Struct, frozen=True, kw_only=True):
    """``key`` is ``US`` for a country, ``US_CA`` for a state, ``g5391959`` (GeoNames) for a city.

    ``country`` is an ISO 3166-1 alpha-2 code, which is also the country's key; ``state`` is a key.
    """

    key: str
    id: UUID
    name: str
    type: LocationType
    country: str
    state: str | None
    population: int
    latitude: float | None
    longitude: float | None


class _Row(Struct, frozen=True, array_like=True):
    """A line of the file; ``parent`` is the key of a city's state or country, or of a state's country."""

    key: str
    name: str
    population: int
    latitude: float | None
    longitude: float | None
    parent: str | None
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class _Gazetteer:
    locations: tuple[Location, ...]
    by_key: dict[str, Location]
    folded: tuple[str, ...]
    other_names: tuple[tuple[str, ...], ...]


@cache
def _gazetteer() -> _Gazetteer:
    rows = Decoder(_Row).decode_lines(_FILE.read_bytes())
    found = tuple(map(_location, rows))
    return _Gazetteer(
        locations=found,
        by_key={location.key: location for location in found},
        folded=tuple(fold(row.name) for row in rows),
        other_names=tuple(row.other_names for row in rows),
    )


def _location(row: _Row) -> Location:
    parent = row.parent
    return Location(
        key=row.key,
        id=_KNOWN_IDS.get(row.key) or uuid5(_NAMESPACE, row.key),
        name=row.name,
        type=_type(row),
        country=parent[:2] if parent else row.key,
        state=parent if parent and "_" in parent else None,
        population=row.population,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _type(row: _Row) -> LocationType:
    if row.parent is None:
        return LocationType.COUNTRY
    return LocationType.STATE if "_" in row.key else LocationType.CITY


@cache
def _by_id() -> dict[UUID, Location]:
    return {location.id: location for location in locations()}


@cache
def _by_name() -> dict[str, Location]:
    """The first of a name wins: own names before other names, countries first, then the most populous."""
    gazetteer = _gazetteer()
    found = [*zip(gazetteer.folded, gazetteer.locations, strict=True), *_other_names(gazetteer)]
    found.sort(key=lambda named: named[1].type is not LocationType.COUNTRY)
    return dict(reversed(found))


def _other_names(gazetteer: _Gazetteer) -> Iterator[tuple[str, Location]]:
    for location, names in zip(gazetteer.locations, gazetteer.other_names, strict=True):
        for name in names:
            yield fold(name), location


def locations() -> Sequence[Location]:
    """Every location, the most populous first."""
    return _gazetteer().locations


def location(key: str) -> Location | None:
    return _gazetteer().by_key.get(key)


def location_by_id(id: UUID) -> Location | None:  # noqa: A002
    return _by_id().get(id)


def location_named(text: str) -> Location | None:
    """The location of exactly that name, without case and diacritics; of several, the most prominent.

    Countries come first, then the most populous; names in common use ("USA", "Bombay") come after
    names of their own.
    """
    return _by_name().get(fold(text.strip()))


def find_locations(text: str, limit: int, offset: int = 0) -> list[Location]:
    """The locations whose name contains the text, without case and diacritics, most populous first."""
    sought = fold(text.strip())
    gazetteer = _gazetteer()
    pairs = zip(gazetteer.folded, gazetteer.locations, strict=True)
    found = (location for name, location in pairs if sought in name)
    return list(islice(found, offset, offset + limit))


def keys_within(key: str) -> tuple[str, ...]:
    """The keys of the location itself, its state and its country; none for an unknown key."""
    found = location(key)
    if found is None:
        return ()
    return tuple(dict.fromkeys(filter(None, (found.key, found.state, found.country))))
