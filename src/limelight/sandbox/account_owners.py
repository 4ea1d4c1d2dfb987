"""The owners of sandbox accounts: simulated creators, also on platforms without public creators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from random import Random
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator, MonthlyTotals
from limelight.kernel.timestamps import parse_timestamp
from limelight.sandbox.ground_truth import CreatorTruth
from limelight.sandbox.platform_distributions import DISTRIBUTIONS, PlatformDistribution
from limelight.sandbox.reference_data import Community, communities
from limelight.sandbox.world import World

CREATOR_PLATFORMS: Final[Mapping[PlatformKey, PlatformKey]] = {
    PlatformKey.INSTAGRAM_DIRECT: PlatformKey.INSTAGRAM,
    PlatformKey.INSTAGRAM_LITE: PlatformKey.INSTAGRAM,
    PlatformKey.TIKTOK_SHOP: PlatformKey.TIKTOK,
    PlatformKey.SPOTIFY: PlatformKey.INSTAGRAM,
    PlatformKey.DISCORD: PlatformKey.TWITCH,
    PlatformKey.ADSENSE: PlatformKey.YOUTUBE,
    PlatformKey.WWW: PlatformKey.YOUTUBE,
}
"""For platforms without public creators, the platform whose creators own the accounts."""

_SIGN_IN_VARIANTS: Final = frozenset({PlatformKey.INSTAGRAM_DIRECT, PlatformKey.INSTAGRAM_LITE})
"""Platforms that are another sign-in to the same account."""
_DAYS_PER_MONTH: Final = 30.44


def creator_platform(platform: PlatformKey) -> PlatformKey:
    """The platform whose creators have the accounts of this one."""
    return CREATOR_PLATFORMS.get(platform, platform)


def seeded_random(*what: object) -> Random:
    """A generator seeded with a hash of the arguments."""
    return Random(seeded_number(*what))  # noqa: S311


def seeded_number(*what: object) -> int:
    """A 63-bit hash of the arguments."""
    text = "\x1f".join(map(str, what)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1


@dataclass(frozen=True)
class AccountOwner:
    """Creator ``index`` of a platform with an account on ``platform``, as known on the world's day."""

    seed: int
    as_of: date
    platform: PlatformKey
    index: int
    creator: Creator
    truth: CreatorTruth

    @cached_property
    def key(self) -> str:
        """What all draws of the account begin with."""
        return f"{self.seed} {self.account_platform} {self.external_id}"

    @property
    def account_platform(self) -> PlatformKey:
        """The platform that the account is on, whichever way it is reached."""
        return self.creator.platform if self.platform in _SIGN_IN_VARIANTS else self.platform

    @property
    def external_id(self) -> str:
        return self.creator.external_id or self.creator.username

    @property
    def as_of_time(self) -> datetime:
        """The world's day, as a moment."""
        return datetime.combine(self.as_of, time.min, UTC)

    @property
    def distribution(self) -> PlatformDistribution:
        return DISTRIBUTIONS[self.creator.platform]

    @cached_property
    def community(self) -> Community:
        first = next(iter(self.truth.communities))
        return next(each for each in communities() if each.name == first)

    @property
    def followers(self) -> int:
        return self.creator.follower_count or self.creator.subscriber_count or 0

    @cached_property
    def opened_at(self) -> datetime:
        """When the account was opened."""
        return self.as_of_time - timedelta(days=seeded_random(self.key, "opened").uniform(400, 4_000))

    @cached_property
    def posts_per_month(self) -> float:
        """By the contents of the months that are known."""
        counted = [month.content_count for month in self.creator.history if month.content_count is not None]
        months = len(counted) - 1
        pace = (counted[-1] - counted[0]) / months if months > 0 else self.distribution.posts_per_month
        return min(max(pace, 1.0), 90.0)

    @cached_property
    def mean_post_interval(self) -> timedelta:
        """Between two posts, on average."""
        return timedelta(days=_DAYS_PER_MONTH / self.posts_per_month)

    def projected_count(self, count: int, at: datetime) -> int:
        """A count of followers at a later moment, if it grows on as in the last months."""
        months = max(0.0, (at.date() - self.as_of).days / _DAYS_PER_MONTH)
        return round(count * float((1.0 + self._monthly_growth) ** months))

    @cached_property
    def _monthly_growth(self) -> float:
        known = [count for count in map(_audience, self.creator.history) if count]
        if len(known) < 2:
            return 0.01
        monthly = float((known[-1] / known[0]) ** (1 / (len(known) - 1))) - 1.0
        return min(max(monthly, 0.0), 0.05)

    @cached_property
    def last_posted_at(self) -> datetime | None:
        return parse_timestamp(self.creator.last_posted_at) if self.creator.last_posted_at else None

    def can_post_at(self, at: datetime) -> bool:
        """False between the last known post and the world's day, and for inactive creators ever after."""
        last = self.last_posted_at
        if last is None or at <= last:
            return True
        return not self.truth.is_inactive and at >= self.as_of_time + timedelta(days=1)


def find_owner(world: World, platform: PlatformKey, handle: str) -> AccountOwner | None:
    """The account's owner by handle or external id, or None."""
    people = creator_platform(platform)
    index = world.find(people, handle)
    if index is None:
        return None
    creator, truth = world.creator(people, index), world.truth(people, index)
    return AccountOwner(world.seed, world.as_of, platform, index, creator, truth)


def _audience(month: MonthlyTotals) -> int | None:
    return month.follower_count or month.subscriber_count
