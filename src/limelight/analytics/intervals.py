"""How far a figure of a sample may be from that of the whole: intervals that hold 95 times in 100."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

from limelight.analytics.formula import formula

LEVEL: Final = 0.95
_Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
_WILSON: Final = (
    "E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927); "
    "the finite population correction of W. G. Cochran, Sampling Techniques (1977), 2.8"
)


@dataclass(frozen=True)
class Interval:
    """Both ends are in the unit of the figure."""

    low: float
    high: float

    def scaled(self, factor: float) -> "Interval":
        return Interval(self.low * factor, self.high * factor)

    def clipped(self, least: float, most: float) -> "Interval":
        return Interval(min(max(self.low, least), most), min(max(self.high, least), most))


@formula(version="1", unit="fraction", source=_WILSON)
def share_interval(share: float, size: float, population: int | None = None) -> Interval:
    """Where the share of a whole lies, given the share of a sample of it.

    Wilson's score interval, z = 1.96, for an even sample of n = `size` out of N = `population`:
    (p + z² / 2n ± z √(p (1 − p) / n + z² / 4n²)) / (1 + z² / n). The finite population correction replaces
    n by n (N − 1) / (N − n): who has seen everybody is certain. An empty sample tells nothing: 0 to 1.
    """
    if size <= 0:
        return Interval(0.0, 1.0)
    weight = _Z**2 * finite_population_correction(size, population) / size
    centre = (share + weight / 2) / (1 + weight)
    reach = sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    return Interval(min(share, centre - reach), max(share, centre + reach)).clipped(0.0, 1.0)


def normal_interval(value: float, error: float) -> Interval:
    """The interval of a value with a standard error."""
    return Interval(value - _Z * error, value + _Z * error)


def finite_population_correction(size: float, population: int | None) -> float:
    """The finite population correction: the part of the variance that is left in what was not seen."""
    if population is None:
        return 1.0
    return max(0.0, population - size) / max(1, population - 1)
