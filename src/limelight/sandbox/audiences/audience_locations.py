"""The places and languages of the people of an audience."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from limelight.sandbox.audiences.distributions import AudienceDistributions
from limelight.sandbox.geography import geography
from limelight.sandbox.random_streams import Floats, Ints, RowSampler
from limelight.vocabulary.languages import country_languages
from limelight.vocabulary.locations import Location, LocationType, locations

_MAX_OTHER_CITIES: Final = 60
_MAX_FOREIGN_CITIES: Final = 400
_FOREIGN: Final = 0.03
_ROUNDS: Final = 100


@dataclass(frozen=True)
class LocationTable:
    """The places of a home in which people live, in groups: ``starts`` and ``counts`` say where each is.

    There is a group for each city of the atlas, then one for the rest of each state, one for the rest
    of each country, and one for all other countries. ``countries`` is each group's number in the atlas.
    """

    country: pl.Series
    state: pl.Series
    city: pl.Series
    starts: Ints
    counts: Ints
    country_indexes: Ints


@dataclass(frozen=True)
class AudienceLocations:
    """``numbers`` are those of the countries in the home's row of the atlas; past its end is elsewhere."""

    country: pl.Series
    state: pl.Series
    city: pl.Series
    country_indexes: Ints


def sample_locations(
    draws: RowSampler, home: int, audiences: AudienceDistributions, at: int
) -> AudienceLocations:
    known = location_table(home)
    groups = draws.categorical(_weights(home, audiences, at))
    places = known.starts[groups] + draws.integers(known.counts[groups])
    return AudienceLocations(
        country=known.country.gather(places),
        state=known.state.gather(places),
        city=known.city.gather(places),
        country_indexes=known.country_indexes[groups],
    )


def sample_languages(
    draws: RowSampler, home: int, audiences: AudienceDistributions, at: int, numbers: Ints
) -> Ints:
    """The number of each one's language in the home's row of the atlas: mostly one of the country's."""
    countries = audiences.countries[at]
    shares = np.append(countries, max(100.0 - countries.sum(), 1e-6))
    joint = _fit_margins(_affinity(home), shares / shares.sum(), audiences.languages[at] / 100.0)
    cumulative = np.cumsum(joint, axis=1)
    sought = draws.uniform() * cumulative[numbers, -1]
    found: Ints = (cumulative[numbers, :-1] <= sought[:, None]).sum(axis=1)
    return found


def _weights(home: int, audiences: AudienceDistributions, at: int) -> Floats:
    """How many live in each group, in percent."""
    places = geography()
    countries, states, cities = audiences.countries[at], audiences.states[at], audiences.cities[at]
    in_states = np.bincount(places.city_states[home], weights=cities, minlength=len(states))
    in_countries = np.bincount(places.state_countries[home], weights=states, minlength=len(countries))
    elsewhere = 100.0 - countries.sum()
    weights = np.concatenate([cities, states - in_states, countries - in_countries, [elsewhere]])
    return weights.clip(min=0.0)


def _fit_margins(affinity: Floats, rows: Floats, columns: Floats) -> Floats:
    """The table nearest to the affinities whose rows and columns have these sums."""
    found = affinity
    for _ in range(_ROUNDS):
        found = found * (columns / np.maximum(found.sum(axis=0), 1e-300))
        found = found * (rows / np.maximum(found.sum(axis=1), 1e-300))[:, None]
    return found


@cache
def _affinity(home: int) -> Floats:
    languages = geography().languages[home].tolist()
    found = [
        [1.0 if language in country_languages(country) else _FOREIGN for language in languages]
        for country in geography().countries[home].tolist()
    ]
    return np.array([*found, [1.0] * len(languages)])


@cache
def location_table(home: int) -> LocationTable:
    groups = list(_groups(home))
    places = [place for _, group in groups for place in group]
    counts = np.array([len(group) for _, group in groups])
    return LocationTable(
        country=pl.Series([country for country, _, _ in places], dtype=pl.String),
        state=pl.Series([state for _, state, _ in places], dtype=pl.String),
        city=pl.Series([city for _, _, city in places], dtype=pl.String),
        starts=np.cumsum(counts) - counts,
        counts=counts,
        country_indexes=np.array([country for country, _ in groups]),
    )


_Location = tuple[str, str | None, str | None]


def _groups(home: int) -> Iterator[tuple[int, Sequence[_Location]]]:
    """For each group the number of its country, and its places."""
    places = geography()
    countries, states, cities = (
        names[home].tolist() for names in (places.countries, places.states, places.cities)
    )
    of_states = places.state_countries[home]
    for key, state in zip(cities, places.city_states[home], strict=True):
        yield int(of_states[state]), [(countries[of_states[state]], states[state], key)]
    for key, country in zip(states, of_states, strict=True):
        others = [city for city in _cities()[key] if city.key not in cities]
        yield int(country), _city_locations(others[:_MAX_OTHER_CITIES]) or [(countries[country], key, None)]
    for number, key in enumerate(countries):
        others = [city for city in _cities()[key] if city.state not in states and city.key not in cities]
        in_states = [city for city in others if city.state]
        yield number, _city_locations((in_states or others)[:_MAX_OTHER_CITIES]) or _other_states(key, states)
    abroad = (place for place in locations() if place.country not in countries)
    large = [place for place in abroad if place.type is LocationType.CITY]
    yield len(countries), _city_locations(large[:_MAX_FOREIGN_CITIES])


def _other_states(country: str, listed: Sequence[str]) -> list[_Location]:
    """Where no other city is known, at least other states are, or nothing more than the country."""
    found = (place for place in locations() if place.type is LocationType.STATE and place.country == country)
    return [(country, place.key, None) for place in found if place.key not in listed] or [
        (country, None, None)
    ]


def _city_locations(cities: Sequence[Location]) -> list[_Location]:
    return [(city.country, city.state, city.key) for city in cities]


@cache
def _cities() -> dict[str, list[Location]]:
    """The cities of each country and of each state, most populous first."""
    found: dict[str, list[Location]] = defaultdict(list)
    for place in locations():
        if place.type is LocationType.CITY:
            found[place.country].append(place)
            if place.state:
                found[place.state].append(place)
    return found
