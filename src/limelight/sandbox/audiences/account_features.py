"""Account features of real people, influencers, mass followers and fake accounts.

The rates are close to those of labelled Instagram accounts (InstaFake, arXiv:1910.03090): no sign is
certain, and an account that was made carelessly shows several.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from limelight.sandbox.audiences.audience_mix import (
    FOLLOWING_SHARES,
    INFLUENCER,
    MASS,
    REACHABILITY_BRACKETS,
    REAL,
)
from limelight.sandbox.random_streams import Flags, Floats, Ints, RowSampler

_CARE_WEIGHT: Final = 0.6
"""The weight of the common factor (how carefully the account is kept) in each feature."""
_NO_PICTURE: Final = (0.012, 0.004, 0.37, 0.42)
_NO_INTRODUCTION: Final = (0.39, 0.05, 0.74, 0.71)
_MANY_DIGITS: Final = (0.031, 0.01, 0.33, 0.27)
_DIGITS: Final = (0.10, 0.05, 0.52, 0.49)
_PRIVATE: Final = np.array([0.72, 0.04, 0.29, 0.37])
_EMAIL: Final = np.array([0.03, 0.45, 0.02, 0.005])
_CONTENTS: Final = np.array([[3.27, 1.5], [5.6, 0.9], [0.7, 1.1], [0.465, 0.99]])
_DAYS: Final = np.array([[7.4, 1.1], [7.7, 0.7], [6.0, 1.3], [5.0, 1.3]])
_FOLLOWERS: Final = np.array([[0.69, 0.85, 0.51], [0.0, 0.0, 0.0], [0.8, 0.44, 1.4], [0.25, 0.44, 1.47]])
_LOWEST: Final = np.array([1, 501, 1_001, 1_501])
_WIDTH: Final = np.array([498, 498, 498, 0])
_BEND: Final = np.array([[0.7, 1.3, 1, 1], [0.7, 1.3, 1, 1], [1, 1, 1, 1], [1.6, 1, 1, 1]])
"""Below 1 most are at the upper end of their range, above 1 at the lower."""
_INFLUENTIAL: Final = 5_000
_MOST_FOLLOWERS: Final = 20_000_000
_OLDEST: Final = 5_500
_VERIFIED_AT: Final = 400_000


@dataclass(frozen=True)
class AccountFeatures:
    """Account features, one value per person. ``digits`` is the number of digits that end the username."""

    following: Ints
    followers: Ints
    contents: Ints
    age_days: Ints
    digits: Ints
    has_picture: Flags
    has_introduction: Flags
    has_email: Flags
    is_private: Flags
    is_verified: Flags


def account_features(draws: RowSampler, types: Ints) -> AccountFeatures:
    care = draws.normal()
    following = _following(draws, types)
    followers = _followers(draws, types, following)
    digits = _feature_score(draws, care)
    return AccountFeatures(
        following=following,
        followers=followers,
        contents=_count(_CONTENTS[types], _feature_score(draws, care)) - 1,
        age_days=np.minimum(_count(_DAYS[types], _feature_score(draws, care)), _OLDEST),
        digits=_digits(draws, types, digits),
        has_picture=_feature_score(draws, care) >= _bounds(_NO_PICTURE)[types],
        has_introduction=_feature_score(draws, care) >= _bounds(_NO_INTRODUCTION)[types],
        has_email=draws.bernoulli(_EMAIL[types]),
        is_private=draws.bernoulli(_PRIVATE[types]),
        is_verified=draws.bernoulli(
            np.where(types == INFLUENCER, followers / (followers + _VERIFIED_AT), 0.0)
        ),
    )


def _following(draws: RowSampler, types: Ints) -> Ints:
    """How many others they follow: never exactly where one range ends and the next begins."""
    bounds = np.cumsum(FOLLOWING_SHARES, axis=1)[types, : len(REACHABILITY_BRACKETS) - 1]
    ranges: Ints = (draws.uniform()[:, None] >= bounds).sum(axis=1)
    bent = draws.uniform() ** _BEND[types, ranges]
    many: Ints = (_LOWEST[-1] * 4.9 ** (draws.uniform() ** 1.5)).astype(np.int64)
    few = _LOWEST[ranges] + (_WIDTH[ranges] * bent).astype(np.int64)
    found: Ints = np.where(types == MASS, many, few)
    return found


def _followers(draws: RowSampler, types: Ints, following: Ints) -> Ints:
    """Grows with the number of followed accounts; a few real people have hardly any followers yet."""
    start, slope, spread = _FOLLOWERS[types].T
    usual = np.exp(start + slope * np.log(following) + spread * draws.normal())
    newcomers = draws.bernoulli(np.where(types == REAL, 0.03, 0.0))
    few = np.minimum(usual * np.where(newcomers, 0.1, 1.0), _INFLUENTIAL)
    many = np.minimum((_INFLUENTIAL + 1) / (1.0 - draws.uniform()) ** (1 / 1.1), _MOST_FOLLOWERS)
    return np.where(types == INFLUENCER, many, few).astype(np.int64)


def _feature_score(draws: RowSampler, care: Floats) -> Floats:
    """Something that takes care: the less of it, the lower."""
    found: Floats = _CARE_WEIGHT * care + np.sqrt(1.0 - _CARE_WEIGHT**2) * draws.normal()
    return found


def _count(shape: Floats, cared: Floats) -> Ints:
    middle, spread = shape.T
    found: Ints = np.exp(middle + spread * cared).astype(np.int64).clip(min=1)
    return found


def _digits(draws: RowSampler, types: Ints, cared: Floats) -> Ints:
    """None, one or two (a year), or three and more."""
    many, any_ = (cared < _bounds(shares)[types] for shares in (_MANY_DIGITS, _DIGITS))
    counts = np.where(many, 3 + (4 * draws.uniform() ** 1.5).astype(np.int64), 1 + (draws.uniform() < 0.7))
    found: Ints = np.where(any_, counts, 0)
    return found


def _bounds(shares: tuple[float, ...]) -> Floats:
    return np.array([NormalDist().inv_cdf(share) for share in shares])
