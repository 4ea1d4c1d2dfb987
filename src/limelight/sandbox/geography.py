"""The places of creators and of their audiences, for every home country of a market."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from limelight.kernel.records import Place
from limelight.sandbox.random_streams import Floats, Ints, Objects, padded_grid, padded_matrix
from limelight.sandbox.reference_data import Market, markets
from limelight.vocabulary.languages import country_languages
from limelight.vocabulary.locations import Location, LocationType, location, location_hierarchy, locations

_COUNTRIES: Final = 11
_STATES: Final = 16
_CITIES: Final = 30
_LANGUAGES: Final = 8
_HOME_PERCENT: Final = 62.0
_STATES_PER_COUNTRY: Final = (8, 3, 2, 1, 1, 1)
_SPOKEN: Final = (0.78, 0.12, 0.06)


@dataclass(frozen=True)
class HomeCountry:
    """A country of a market: where its creators live, by weight, and where their audiences may be.

    ``states`` and ``cities`` come with the number of what they are part of (of a country, and of a
    state) and their share of it.
    """

    market: int
    country: Location
    weight: float
    towns: tuple[Place, ...]
    town_weights: Floats
    countries: dict[str, float]
    states: dict[str, tuple[int, float]]
    cities: dict[str, tuple[int, float]]
    languages: dict[str, float]


@dataclass(frozen=True)
class Geography:
    """The homes as matrices with a row for each, padded with shares of 0."""

    homes: tuple[HomeCountry, ...]
    by_market: Floats
    towns: Floats
    places: Objects
    countries: Objects
    country_shares: Floats
    states: Objects
    state_countries: Ints
    state_shares: Floats
    cities: Objects
    city_states: Ints
    city_shares: Floats
    languages: Objects
    language_shares: Floats


@cache
def geography() -> Geography:
    homes = tuple(_homes())
    states = [tuple(home.states.values()) for home in homes]
    cities = [tuple(home.cities.values()) for home in homes]
    return Geography(
        homes=homes,
        by_market=_by_market(homes),
        towns=padded_matrix(home.town_weights for home in homes),
        places=padded_grid([home.towns for home in homes]),
        countries=padded_grid([tuple(home.countries) for home in homes]),
        country_shares=padded_matrix(home.countries.values() for home in homes),
        states=padded_grid([tuple(home.states) for home in homes]),
        state_countries=padded_matrix([at for at, _ in row] for row in states).astype(np.int64),
        state_shares=padded_matrix([share for _, share in row] for row in states),
        cities=padded_grid([tuple(home.cities) for home in homes]),
        city_states=padded_matrix([at for at, _ in row] for row in cities).astype(np.int64),
        city_shares=padded_matrix([share for _, share in row] for row in cities),
        languages=padded_grid([tuple(home.languages) for home in homes]),
        language_shares=padded_matrix(home.languages.values() for home in homes),
    )


def _homes() -> Iterator[HomeCountry]:
    for number, market in enumerate(markets().values()):
        for key, weight in market.countries.items():
            yield _home(number, market, key, weight)


def _home(number: int, market: Market, key: str, weight: float) -> HomeCountry:
    country = location(key)
    if country is None:
        raise LookupError(f"the vocabulary has no country {key}")
    countries = _countries(market, key)
    states = _states(tuple(countries))
    towns = _divisions()[key].cities[:40]
    return HomeCountry(
        market=number,
        country=country,
        weight=weight,
        towns=tuple(_place(town, country) for town in towns),
        town_weights=np.sqrt([town.population for town in towns]),
        countries=countries,
        states=states,
        cities=_cities(tuple(states)),
        languages=_languages(market, countries),
    )


def _place(town: Location, country: Location) -> Place:
    state = location(town.state) if town.state else None
    return Place(
        city=town.name,
        state=state.name if state else None,
        country=country.name,
        keys=location_hierarchy(town.key),
    )


def _countries(market: Market, home: str) -> dict[str, float]:
    """The countries of an audience: mostly the creator's own, then its language's, then others."""
    weights = {key: float(weight) for key, weight in market.abroad.items()}
    for key, weight in market.countries.items():
        weights[key] = weights.get(key, 0.0) + weight / 4
    weights.pop(home, None)
    total = sum(weights.values())
    others = {key: (100 - _HOME_PERCENT) * weight / total for key, weight in weights.items()}
    return _largest({home: _HOME_PERCENT, **others}, _COUNTRIES)


def _states(countries: Sequence[str]) -> dict[str, tuple[int, float]]:
    found = {}
    for at, (country, count) in enumerate(zip(countries, _STATES_PER_COUNTRY, strict=False)):
        states = _divisions()[country].states
        total = sum(state.population for state in states)
        listed = 0.97 if len(states) > count else 1.0
        for state in states[:count]:
            found[state.key] = (at, listed * state.population / total)
    return dict(list(found.items())[:_STATES])


def _cities(states: Sequence[str]) -> dict[str, tuple[int, float]]:
    found = {}
    for at, key in enumerate(states):
        cities = _divisions()[key].cities
        total = sum(city.population for city in cities)
        count = 4 if at < 4 else 1
        listed = 0.85 if len(cities) > count else 1.0
        for city in cities[:count]:
            found[city.key] = (at, listed * city.population / total)
    return dict(list(found.items())[:_CITIES])


def _languages(market: Market, countries: dict[str, float]) -> dict[str, float]:
    """What the countries speak; the creator's own language far more than that."""
    spoken: dict[str, float] = defaultdict(float)
    spoken[market.language] = 120.0
    spoken["en"] += 6.0
    for country, share in countries.items():
        for code, part in zip(country_languages(country), _SPOKEN, strict=False):
            spoken[code] += share * part
    return _largest(spoken, _LANGUAGES)


@dataclass(frozen=True)
class _Division:
    """The states and cities of a country, or the cities of a state, most populous first."""

    states: list[Location]
    cities: list[Location]


@cache
def _divisions() -> dict[str, _Division]:
    found: dict[str, _Division] = defaultdict(lambda: _Division([], []))
    for place in locations():
        if place.type is LocationType.STATE:
            found[place.country].states.append(place)
        elif place.type is LocationType.CITY:
            found[place.country].cities.append(place)
            if place.state:
                found[place.state].cities.append(place)
    for division in found.values():
        division.states.sort(key=lambda state: -state.population)
    return found


def _by_market(homes: Sequence[HomeCountry]) -> Floats:
    weights = np.zeros((len(markets()), len(homes)))
    for number, home in enumerate(homes):
        weights[home.market, number] = home.weight
    return weights


def _largest(weights: dict[str, float], count: int) -> dict[str, float]:
    return dict(sorted(weights.items(), key=lambda item: -item[1])[:count])
