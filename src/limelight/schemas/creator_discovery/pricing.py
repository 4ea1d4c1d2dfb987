"""Creator Discovery: estimated prices of posts."""

from msgspec import Struct


class PriceBounds(Struct, frozen=True, kw_only=True):
    min: float
    max: float


class PriceRange(PriceBounds, frozen=True, kw_only=True):
    """The range in both shapes that clients read: flat, and within ``price_range``."""

    price_range: PriceBounds


class Pricing(Struct, frozen=True, kw_only=True):
    """``post_type`` always has ``reels``, ``story``, ``static_post`` and ``carousel``.

    A price is null if the platform has no such posts or their reach cannot be estimated.
    """

    currency: str
    post_type: dict[str, PriceRange | None]


class PricingExplanation(Struct, frozen=True, kw_only=True):
    level: str
    description: str


class PricingExplanations(Struct, frozen=True, kw_only=True):
    """Factors that raise or lower the prices. An unknown factor is null and has no effect."""

    engagement: PricingExplanation | None = None
    follower_level: PricingExplanation | None = None
    audience_location: PricingExplanation | None = None
    audience_credibility: PricingExplanation | None = None
