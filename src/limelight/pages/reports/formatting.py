"""Formatting of numbers, percentages and dates."""

from collections.abc import Callable
from datetime import datetime
from math import ceil, floor, log10
from typing import Final

from limelight.kernel.timestamps import Timestamp, parse_timestamp
from limelight.schemas.provenance import Interval

_UNITS: Final = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
_COMPACT_FROM: Final = 10_000
SPACE: Final = "\u00a0"
"""Keeps a number and its unit on one line."""
_MIN_SHOWN_PERCENT: Final = 0.05
_UNIT_ROUNDING: Final = 0.95
_WHOLE_PERCENT_FROM: Final = 10
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def compact_number(value: float) -> str:
    """``1.2 M``; below ten thousand every digit."""
    if value < _COMPACT_FROM:
        return f"{value:,.0f}"
    unit, name = _unit(value)
    scaled = value / unit
    return f"{scaled:.0f}{SPACE}{name}" if scaled >= 99.5 else f"{scaled:.1f}{SPACE}{name}".replace(".0", "")


def axis_formatter(most: float, step: float) -> Callable[[float], str]:
    """Writes numbers up to the most all in one unit, as exactly as those that are a step apart need."""
    unit, name = (1, "") if most < _COMPACT_FROM else _unit(most)
    digits = max(0, ceil(-log10(step / unit)))
    return lambda value: f"{value / unit:,.{digits}f}{SPACE}{name}".rstrip()


def full_number(value: int) -> str:
    return f"{value:,}"


def percent(value: float) -> str:
    """``3.4 %``; below 0.05 % ``<0.1 %``."""
    if 0 < value < _MIN_SHOWN_PERCENT:
        return f"<{SPACE}0.1{SPACE}%"
    return f"{value:,.1f}".removesuffix(".0") + f"{SPACE}%"


def rate_percent(fraction: float) -> str:
    """A small fraction as a percentage: ``0.32 %``."""
    value = 100 * fraction
    return f"{value:.2f}{SPACE}%" if 0 < value < 1 else percent(value)


def price_range(least: float, most: float, currency: str) -> str:
    """``$62 – $150``."""
    sign = "$" if currency == "USD" else f"{currency}{SPACE}"
    texts = [f"{sign}{amount:,.0f}" for amount in (least, most)]
    return texts[0] if texts[0] == texts[1] else f"{SPACE}– ".join(texts)


def to_percent(fraction: float | None) -> float | None:
    return None if fraction is None else 100 * fraction


def interval_text(interval: Interval, scale: float = 1) -> str:
    """``between 32 % and 35 %``, rounded outwards; nothing where the bounds are one.

    ``scale`` makes percent of its unit.
    """
    low, high = interval.low * scale, interval.high * scale
    if high - low < _MIN_SHOWN_PERCENT:
        return ""
    unit = 1 if low >= _WHOLE_PERCENT_FROM else 0.1
    return f"between {percent(floor(low / unit) * unit)} and {percent(min(ceil(high / unit) * unit, 100))}"


def day(text: Timestamp) -> str:
    """``22 November 2026``."""
    when = parse_timestamp(text)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def minute(text: Timestamp) -> str:
    return f"{day(text)}, {parse_timestamp(text):%H:%M} UTC"


def month(text: str) -> str:
    """``2026-05`` as ``May 2026``."""
    when = datetime.fromisoformat(f"{text}-01")
    return f"{_MONTHS[when.month - 1]} {when.year}"


def capitalised(text: str) -> str:
    """``STATIC_POST`` as ``Static post``."""
    return text.replace("_", " ").lower().capitalize()


def join_names(names: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def change_percent(value: float) -> str:
    """``+135 %``."""
    if abs(value) < 1:
        return "about the same"
    return f"{value:+,.0f}{SPACE}%".replace("-", "−")


def _unit(value: float) -> tuple[int, str]:
    return next(each for each in _UNITS if value >= _UNIT_ROUNDING * each[0])
