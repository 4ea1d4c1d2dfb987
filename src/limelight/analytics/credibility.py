"""Account types of an audience, and its credibility."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

import polars as pl

from limelight.analytics.audience_shares import Shares, count_values, round_percentages
from limelight.analytics.formula import formula
from limelight.analytics.intervals import Interval, finite_population_correction, normal_interval
from limelight.analytics.suspicion import SUSPICION_THRESHOLD, suspicion

REAL: Final = "REAL"
INFLUENCERS: Final = "INFLUENCERS"
MASS_FOLLOWERS: Final = "MASS_FOLLOWERS"
SUSPICIOUS: Final = "SUSPICIOUS"
ACCOUNT_TYPES: Final = (REAL, INFLUENCERS, MASS_FOLLOWERS, SUSPICIOUS)
_CORRECTED_TYPES: Final = {REAL, SUSPICIOUS}
_MASS_FOLLOWING: Final = 1_500
_INFLUENCER_FOLLOWERS: Final = 5_000
SENSITIVITY: Final = 0.90
"""True positive rate on held-out accounts that the first two rules do not classify: 45 of 50."""
SPECIFICITY: Final = 0.951
"""True negative rate on held-out accounts that the first two rules do not classify: 462 of 486."""
_SENSITIVITY_ERROR: Final = sqrt(SENSITIVITY * (1 - SENSITIVITY) / 50)
_SPECIFICITY_ERROR: Final = sqrt(SPECIFICITY * (1 - SPECIFICITY) / 486)
_INFORMEDNESS: Final = SENSITIVITY + SPECIFICITY - 1
_ROGAN_GLADEN: Final = (
    "The rule is that of the field's audience reports; the correction that of W. J. Rogan and B. Gladen, "
    "Estimating prevalence from the results of a screening test, Am. J. Epidemiology 107 (1978)"
)


@dataclass(frozen=True)
class Credibility:
    """``score`` and the ``interval`` are fractions of the audience."""

    score: float
    interval: Interval


@formula(version="1", unit="type", source="The rule is that of the field's audience reports")
def account_types(people: pl.DataFrame) -> pl.Series:
    """The account type of each audience member.

    The first that holds: follows more than 1,500 → MASS_FOLLOWERS; has more than 5,000 followers →
    INFLUENCERS; `suspicion` of 0.5 and more → SUSPICIOUS; else REAL. Unknown if any of the three is.
    """
    counts = people.select("following_count", "follower_count", suspicion(people))
    following, followers, score = (pl.col(name) for name in counts.columns)
    kind = (
        pl.when(following.is_null() | followers.is_null() | score.is_null())
        .then(None)
        .when(following > _MASS_FOLLOWING)
        .then(pl.lit(MASS_FOLLOWERS))
        .when(followers > _INFLUENCER_FOLLOWERS)
        .then(pl.lit(INFLUENCERS))
        .when(score >= SUSPICION_THRESHOLD)
        .then(pl.lit(SUSPICIOUS))
        .otherwise(pl.lit(REAL))
    )
    return counts.select(account_type=kind).to_series()


@formula(version="1", unit="percent", source=_ROGAN_GLADEN)
def follower_types(types: pl.Series, population: int | None) -> Shares:
    """The account types of an audience.

    The shares of the `account_types` that are known, corrected for what the score
    misses: of the REAL and SUSPICIOUS together, (q + specificity − 1) / (sensitivity + specificity − 1) are
    SUSPICIOUS, at least none and at most all, q being the part that is taken for it. Sensitivity 0.90 and
    specificity 0.951 are those of `suspicion` on the labelled accounts that were left out of its fit and
    that the first two rules leave. They sum to 100; the intervals of the two are as that of `credibility`.
    """
    mix = _count_types(types)
    shares = mix.percentages
    doubts = {
        name: 100 * sqrt(_variance(mix, shares[name] / 100, population))
        for name in _CORRECTED_TYPES & shares.keys()
    }
    return Shares(shares, mix.known, population, doubts)


@formula(version="1", unit="fraction", source=_ROGAN_GLADEN)
def credibility(types: pl.Series, population: int | None) -> Credibility | None:
    """The share of an audience that consists of real people and influencers.

    C = REAL + INFLUENCERS of `follower_types`. The interval is C ± 1.96 √v, v being the sum of what is due to
    the sample, C (1 − C) / n with the finite population correction; to the detection, r² (π s (1 − s) +
    (1 − π) t (1 − t)) / (m j²); and to s and t themselves, (r / j)² ((1 − π)² · t (1 − t) / 486 +
    π² · s (1 − s) / 50). n people's type is known, m = r n of them are REAL or SUSPICIOUS, π of these are
    SUSPICIOUS; s is the sensitivity, t the specificity, j = s + t − 1.
    """
    mix = _count_types(types)
    if not mix.known:
        return None
    score = round((mix.percentages[REAL] + mix.percentages[INFLUENCERS]) / 100, 4)
    interval = normal_interval(score, sqrt(_variance(mix, score, population))).clipped(0.0, 1.0)
    return Credibility(score, interval)


@dataclass(frozen=True)
class _TypeCounts:
    """Numbers of people: ``rest`` are neither MASS_FOLLOWERS nor INFLUENCERS.

    ``suspicious`` is the fraction of the rest that is SUSPICIOUS.
    """

    known: int
    influencers: int
    rest: int
    suspicious: float

    @property
    def percentages(self) -> dict[str, float]:
        found = round_percentages(
            {
                REAL: self.rest * (1 - self.suspicious),
                INFLUENCERS: self.influencers,
                MASS_FOLLOWERS: self.known - self.influencers - self.rest,
                SUSPICIOUS: self.rest * self.suspicious,
            }
        )
        return {name: found.get(name, 0.0) for name in ACCOUNT_TYPES} if found else {}


def _count_types(types: pl.Series) -> _TypeCounts:
    counts = count_values(types)
    known, influencers = sum(counts.values()), counts.get(INFLUENCERS, 0)
    rest = counts.get(REAL, 0) + counts.get(SUSPICIOUS, 0)
    taken = counts.get(SUSPICIOUS, 0) / rest if rest else 0.0
    corrected = (taken + SPECIFICITY - 1) / _INFORMEDNESS
    return _TypeCounts(known, influencers, rest, min(max(corrected, 0.0), 1.0))


def _variance(mix: _TypeCounts, share: float, population: int | None) -> float:
    """The variance of a share that includes REAL or SUSPICIOUS accounts."""
    rest, fakes = mix.rest / mix.known, mix.suspicious
    sampling = finite_population_correction(mix.known, population) * share * (1 - share) / mix.known
    errors = fakes * SENSITIVITY * (1 - SENSITIVITY) + (1 - fakes) * SPECIFICITY * (1 - SPECIFICITY)
    detection = (rest / _INFORMEDNESS) ** 2 * errors / max(1, mix.rest)
    calibration = ((1 - fakes) * _SPECIFICITY_ERROR) ** 2 + (fakes * _SENSITIVITY_ERROR) ** 2
    return sampling + detection + (rest / _INFORMEDNESS) ** 2 * calibration
