"""Growth of a creator over time."""

from collections.abc import Iterator, Sequence
from math import log
from statistics import median
from typing import Final

from msgspec import Struct

from limelight.analytics.formula import formula
from limelight.kernel.records import MonthlyTotals

SHOWN_MONTHS: Final = 7
MIN_CHANGES: Final = 5
"""Minimum number of monthly changes for outlier detection."""
_OUTLIER_DEVIATIONS: Final = 5.0
_MIN_LOG_GROWTH: Final = 0.10
_MAD_TO_SIGMA: Final = 1.4826
"""Times the median absolute deviation is the standard deviation, of a normal distribution."""
_OWN: Final = "own"


class Jump(Struct, frozen=True, kw_only=True):
    """A month in which a creator gained far more followers than usual. Growth is in percent.

    ``likes_growth`` is the growth of the average likes; bought followers do not raise it.
    """

    month: str
    follower_growth: float
    likes_growth: float | None


@formula(version="1", unit="months", source="The reference: profile reputation metrics over time.")
def reputation_history(history: Sequence[MonthlyTotals]) -> list[MonthlyTotals]:
    """The last 7 months of a creator, oldest first.

    The newest known month and the six before it. Months without data are left out.
    """
    months = _by_number(history)
    first = max(months, default=0) - SHOWN_MONTHS + 1
    return [month for number, month in months.items() if number >= first]


@formula(version="1", unit="percent", source=_OWN)
def follower_growth(history: Sequence[MonthlyTotals], months: int) -> float | None:
    """The growth of the followers over a number of months.

    (Followers at the end of the newest month ÷ followers at the end of the month so many before − 1) × 100.
    None if that month is not known. Subscribers, where the platform counts those.
    """
    known = _by_number(history)
    newest = max(known, default=0)
    if newest - months not in known or months < 1:
        return None
    return _growth(_size(known[newest - months]), _size(known[newest]))


@formula(
    version="1", unit="months", source="own; outliers by the modified z-score of Iglewicz and Hoaglin, 1993"
)
def sudden_jumps(history: Sequence[MonthlyTotals]) -> list[Jump]:
    """The months in which followers may have been bought.

    g = ln(followers ÷ followers of the month before). A month is a jump if g is at least 0.10 and lies more
    than 5 robust standard deviations (1.4826 × median absolute deviation, at least 0.01) above the median g.
    With fewer than 5 known changes no month is reported. A jump is a suspicion, no proof:
    a viral post causes one, too, but then likes grow with the followers.
    """
    changes = list(_changes(history))
    if len(changes) < MIN_CHANGES:
        return []
    growths = [log(_known(after) / _known(before)) for before, after in changes]
    middle = median(growths)
    deviation = max(_MAD_TO_SIGMA * median(abs(growth - middle) for growth in growths), 0.01)
    bound = max(_MIN_LOG_GROWTH, middle + _OUTLIER_DEVIATIONS * deviation)
    return [_jump(*change) for change, growth in zip(changes, growths, strict=True) if growth >= bound]


def _jump(before: MonthlyTotals, after: MonthlyTotals) -> Jump:
    grown = _known(after) / _known(before) - 1
    return Jump(
        month=after.month,
        follower_growth=round(100 * grown, 2),
        likes_growth=_growth(before.average_likes, after.average_likes),
    )


def _changes(history: Sequence[MonthlyTotals]) -> Iterator[tuple[MonthlyTotals, MonthlyTotals]]:
    """Pairs of consecutive months whose followers are known."""
    months = _by_number(history)
    for number, month in months.items():
        before = months.get(number - 1)
        if before and _size(before) and _size(month):
            yield before, month


def _growth(before: int | None, after: int | None) -> float | None:
    return None if not before or after is None else round(100 * (after / before - 1), 2)


def _known(month: MonthlyTotals) -> int:
    return _size(month) or 0


def _size(month: MonthlyTotals) -> int | None:
    return month.subscriber_count if month.follower_count is None else month.follower_count


def _by_number(history: Sequence[MonthlyTotals]) -> dict[int, MonthlyTotals]:
    """By months since the year 0, oldest first."""
    months = sorted(history, key=lambda month: month.month)
    return {int(month.month[:4]) * 12 + int(month.month[5:7]): month for month in months}
