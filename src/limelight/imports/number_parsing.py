"""Numbers as people and spreadsheets write them: ``475.8m``, ``1.234.567``, ``3,4 Mio``, ``1.39%``."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from limelight.imports.rejects import UnreadableValue
from limelight.kernel.text import fold

_MAGNITUDES: Final = {
    **dict.fromkeys(("", "%"), 1),
    **dict.fromkeys(("k", "thousand", "tsd", "тыс"), 1_000),
    **dict.fromkeys(("lakh", "lakhs", "lac"), 100_000),
    **dict.fromkeys(
        ("m", "mm", "mn", "mio", "mln", "mill", "million", "millions", "millionen", "млн"), 10**6
    ),
    **dict.fromkeys(("cr", "crore", "crores"), 10**7),
    **dict.fromkeys(("b", "bn", "bln", "mrd", "billion", "billions", "млрд"), 10**9),
    **dict.fromkeys(("万", "萬"), 10_000),
    **dict.fromkeys(("億", "亿"), 10**8),
}
_NUMBER: Final = re.compile(r"[~≈]?\s*([+-]?)\s*(\d[\d.,'’_\s]*|[.,]\d+)\s*([^\d\s.,+]*)\.?\s*\+?")
_SIMPLE: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
_SPACED_GROUPS: Final = re.compile(r"\d{1,3}(?:[\s'’_]\d{3})+(?=[.,]|$)")
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")
_FRACTION_PART: Final = re.compile(r"(?:^|\D)(\d*)([.,])(\d+)(?![\d.,])")
_MAX_DIGITS: Final = 15
"""More than any total of a platform has."""


def detect_decimal_mark(cells: Iterable[Any]) -> str | None:
    """Returns the only decimal mark that fits all cells of a column, or None if it stays ambiguous."""
    marks = {mark for cell in cells if isinstance(cell, str) for mark in _decisive_marks(cell)}
    return marks.pop() if len(marks) == 1 else None


def _decisive_marks(text: str) -> Iterable[str]:
    for whole, mark, part in _FRACTION_PART.findall(text.strip()):
        if len(part) != 3 or whole in {"", "0"}:
            yield mark


def parse_number(value: Any, mark: str | None = None) -> Decimal:
    """The number of a value, a percent sign left out. Raises Unreadable.

    One separator before three digits (``1.234``) groups thousands, unless it is the column's decimal mark.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise UnreadableValue("is not a number")
    if not isinstance(value, str):
        return _check_size(Decimal(str(value)))
    if mark == "." and _SIMPLE.fullmatch(value):
        return Decimal(value)
    if _SCIENTIFIC.fullmatch(value):
        return _check_size(Decimal(value))
    found = _NUMBER.fullmatch(value)
    magnitude = _MAGNITUDES.get(fold(found[3])) if found else None
    if found is None or magnitude is None:
        raise UnreadableValue("is not a number")
    digits = Decimal(_normalize_digits(found[2].strip(), mark, magnitude))
    return _check_size((-digits if found[1] == "-" else digits) * magnitude)


def _check_size(found: Decimal) -> Decimal:
    if not found.is_finite():
        raise UnreadableValue("is not a number")
    if found.adjusted() >= _MAX_DIGITS:
        raise UnreadableValue("is too large")
    return found


def _normalize_digits(digits: str, mark: str | None, magnitude: int) -> str:
    """Returns the digits without grouping, with ``.`` as decimal mark."""
    if _SPACED_GROUPS.match(digits):
        digits = re.sub(r"[\s'’_]", "", digits)
    marks = [sign for sign in digits if sign in ".,"]
    decimal = _find_decimal_mark(digits, marks, mark, magnitude)
    if decimal is not None:
        if marks.count(decimal) > 1 or marks[-1] != decimal:
            raise UnreadableValue("is not a number")
        whole, _, part = digits.rpartition(decimal)
        return f"{_remove_grouping(whole) or '0'}.{part}"
    return _remove_grouping(digits)


def _find_decimal_mark(digits: str, marks: list[str], mark: str | None, magnitude: int) -> str | None:
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) != 1:
        return None
    if marks[0] == mark or (mark is None and magnitude > 1):
        return marks[0]
    return None if _THOUSANDS.fullmatch(digits) else marks[0]


def _remove_grouping(digits: str) -> str:
    if digits.isdecimal() or not digits:
        return digits
    if not _THOUSANDS.fullmatch(digits):
        raise UnreadableValue("is not a number")
    return re.sub("[.,]", "", digits)


def round_half_up(found: Decimal) -> int:
    return int(found.quantize(Decimal(1), ROUND_HALF_UP))
