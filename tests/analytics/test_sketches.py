"""Sketches: fair samples that agree where audiences do."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from limelight.analytics.sketches import SIZE, sketch

PEOPLE = st.sets(st.integers(0, 2**32 - 1), max_size=300)


@given(PEOPLE, PEOPLE)
def test_who_is_in_both_sketches_of_a_union_is_sketched_of_the_union(one: set[int], other: set[int]):
    both = set(sketch(BitMap(one | other)))
    either = set(sketch(BitMap(one))) | set(sketch(BitMap(other)))
    assert both == set(sorted(either)[:SIZE])
    assert len(both) == min(SIZE, len(one | other))


def test_who_came_in_together_is_not_sketched_together():
    early, late = BitMap(range(10_000)), BitMap(range(10_000, 20_000))
    found = set(sketch(early | late))
    assert 16 < len(found & set(sketch(early))) < 48
