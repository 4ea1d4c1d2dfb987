"""What is true of a creator, whatever the records show of it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from limelight.kernel.records import Place
from limelight.vocabulary.interests import INTERESTS
from limelight.world.audiences import AGES, ETHNICITIES, GENDER_AGES, GENDERS, brand_names
from limelight.world.blocks import Block
from limelight.world.draws import BLOCK
from limelight.world.histories import month_labels
from limelight.world.lexicon import communities
from limelight.world.places import atlas

Percentages = dict[str, float]


class Truth(Struct, frozen=True, kw_only=True):
    """Shares of the creator's own followers and posts are fractions, those of the audience percentages.

    ``communities`` is how far the creator belongs to each of its two; ``bought_in`` is the month in
    which followers were bought; ``credibility`` is the fraction of followers that are real people.
    ``engagement_rate`` is None where the platform has no likes.
    """

    communities: dict[str, float]
    is_woman: bool | None
    age: int | None
    language: str
    place: Place
    bought_share: float
    bought_in: str | None
    credibility: float
    engagement_rate: float | None
    sponsored_share: float
    hidden_likes_share: float
    is_quiet: bool
    is_private: bool
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


def truth(block: Block, index: int, as_of: date) -> Truth:
    at = index % BLOCK
    people, figures, audience = block.people, block.figures, block.audiences
    home, places = people.home[at], atlas()
    halves = audience.gender_ages[at].reshape(len(GENDERS), len(AGES))
    bought_in = int(block.histories.bought_in[at])
    is_person = not people.is_organisation[at]
    return Truth(
        communities=_belonging(block, at),
        is_woman=bool(people.is_woman[at]) if is_person else None,
        age=int(people.age[at]) if is_person else None,
        language=people.languages[at],
        place=people.places[at],
        bought_share=float(figures.bought[at]),
        bought_in=month_labels(as_of)[bought_in] if bought_in else None,
        credibility=float(figures.credibility[at]),
        engagement_rate=float(figures.engagement[at]) if figures.likes is not None else None,
        sponsored_share=float(figures.sponsored[at]),
        hidden_likes_share=float(figures.hidden_likes[at]) / 100,
        is_quiet=bool(figures.is_quiet[at]),
        is_private=bool(figures.is_private[at]),
        countries=_percentages(places.countries[home], audience.countries[at]),
        states=_percentages(places.states[home], audience.states[at]),
        cities=_percentages(places.cities[home], audience.cities[at]),
        languages=_percentages(places.languages[home], audience.languages[at]),
        genders=_percentages(GENDERS, halves.sum(axis=1)),
        ages=_percentages(AGES, halves.sum(axis=0)),
        gender_ages=_percentages(GENDER_AGES, audience.gender_ages[at]),
        interests=_percentages(INTERESTS, audience.interests[at]),
        brands=_percentages(brand_names()[people.community[at]], audience.brands[at]),
        ethnicities=_percentages(ETHNICITIES, audience.ethnicities[at]),
    )


def _belonging(block: Block, at: int) -> dict[str, float]:
    people = block.people
    first, second = communities()[people.community[at]], communities()[people.second[at]]
    purity = float(people.purity[at])
    return {first.name: purity, second.name: 1.0 - purity}


def _percentages(names: Iterable[str], shares: Iterable[float]) -> Percentages:
    """The largest first. What pads a row has no share and is left out."""
    found = [(name, float(share)) for name, share in zip(names, shares, strict=False) if share > 0]
    return dict(sorted(found, key=lambda item: -item[1]))
