"""Sketches: fair samples that agree where audiences do."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from limelight.analytics.sketches import SIZE, sketch

PEOPLE = st.sets(st.integers(0, 2**32 - 1), max_size=300)


@given(PEOPLE, PEOPLE)
def test_members_of_a_union_sketch_are_in_their_own_sketch(one: set[int], other: set[int]):
    both = set(sketch(BitMap(one | other)))
    either = set(sketch(BitMap(one))) | set(sketch(BitMap(other)))
    assert both == set(sorted(either)[:SIZE])
    assert len(both) == min(SIZE, len(one | other))


def test_adjacent_numbers_are_not_sampled_together():
    early, late = BitMap(range(10_000)), BitMap(range(10_000, 20_000))
    found = set(sketch(early | late))
    assert 16 < len(found & set(sketch(early))) < 48
