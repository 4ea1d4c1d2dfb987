"""Keys of dictionary values that a filter names: the value is looked up, or refused with the closest ones."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from limelight.search.filters import FilterContext, InvalidFilter
from limelight.vocabulary.brands import brand, brands
from limelight.vocabulary.interests import INTERESTS, interest
from limelight.vocabulary.languages import language, languages
from limelight.vocabulary.locations import location_by_id, location_named, locations
from limelight.vocabulary.slugs import slug
from limelight.vocabulary.suggestions import closest_matches

_MAX_SUGGESTIONS: Final = 10


def interest_key(name: str, asked: FilterContext) -> str:
    return _dictionary_key(name, interest(name), INTERESTS, asked)


def brand_key(name: str, asked: FilterContext) -> str:
    return _dictionary_key(name, brand(name), brands(), asked)


def language_code(code: str, asked: FilterContext) -> str:
    known = language(code.strip().lower())
    codes = [each.code for each in languages()]
    return (
        known.code
        if known
        else _raise_unknown_value(code, closest_matches(code, codes, _MAX_SUGGESTIONS), len(codes), asked)
    )


def location_key(value: object, asked: FilterContext) -> str:
    found = location_by_id(value) if isinstance(value, UUID) else location_named(str(value))
    return found.key if found else _raise_unknown_location(value, asked)


def _raise_unknown_location(value: object, asked: FilterContext) -> str:
    names = () if isinstance(value, UUID) else tuple(each.name for each in locations())
    advice = "Look locations up in /v1/social/creators/dictionary/locations."
    return _raise_unknown_value(
        str(value), closest_matches(str(value), names, _MAX_SUGGESTIONS), len(names), asked, advice
    )


def _dictionary_key(name: str, found: str | None, allowed: Sequence[str], asked: FilterContext) -> str:
    return (
        slug(found)
        if found
        else _raise_unknown_value(name, closest_matches(name, allowed, _MAX_SUGGESTIONS), len(allowed), asked)
    )


def _raise_unknown_value(value: str, near: list[str], of: int, asked: FilterContext, advice: str = "") -> str:
    closest_first = f"Allowed are, the closest first: {', '.join(near)}" if near else ""
    more = f" and {of - len(near)} more." if of > len(near) else "." if near else ""
    raise InvalidFilter(
        f"{asked.filter_name}: {value!r} is not known. {closest_first}{more} {advice}".strip()
    )
