"""The posts and prices of a report: top posts, performance of sponsored posts, and the price card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from limelight.pages.reports import formatting
from limelight.pages.reports.headlines import safe_image_url, safe_link
from limelight.schemas.creator_discovery.pricing import PricingExplanation, PricingExplanations
from limelight.schemas.creator_discovery.profile_analytics import (
    CreatorProfileAnalytics,
    ProfileAnalytics,
    ReportContent,
)

MAX_POSTS: Final = 6
_COUNTS: Final = {
    "view_count": "views",
    "like_count": "likes",
    "comment_count": "comments",
    "share_count": "shares",
    "save_count": "saves",
}
_MAX_CAPTION_LENGTH: Final = 160
_SIMILAR_ENGAGEMENT: Final = (0.95, 1.05)


@dataclass(frozen=True)
class PostView:
    kind: str
    day: str
    caption: str
    picture: str | None
    url: str | None
    figures: Sequence[str]
    is_sponsored: bool


def best_posts(profile: CreatorProfileAnalytics) -> list[PostView]:
    sponsored = list(profile.sponsored_contents)
    return [_post(content, content in sponsored) for content in profile.top_contents[:MAX_POSTS]]


def sponsored_sentences(profile: CreatorProfileAnalytics) -> list[str]:
    """What is known of sponsored posts, in sentences."""
    newest, sponsored = profile.recent_contents, list(profile.sponsored_contents)
    if not newest:
        return []
    count = sum(content in sponsored for content in newest)
    sentences = (
        f"{_many(count)} of the {len(newest)} newest posts {'is' if count < 2 else 'are'} sponsored.",
        _performance(profile.sponsored_posts_performance),
        _hidden(profile.posts_hidden_likes_percentage_value),
    )
    return [sentence for sentence in sentences if sentence]


def _post(content: ReportContent, is_sponsored: bool) -> PostView:
    counts = ((getattr(content.engagement, name), text) for name, text in _COUNTS.items())
    return PostView(
        kind=formatting.capitalised(content.type),
        day=formatting.day(content.published_at),
        caption=_cut(content.description or content.title or ""),
        picture=safe_image_url(content.thumbnail_url),
        url=safe_link(content.url),
        figures=[
            f"{formatting.compact_number(count)}{formatting.SPACE}{text}"
            for count, text in counts
            if count is not None
        ],
        is_sponsored=is_sponsored,
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CAPTION_LENGTH else f"{text[:_MAX_CAPTION_LENGTH].rstrip()} …"


def _many(count: int) -> str:
    return "Not one" if count == 0 else str(count)


def _performance(ratio: float | None) -> str:
    if ratio is None:
        return "How they do against the others is not known: that takes three of either kind."
    least, most = _SIMILAR_ENGAGEMENT
    if least <= ratio <= most:
        return "Sponsored posts do as well as the others."
    return f"Sponsored posts get {ratio:.1f} times the engagement of the others."


def _hidden(fraction: float | None) -> str:
    return f"{formatting.percent(100 * fraction)} of the posts hide their likes." if fraction else ""


_PRICE_FACTORS: Final = {
    "follower_level": "Size",
    "engagement": "Engagement",
    "audience_location": "Where the audience is",
    "audience_credibility": "Credibility of the audience",
}


@dataclass(frozen=True)
class PriceView:
    name: str
    text: str


@dataclass(frozen=True)
class PriceFactor:
    name: str
    level: str
    description: str


@dataclass(frozen=True)
class PriceCard:
    prices: Sequence[PriceView]
    reasons: Sequence[PriceFactor]


def price_card(result: ProfileAnalytics) -> PriceCard:
    """Empty if no price could be estimated."""
    if result.pricing is None:
        return PriceCard((), ())
    currency = result.pricing.currency
    prices = [
        PriceView(formatting.capitalised(name), formatting.price_range(found.min, found.max, currency))
        for name, found in result.pricing.post_type.items()
        if found is not None
    ]
    return PriceCard(prices, _price_factors(result.pricing_explanations) if prices else ())


def _price_factors(explanations: PricingExplanations | None) -> list[PriceFactor]:
    if explanations is None:
        return []
    found = [(title, getattr(explanations, name)) for name, title in _PRICE_FACTORS.items()]
    return [_price_factor(title, explanation) for title, explanation in found]


def _price_factor(title: str, explanation: PricingExplanation | None) -> PriceFactor:
    if explanation is None:
        return PriceFactor(title, "Not known", "It leaves the prices as they are.")
    return PriceFactor(title, explanation.level, explanation.description)
