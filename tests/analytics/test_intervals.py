"""Intervals of shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.intervals import Interval, share_interval

SHARES = st.floats(0, 1)


def test_the_published_example():
    """81 of 263, of R. G. Newcombe, Statistics in Medicine 17 (1998): 0.2553 to 0.3662."""
    found = share_interval(81 / 263, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


def test_empty_and_complete_samples():
    assert share_interval(0.4, 0) == Interval(0.0, 1.0)
    assert share_interval(0.4, 10, 10) == Interval(0.4, 0.4)


@given(SHARES, st.integers(1, 10_000), st.integers(1, 10_000))
def test_larger_samples_narrow_the_share_interval(share: float, some: int, more: int):
    few, many = share_interval(share, some), share_interval(share, some + more)
    assert many.high - many.low <= few.high - few.low + 1e-12
    assert 0 <= few.low <= share <= few.high <= 1


@given(SHARES, st.integers(1, 1_000), st.integers(0, 100_000))
def test_small_populations_narrow_the_interval(share: float, size: int, unseen: int):
    of_all, of_many = share_interval(share, size, size + unseen), share_interval(share, size)
    assert of_all.high - of_all.low <= of_many.high - of_many.low + 1e-12


@given(SHARES, SHARES, st.integers(1, 1_000))
def test_bounds_rise_with_the_share(one: float, other: float, size: int):
    lower, upper = sorted((one, other))
    assert share_interval(lower, size).low <= share_interval(upper, size).low + 1e-12
    assert share_interval(lower, size).high <= share_interval(upper, size).high + 1e-12


def test_coverage_is_95_percent():
    """Also where a third of a small whole is seen, which an interval without correction covers too often."""
    rng = np.random.default_rng(3)
    for whole, size in ((3_000, 1_000), (1_000_000, 400)):
        seen = rng.hypergeometric(whole // 4, whole - whole // 4, size, 4_000) / size
        covered = [
            found.low <= 0.25 <= found.high for found in (share_interval(p, size, whole) for p in seen)
        ]
        assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
