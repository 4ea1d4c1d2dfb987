"""Who an audience is, by hand and for any audience."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.analytics import audience
from limelight.analytics.audience_samples import AudienceSample
from limelight.analytics.audience_shares import Shares, round_percentages
from limelight.analytics.credibility import account_types, credibility, follower_types
from tests.analytics.audience_builders import PERSON, ROWS, membership, sample
from tests.examples import examples

_EXCLUSIVE = (
    audience.gender_distribution,
    audience.ages,
    audience.gender_age_distribution,
    audience.languages,
    audience.follower_reachability,
)
_CUT = (audience.countries, audience.states, audience.cities)
_SEVERAL = (audience.interests, audience.brands)


def _types(found: AudienceSample) -> Shares:
    return follower_types(account_types(found.people), found.population)


def _everything(found: AudienceSample) -> list[object]:
    """What the formulas say, as values that can be compared, with the order of shares."""
    shares = [formula(found) for formula in (*_EXCLUSIVE, *_CUT, *_SEVERAL, _types)]
    return [
        *((list(each.percentages.items()), each.known) for each in shares),
        credibility(account_types(found.people), found.population),
        audience.significant_members(found).rows(),
        audience.significant_percentage(found),
        audience.not_followers_percentage(found, membership(range(0, 40, 3), 90)),
    ]


def test_shares_ignore_unknown_values():
    """Counting the unknown into the whole would halve every share of a sparse sample."""
    found = audience.countries(sample([{"country": "DE"}, {"country": "DE"}, {"country": "FR"}, {}]))
    assert (dict(found.percentages), found.known) == ({"DE": 66.67, "FR": 33.33}, 3)


def test_gender_age_shares_need_both_values():
    rows = [
        {"gender": "FEMALE", "age_range": "18-24"},
        {"gender": "MALE"},
        {"age_range": "65-"},
        {"gender": "MALE", "age_range": "65-"},
    ]
    found = audience.gender_age_distribution(sample(rows))
    assert list(found.percentages) == list(audience.GENDER_AGES)
    assert {name: share for name, share in found.percentages.items() if share} == {
        "FEMALE.18-24": 50.0,
        "MALE.65-": 50.0,
    }
    assert audience.gender_distribution(sample(rows)).percentages == {"FEMALE": 33.33, "MALE": 66.67}


def test_an_interest_counts_once_for_a_person_and_empty_lists_are_known():
    rows = [{"interests": ["Music", "Music", "Pets"]}, {"interests": []}, {}, {"interests": ["Music"]}]
    found = audience.interests(sample(rows))
    assert (dict(found.percentages), found.known) == ({"Music": 66.67, "Pets": 33.33}, 3)


@pytest.mark.parametrize(
    ("following", "reach"),
    [(0, "-500"), (500, "-500"), (501, "500-1000"), (1_500, "1000-1500"), (1_501, "1500-")],
)
def test_the_ends_of_reachability(following: int, reach: str):
    found = audience.follower_reachability(sample([{"following_count": following}]))
    assert found.percentages[reach] == 100.0


def test_significant_members_have_more_than_5000_followers():
    rows = [
        {"username": "b", "follower_count": 9_000},
        {"username": "a", "follower_count": 9_000},
        {"username": "c", "follower_count": 5_000},
        {"username": "d", "follower_count": 70_000},
        {"username": "e"},
    ]
    assert audience.significant_members(sample(rows))["username"].to_list() == ["d", "a", "b"]
    assert audience.significant_members(sample(rows), limit=1)["username"].to_list() == ["d"]
    assert audience.significant_percentage(sample(rows)) == 75.0


def test_known_followers_represent_unknown_ones():
    """Half of the followers are known, so one liker found among them stands for two who follow."""
    likers = sample([{"id": 1}, {"id": 100}, {"id": 101}, {"id": 102}, {}])
    assert audience.not_followers_percentage(likers, membership([1, 2])) == 75.0
    assert audience.not_followers_percentage(likers, membership([1, 2], 4)) == 50.0
    assert audience.not_followers_percentage(likers, membership([1], 40)) == 0.0
    assert audience.not_followers_percentage(likers, membership([])) is None


def test_empty_audience_has_no_metrics():
    for nothing in (sample([]), sample([{"full_name": "Ada"}])):
        for formula in (*_EXCLUSIVE, *_CUT, *_SEVERAL, _types):
            assert (dict(formula(nothing).percentages), formula(nothing).known) == ({}, 0)
        assert credibility(account_types(nothing.people), None) is None
        assert audience.significant_members(nothing).is_empty()
        assert audience.significant_percentage(nothing) is None
        assert audience.not_followers_percentage(nothing, membership([1])) is None


@settings(max_examples=examples(30))
@given(ROWS, st.randoms(use_true_random=False))
def test_member_order_does_not_matter(rows: list[dict[str, object]], random: Random):
    shuffled = random.sample(rows, len(rows))
    assert _everything(sample(shuffled, 500)) == _everything(sample(rows, 500))


@settings(max_examples=examples(30))
@given(ROWS)
def test_exclusive_shares_sum_to_exactly_100(rows: list[dict[str, object]]):
    people = sample(rows, 500)
    for formula in (*_EXCLUSIVE, *_CUT, *_SEVERAL, _types):
        assert all(0 <= share <= 100 for share in formula(people).percentages.values())
    for formula in (*_EXCLUSIVE, _types):
        found = formula(people)
        assert not found.known or round(sum(found.percentages.values()), 6) == 100
    for formula in _CUT:
        assert sum(formula(people).percentages.values()) < 100.001


@settings(max_examples=examples(30))
@given(st.lists(PERSON, min_size=1, max_size=30))
def test_intervals_contain_their_share_and_vanish_for_complete_samples(rows: list[dict[str, object]]):
    found = audience.countries(sample(rows, 3_000))
    for name, share in found.percentages.items():
        between = found.interval(name)
        assert between.low - 0.01 <= share <= between.high + 0.01
    complete = audience.countries(sample([{"country": "DE"}, {"country": "FR"}], 2))
    assert complete.interval("DE").low == complete.interval("DE").high == 50.0


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 1_000), max_size=40))
def test_rounding_error_is_below_a_hundredth(weights: dict[str, int]):
    found = round_percentages(weights)
    whole = sum(weights.values())
    assert not whole or sum(round(100 * share) for share in found.values()) == 10_000
    assert all(
        abs(found.get(name, 0.0) - 100 * weight / whole) < 0.0101 for name, weight in weights.items() if whole
    )


def test_remainder_goes_to_the_first_of_equal_shares():
    assert round_percentages({"b": 1, "a": 1, "c": 1}) == {"b": 33.33, "a": 33.34, "c": 33.33}
