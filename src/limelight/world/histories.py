"""How the creators of a block came to their figures: thirteen month ends, the last of them today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Month
from limelight.world.draws import BLOCK, Aspect, Floats, Ints, generator, lognormal
from limelight.world.figures import Figures

MONTHS: Final = 13
_Column = Sequence[list[int] | None]


@dataclass(frozen=True)
class Histories:
    """Matrices of thirteen columns, oldest first.

    ``known`` is how many of the last months are recorded; ``bought_in`` is the column of the month in
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
    known: Ints
    bought_in: Ints


def histories(seed: int, platform: PlatformKey, block: int, now: Figures) -> Histories:
    rng = generator(seed, platform, Aspect.HISTORY, block)
    bought_in = np.where(now.bought > 0, rng.integers(1, MONTHS, BLOCK), 0)
    followers = _followers(rng, now, bought_in)
    contents = _contents(now)
    scale = (followers / now.followers[:, None]) ** 0.8 * lognormal(rng, 0.12, (BLOCK, MONTHS))
    scale[:, -1] = 1.0
    pace = contents / contents[:, -1:]
    total_views = _total(now.views, now.contents, 1.1)
    total_likes = _total(now.likes, now.contents, 0.9)
    return Histories(
        followers=followers,
        following=_scaled(now.following, lognormal(rng, 0.05, (BLOCK, MONTHS))),
        contents=contents,
        total_views=None if total_views is None else _scaled(total_views, pace * pace),
        total_likes=None if total_likes is None else _scaled(total_likes, pace),
        likes=None if now.likes is None else _scaled(now.likes, scale),
        views=None if now.views is None else _scaled(now.views, scale),
        comments=None if now.comments is None else _scaled(now.comments, scale),
        known=_known(rng),
        bought_in=bought_in,
    )


def months(
    found: Histories, as_of: date, is_subscribed: bool, likes_hidden: list[bool]
) -> list[tuple[Month, ...]]:
    """The records of a block; a channel that is subscribed to counts subscribers, not followers."""
    size = found.followers.tolist()
    nothing = [None] * BLOCK
    labels = month_labels(as_of)
    rows = zip(
        found.known.tolist(),
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


def _months(labels: Sequence[str], known: int, *columns: list[int] | None) -> tuple[Month, ...]:
    if not known:
        return ()
    rows = zip(
        labels[-known:], *(column[-known:] if column else repeat(None) for column in columns), strict=False
    )
    return tuple(
        [
            Month(
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


def _followers(rng: np.random.Generator, now: Figures, bought_in: Ints) -> Ints:
    """Backwards from today: organic growth or decline, viral months, and the months followers were bought."""
    usual = np.where(now.is_quiet, -0.004, 0.016 + 0.022 * rng.standard_normal(BLOCK))
    young = (rng.random(BLOCK) < 0.12) * 0.09 * rng.standard_exponential(BLOCK)
    growth = (usual + young)[:, None] + 0.012 * rng.standard_normal((BLOCK, MONTHS))
    viral = (rng.random((BLOCK, MONTHS)) < 0.015) & ~now.is_quiet[:, None]
    growth += viral * (0.08 + 0.5 * rng.standard_exponential((BLOCK, MONTHS)))
    before = np.minimum(now.bought / (1.0 - now.bought), 3.0)
    growth[np.arange(BLOCK), bought_in] += before * 0.8
    steps = np.clip(1.0 + growth[:, 1:], 0.85, 5.0)
    later = np.cumprod(steps[:, ::-1], axis=1)[:, ::-1]
    past = now.followers[:, None] / later
    found: Ints = np.maximum(np.rint(np.hstack([past, now.followers[:, None]])), 1).astype(np.int64)
    return found


def _contents(now: Figures) -> Ints:
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
    kind = rng.random(BLOCK)
    found: Ints = np.where(kind < 0.03, 0, np.where(kind < 0.12, rng.integers(2, MONTHS, BLOCK), MONTHS))
    return found


def _lists(matrix: Ints | None) -> _Column:
    return [None] * BLOCK if matrix is None else matrix.tolist()


def _unless(hidden: list[bool], matrix: Ints | None) -> _Column:
    return [None if hides else row for hides, row in zip(hidden, _lists(matrix), strict=True)]
