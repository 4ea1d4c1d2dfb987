"""Histories: the months that are shown, growth, and jumps that look bought."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.growth import follower_growth, reputation_history, sudden_jumps
from limelight.kernel.records import MonthlyTotals


def months(*followers: int | None, likes: int = 100) -> list[MonthlyTotals]:
    """Of consecutive months that end with 2026-05; None is a month that is not known."""
    first = 2026 * 12 + 4 - len(followers) + 1
    return [
        MonthlyTotals(month=f"{number // 12}-{number % 12 + 1:02}", follower_count=count, average_likes=likes)
        for number, count in enumerate(followers, first)
        if count is not None
    ]


def test_history_has_seven_months_without_unknown_ones() -> None:
    year = months(*range(100, 113))
    assert [month.month for month in reputation_history(year[::-1])] == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
        "2026-04",
        "2026-05",
    ]
    gaps = months(1, None, 2, None, None, None, None, 3)
    assert [month.follower_count for month in reputation_history(gaps)] == [2, 3]
    assert reputation_history([]) == []


def test_growth_matches_manual_calculation() -> None:
    year = months(1_000, None, 1_500, 1_800)
    assert follower_growth(year, 1) == 20.0
    assert follower_growth(year, 3) == 80.0
    assert follower_growth(year, 2) is None, "that month is not known"
    assert follower_growth(year, 0) is None
    assert follower_growth([], 1) is None
    assert follower_growth(months(0, 10), 1) is None


def test_channel_growth_uses_subscribers() -> None:
    channel = [
        MonthlyTotals(month="2026-04", subscriber_count=100),
        MonthlyTotals(month="2026-05", subscriber_count=110),
    ]
    assert follower_growth(channel, 1) == 10.0


def test_jump_is_found_with_its_likes_growth() -> None:
    [jump] = sudden_jumps(months(1_000, 1_010, 1_021, 1_030, 1_041, 2_082, 2_100, 2_121))
    assert (jump.month, jump.follower_growth, jump.likes_growth) == ("2026-03", 100.0, 0.0)


def test_steady_growth_and_short_histories_do_not_jump() -> None:
    assert sudden_jumps(months(*(round(1_000 * 1.3**month) for month in range(12)))) == []
    assert sudden_jumps(months(100, 100, 500)) == []
    assert sudden_jumps(months(1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_090)) == [], "below a tenth"


@given(st.lists(st.none() | st.integers(1, 10**9), max_size=14), st.integers(2, 1_000))
def test_jumps_are_scale_invariant(followers: list[int | None], factor: int) -> None:
    larger = [None if count is None else count * factor for count in followers]
    assert [jump.month for jump in sudden_jumps(months(*followers))] == [
        jump.month for jump in sudden_jumps(months(*larger))
    ]


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=13))
def test_growth_links_both_months(followers: list[int]) -> None:
    back = len(followers) - 1
    grown = follower_growth(months(*followers), back)
    assert grown is not None
    assert followers[0] * (1 + grown / 100) == pytest.approx(followers[-1], abs=followers[0] * 0.0001)
