"""The part of a report about money."""

from limelight.analytics.pricing import Drivers, expected_views, pricing
from limelight.analytics.tiers import size_of
from limelight.jobs.profile_analytics.gathering import Gathered
from limelight.kernel.extending import extend
from limelight.schemas.creator_discovery.pricing import (
    PriceBounds,
    PriceRange,
    Pricing,
    PricingExplanation,
    PricingExplanations,
)


def prices(gathered: Gathered, drivers: Drivers) -> tuple[Pricing, PricingExplanations] | tuple[None, None]:
    """Nothing where it is not known how many follow."""
    creator, size = gathered.creator, size_of(gathered.creator)
    if size is None:
        return None, None
    views = expected_views(creator.platform, size, gathered.contents.items if gathered.contents else ())
    found = pricing(creator.platform, size, views, drivers)
    ranges = {
        name: None if bounds is None else extend(PriceRange, bounds, price_range=extend(PriceBounds, bounds))
        for name, bounds in found.post_type.items()
    }
    reasons = {
        name: None if reason is None else extend(PricingExplanation, reason)
        for name in PricingExplanations.__struct_fields__
        for reason in [getattr(found.explanations, name)]
    }
    return Pricing(currency=found.currency, post_type=ranges), PricingExplanations(**reasons)
