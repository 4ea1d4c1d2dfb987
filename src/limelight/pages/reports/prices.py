"""The price card of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import words
from limelight.schemas.creator_discovery.analytics import ProfileAnalytics
from limelight.schemas.creator_discovery.pricing import PricingExplanation, PricingExplanations

_REASONS: Final = {
    "follower_level": "Size",
    "engagement": "Engagement",
    "audience_location": "Where the audience is",
    "audience_credibility": "Credibility of the audience",
}


@dataclass(frozen=True)
class Price:
    name: str
    text: str


@dataclass(frozen=True)
class Reason:
    name: str
    level: str
    description: str


@dataclass(frozen=True)
class PriceCard:
    prices: Sequence[Price]
    reasons: Sequence[Reason]


def price_card(result: ProfileAnalytics) -> PriceCard:
    """Without prices where none could be estimated."""
    if result.pricing is None:
        return PriceCard((), ())
    currency = result.pricing.currency
    prices = [
        Price(words.capitalised(name), words.span(found.min, found.max, currency))
        for name, found in result.pricing.post_type.items()
        if found is not None
    ]
    return PriceCard(prices, _reasons(result.pricing_explanations) if prices else ())


def _reasons(explanations: PricingExplanations | None) -> list[Reason]:
    if explanations is None:
        return []
    found = [(title, getattr(explanations, name)) for name, title in _REASONS.items()]
    return [_reason(title, explanation) for title, explanation in found]


def _reason(title: str, explanation: PricingExplanation | None) -> Reason:
    if explanation is None:
        return Reason(title, "Not known", "It leaves the prices as they are.")
    return Reason(title, explanation.level, explanation.description)
