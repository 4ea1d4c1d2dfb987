"""Numbers, shares and dates as people write them."""

from collections.abc import Callable
from datetime import datetime
from math import ceil, floor, log10
from typing import Final

from limelight.kernel.timestamps import Timestamp, moment
from limelight.schemas.provenance import Interval

_UNITS: Final = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
_AS_IT_IS: Final = 10_000
SPACE: Final = "\u00a0"
"""Keeps a number and its unit on one line."""
_LEAST_SHOWN: Final = 0.05
_SURE: Final = 0.95
_WHOLE_FROM: Final = 10
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def number(value: float) -> str:
    """``1.2 M``; below ten thousand every digit."""
    if value < _AS_IT_IS:
        return f"{value:,.0f}"
    unit, name = _unit(value)
    scaled = value / unit
    return f"{scaled:.0f}{SPACE}{name}" if scaled >= 99.5 else f"{scaled:.1f}{SPACE}{name}".replace(".0", "")


def numbers(most: float, step: float) -> Callable[[float], str]:
    """Writes numbers up to the most all in one unit, as exactly as those that are a step apart need."""
    unit, name = (1, "") if most < _AS_IT_IS else _unit(most)
    digits = max(0, ceil(-log10(step / unit)))
    return lambda value: f"{value / unit:,.{digits}f}{SPACE}{name}".rstrip()


def whole(value: int) -> str:
    return f"{value:,}"


def percent(value: float) -> str:
    """``3.4 %``; what is there but hardly is less than a tenth."""
    if 0 < value < _LEAST_SHOWN:
        return f"<{SPACE}0.1{SPACE}%"
    return f"{value:,.1f}".removesuffix(".0") + f"{SPACE}%"


def rate(fraction: float) -> str:
    """A small fraction as a percentage: ``0.32 %``."""
    value = 100 * fraction
    return f"{value:.2f}{SPACE}%" if 0 < value < 1 else percent(value)


def span(least: float, most: float, currency: str) -> str:
    """``$62 – $150``."""
    sign = "$" if currency == "USD" else f"{currency}{SPACE}"
    texts = [f"{sign}{amount:,.0f}" for amount in (least, most)]
    return texts[0] if texts[0] == texts[1] else f"{SPACE}– ".join(texts)


def percentage(fraction: float | None) -> float | None:
    return None if fraction is None else 100 * fraction


def between(interval: Interval, scale: float = 1) -> str:
    """``between 32 % and 35 %``, rounded outwards; nothing where the bounds are one.

    ``scale`` makes percent of its unit.
    """
    low, high = interval.low * scale, interval.high * scale
    if high - low < _LEAST_SHOWN:
        return ""
    unit = 1 if low >= _WHOLE_FROM else 0.1
    return f"between {percent(floor(low / unit) * unit)} and {percent(min(ceil(high / unit) * unit, 100))}"


def day(text: Timestamp) -> str:
    """``22 November 2026``."""
    when = moment(text)
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def minute(text: Timestamp) -> str:
    return f"{day(text)}, {moment(text):%H:%M} UTC"


def month(text: str) -> str:
    """``2026-05`` as ``May 2026``."""
    when = datetime.fromisoformat(f"{text}-01")
    return f"{_MONTHS[when.month - 1]} {when.year}"


def capitalised(text: str) -> str:
    """``STATIC_POST`` as ``Static post``."""
    return text.replace("_", " ").lower().capitalize()


def listed(names: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def change(value: float) -> str:
    """``+135 %``."""
    if abs(value) < 1:
        return "about the same"
    return f"{value:+,.0f}{SPACE}%".replace("-", "−")


def _unit(value: float) -> tuple[int, str]:
    return next(each for each in _UNITS if value >= _SURE * each[0])
