"""Size tiers of creators. Creators of one platform and tier are peers."""

from enum import StrEnum
from typing import Final

from limelight.analytics.formula import formula
from limelight.kernel.records import Creator


class Tier(StrEnum):
    STARTER = "starter"
    NANO = "nano"
    MICRO = "micro"
    MID = "mid"
    MACRO = "macro"
    MEGA = "mega"


TIER_FLOORS: Final = {
    Tier.STARTER: 0,
    Tier.NANO: 1_000,
    Tier.MICRO: 5_000,
    Tier.MID: 20_000,
    Tier.MACRO: 100_000,
    Tier.MEGA: 1_000_000,
}
"""The minimum followers of a tier; it ends where the next begins."""


@formula(version="1", unit="tier", source="The usual tiers of the field, with the bounds of this product.")
def tier(size: int) -> Tier:
    """The tier of a creator with this many followers or subscribers.

    starter below 1,000; nano from 1,000; micro from 5,000; mid from 20,000; macro from 100,000; mega from
    1,000,000.
    """
    return [name for name, floor in TIER_FLOORS.items() if size >= floor][-1]


def tier_bounds(size: Tier) -> tuple[int, int | None]:
    """The minimum and maximum followers of a tier, both inclusive; the largest tier has no maximum."""
    order = tuple(TIER_FLOORS)
    after = order.index(size) + 1
    return TIER_FLOORS[size], TIER_FLOORS[order[after]] - 1 if after < len(order) else None


def follower_or_subscriber_count(creator: Creator) -> int | None:
    """The followers or, where the platform counts those instead, the subscribers."""
    return creator.subscriber_count if creator.follower_count is None else creator.follower_count
