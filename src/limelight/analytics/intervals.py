"""95 % confidence intervals of estimates from samples."""

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
    """A confidence interval; both bounds are in the unit of the estimate."""

    low: float
    high: float

    def scaled(self, factor: float) -> "Interval":
        return Interval(self.low * factor, self.high * factor)

    def clipped(self, least: float, most: float) -> "Interval":
        return Interval(min(max(self.low, least), most), min(max(self.high, least), most))


@formula(version="1", unit="fraction", source=_WILSON)
def share_interval(share: float, size: float, population: int | None = None) -> Interval:
    """The confidence interval of a population share, given the share in a sample.

    Wilson's score interval, z = 1.96, for a uniform sample of n = `size` out of N = `population`:
    (p + z² / 2n ± z √(p (1 − p) / n + z² / 4n²)) / (1 + z² / n). The finite population correction replaces
    n by n (N − 1) / (N − n), so a complete sample has no uncertainty. An empty sample gives 0 to 1.
    """
    if size <= 0:
        return Interval(0.0, 1.0)
    weight = _Z**2 * finite_population_correction(size, population) / size
    centre = (share + weight / 2) / (1 + weight)
    reach = sqrt(weight * share * (1 - share) + weight**2 / 4) / (1 + weight)
    return Interval(min(share, centre - reach), max(share, centre + reach)).clipped(0.0, 1.0)


def normal_interval(value: float, error: float) -> Interval:
    """The confidence interval of a normally distributed estimate with this standard error."""
    return Interval(value - _Z * error, value + _Z * error)


def finite_population_correction(size: float, population: int | None) -> float:
    """The factor by which sampling without replacement reduces the variance."""
    if population is None:
        return 1.0
    return max(0.0, population - size) / max(1, population - 1)
