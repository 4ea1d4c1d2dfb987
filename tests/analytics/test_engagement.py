"""Averages and rates: what counts, what is left out, and what nobody knows."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.engagement import (
    average_comments,
    average_likes,
    average_reel_views,
    average_views,
    engagement_rate,
    likes_per_view,
    posting_frequency,
    posts_hidden_likes,
    recent_posts,
)
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentType
from tests.analytics.post_builders import NOW, post, posts


def test_averages_match_manual_calculation() -> None:
    some = [
        post(likes=100, comments=10),
        post(likes=300, comments=0, views=4_000, type=ContentType.REELS),
        post(comments=5, views=2_000),
    ]
    assert average_likes(some) == 200, "hidden likes are left out, not counted as 0"
    assert average_comments(some) == 5
    assert average_views(some) == 3_000
    assert average_reel_views(some) == 4_000
    assert engagement_rate(some, 4_000) == 0.05
    assert likes_per_view(some) == 0.075
    assert posts_hidden_likes(some, PlatformKey.INSTAGRAM) == pytest.approx(1 / 3)


def test_unknown_counts_give_none() -> None:
    hidden = [post(comments=3), post(comments=4)]
    assert average_likes(hidden) is None
    assert engagement_rate(hidden, 1_000) is None
    assert engagement_rate([post(likes=1)], None) is None
    assert engagement_rate([post(likes=1)], 0) is None
    assert average_views([]) is None
    assert posting_frequency([], NOW) is None
    assert posts_hidden_likes([post()], PlatformKey.INSTAGRAM) is None


def test_platform_without_likes_has_no_hidden_likes() -> None:
    assert posts_hidden_likes([post(views=10)], PlatformKey.TWITCH) is None


def test_fresh_posts_and_stories_do_not_count() -> None:
    fresh, story = post(days=0.5, likes=1), post(type=ContentType.STORY, likes=9)
    old = [post(days=3 + day, likes=100) for day in range(40)]
    chosen = recent_posts([fresh, story, *old], NOW)
    assert chosen == old[:30]
    assert recent_posts([fresh], NOW) == [fresh], "a beginner's first post is better than nothing"


def test_posting_frequency_is_per_month_and_falls_during_a_pause() -> None:
    weekly = [post(days=7.0 * week) for week in range(1, 31)]
    assert posting_frequency(weekly, NOW) == pytest.approx(30 / 7)
    assert posting_frequency(weekly, NOW + timedelta(days=210)) == pytest.approx(30 / 14)


@given(st.lists(posts, max_size=50), st.randoms())
def test_content_order_does_not_matter(some: list, random) -> None:
    shuffled = random.sample(some, len(some))
    chosen = recent_posts(some, NOW)
    assert recent_posts(shuffled, NOW) == chosen
    likes = average_likes(chosen)
    known = [one.engagement.like_count for one in chosen if one.engagement.like_count is not None]
    assert likes is None if not known else min(known) <= likes <= max(known)
