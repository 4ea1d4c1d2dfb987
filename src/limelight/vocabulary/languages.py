"""The languages of ISO 639-1, and the languages of each country."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.json import decode

from limelight.kernel.text import fold

_FILE: Final = Path(__file__).parent / "lists" / "languages.json"


class Language(Struct, frozen=True, kw_only=True):
    code: str
    name: str


class _Languages(Struct, frozen=True):
    languages: tuple[Language, ...]
    other_names: dict[str, str]
    countries: dict[str, tuple[str, ...]]


@cache
def _languages() -> _Languages:
    return decode(_FILE.read_bytes(), type=_Languages)


@cache
def _by_code() -> dict[str, Language]:
    return {language.code: language for language in languages()}


@cache
def _by_name() -> dict[str, Language]:
    others = {fold(name): _by_code()[code] for name, code in _languages().other_names.items()}
    return others | _by_code() | {fold(language.name): language for language in languages()}


def languages() -> Sequence[Language]:
    """Every language, the most spoken first."""
    return _languages().languages


def language(code: str) -> Language | None:
    return _by_code().get(code)


def language_named(text: str) -> Language | None:
    """The language of an English name ("Persian", "Farsi"), a code ("fa") or a locale ("fa-IR")."""
    sought = fold(text.strip())
    names = _by_name()
    return names.get(sought) or names.get(sought.replace("_", "-").partition("-")[0])


def country_languages(country_code: str) -> tuple[str, ...]:
    """The codes of the languages spoken in a country, the most spoken first."""
    return _languages().countries.get(country_code, ())
