"""All shares of an audience, each computed once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from limelight.analytics import audience
from limelight.analytics.audience_shares import Shares
from limelight.analytics.credibility import Credibility, account_types, credibility, follower_types
from limelight.analytics.samples import AudienceSample

_SHARES: Final[Mapping[str, Callable[[AudienceSample], Shares]]] = {
    "countries": audience.countries,
    "states": audience.states,
    "cities": audience.cities,
    "gender_distribution": audience.gender_distribution,
    "gender_age_distribution": audience.gender_age_distribution,
    "languages": audience.languages,
    "brand_affinity": audience.brands,
    "interests": audience.interests,
    "follower_reachability": audience.follower_reachability,
}
IN_FRACTIONS: Final = frozenset({"brand_affinity"})
"""What the report shows in fractions, as the live service does."""
FORMULAS: Final[tuple[Callable[..., Any], ...]] = (
    *_SHARES.values(),
    account_types,
    follower_types,
    credibility,
)


@dataclass(frozen=True)
class Measured:
    """``shares`` are in percent, by the names of a report's fields."""

    shares: Mapping[str, Shares]
    credibility: Credibility | None


def measured(sample: AudienceSample) -> Measured:
    types = account_types(sample.people)
    shares = {name: formula(sample) for name, formula in _SHARES.items()}
    return Measured(
        shares={**shares, "follower_types": follower_types(types, sample.population)},
        credibility=credibility(types, sample.population),
    )
