"""A creator among its peers."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.histograms import (
    HistogramBand,
    benchmarks,
    credibility_bands,
    engagement_rate_histogram,
    percentile,
)
from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.tiers import Tier, tier, tier_bounds
from limelight.kernel.platforms import PlatformKey

fractions = st.lists(st.floats(0, 1), min_size=1, max_size=200)


def peers(rates: list[float], scores: list[float] | None = None) -> PeerGroup:
    return PeerGroup(
        platform=PlatformKey.INSTAGRAM,
        tier=Tier.NANO,
        count=1_000,
        engagement_rates=np.array(rates, dtype=float),
        credibility_scores=np.array(scores or [], dtype=float),
    )


def test_bands_match_manual_calculation() -> None:
    bands = engagement_rate_histogram(peers([rate / 1_000 for rate in range(41)]))
    assert len(bands) == 20
    assert (bands[0].min, bands[0].max) == (None, 0.1), "percent: the 2.5th percentile of 0, 0.1, … 4.0"
    assert (bands[-1].min, bands[-1].max) == (3.9, None)
    assert bands[0].total_profile_count == 1, "a value on a bound belongs to the band above"
    assert bands[-1].total_profile_count == 2
    assert [at for at, band in enumerate(bands) if band.is_median] == [10]


@given(fractions)
def test_every_peer_is_in_one_band_and_the_median_too(rates: list[float]) -> None:
    bands = engagement_rate_histogram(peers(rates))
    assert len(bands) == 20
    assert sum(band.total_profile_count for band in bands) == len(rates)
    assert (bands[0].min, bands[-1].max) == (None, None)
    assert [band.max for band in bands[:-1]] == [band.min for band in bands[1:]]
    edges = [band.max for band in bands if band.max is not None]
    assert all(low < high for low, high in pairwise(edges))
    [middle] = [band for band in bands if band.is_median]
    median = float(np.median(np.array(rates) * 100))
    assert _holds(middle, median)


@given(fractions, st.integers(1, 10**7))
def test_sampled_peers_are_scaled_to_the_population(rates: list[float], rated: int) -> None:
    drawn = replace(peers(rates), rated_count=rated)
    counts = [band.total_profile_count for band in engagement_rate_histogram(drawn)]
    assert sum(counts) == rated
    assert min(counts) >= 0


def _holds(band: HistogramBand, value: float) -> bool:
    return (band.min is None or band.min <= value) and (band.max is None or value < band.max)


def test_without_peers_there_is_no_histogram() -> None:
    assert engagement_rate_histogram(peers([])) == []
    assert credibility_bands(peers([0.1])) == []
    assert percentile(0.1, np.array([])) is None
    assert benchmarks(peers([])).engagement_rate is None


def test_percentile_matches_manual_calculation() -> None:
    rates = np.array([0.01, 0.02, 0.02, 0.04])
    assert percentile(0.02, rates) == 50
    assert percentile(0.005, rates) == 0
    assert percentile(0.05, rates) == 100
    assert percentile(None, rates) is None


@given(fractions, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_value_never_ranks_lower(rates: list[float], one: float, other: float) -> None:
    low, high = (percentile(value, np.array(rates)) for value in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 100


def test_benchmarks_are_medians() -> None:
    found = benchmarks(peers([0.01, 0.02, 0.09], [0.8, 0.9]))
    assert (found.profile_count, found.engagement_rate) == (1_000, 0.02)
    assert found.credibility_score == pytest.approx(0.85)


@pytest.mark.parametrize(
    ("first", "name"),
    [(0, "starter"), (1_000, "nano"), (5_000, "micro"), (20_000, "mid"), (100_000, "macro"), (10**6, "mega")],
)
def test_tier_bounds(first: int, name: str) -> None:
    least, most = tier_bounds(Tier(name))
    assert (least, tier(first)) == (first, name)
    assert first == 0 or tier(first - 1) != name
    assert tier(10**9 if most is None else most) == name
