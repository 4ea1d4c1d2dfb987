"""Niches, markets, phrases and names, read from the data files."""

from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct, toml

from limelight.kernel.text import normalize_tag
from limelight.vocabulary.locations import location

_DATA: Final = Path(__file__).parent / "data"
_COMMON_TAGS: Final = ("viral", "trending", "explorepage", "love")
_Entry = TypeVar("_Entry")


class Niche(Struct, frozen=True, kw_only=True):
    """What a community is about."""

    category: str
    women: int
    ages: tuple[int, ...]
    interests: tuple[str, ...]
    brands: tuple[str, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]


class Market(Struct, frozen=True, kw_only=True):
    """Where communities live and what they speak."""

    language: str
    per_block: int
    names: str
    countries: dict[str, int]
    abroad: dict[str, int]
    ethnicities: tuple[int, ...]
    niches: tuple[str, ...]


class Phrases(Struct, frozen=True, kw_only=True):
    """What creators say in a language."""

    bios: tuple[str, ...]
    captions: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


class PeopleNames(Struct, frozen=True, kw_only=True):
    """Names of one origin, separated by spaces; those in another script as ``latin:written``."""

    women: str
    men: str
    families: str


class NameLists(Struct, frozen=True, kw_only=True):
    """All lists of names; ``people`` by origin."""

    organisations: str
    organisation_suffixes: str
    people: dict[str, PeopleNames]


class Music(Struct, frozen=True, kw_only=True):
    """Of what the names of artists and of their songs are put together."""

    genres: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]


class Community(Struct, frozen=True, kw_only=True):
    """A niche of a market, with its own vocabulary; the most used words come first."""

    number: int
    market: int
    niche: int
    name: str
    word: str
    tags: tuple[str, ...]
    mentions: tuple[str, ...]
    topics: tuple[str, ...]
    brands: tuple[str, ...]
    interests: tuple[str, ...]


def _read(file: str, kind: type[_Entry]) -> _Entry:
    return toml.decode((_DATA / file).read_bytes(), type=kind)


@cache
def niches() -> dict[str, Niche]:
    return _read("niches.toml", dict[str, Niche])


@cache
def markets() -> dict[str, Market]:
    return _read("markets.toml", dict[str, Market])


@cache
def phrases() -> dict[str, Phrases]:
    return _read("phrases.toml", dict[str, Phrases])


@cache
def name_lists() -> NameLists:
    return _read("names.toml", NameLists)


@cache
def comment_templates() -> dict[str, tuple[str, ...]]:
    """What is said below posts, by language."""
    return _read("comments.toml", dict[str, tuple[str, ...]])


@cache
def music() -> Music:
    return _read("music.toml", Music)


@cache
def communities() -> tuple[Community, ...]:
    """Every community: each market's niches, in the order of the files."""
    found: list[Community] = []
    for number, (key, market) in enumerate(markets().items()):
        for niche in market.niches:
            found.append(_community(len(found), number, key, market, niche))
    return tuple(found)


def _community(number: int, market_number: int, market_key: str, market: Market, niche_key: str) -> Community:
    niche = niches()[niche_key]
    return Community(
        number=number,
        market=market_number,
        niche=tuple(niches()).index(niche_key),
        name=f"{market_key}/{niche_key}",
        word=phrases()["en"].words[niche_key][0].replace(" ", ""),
        tags=_tags(niche_key, market, market_number),
        mentions=_mentions(niche_key, market, market_number),
        topics=_rotated(niche.topics, market_number)[:8] + _local_words(niche_key, market),
        brands=_rotated(niche.brands, 3 * market_number),
        interests=niche.interests,
    )


def _rotated(values: tuple[str, ...], by: int) -> tuple[str, ...]:
    """The same values from another start, so that communities of one niche have other favourites."""
    start = by % len(values)
    return values[start:] + values[:start]


def _local_words(niche: str, market: Market) -> tuple[str, ...]:
    return phrases()[market.language].words[niche]


def _country_tags(market: Market) -> tuple[str, ...]:
    found = (location(key) for key in market.countries)
    return tuple(normalize_tag(place.name).replace(" ", "") for place in found if place)


def _tags(niche: str, market: Market, number: int) -> tuple[str, ...]:
    words = [normalize_tag(word).replace(" ", "").replace("-", "") for word in _local_words(niche, market)]
    latin = [word for word in words if word.isascii()][:3] or [niche]
    at_home = [f"{word}{place}" for place in _country_tags(market)[:2] for word in latin]
    shared = _rotated(niches()[niche].tags, 5 * number)[:12]
    return tuple(dict.fromkeys([*shared[:4], *words, *at_home, *shared[4:], *_COMMON_TAGS]))


def _mentions(niche: str, market: Market, number: int) -> tuple[str, ...]:
    """Hubs of the community, such as a magazine, and the accounts of its brands."""
    hubs = [
        f"{niche}{place}{kind}" for place in _country_tags(market)[:3] for kind in ("hub", "daily", "mag")
    ]
    brands = [normalize_tag(name) for name in _rotated(niches()[niche].brands, 3 * number)]
    plain = ["".join(sign for sign in name if sign.isalnum()) for name in brands]
    return tuple(dict.fromkeys([*hubs, *plain]))
