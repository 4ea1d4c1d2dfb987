"""The monthly histories of a block's creators: thirteen month ends, the last one today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import MonthlyTotals
from limelight.sandbox.creators.metrics import CreatorMetrics
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Floats, Ints, generator, lognormal

MONTHS: Final = 13
_Column = Sequence[list[int] | None]


@dataclass(frozen=True)
class MonthlyHistories:
    """Matrices of thirteen columns, oldest first.

    ``known_months`` is the number of recorded months; ``bought_month`` is the column of the month in
    which followers were bought, 0 if none were.
    """

    followers: Ints
    following: Ints
    contents: Ints
    total_views: Ints | None
    total_likes: Ints | None
    likes: Ints | None
    views: Ints | None
    comments: Ints | None
    known_months: Ints
    bought_month: Ints


def monthly_histories(seed: int, platform: PlatformKey, block: int, now: CreatorMetrics) -> MonthlyHistories:
    rng = generator(seed, platform, Aspect.HISTORY, block)
    bought_in = np.where(now.bought_share > 0, rng.integers(1, MONTHS, BLOCK_SIZE), 0)
    followers = _followers(rng, now, bought_in)
    contents = _contents(now)
    scale = (followers / now.followers[:, None]) ** 0.8 * lognormal(rng, 0.12, (BLOCK_SIZE, MONTHS))
    scale[:, -1] = 1.0
    pace = contents / contents[:, -1:]
    total_views = _total(now.views, now.contents, 1.1)
    total_likes = _total(now.likes, now.contents, 0.9)
    return MonthlyHistories(
        followers=followers,
        following=_scaled(now.following, lognormal(rng, 0.05, (BLOCK_SIZE, MONTHS))),
        contents=contents,
        total_views=None if total_views is None else _scaled(total_views, pace * pace),
        total_likes=None if total_likes is None else _scaled(total_likes, pace),
        likes=None if now.likes is None else _scaled(now.likes, scale),
        views=None if now.views is None else _scaled(now.views, scale),
        comments=None if now.comments is None else _scaled(now.comments, scale),
        known_months=_known(rng),
        bought_month=bought_in,
    )


def month_records(
    found: MonthlyHistories, as_of: date, is_subscribed: bool, likes_hidden: list[bool]
) -> list[tuple[MonthlyTotals, ...]]:
    """The records of a block; a channel that is subscribed to counts subscribers, not followers."""
    size = found.followers.tolist()
    nothing = [None] * BLOCK_SIZE
    labels = month_labels(as_of)
    rows = zip(
        found.known_months.tolist(),
        nothing if is_subscribed else size,
        size if is_subscribed else nothing,
        found.following.tolist(),
        found.contents.tolist(),
        _lists(found.total_views),
        _unless(likes_hidden, found.total_likes),
        _unless(likes_hidden, found.likes),
        _lists(found.views),
        _lists(found.comments),
        strict=True,
    )
    return [_months(labels, *row) for row in rows]


def _months(labels: Sequence[str], known: int, *columns: list[int] | None) -> tuple[MonthlyTotals, ...]:
    if not known:
        return ()
    rows = zip(
        labels[-known:], *(column[-known:] if column else repeat(None) for column in columns), strict=False
    )
    return tuple(
        [
            MonthlyTotals(
                month=label,
                follower_count=size,
                subscriber_count=subscribers,
                following_count=following,
                content_count=contents,
                total_views=all_views,
                total_likes=all_likes,
                average_likes=likes,
                average_views=views,
                average_comments=comments,
            )
            for (
                label,
                size,
                subscribers,
                following,
                contents,
                all_views,
                all_likes,
                likes,
                views,
                comments,
            ) in rows
        ]
    )


def month_labels(as_of: date) -> list[str]:
    last = as_of.year * 12 + as_of.month - 1
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(last - MONTHS + 1, last + 1)]


def _followers(rng: np.random.Generator, now: CreatorMetrics, bought_in: Ints) -> Ints:
    """Backwards from today: organic growth or decline, viral months, and the months followers were bought."""
    usual = np.where(now.is_inactive, -0.004, 0.016 + 0.022 * rng.standard_normal(BLOCK_SIZE))
    young = (rng.random(BLOCK_SIZE) < 0.12) * 0.09 * rng.standard_exponential(BLOCK_SIZE)
    growth = (usual + young)[:, None] + 0.012 * rng.standard_normal((BLOCK_SIZE, MONTHS))
    viral = (rng.random((BLOCK_SIZE, MONTHS)) < 0.015) & ~now.is_inactive[:, None]
    growth += viral * (0.08 + 0.5 * rng.standard_exponential((BLOCK_SIZE, MONTHS)))
    before = np.minimum(now.bought_share / (1.0 - now.bought_share), 3.0)
    growth[np.arange(BLOCK_SIZE), bought_in] += before * 0.8
    steps = np.clip(1.0 + growth[:, 1:], 0.85, 5.0)
    later = np.cumprod(steps[:, ::-1], axis=1)[:, ::-1]
    past = now.followers[:, None] / later
    found: Ints = np.maximum(np.rint(np.hstack([past, now.followers[:, None]])), 1).astype(np.int64)
    return found


def _contents(now: CreatorMetrics) -> Ints:
    ago = np.arange(MONTHS - 1, -1, -1)
    posted = np.rint(now.monthly_contents[:, None] * ago).astype(np.int64)
    found: Ints = np.maximum(now.contents[:, None] - posted, 1)
    return found


def _total(average: Ints | None, contents: Ints, factor: float) -> Ints | None:
    return None if average is None else np.rint(average * contents * factor).astype(np.int64)


def _scaled(latest: Ints, factors: Floats) -> Ints:
    found: Ints = np.rint(latest[:, None] * factors).astype(np.int64)
    found[:, -1] = latest
    return found


def _known(rng: np.random.Generator) -> Ints:
    """Most creators have been watched for a year, some for less, a few not at all."""
    kind = rng.random(BLOCK_SIZE)
    found: Ints = np.where(kind < 0.03, 0, np.where(kind < 0.12, rng.integers(2, MONTHS, BLOCK_SIZE), MONTHS))
    return found


def _lists(matrix: Ints | None) -> _Column:
    return [None] * BLOCK_SIZE if matrix is None else matrix.tolist()


def _unless(hidden: list[bool], matrix: Ints | None) -> _Column:
    return [None if hides else row for hides, row in zip(hidden, _lists(matrix), strict=True)]
