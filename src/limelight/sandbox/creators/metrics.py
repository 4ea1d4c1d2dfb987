"""Audience size, activity and engagement of a block's creators, and the share of bought followers."""

from dataclasses import dataclass

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, PlatformDistribution
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Flags, Floats, Ints, generator, lognormal

_REFERENCE_SIZE = 10_000
_SMALLEST = 150
_FAMOUS_FROM = 500_000


@dataclass(frozen=True)
class CreatorMetrics:
    """``bought_share`` is the share of the followers that were bought; rates are per follower and post.

    A figure that the platform does not show is None.
    """

    followers: Ints
    following: Ints
    contents: Ints
    monthly_contents: Floats
    bought_share: Floats
    credibility: Floats
    engagement: Floats
    likes: Ints | None
    views: Ints | None
    comments: Ints | None
    shares: Ints | None
    saves: Ints | None
    days_since_post: Floats
    is_inactive: Flags
    is_private: Flags
    is_verified: Flags
    sponsored_share: Floats
    hidden_likes_percent: Floats

    @property
    def is_famous(self) -> Flags:
        """True from 500,000 followers on: such creators post, have sponsors, and their details are known."""
        return self.followers >= _FAMOUS_FROM


def creator_metrics(seed: int, platform: PlatformKey, block: int) -> CreatorMetrics:
    rng = generator(seed, platform, Aspect.METRICS, block)
    shape = DISTRIBUTIONS[platform]
    followers = _followers(rng, shape)
    bought = _bought(rng)
    engagement = _engagement(rng, shape, followers, bought)
    quiet = (rng.random(BLOCK_SIZE) < 0.09) & (followers < _FAMOUS_FROM)
    monthly = np.where(quiet, 0.0, _monthly_contents(rng, shape, followers))
    contents = (shape.median_posts * lognormal(rng, 0.9, BLOCK_SIZE) + 6 * monthly).astype(np.int64) + 3
    likes = _count(engagement * followers) if shape.likes_per_follower else None
    return CreatorMetrics(
        followers=followers,
        following=np.minimum(shape.median_following * lognormal(rng, 1.0, BLOCK_SIZE), 7_500).astype(
            np.int64
        ),
        contents=contents,
        monthly_contents=monthly,
        bought_share=bought,
        credibility=_credibility(rng, bought),
        engagement=engagement,
        likes=likes,
        views=_views(rng, shape, followers, likes),
        comments=_per_like(rng, likes, shape.comments_per_like),
        shares=_per_like(rng, likes, shape.shares_per_like),
        saves=_per_like(rng, likes, shape.saves_per_like),
        days_since_post=_days_since_post(rng, monthly, quiet),
        is_inactive=quiet,
        is_private=(rng.random(BLOCK_SIZE) < 0.05) & (followers < 60_000),
        is_verified=rng.random(BLOCK_SIZE) < followers**1.6 / (followers**1.6 + shape.verified_at**1.6),
        sponsored_share=_sponsored(rng, followers),
        hidden_likes_percent=_hidden_likes(rng, followers)
        if platform is PlatformKey.INSTAGRAM
        else np.zeros(BLOCK_SIZE),
    )


def _followers(rng: np.random.Generator, shape: PlatformDistribution) -> Ints:
    body = shape.median_followers * lognormal(rng, shape.followers_sigma, BLOCK_SIZE)
    cut = 1.0 - (shape.tail_start / shape.max_followers) ** shape.tail_exponent
    tail = shape.tail_start * (1.0 - cut * rng.random(BLOCK_SIZE)) ** (-1.0 / shape.tail_exponent)
    found = np.where(rng.random(BLOCK_SIZE) < shape.tail_share, tail, body)
    return np.clip(found, _SMALLEST, shape.max_followers).astype(np.int64)


def _monthly_contents(rng: np.random.Generator, shape: PlatformDistribution, followers: Ints) -> Floats:
    """Of those who post at all: who is famous has to."""
    least = np.where(followers < _FAMOUS_FROM, 0.3, 8.0)
    found: Floats = np.clip(shape.posts_per_month * lognormal(rng, 0.8, BLOCK_SIZE), least, 900.0)
    return found


def _bought(rng: np.random.Generator) -> Floats:
    """One creator in eleven has bought followers, from a few to most of them."""
    found: Floats = np.where(rng.random(BLOCK_SIZE) < 0.09, 0.08 + 0.72 * rng.beta(1.5, 2.6, BLOCK_SIZE), 0.0)
    return found


def _engagement(
    rng: np.random.Generator, shape: PlatformDistribution, followers: Ints, bought: Floats
) -> Floats:
    """Likes per follower: a power law of size with noise. Bought followers do not like anything."""
    level = shape.likes_per_follower or 0.0
    falling = (followers / _REFERENCE_SIZE) ** -shape.size_exponent
    found: Floats = np.minimum(level * falling * lognormal(rng, 0.55, BLOCK_SIZE), 0.6) * (1.0 - bought)
    return found


def _credibility(rng: np.random.Generator, bought: Floats) -> Floats:
    """The fraction of real people among the followers; bought followers are all fake, others in part."""
    found: Floats = (1.0 - bought) * (0.55 + 0.43 * rng.beta(6.0, 1.9, BLOCK_SIZE))
    return found


def _views(
    rng: np.random.Generator, shape: PlatformDistribution, followers: Ints, likes: Ints | None
) -> Ints | None:
    if shape.views_per_follower:
        size = (followers / _REFERENCE_SIZE) ** -shape.size_exponent
        return _count(shape.views_per_follower * followers * size * lognormal(rng, 0.7, BLOCK_SIZE))
    if likes is None or not shape.views_per_like:
        return None
    return np.maximum(_count(likes * shape.views_per_like * lognormal(rng, 0.5, BLOCK_SIZE)), likes)


def _per_like(rng: np.random.Generator, likes: Ints | None, ratio: float | None) -> Ints | None:
    if likes is None or ratio is None:
        return None
    return _count(likes * ratio * lognormal(rng, 0.6, BLOCK_SIZE))


def _count(expected: Floats) -> Ints:
    return np.rint(expected).astype(np.int64)


def _days_since_post(rng: np.random.Generator, monthly: Floats, quiet: Flags) -> Floats:
    usual = rng.standard_exponential(BLOCK_SIZE) * 30.0 / np.maximum(monthly, 0.3)
    long_ago = 200.0 + 1_300.0 * rng.random(BLOCK_SIZE) ** 2
    found: Floats = np.where(quiet, long_ago, np.minimum(usual, 120.0))
    return found


def _sponsored(rng: np.random.Generator, followers: Ints) -> Floats:
    """The share of sponsored posts: larger creators are more likely to have any, and the famous all do."""
    has_any = rng.random(BLOCK_SIZE) < np.clip(0.08 * (np.log10(followers) - 2.0), 0.04, 0.6)
    some = 0.02 + 0.4 * rng.beta(1.3, 4.0, BLOCK_SIZE)
    found: Floats = np.where(followers >= _FAMOUS_FROM, np.maximum(some, 0.12), np.where(has_any, some, 0.0))
    return found


def _hidden_likes(rng: np.random.Generator, followers: Ints) -> Floats:
    """The percentage of posts with hidden likes: mostly none, sometimes some, rarely all (never of stars)."""
    kind = rng.random(BLOCK_SIZE)
    some = np.round(5.0 + np.where(followers < _FAMOUS_FROM, 60.0, 20.0) * rng.random(BLOCK_SIZE), 1)
    found: Floats = np.where(
        (kind < 0.05) & (followers < _FAMOUS_FROM), 100.0, np.where(kind < 0.17, some, 0.0)
    )
    return found
