"""Parsers of cells. A parser is created for a column, from a sample of its cells.

A parser gets a value that is not empty. It returns None if the value does not set the field, and raises
``UnreadableValue`` with a reason that completes the sentence "VALUE …".
"""

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from limelight.imports.date_parsing import is_month_first, parse_datetime
from limelight.imports.number_parsing import detect_decimal_mark, parse_number, round_half_up
from limelight.imports.rejects import UnreadableValue
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType, CreatorGender
from limelight.kernel.text import fold, normalize_tag
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms import platform_by_key
from limelight.vocabulary.languages import language_named

CellParser = Callable[[Any], Any]
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class ColumnSample:
    """The first cells of a column, which decide between percent and fraction, and day and month first."""

    header: str
    cells: Sequence[Any]
    platform: PlatformKey


ParserFactory = Callable[[ColumnSample], CellParser]

_NULL_MARKERS: Final = (
    *("", "-", "--", "—", "–", "?", ".", "n/a", "na", "n.a.", "nan", "null", "none", "nil", "undefined"),
    *(
        "[none]",
        "(none)",
        "<na>",
        "#n/a",
        "#na",
        "#valor!",
        "#value!",
        "#wert!",
        "#valeur!",
        "#ref!",
        "#name?",
    ),
    *("#div/0!", "#null!", "#num!", "k.a.", "\\n"),
)
NULL_VALUES: Final = frozenset(
    spelling
    for marker in _NULL_MARKERS
    for spelling in (marker, marker.upper(), marker.capitalize(), marker.title())
)
"""Spellings of a missing value."""

_TRUE_VALUES: Final = frozenset(
    ("true", "t", "yes", "y", "1", "1.0", "ja", "oui", "si", "sim", "da", "on", "x", "✓", "✔", "✅")
)
_FALSE_VALUES: Final = frozenset(
    ("false", "f", "no", "n", "0", "0.0", "nein", "non", "nao", "net", "off", "✗", "✘", "❌")
)
_GENDERS: Final = {
    **dict.fromkeys(("f", "female", "woman", "w", "weiblich", "femme", "mujer"), CreatorGender.FEMALE),
    **dict.fromkeys(("m", "male", "man", "mannlich", "homme", "hombre"), CreatorGender.MALE),
    **dict.fromkeys(
        ("gender_neutral", "gender neutral", "neutral", "non-binary", "nonbinary", "nb", "diverse", "x"),
        CreatorGender.GENDER_NEUTRAL,
    ),
    **dict.fromkeys(("organization", "organisation", "org", "company", "brand"), CreatorGender.ORGANIZATION),
}
_ACCOUNT_TYPES: Final = {
    **{kind.value.lower(): kind for kind in AccountType},
    **dict.fromkeys(("partner", "partnered"), AccountType.PARTNERS),
    **dict.fromkeys(("affiliate", "affiliated"), AccountType.AFFILIATES),
    **dict.fromkeys(("private person", "individual", "person"), AccountType.PERSONAL),
    **dict.fromkeys(("company", "brand", "professional"), AccountType.BUSINESS),
}
_CONTROL_CHARACTERS: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 65279))
_ENTITY: Final = re.compile(r"&#?\w+;")
_EMAIL: Final = re.compile(r"[^\s@,;|<>\"']+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?[\d\s().\-/]{7,24}\d")
_WEB_URL: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_HASHTAG: Final = re.compile(r"#([^\s#,;|]+)")
_SHARE: Final = re.compile(r"(.+?)\s*[:=]\s*([\d.,]+)\s*%?")
_SEPARATORS: Final = ("|", ";", "\n", ",")


def stateless(parser: CellParser) -> ParserFactory:
    """Returns a factory that gives every column the same parser."""
    return lambda _sample: parser


def parse_text(value: Any) -> str:
    if type(value) is str:
        return value if value.isprintable() and "&" not in value and "\\" not in value else _clean_text(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableValue("is not text")
    return str(value)


def _clean_text(value: str) -> str:
    """Removes control characters and resolves HTML entities and escaped line breaks."""
    found = value.replace("\\r", "").replace("\\n", "\n")
    found = _ENTITY.sub(lambda entity: unescape(entity[0]), found)
    return found.translate(_CONTROL_CHARACTERS).strip().encode("utf-8", "replace").decode()


def parse_identifier(value: Any) -> str:
    """Parses a platform's id, also if a spreadsheet has turned it into a number."""
    if type(value) is str and value.isdecimal():
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    found = parse_text(value)
    if found.isdecimal():
        return found
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", found):
        raise UnreadableValue("has lost digits of the id")
    return found.removesuffix(".0")


def handle_parser(sample: ColumnSample) -> CellParser:
    """Parses a username: alone, after ``@`` or in a profile URL."""
    name_in = profile_url_parser(sample.platform)

    def read(value: Any) -> str | None:
        found = parse_text(value)
        if "/" in found and _WEB_URL.fullmatch(found):
            if name := name_in(found):
                return name
            raise UnreadableValue("is not the address of a profile on this platform")
        return found.lstrip("@ ") or None

    return read


def profile_url_parser(key: PlatformKey) -> Callable[[str], str | None]:
    """Returns the function that extracts the username from a profile URL of the platform."""
    profiles = platform_by_key(key).profile_urls
    return profiles.handle_of if profiles else lambda _address: None


def count_parser(sample: ColumnSample) -> CellParser:
    mark = detect_decimal_mark(sample.cells)

    def read(value: Any) -> int:
        if type(value) is str and value.isdecimal() and len(value) < 16:
            return int(value)
        found = round_half_up(parse_number(value, mark))
        if found < 0:
            raise UnreadableValue("is negative")
        return found

    return read


def signed_count_parser(sample: ColumnSample) -> CellParser:
    """Parses a whole number that may be negative."""
    mark = detect_decimal_mark(sample.cells)
    return lambda value: round_half_up(parse_number(value, mark))


def decimal_parser(sample: ColumnSample) -> CellParser:
    mark = detect_decimal_mark(sample.cells)
    return lambda value: float(parse_number(value, mark or "."))


def hours_parser(sample: ColumnSample) -> CellParser:
    """Parses whole hours; cells are minutes if the header says so."""
    mark = detect_decimal_mark(sample.cells)
    unit = 60 if "minute" in fold(sample.header) else 1
    return lambda value: round_half_up(parse_number(value, mark) / unit)


def fraction_parser(sample: ColumnSample) -> CellParser:
    """Parses ``1.39%`` as 0.0139. A column with values above 1 or ``%`` in its header is in percent."""
    in_percent = "%" in sample.header or "percent" in fold(sample.header) or _exceeds_one(sample.cells)

    def read(value: Any) -> float:
        found = parse_number(value, ".")
        if found < 0:
            raise UnreadableValue("is negative")
        signed = isinstance(value, str) and value.rstrip().endswith("%")
        return float(found / 100 if in_percent or signed else found)

    return read


def _exceeds_one(cells: Sequence[Any]) -> bool:
    for cell in cells:
        try:
            if not (isinstance(cell, str) and "%" in cell) and parse_number(cell, ".") > 1:
                return True
        except ValueError:
            continue
    return False


def timestamp_parser(sample: ColumnSample) -> CellParser:
    month_first = is_month_first(sample.cells)
    return lambda value: format_timestamp(parse_datetime(value, month_first))


def parse_boolean(value: Any) -> bool:
    return _parse_boolean_text(str(value))


@lru_cache(maxsize=1024)
def _parse_boolean_text(text: str) -> bool:
    found = fold(text.strip())
    if found in _TRUE_VALUES:
        return True
    if found in _FALSE_VALUES:
        return False
    raise UnreadableValue("is neither yes nor no")


def parse_partner(value: Any) -> AccountType | None:
    return AccountType.PARTNERS if parse_boolean(value) else None


def parse_affiliate(value: Any) -> AccountType | None:
    return AccountType.AFFILIATES if parse_boolean(value) else None


def parse_age(value: Any) -> int:
    found = round_half_up(parse_number(value, "."))
    if not 0 < found < 120:
        raise UnreadableValue("is not an age in years")
    return found


def parse_gender(value: Any) -> CreatorGender:
    return _parse_choice(value, _GENDERS, "is not a known gender")


def parse_account_type(value: Any) -> AccountType:
    return _parse_choice(value, _ACCOUNT_TYPES, "is not a known account type")


def _parse_choice(value: Any, choices: Mapping[str, Choice], reason: str) -> Choice:
    found = choices.get(fold(parse_text(value).strip()))
    if found is None:
        raise UnreadableValue(reason)
    return found


def parse_language(value: Any) -> str:
    return _language_code(parse_text(value))


@lru_cache
def _language_code(name: str) -> str:
    found = language_named(name)
    if found is None:
        raise UnreadableValue("is not a language")
    return found.code


def parse_url(value: Any) -> str:
    found = parse_text(value)
    if not _WEB_URL.fullmatch(found):
        raise UnreadableValue("is not a web address")
    try:
        return found if urlsplit(found).scheme in {"http", "https"} else f"https://{found}"
    except ValueError:
        raise UnreadableValue("is not a web address") from None


def parse_urls(value: Any) -> tuple[str, ...]:
    found = parse_names(value) if not isinstance(value, str) else re.split(r"[\s|;,]+", value.strip("[]'\""))
    return tuple(dict.fromkeys(parse_url(part.strip("'\"")) for part in found if part))


def parse_emails(value: Any) -> tuple[str, ...]:
    found = _EMAIL.findall(" ".join(parse_names(value)) if not isinstance(value, str) else value)
    if not found:
        raise UnreadableValue("is not an e-mail address")
    return tuple(dict.fromkeys(email.removeprefix("mailto:") for email in found))


def parse_phones(value: Any) -> tuple[str, ...]:
    whole = (
        [parse_text(value)] if not isinstance(value, list | tuple) else [parse_text(part) for part in value]
    )
    parts = [part.strip() for each in whole for part in re.split(r"[,;|]", each)]
    if not all(_PHONE.fullmatch(part) for part in parts):
        raise UnreadableValue("is not a phone number")
    return tuple(dict.fromkeys(re.sub(r"[^\d+]", "", part) for part in parts))


def parse_names(value: Any) -> tuple[str, ...]:
    """Parses ``a|b``, ``a; b``, ``a, b``, ``#a #b``, JSON and Python lists into distinct names, in order."""
    parts = (_item_name(part) for part in _split_items(value))
    return tuple(dict.fromkeys(part for part in parts if part and part not in NULL_VALUES))


def _item_name(part: Any) -> str:
    if isinstance(part, Mapping):
        part = part.get("name", part.get("value", ""))
    return parse_text(part).strip().strip("\"'“”").strip()


def _split_items(value: Any) -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Mapping):
        return tuple(value)
    found = parse_text(value).strip()
    if found[:1] == "[" and found[-1:] == "]":
        return _parse_list_literal(found)
    if found.startswith("#") and not any(sign in found for sign in "|;\n"):
        return _HASHTAG.findall(found)
    return found.split(next((sign for sign in _SEPARATORS if sign in found), "|"))


def _parse_list_literal(found: str) -> Sequence[Any]:
    for read in (json.loads, ast.literal_eval):
        try:
            parts = read(found)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return parts if isinstance(parts, list) else [parts]
    return found[1:-1].split(",")


def parse_shares(value: Any) -> dict[str, float]:
    """Parses percentages by tag: ``{"food": 12.5}``, ``food: 12.5 | travel: 3``; 0 if none is given."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _parse_json_object(value)
    if isinstance(value, Mapping):
        return {_normalize_tag(name): float(parse_number(share, ".")) for name, share in value.items()}
    found: dict[str, float] = {}
    for part in _split_items(value):
        share = _SHARE.fullmatch(_item_name(part))
        name, percent = (share[1], float(parse_number(share[2], "."))) if share else (_item_name(part), 0.0)
        if _normalize_tag(name):
            found.setdefault(_normalize_tag(name), percent)
    return found


def _parse_json_object(value: str) -> Mapping[str, Any]:
    try:
        found = json.loads(value)
    except ValueError:
        raise UnreadableValue("is not JSON") from None
    if not isinstance(found, dict):
        raise UnreadableValue("is not a JSON object")
    return found


def _normalize_tag(name: str) -> str:
    """Folds a tag and removes its spaces, as the platforms do."""
    return re.sub(r"\s+", "", normalize_tag(name))


def parse_tags(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_normalize_tag, parse_names(value)))))


def parse_named_shares(value: Any) -> dict[str, float]:
    """Parses shares of proper names, such as brands, which keep their spaces and case."""
    return dict.fromkeys(parse_names(value), 0.0) if not isinstance(value, Mapping) else parse_shares(value)
