"""Dates and times as files write them: ISO 8601, epochs, ``10/16/17 22:59``, ``5. März 2021``."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from limelight.imports.unreadable import UnreadableValue
from limelight.kernel.text import fold

_CLOCK: Final = r"(?:[T,\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?)?(?:\s*(?:UTC|GMT|Z))?"
_NUMERIC: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})" + _CLOCK, re.IGNORECASE)
_DAY_MONTH: Final = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th)?\s*(?:de\s+|-)?([^\W\d]+)\.?,?(?:\s+de)?[\s-]+(\d{4})" + _CLOCK
)
_MONTH_DAY: Final = re.compile(
    r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + _CLOCK, re.IGNORECASE
)
_CJK: Final = re.compile(r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]" + _CLOCK)
_YEARS: Final = range(1970, 2101)

_MONTHS: Final = (
    "jan januar january janvier janv enero ene janeiro gennaio gen januari",
    "feb februar february fevrier fevr febrero fevereiro fev febbraio februari",
    "mar mars march marz marzo marco maart mrz mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "jun june juni juin junio junho giugno giu",
    "jul july juli juillet juil julio julho luglio lug",
    "aug august aout agosto ago augustus augusti",
    "sep sept september septembre septiembre setembro settembre set",
    "oct october oktober okt octobre octubre outubro out ottobre ott",
    "nov november novembre noviembre novembro",
    "dec december dezember dez decembre diciembre dic dezembro dicembre",
)
_MONTH_NUMBERS: Final = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split()}


def is_month_first(cells: Iterable[Any]) -> bool:
    """Whether the dates of a column can only be read as month/day/year."""
    found = [_NUMERIC.match(cell.strip()) for cell in cells if isinstance(cell, str)]
    slashes = [match for match in found if match and match[2] != "." and len(match[1]) <= 2]
    return any(int(match[3]) > 12 for match in slashes) and all(int(match[1]) <= 12 for match in slashes)


def parse_datetime(value: Any, month_first: bool) -> datetime:
    """The moment of a value; without a zone it is UTC. Raises Unreadable."""
    found = _found(value, month_first)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    if found.year not in _YEARS:
        raise UnreadableValue("is not a date of this age")
    return found.astimezone(UTC)


def _found(value: Any, month_first: bool) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnreadableValue("is not a date")
    text = str(value).strip()
    if not isinstance(value, str) or (text.isdecimal() and len(text) >= 9):
        return _epoch(float(value))
    for read in (datetime.fromisoformat, _worded, parsedate_to_datetime):
        try:
            return read(text)
        except (ValueError, IndexError):
            continue
    return _numeric(text, month_first)


def _epoch(number: float) -> datetime:
    """Of seconds, or of thousandths or millionths of them: whichever falls into this age."""
    seconds = next((number / unit for unit in (1, 10**3, 10**6, 10**9) if number / unit < 2**32), 0.0)
    if seconds < 10**7:
        raise UnreadableValue("is not a date")
    return datetime.fromtimestamp(seconds, UTC)


def _worded(text: str) -> datetime:
    if found := _DAY_MONTH.fullmatch(text):
        day, name, year, *clock = found.groups()
    elif found := _MONTH_DAY.fullmatch(text):
        name, day, year, *clock = found.groups()
    elif found := _CJK.fullmatch(text):
        year, month, day, *clock = found.groups()
        return _at(year, month, day, clock)
    else:
        raise UnreadableValue("has no month in words")
    return _at(year, _MONTH_NUMBERS.get(fold(name), 0), day, clock)


def _numeric(text: str, month_first: bool) -> datetime:
    found = _NUMERIC.fullmatch(text)
    if found is None:
        raise UnreadableValue("is not a date")
    first, sign, second, third, *clock = found.groups()
    if len(first) > 2:
        return _at(first, second, third, clock)
    day, month = (second, first) if month_first and sign != "." else (first, second)
    return _at(third if len(third) > 2 else f"20{third}", month, day, clock)


def _at(year: str, month: str | int, day: str, clock: list[str | None]) -> datetime:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    try:
        return datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        raise UnreadableValue("is not a date") from None
