"""The engagement of posts: consistent with the creator's averages and never falling."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentEngagement
from limelight.sandbox.account_owners import AccountOwner

_SPREAD: Final = 0.55
_FAST_DAYS: Final = 1.1
_SLOW_DAYS: Final = 25.0
_INSIGHTS: Final = frozenset(
    {
        PlatformKey.INSTAGRAM,
        PlatformKey.INSTAGRAM_DIRECT,
        PlatformKey.FACEBOOK,
        PlatformKey.TWITTER,
        PlatformKey.PINTEREST,
    }
)
"""Platforms that tell the owner how often a post was seen, and by how many."""


@dataclass(frozen=True)
class AverageEngagement:
    """Of a creator's posts once they are old; ``None`` is not shown by the platform."""

    likes: float | None
    comments: float | None
    views: float | None
    shares: float | None
    saves: float | None


def average_engagement(owner: AccountOwner) -> AverageEngagement:
    """What is publicly known, and for the rest what the platform's creators have in common."""
    creator, shape = owner.creator, owner.distribution
    rate = owner.truth.engagement_rate
    likes = creator.average_likes or (None if rate is None else rate * owner.followers)
    by_followers = shape.views_per_follower
    views = _times(likes, shape.views_per_like) or _times(float(owner.followers), by_followers)
    return AverageEngagement(
        likes=likes,
        comments=creator.average_comments or _times(likes, shape.comments_per_like),
        views=creator.average_views or views,
        shares=creator.share_count or _times(likes, shape.shares_per_like),
        saves=creator.save_count or _times(likes, shape.saves_per_like),
    )


def counted_age(moment: datetime, published_at: datetime) -> timedelta:
    """The age at which figures were last counted: every six hours at first, then daily."""
    age = max(moment - published_at, timedelta())
    unit = timedelta(hours=6) if age < timedelta(days=2) else timedelta(days=1)
    return age // unit * unit


def accrued_fraction(age: timedelta) -> float:
    """The fraction of its final engagement that a post of that age has."""
    days = age / timedelta(days=1)
    return 1.0 - 0.8 * exp(-days / _FAST_DAYS) - 0.2 * exp(-days / _SLOW_DAYS)


def post_engagement(
    owner: AccountOwner, dice: Random, age: timedelta, duration: int | None, hides_likes: bool
) -> ContentEngagement:
    """The figures of a post of that age; the dice are the post's own."""
    usual = average_engagement(owner)
    luck = dice.lognormvariate(-(_SPREAD**2) / 2, _SPREAD)
    parts = [dice.lognormvariate(0.0, 0.2) for _ in range(5)]
    part = accrued_fraction(age) * luck

    def so_far(average: float | None, at: int) -> int | None:
        return None if average is None else int(average * part * parts[at])

    likes, views = so_far(usual.likes, 0), so_far(usual.views, 2)
    watched = dice.uniform(0.3, 0.7) * (duration or 0)
    shows_insights = owner.platform in _INSIGHTS
    seen = views if views is not None else likes and likes * 12
    return ContentEngagement(
        like_count=None if hides_likes else likes,
        dislike_count=likes // 60 if owner.platform is PlatformKey.YOUTUBE and likes else None,
        comment_count=so_far(usual.comments, 1),
        view_count=views if duration or not shows_insights else None,
        share_count=so_far(usual.shares, 3),
        save_count=so_far(usual.saves, 4),
        reach_organic_count=int(seen * 0.82) if shows_insights and seen is not None else None,
        impression_organic_count=int(seen * 1.14) if shows_insights and seen is not None else None,
        watch_time_in_hours=round(views * watched / 3600, 2) if duration and views is not None else None,
        avg_watch_time_in_sec=int(watched) if duration else None,
    )


def _times(count: float | None, ratio: float | None) -> float | None:
    return None if count is None or ratio is None else count * ratio
