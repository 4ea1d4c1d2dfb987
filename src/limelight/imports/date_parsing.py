"""Parsing of dates and times as files have them: ISO 8601, epochs, ``10/16/17 22:59``, ``5. März 2021``.

Numeric dates are parsed here, because ``dateutil`` swaps day and month where only that gives a date, and
reads 2021/03/05 as the third of May in a column with days first.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final

from dateutil.parser import parser, parserinfo

from limelight.imports.rejects import UnreadableValue
from limelight.kernel.text import fold

_UTC: Final = r"(?:\s*(?:UTC|GMT|Z))?"
_NUMERIC: Final = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})" + _UTC, re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"(.*?)[T,\s]+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?" + _UTC, re.IGNORECASE
)
_RFC_2822: Final = re.compile(
    r"(?:[A-Z][a-z]{2},? )?[\w ]+ \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|[A-Z]{3})(?: \d{4})?"
)
_MONTH_NAME: Final = re.compile(r"[^\W\d_]{3}|[月월]")
_MAX_CHARACTERS: Final = 60
_YEARS: Final = range(1970, 2101)
_MONTHS: Final = (
    "jan january januar janner janvier janv enero ene janeiro gennaio gen januari",
    "feb february februar fevrier fevr febrero fevereiro fev febbraio februari",
    "mar march mars marz marzo marco maart mrz mrt",
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
_MONTH_NUMBERS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_FILLERS: Final = frozenset(["de", "del", "º", "年", "月", "日", "년", "월", "일"])


class _Vocabulary(parserinfo):
    """Month names of several languages; years with two digits are of this century."""

    def jump(self, name: str) -> bool:
        return name in _FILLERS or super().jump(name)

    def month(self, name: str) -> int | None:
        return _MONTH_NUMBERS.get(fold(name))

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        return year if century_specified or year > 99 else 2000 + year


_PARSER: Final = parser(_Vocabulary())
_DEFAULTS: Final = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2004, 2, 2, tzinfo=UTC))


def is_month_first(cells: Iterable[Any]) -> bool:
    """Whether the dates of a column can only be month/day/year."""
    matches = [_NUMERIC.match(cell.strip()) for cell in cells if isinstance(cell, str)]
    slashes = [match for match in matches if match and match[2] != "." and len(match[1]) <= 2]
    return any(int(match[3]) > 12 for match in slashes) and all(int(match[1]) <= 12 for match in slashes)


def parse_datetime(value: Any, month_first: bool) -> datetime:
    """Returns a datetime in UTC, the time zone of values that have none. Raises UnreadableValue."""
    try:
        parsed = _parse(value, month_first)
    except (ValueError, OverflowError):
        raise UnreadableValue("is not a date") from None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    if parsed.year not in _YEARS:
        raise UnreadableValue(f"is not a date between {_YEARS[0]} and {_YEARS[-1]}")
    return parsed.astimezone(UTC)


def _parse(value: Any, month_first: bool) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    text = str(value).strip()
    if isinstance(value, int | float) or (text.isdecimal() and len(text) >= 9):
        return _parse_epoch(float(value))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _parse_text(text, month_first)


def _parse_epoch(number: float) -> datetime:
    """Takes seconds, or milli-, micro- or nanoseconds: the first unit that gives a year before 2107."""
    seconds = next((number / unit for unit in (1, 10**3, 10**6, 10**9) if number / unit < 2**32), 0.0)
    if seconds < 10**7:
        raise ValueError(number)
    return datetime.fromtimestamp(seconds, UTC)


def _parse_text(text: str, month_first: bool) -> datetime:
    if len(text) > _MAX_CHARACTERS:
        raise ValueError(text)
    if _RFC_2822.fullmatch(text):
        return parsedate_to_datetime(text)
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        return _parse_day(text, month_first)
    day, hour, minute, second, half = clock.groups()
    hours = int(hour) if half is None else int(hour) % 12 + (12 if half[0] in "pP" else 0)
    return _parse_day(day, month_first).replace(hour=hours, minute=int(minute), second=int(second or 0))


@lru_cache(maxsize=16_384)
def _parse_day(text: str, month_first: bool) -> datetime:
    """Cached, because files have few distinct days and ``dateutil`` takes 100 µs."""
    if numeric := _NUMERIC.fullmatch(text):
        first, separator, second, third = numeric.groups()
        if len(first) > 2:
            return datetime(int(first), int(second), int(third), tzinfo=UTC)
        day, month = (second, first) if month_first and separator != "." else (first, second)
        return datetime(int(third if len(third) > 2 else f"20{third}"), int(month), int(day), tzinfo=UTC)
    if not _MONTH_NAME.search(text):
        raise ValueError(text)
    text = re.sub(r"\b(?:UTC|GMT)(?=[+-]\d)", "", text)
    parsed, same = (_PARSER.parse(text, default=default, tzinfos=_time_zone) for default in _DEFAULTS)
    if parsed != same:
        raise ValueError(text)
    return parsed


def _time_zone(name: str | None, offset: int | None) -> tzinfo:
    """Raises ValueError for names such as EST, whose offset is ambiguous."""
    if name is not None and offset != 0:
        raise ValueError(name)
    return timezone(timedelta(seconds=offset or 0))
