"""From the value of a cell to the value of a field: a reading is made for a column, after a look at it.

A reading is given a value that is not empty. It returns None when the value says nothing of the field,
and raises Unreadable with the reason, worded to follow the value, when it cannot be read.
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

from limelight.imports.moments import moment_of, month_comes_first
from limelight.imports.numbers import decimal_mark, number, rounded
from limelight.imports.unreadable import Unreadable
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType, CreatorGender
from limelight.kernel.text import fold, tag
from limelight.kernel.timestamps import timestamp
from limelight.platforms import platform
from limelight.vocabulary.languages import language_named

Reading = Callable[[Any], Any]
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Sample:
    """A column as its first rows show it: what tells percent from fractions and days from months."""

    header: str
    cells: Sequence[Any]
    platform: PlatformKey


Maker = Callable[[Sample], Reading]

_MARKERS: Final = (
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
EMPTY: Final = frozenset(
    spelling
    for marker in _MARKERS
    for spelling in (marker, marker.upper(), marker.capitalize(), marker.title())
)
"""What files write where they have no value."""

_TRUE: Final = frozenset(
    ("true", "t", "yes", "y", "1", "1.0", "ja", "oui", "si", "sim", "da", "on", "x", "✓", "✔", "✅")
)
_FALSE: Final = frozenset(
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
_CONTROLS: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 65279))
_ENTITY: Final = re.compile(r"&#?\w+;")
_EMAIL: Final = re.compile(r"[^\s@,;|<>\"']+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?[\d\s().\-/]{7,24}\d")
_WEB: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?", re.IGNORECASE)
_HASHTAG: Final = re.compile(r"#([^\s#,;|]+)")
_SHARE: Final = re.compile(r"(.+?)\s*[:=]\s*([\d.,]+)\s*%?")
_SEPARATORS: Final = ("|", ";", "\n", ",")


def plain(reading: Reading) -> Maker:
    """The same reading for every column."""
    return lambda _sample: reading


def text(value: Any) -> str:
    if type(value) is str:
        return value if value.isprintable() and "&" not in value and "\\" not in value else _cleaned(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("is not text")
    return str(value)


def _cleaned(value: str) -> str:
    """Without control characters, HTML entities and line breaks in the spelling of programs."""
    found = value.replace("\\r", "").replace("\\n", "\n")
    found = _ENTITY.sub(lambda entity: unescape(entity[0]), found)
    return found.translate(_CONTROLS).strip().encode("utf-8", "replace").decode()


def identifier(value: Any) -> str:
    """A platform's own id, which spreadsheets like to turn into a number."""
    if type(value) is str and value.isdecimal():
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    found = text(value)
    if found.isdecimal():
        return found
    if re.fullmatch(r"\d[.,]?\d*[eE]\+?\d+", found):
        raise Unreadable("has lost digits of the id")
    return found.removesuffix(".0")


def handle(sample: Sample) -> Reading:
    """A username, alone, behind ``@`` or in the address of its profile."""
    name_in = handle_of(sample.platform)

    def read(value: Any) -> str | None:
        found = text(value)
        if "/" in found and _WEB.fullmatch(found):
            if name := name_in(found):
                return name
            raise Unreadable("is not the address of a profile on this platform")
        return found.lstrip("@ ") or None

    return read


def handle_of(key: PlatformKey) -> Callable[[str], str | None]:
    """What finds the username in the address of a profile of the platform."""
    profiles = platform(key).profiles
    return profiles.handle_of if profiles else lambda _address: None


def count(sample: Sample) -> Reading:
    mark = decimal_mark(sample.cells)

    def read(value: Any) -> int:
        if type(value) is str and value.isdecimal() and len(value) < 16:
            return int(value)
        found = rounded(number(value, mark))
        if found < 0:
            raise Unreadable("is negative")
        return found

    return read


def change(sample: Sample) -> Reading:
    """A whole number that may be negative."""
    mark = decimal_mark(sample.cells)
    return lambda value: rounded(number(value, mark))


def decimal(sample: Sample) -> Reading:
    mark = decimal_mark(sample.cells)
    return lambda value: float(number(value, mark or "."))


def hours(sample: Sample) -> Reading:
    """Whole hours; a header that says minutes is believed."""
    mark = decimal_mark(sample.cells)
    unit = 60 if "minute" in fold(sample.header) else 1
    return lambda value: rounded(number(value, mark) / unit)


def fraction(sample: Sample) -> Reading:
    """``1.39%`` is 0.0139. A column with values above 1 or ``%`` in its header is in percent."""
    in_percent = "%" in sample.header or "percent" in fold(sample.header) or _exceeds_one(sample.cells)

    def read(value: Any) -> float:
        found = number(value, ".")
        if found < 0:
            raise Unreadable("is negative")
        signed = isinstance(value, str) and value.rstrip().endswith("%")
        return float(found / 100 if in_percent or signed else found)

    return read


def _exceeds_one(cells: Sequence[Any]) -> bool:
    for cell in cells:
        try:
            if not (isinstance(cell, str) and "%" in cell) and number(cell, ".") > 1:
                return True
        except ValueError:
            continue
    return False


def moment(sample: Sample) -> Reading:
    month_first = month_comes_first(sample.cells)
    return lambda value: timestamp(moment_of(value, month_first))


def truth(value: Any) -> bool:
    return _truth(str(value))


@lru_cache(maxsize=1024)
def _truth(text: str) -> bool:
    found = fold(text.strip())
    if found in _TRUE:
        return True
    if found in _FALSE:
        return False
    raise Unreadable("is neither yes nor no")


def partner(value: Any) -> AccountType | None:
    return AccountType.PARTNERS if truth(value) else None


def affiliate(value: Any) -> AccountType | None:
    return AccountType.AFFILIATES if truth(value) else None


def age(value: Any) -> int:
    found = rounded(number(value, "."))
    if not 0 < found < 120:
        raise Unreadable("is not an age in years")
    return found


def gender(value: Any) -> CreatorGender:
    return _choice(value, _GENDERS, "is not a gender that is known here")


def account_type(value: Any) -> AccountType:
    return _choice(value, _ACCOUNT_TYPES, "is not a type of account that is known here")


def _choice(value: Any, choices: Mapping[str, Choice], reason: str) -> Choice:
    found = choices.get(fold(text(value).strip()))
    if found is None:
        raise Unreadable(reason)
    return found


def language(value: Any) -> str:
    return _language(text(value))


@lru_cache
def _language(name: str) -> str:
    found = language_named(name)
    if found is None:
        raise Unreadable("is not a language")
    return found.code


def address(value: Any) -> str:
    found = text(value)
    if not _WEB.fullmatch(found):
        raise Unreadable("is not a web address")
    try:
        return found if urlsplit(found).scheme in {"http", "https"} else f"https://{found}"
    except ValueError:
        raise Unreadable("is not a web address") from None


def addresses(value: Any) -> tuple[str, ...]:
    found = names(value) if not isinstance(value, str) else re.split(r"[\s|;,]+", value.strip("[]'\""))
    return tuple(dict.fromkeys(address(part.strip("'\"")) for part in found if part))


def emails(value: Any) -> tuple[str, ...]:
    found = _EMAIL.findall(" ".join(names(value)) if not isinstance(value, str) else value)
    if not found:
        raise Unreadable("is not an e-mail address")
    return tuple(dict.fromkeys(email.removeprefix("mailto:") for email in found))


def phones(value: Any) -> tuple[str, ...]:
    whole = [text(value)] if not isinstance(value, list | tuple) else [text(part) for part in value]
    parts = [part.strip() for each in whole for part in re.split(r"[,;|]", each)]
    if not all(_PHONE.fullmatch(part) for part in parts):
        raise Unreadable("is not a phone number")
    return tuple(dict.fromkeys(re.sub(r"[^\d+]", "", part) for part in parts))


def names(value: Any) -> tuple[str, ...]:
    """``a|b``, ``a; b``, ``a, b``, ``#a #b``, JSON and Python lists: each name once, in order."""
    parts = (_name(part) for part in _parts(value))
    return tuple(dict.fromkeys(part for part in parts if part and part not in EMPTY))


def _name(part: Any) -> str:
    if isinstance(part, Mapping):
        part = part.get("name", part.get("value", ""))
    return text(part).strip().strip("\"'“”").strip()


def _parts(value: Any) -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Mapping):
        return tuple(value)
    found = text(value).strip()
    if found[:1] == "[" and found[-1:] == "]":
        return _listed(found)
    if found.startswith("#") and not any(sign in found for sign in "|;\n"):
        return _HASHTAG.findall(found)
    return found.split(next((sign for sign in _SEPARATORS if sign in found), "|"))


def _listed(found: str) -> Sequence[Any]:
    for read in (json.loads, ast.literal_eval):
        try:
            parts = read(found)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return parts if isinstance(parts, list) else [parts]
    return found[1:-1].split(",")


def shares(value: Any) -> dict[str, float]:
    """Names with their percentages: ``{"food": 12.5}``, ``food: 12.5 | travel: 3``; 0 where none is given."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        value = _object(value)
    if isinstance(value, Mapping):
        return {_tagged(name): float(number(share, ".")) for name, share in value.items()}
    found: dict[str, float] = {}
    for part in _parts(value):
        share = _SHARE.fullmatch(_name(part))
        name, percent = (share[1], float(number(share[2], "."))) if share else (_name(part), 0.0)
        if _tagged(name):
            found.setdefault(_tagged(name), percent)
    return found


def _object(value: str) -> Mapping[str, Any]:
    try:
        found = json.loads(value)
    except ValueError:
        raise Unreadable("is not JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("is not a JSON object")
    return found


def _tagged(name: str) -> str:
    """As the platforms write hashtags: without spaces."""
    return re.sub(r"\s+", "", tag(name))


def tags(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_tagged, names(value)))))


def named_shares(value: Any) -> dict[str, float]:
    """Shares of what has a name of its own, such as brands: spaces and case stay."""
    return dict.fromkeys(names(value), 0.0) if not isinstance(value, Mapping) else shares(value)
