"""Creator Discovery: what a post is likely to cost."""

from msgspec import Struct


class PriceBounds(Struct, frozen=True, kw_only=True):
    min: float
    max: float


class PriceRange(PriceBounds, frozen=True, kw_only=True):
    """Both shapes in which a range is known: its bounds, and within ``price_range``."""

    price_range: PriceBounds


class Pricing(Struct, frozen=True, kw_only=True):
    """``post_type`` always has ``reels``, ``story``, ``static_post`` and ``carousel``.

    A price is None where the platform has no such posts, or too little is known of how they are seen.
    """

    currency: str
    post_type: dict[str, PriceRange | None]


class PricingExplanation(Struct, frozen=True, kw_only=True):
    level: str
    description: str


class PricingExplanations(Struct, frozen=True, kw_only=True):
    """What raises or lowers the prices; None where it is not known, and so changes nothing."""

    engagement: PricingExplanation | None = None
    follower_level: PricingExplanation | None = None
    audience_location: PricingExplanation | None = None
    audience_credibility: PricingExplanation | None = None
