"""What those who react to contents are: bounded by what likers and commenters are, and whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.audience_shares import Shares, round_percentages
from limelight.analytics.contents_audience import contents_audience, reaction_weights
from limelight.kernel.records import AudienceKind, Content, ContentEngagement, ContentType
from limelight.kernel.timestamps import Timestamp

LIKERS, COMMENTERS = AudienceKind.LIKERS, AudienceKind.COMMENTERS
COUNTS = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 1_000), min_size=1)
REACTIONS = st.integers(0, 10**9).map(float)
WEIGHTS = st.fixed_dictionaries({LIKERS: REACTIONS, COMMENTERS: REACTIONS})


def shares(counts: dict[str, int]) -> Shares:
    return Shares(round_percentages(counts), sum(counts.values()))


def content(likes: int | None, comments: int | None) -> Content:
    return Content(
        external_id="1",
        title="",
        type=ContentType.POST,
        published_at=Timestamp("2026-05-01T00:00:00.000000"),
        engagement=ContentEngagement(like_count=likes, comment_count=comments),
    )


@given(COUNTS, COUNTS, WEIGHTS)
def test_mixed_shares_sum_to_100_and_lie_between_their_parts(
    liking: dict[str, int], commenting: dict[str, int], weights: dict[AudienceKind, float]
):
    one, other = shares(liking), shares(commenting)
    found = contents_audience({LIKERS: one, COMMENTERS: other}, weights)
    assert found == contents_audience({COMMENTERS: other, LIKERS: one}, weights)
    assert sum(found.percentages.values()) == pytest.approx(100)
    assert list(found.percentages.values()) == sorted(found.percentages.values(), reverse=True)
    for name, share in found.percentages.items():
        both = one.percentages.get(name, 0.0), other.percentages.get(name, 0.0)
        assert min(both) - 0.01 <= share <= max(both) + 0.01
    assert 0 < found.known <= one.known + other.known


def test_a_small_sample_does_not_narrow_the_interval_of_a_large_one():
    """A thousand likers and one commenter who count alike rest on about four people."""
    found = contents_audience(
        {LIKERS: shares({"A": 1_000}), COMMENTERS: shares({"B": 1})}, {LIKERS: 1.0, COMMENTERS: 1.0}
    )
    assert found.known == 3


def test_groups_without_known_values_are_left_out():
    known, unknown = shares({"A": 10}), Shares({}, 0)
    found = contents_audience({LIKERS: unknown, COMMENTERS: known}, {LIKERS: 9.0, COMMENTERS: 0.0})
    assert (found.percentages, found.known) == ({"A": 100.0}, 10)
    assert contents_audience({LIKERS: unknown}, {LIKERS: 1.0}) == Shares({}, 0)


@pytest.mark.parametrize(
    ("contents", "weights"),
    [
        ([content(30, 10), content(None, 5)], (30.0, 15.0)),
        ([content(None, 10)], (1.0, 1.0)),
        ([content(0, 0)], (1.0, 1.0)),
        ([content(5, 0)], (5.0, 0.0)),
        ([], (1.0, 1.0)),
    ],
)
def test_weights_are_reactions_unless_they_are_hidden(contents: list[Content], weights: tuple[float, float]):
    found = reaction_weights(contents)
    assert (found[LIKERS], found[COMMENTERS]) == weights
