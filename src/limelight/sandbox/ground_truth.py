"""The ground truth of creators and their audiences, from which the records are sampled."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import asdict

from limelight.kernel.records import AudienceKind, Place
from limelight.sandbox.audiences.audience_mix import FOLLOWER_TYPES, REACHABILITY_BRACKETS, audience_mix
from limelight.sandbox.audiences.distributions import AGES, ETHNICITIES, GENDER_AGES, GENDERS, brand_names
from limelight.sandbox.creators.blocks import Block
from limelight.sandbox.creators.histories import month_labels
from limelight.sandbox.geography import geography
from limelight.sandbox.random_streams import BLOCK_SIZE
from limelight.sandbox.reference_data import communities
from limelight.vocabulary.interests import INTERESTS

Percentages = dict[str, float]
Fractions = dict[str, float]


class AudienceTruth(Struct, frozen=True, kw_only=True):
    """The followers, likers or commenters of a creator.

    ``credibility`` (real people and influencers), ``follower_types``, ``reachability`` (by the number of
    followed accounts) and ``non_follower_share`` are fractions of the audience, all others percentages.
    """

    credibility: float
    follower_types: Fractions
    reachability: Fractions
    non_follower_share: float
    countries: Percentages
    states: Percentages
    cities: Percentages
    languages: Percentages
    genders: Percentages
    ages: Percentages
    gender_ages: Percentages
    interests: Percentages
    brands: Percentages
    ethnicities: Percentages


class CreatorTruth(AudienceTruth, frozen=True, kw_only=True):
    """A creator and its followers. Shares of posts are fractions.

    ``communities`` is how far the creator belongs to each of its two; ``bought_share`` is the fraction
    of followers that were bought, in the month ``bought_in``. ``engagement_rate`` is None where the
    platform has no likes.
    """

    communities: dict[str, float]
    is_woman: bool | None
    age: int | None
    language: str
    place: Place
    bought_share: float
    bought_in: str | None
    engagement_rate: float | None
    sponsored_share: float
    hidden_likes_share: float
    is_inactive: bool
    is_private: bool


def creator_truth(block: Block, index: int, as_of: date) -> CreatorTruth:
    at = index % BLOCK_SIZE
    people, figures = block.identities, block.metrics
    bought_in = int(block.histories.bought_month[at])
    is_person = not people.is_organisation[at]
    return CreatorTruth(
        **asdict(audience_truth(block, index, AudienceKind.FOLLOWERS)),
        communities=_community_shares(block, at),
        is_woman=bool(people.is_woman[at]) if is_person else None,
        age=int(people.age[at]) if is_person else None,
        language=people.languages[at],
        place=people.places[at],
        bought_share=float(figures.bought_share[at]),
        bought_in=month_labels(as_of)[bought_in] if bought_in else None,
        engagement_rate=float(figures.engagement[at]) if figures.likes is not None else None,
        sponsored_share=float(figures.sponsored_share[at]),
        hidden_likes_share=float(figures.hidden_likes_percent[at]) / 100,
        is_inactive=bool(figures.is_inactive[at]),
        is_private=bool(figures.is_private[at]),
    )


def audience_truth(block: Block, index: int, kind: AudienceKind) -> AudienceTruth:
    at = index % BLOCK_SIZE
    audience, there = block.audiences, audience_mix(block, at, kind)
    home, places = block.identities.home[at], geography()
    halves = there.gender_ages.reshape(len(GENDERS), len(AGES))
    return AudienceTruth(
        credibility=there.credibility,
        follower_types=dict(zip(FOLLOWER_TYPES, there.type_shares.tolist(), strict=True)),
        reachability=dict(zip(REACHABILITY_BRACKETS, there.reachability.tolist(), strict=True)),
        non_follower_share=there.non_follower_share,
        countries=_percentages(places.countries[home], audience.countries[at]),
        states=_percentages(places.states[home], audience.states[at]),
        cities=_percentages(places.cities[home], audience.cities[at]),
        languages=_percentages(places.languages[home], audience.languages[at]),
        genders=_percentages(GENDERS, halves.sum(axis=1)),
        ages=_percentages(AGES, halves.sum(axis=0)),
        gender_ages=_percentages(GENDER_AGES, there.gender_ages),
        interests=_percentages(INTERESTS, audience.interests[at]),
        brands=_percentages(brand_names()[block.identities.community[at]], audience.brands[at]),
        ethnicities=_percentages(ETHNICITIES, audience.ethnicities[at]),
    )


def _community_shares(block: Block, at: int) -> dict[str, float]:
    people = block.identities
    first, second = communities()[people.community[at]], communities()[people.second_community[at]]
    purity = float(people.purity[at])
    return {first.name: purity, second.name: 1.0 - purity}


def _percentages(names: Iterable[str], shares: Iterable[float]) -> Percentages:
    """The largest first. What pads a row has no share and is left out."""
    found = [(name, float(share)) for name, share in zip(names, shares, strict=False) if share > 0]
    return dict(sorted(found, key=lambda item: -item[1]))
