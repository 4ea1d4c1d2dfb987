"""How far audiences are the same people."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from limelight.analytics.audience_samples import FollowerSet
from limelight.analytics.overlap import overlap, overlap_of_draws
from tests.analytics.audience_builders import membership

_ORIGIN = (membership([]).source, membership([]).seen_at)
SETS = st.lists(st.sets(st.integers(0, 60), max_size=30), min_size=1, max_size=6)
SAMPLES = st.lists(
    st.tuples(st.sets(st.integers(0, 60), min_size=1, max_size=30), st.integers(0, 5_000)),
    min_size=1,
    max_size=5,
)


def _sampled(sets: list[tuple[set[int], int]]) -> list[FollowerSet]:
    return [membership(members, len(members) + unknown) for members, unknown in sets]


def test_three_audiences_match_manual_calculation():
    """Of 1 to 4, two follow another; 9 follows alone."""
    found = overlap([membership([1, 2, 3, 4]), membership([3, 4, 5]), membership([4, 9])])
    shares = [(each.unique_percentage, each.overlapping_percentage) for each in found.creators]
    assert shares == [(50.0, 50.0), (33.33, 66.67), (50.0, 50.0)]
    assert (found.total, found.unique, found.is_exact) == (9, 6, True)


def test_known_followers_are_weighted():
    """Ten for each known: 4 in three audiences counts as a third of ten in each."""
    found = overlap([membership([1, 2, 3, 4], 40), membership([3, 4, 5], 30), membership([4, 9], 20)])
    assert (found.total, found.unique, found.is_exact) == (90, 60, False)
    assert found.unique_interval is not None
    assert found.unique_interval.low <= 60 <= found.unique_interval.high


def test_audience_without_known_followers_has_no_overlap():
    found = overlap([membership([], 50), membership([1, 2])])
    assert found.creators[0].overlapping_percentage is None
    assert found.unique is None
    assert overlap([membership([]), membership([1, 2])]).unique == 2


@given(SETS)
def test_complete_audiences_match_python_sets(sets: list[set[int]]):
    found = overlap([membership(members) for members in sets])
    shared = {person for one, other in combinations(sets, 2) for person in one & other}
    assert found.unique == len(set().union(*sets))
    assert found.total == sum(map(len, sets))
    for creator, members in zip(found.creators, sets, strict=True):
        if members:
            assert creator.overlapping_percentage == round(100 * len(members & shared) / len(members), 2)


@given(SETS)
def test_estimators_agree_on_complete_audiences(sets: list[set[int]]):
    whole = [membership(members) for members in sets]
    assert overlap_of_draws(whole) == overlap(whole)


@given(SAMPLES, st.randoms(use_true_random=False))
def test_creator_order_only_reorders_the_result(sets, random):
    order = random.sample(range(len(sets)), len(sets))
    found = overlap(_sampled(sets))
    turned = overlap(_sampled([sets[at] for at in order]))
    assert turned.creators == tuple(found.creators[at] for at in order)
    assert (turned.total, turned.unique) == (found.total, found.unique)


@given(SAMPLES)
def test_bounds(sets):
    for formula in (overlap, overlap_of_draws):
        found = formula(_sampled(sets))
        for creator in found.creators:
            if creator.overlapping_percentage is not None:
                assert creator.unique_percentage + creator.overlapping_percentage == pytest.approx(100)
                assert creator.interval.low - 0.01 <= creator.overlapping_percentage
                assert creator.overlapping_percentage <= creator.interval.high + 0.01
        if found.unique is not None:
            assert max(each.population for each in found.creators) <= found.unique <= found.total
            assert found.unique_interval.low <= found.unique <= found.unique_interval.high


def test_independent_samples_estimate_within_their_interval():
    """Taken for the same people, a tenth and a twentieth of two audiences have hardly anybody in common."""
    rng = np.random.default_rng(9)
    audiences = [np.arange(0, 60_000), np.arange(30_000, 110_000), np.arange(50_000, 90_000)]
    exact = overlap([FollowerSet(BitMap(each), None, *_ORIGIN) for each in audiences])
    drawn = [
        rng.choice(each, len(each) // part, replace=False)
        for each, part in zip(audiences, (10, 20, 1), strict=True)
    ]
    samples = [
        FollowerSet(BitMap(some), len(each), *_ORIGIN) for some, each in zip(drawn, audiences, strict=True)
    ]
    found = overlap_of_draws(samples)
    for estimate, truth in zip(found.creators, exact.creators, strict=True):
        assert estimate.interval.low <= truth.overlapping_percentage <= estimate.interval.high
        assert estimate.overlapping_percentage == pytest.approx(truth.overlapping_percentage, abs=12)
    assert found.unique == pytest.approx(exact.unique, rel=0.08)
    assert found.unique_interval.low <= exact.unique <= found.unique_interval.high
    assert overlap(samples).creators[0].overlapping_percentage < 30 < exact.creators[0].overlapping_percentage
