"""Who an audience is, by hand and for any audience."""

from dataclasses import fields
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limelight.analytics import audience
from limelight.analytics.audience_shares import Shares, percentages
from limelight.analytics.portrait import Portrait, portrait
from tests.analytics.audiences import PERSON, ROWS, membership, sample

_WHOLES = ("gender_distribution", "ages", "gender_age_distribution", "languages", "follower_types")


def _plain(found: Portrait) -> dict[str, object]:
    """The portrait as values that can be compared, with the order of shares."""
    named = {field.name: getattr(found, field.name) for field in fields(Portrait)}
    for name, value in named.items():
        if isinstance(value, Shares):
            named[name] = (list(value.percentages.items()), value.known)
        if isinstance(value, pl.DataFrame):
            named[name] = value.rows()
    return named


def test_shares_are_of_those_of_whom_it_is_known():
    """Counting the unknown into the whole would halve every share of a sparse sample."""
    found = audience.countries(sample([{"country": "DE"}, {"country": "DE"}, {"country": "FR"}, {}]))
    assert (dict(found.percentages), found.known) == ({"DE": 66.67, "FR": 33.33}, 3)


def test_gender_and_age_are_told_together_only_of_whom_both_are_known():
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


def test_significant_are_those_with_more_than_5000_followers():
    rows = [
        {"username": "b", "follower_count": 9_000},
        {"username": "a", "follower_count": 9_000},
        {"username": "c", "follower_count": 5_000},
        {"username": "d", "follower_count": 70_000},
        {"username": "e"},
    ]
    assert audience.significant(sample(rows))["username"].to_list() == ["d", "a", "b"]
    assert audience.significant(sample(rows), limit=1)["username"].to_list() == ["d"]
    assert audience.significant_percentage(sample(rows)) == 75.0


def test_each_known_follower_stands_for_those_not_known():
    """Half of the followers are known, so one liker found among them stands for two who follow."""
    likers = sample([{"id": 1}, {"id": 100}, {"id": 101}, {"id": 102}, {}])
    assert audience.not_followers_percentage(likers, membership([1, 2])) == 75.0
    assert audience.not_followers_percentage(likers, membership([1, 2], 4)) == 50.0
    assert audience.not_followers_percentage(likers, membership([1], 40)) == 0.0
    assert audience.not_followers_percentage(likers, membership([])) is None


def test_an_audience_of_which_nothing_is_known():
    for nothing in (sample([]), sample([{"full_name": "Ada"}])):
        found = portrait(nothing, membership([]))
        for field in fields(Portrait):
            value = getattr(found, field.name)
            if isinstance(value, Shares):
                assert (dict(value.percentages), value.known) == ({}, 0)
            else:
                assert value is None or value.is_empty()


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_people_changes_nothing(rows: list[dict[str, object]], random: Random):
    shuffled = random.sample(rows, len(rows))
    followers = membership(range(0, 40, 3), 90)
    first = _plain(portrait(sample(rows, 500), followers))
    assert _plain(portrait(sample(shuffled, 500), followers)) == first


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_shares_are_percentages_and_wholes_sum_to_exactly_100(rows: list[dict[str, object]]):
    found = portrait(sample(rows, 500))
    for field in fields(Portrait):
        value = getattr(found, field.name)
        if isinstance(value, Shares):
            assert all(0 <= share <= 100 for share in value.percentages.values())
            assert (
                not value.percentages
                or sum(value.percentages.values()) <= 100.001
                or field.name
                in (
                    "interests",
                    "brands",
                )
            )
    for name in _WHOLES:
        shares = getattr(found, name)
        assert not shares.known or round(sum(shares.percentages.values()), 6) == 100


@settings(max_examples=30, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=30))
def test_an_interval_holds_its_share_and_a_complete_sample_is_certain(rows: list[dict[str, object]]):
    found = portrait(sample(rows, 3_000)).countries
    for name, share in found.percentages.items():
        between = found.interval(name)
        assert between.low - 0.01 <= share <= between.high + 0.01
    complete = audience.countries(sample([{"country": "DE"}, {"country": "FR"}], 2))
    assert complete.interval("DE").low == complete.interval("DE").high == 50.0


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 1_000), max_size=40))
def test_rounding_moves_no_share_by_a_hundredth(weights: dict[str, int]):
    found = percentages(weights)
    whole = sum(weights.values())
    assert not whole or sum(round(100 * share) for share in found.values()) == 10_000
    assert all(
        abs(found.get(name, 0.0) - 100 * weight / whole) < 0.0101 for name, weight in weights.items() if whole
    )


def test_what_rounding_leaves_goes_to_the_first_of_equals():
    assert percentages({"b": 1, "a": 1, "c": 1}) == {"b": 33.33, "a": 33.34, "c": 33.33}
