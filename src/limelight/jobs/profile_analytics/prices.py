"""The part of a report about money."""

from collections.abc import Mapping

from limelight.analytics.audience import countries
from limelight.analytics.histograms import benchmarks
from limelight.analytics.pricing import Drivers, expected_views, pricing
from limelight.analytics.tiers import size_of
from limelight.jobs.profile_analytics.gathering import Gathered
from limelight.kernel.extending import extend
from limelight.kernel.records import AudienceKind
from limelight.schemas.creator_discovery.pricing import (
    PriceBounds,
    PriceRange,
    Pricing,
    PricingExplanation,
    PricingExplanations,
)
from limelight.vocabulary.locations import LocationType, location


def prices(
    gathered: Gathered, rate: float | None, credibility: float | None
) -> tuple[Pricing, PricingExplanations] | tuple[None, None]:
    """Nothing where it is not known how many follow."""
    creator, size = gathered.creator, size_of(gathered.creator)
    if size is None:
        return None, None
    views = expected_views(creator.platform, size, gathered.contents.items if gathered.contents else ())
    drivers = Drivers(
        engagement_rate=rate,
        usual_engagement_rate=benchmarks(gathered.peers).engagement_rate if gathered.peers else None,
        countries=_countries(gathered),
        credibility_score=credibility,
    )
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


def _countries(gathered: Gathered) -> Mapping[str, float]:
    sample = gathered.samples.get(AudienceKind.FOLLOWERS)
    if sample is not None:
        return countries(sample).percentages
    told = gathered.creator.followers
    shares = told.locations if told else {}
    return {key: share for key, share in shares.items() if _is_country(key)}


def _is_country(key: str) -> bool:
    found = location(key)
    return found is not None and found.type is LocationType.COUNTRY
