"""Scores how likely an account is fake."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from limelight.analytics.formula import formula

SUSPICION_THRESHOLD: Final = 0.5
"""Minimum score of a suspicious account."""
_MIN_FEATURES: Final = 3
_YOUNG_DAYS: Final = 90
_INTERCEPT: Final = 0.575
_INSTAFAKE: Final = (
    "F. C. Akyon and E. Kalfaoglu, Instagram fake and automated account detection, ASYU (2019), "
    "arXiv:1910.03090: weights fitted on every other one of its 200 fake and 994 real accounts, both kinds "
    "weighing the same; of the accounts left out, the score ranks the fake higher in 97.8 % of pairs"
)


@dataclass(frozen=True)
class _Feature:
    """``mean`` is the feature's mean over fake and real accounts, which replaces unknown values."""

    name: str
    weight: float
    mean: float
    value: pl.Expr


_DIGITS: Final = pl.col("username").str.count_matches(r"\d") / pl.col("username").str.len_chars()
_FEATURES: Final = (
    _Feature("no picture", 1.467, 0.212, (pl.col("image_url") == "").cast(pl.Float64)),
    _Feature("digits", 1.806, 0.083, _DIGITS),
    _Feature("contents", -2.016, 0.837, pl.col("content_count").log1p() / pl.lit(10.0).log()),
    _Feature(
        "following",
        2.939,
        0.741,
        (pl.col("following_count").log1p() - pl.col("follower_count").log1p()) / pl.lit(10.0).log(),
    ),
    _Feature("young", 1.467, 0.212, (pl.col("account_age_days") < _YOUNG_DAYS).cast(pl.Float64)),
)


@formula(version="1", unit="0 to 1", source=_INSTAFAKE)
def suspicion(people: pl.DataFrame) -> pl.Series:
    """The suspicion score of each account.

    1 / (1 + e^−s), where s = 0.575 + 1.467 (a − 0.212) + 1.806 (d − 0.083) − 2.016 (c − 0.837) +
    2.939 (f − 0.741) + 1.467 (y − 0.212). a = 1 without a picture, else 0; d = share of digits in the
    username; c = log₁₀(1 + contents); f = log₁₀((1 + following) ÷ (1 + followers)); y = 1 if the account is
    younger than 90 days, else 0. What is unknown adds nothing; an account of which fewer than three of the
    five are known has no score. Suspicious are scores of 0.5 and more. y is not in the labelled data and has
    the weight of a.
    A missing introduction and a private account are not features: beside the others, the first adds
    nothing (weight −0.1), and the second reflects how the labelled accounts were collected.
    """
    features = people.select(feature.value.alias(feature.name) for feature in _FEATURES)
    total = pl.sum_horizontal(feature.weight * (pl.col(feature.name) - feature.mean) for feature in _FEATURES)
    known = pl.sum_horizontal(pl.all().is_not_null())
    score = 1 / (1 + (-(_INTERCEPT + total)).exp())
    return features.select(suspicion=pl.when(known >= _MIN_FEATURES).then(score)).to_series()
