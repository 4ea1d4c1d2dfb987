"""The true audience distributions of a block's creators: places, languages, ages, genders, tastes."""

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AGE_BRACKETS
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.geography import geography
from limelight.sandbox.random_streams import (
    BLOCK_SIZE,
    Aspect,
    Floats,
    Ints,
    Objects,
    generator,
    lognormal,
    padded_grid,
)
from limelight.sandbox.reference_data import communities, markets, niches
from limelight.vocabulary.interests import INTERESTS

GENDERS: Final = ("FEMALE", "MALE")
AGES: Final = tuple(f"{low}-{high}" if high < 99 else f"{low}-" for low, high in AGE_BRACKETS)
GENDER_AGES: Final = tuple(f"{gender}.{age}" for gender, age in product(GENDERS, AGES))
ETHNICITIES: Final = ("White / Caucasian", "Hispanic", "Asian", "African American")


@dataclass(frozen=True)
class AudienceDistributions:
    """Percentages, a row for each creator; the atlas and the communities say what of.

    Those of ``languages``, ``gender_ages`` and ``ethnicities`` sum to 100.
    """

    countries: Floats
    states: Floats
    cities: Floats
    languages: Floats
    gender_ages: Floats
    interests: Floats
    brands: Floats
    ethnicities: Floats


def audience_distributions(
    seed: int, platform: PlatformKey, block: int, people: CreatorIdentities
) -> AudienceDistributions:
    rng = generator(seed, platform, Aspect.AUDIENCE, block)
    home, places = people.home, geography()
    countries = _with_noise(rng, places.country_shares[home], 0.32) * rng.uniform(0.9, 0.99, (BLOCK_SIZE, 1))
    states = _part_shares(rng, countries, places.state_countries[home], places.state_shares[home])
    return AudienceDistributions(
        countries=countries,
        states=states,
        cities=_part_shares(rng, states, places.city_states[home], places.city_shares[home]),
        languages=_with_noise(rng, places.language_shares[home], 0.3),
        gender_ages=_gender_ages(rng, people),
        interests=_interests(rng, people),
        brands=_brands(rng),
        ethnicities=_with_noise(rng, _ethnicities()[people.community], 0.25),
    )


def _with_noise(rng: np.random.Generator, weights: Floats, spread: float) -> Floats:
    """The weights with noise, as percentages of their sum."""
    noisy = weights * lognormal(rng, spread, weights.shape)
    found: Floats = 100.0 * noisy / noisy.sum(axis=1, keepdims=True)
    return found


def _part_shares(rng: np.random.Generator, wholes: Floats, whole: Ints, share: Floats) -> Floats:
    """What lives in a part of each whole: its share with noise, all together as much as without."""
    expected = np.take_along_axis(wholes, whole, axis=1) * share
    noisy = expected * lognormal(rng, 0.3, share.shape)
    before, after = _sums(expected, whole, wholes.shape), _sums(noisy, whole, wholes.shape)
    found: Floats = noisy * np.take_along_axis(before / np.maximum(after, 1e-12), whole, axis=1)
    return found


def _sums(parts: Floats, whole: Ints, shape: tuple[int, ...]) -> Floats:
    """The sum of the parts of each whole."""
    cells = np.arange(len(parts))[:, None] * shape[1] + whole
    sums: Floats = np.zeros(shape[0] * shape[1])
    sums[:] = np.bincount(cells.ravel(), parts.ravel(), minlength=len(sums))
    return sums.reshape(shape)


def _gender_ages(rng: np.random.Generator, people: CreatorIdentities) -> Floats:
    """Women first. Creators draw somewhat more of their own gender and age."""
    women, ages = _gender_base()[people.community], _age_base()[people.community]
    tilt = np.where(people.is_organisation, 0.0, np.where(people.is_woman, 0.35, -0.35))
    odds = np.log(women / (1.0 - women)) + tilt + 0.45 * rng.standard_normal(BLOCK_SIZE)
    share = 1.0 / (1.0 + np.exp(-odds))
    ages = ages * lognormal(rng, 0.22, ages.shape) * np.exp((people.age - 29)[:, None] * _AGE_TILT_PER_YEAR)
    both = np.hstack([ages * lognormal(rng, 0.08, ages.shape), ages * lognormal(rng, 0.08, ages.shape)])
    halves = both.reshape(BLOCK_SIZE, 2, len(AGES))
    halves = halves / halves.sum(axis=2, keepdims=True)
    found: Floats = 100.0 * halves * np.stack([share, 1.0 - share], axis=1)[:, :, None]
    return found.reshape(BLOCK_SIZE, len(GENDER_AGES))


_AGE_TILT_PER_YEAR: Final = np.linspace(-0.02, 0.02, len(AGES))
"""How much each year of a creator's age moves the age groups of the audience."""


def _interests(rng: np.random.Generator, people: CreatorIdentities) -> Floats:
    base = _interest_base()
    purity = people.purity[:, None]
    mixed = base[people.community] * purity + base[people.second_community] * (1.0 - purity)
    return np.minimum(mixed * lognormal(rng, 0.28, mixed.shape), 92.0)


def _brands(rng: np.random.Generator) -> Floats:
    """Of the brands of the first community, in their order."""
    falling = 15.0 / (1.0 + 0.35 * np.arange(brand_names().shape[1]))
    return falling * lognormal(rng, 0.4, (BLOCK_SIZE, brand_names().shape[1]))


@cache
def brand_names() -> Objects:
    """The brands of each community."""
    return padded_grid([community.brands for community in communities()])


@cache
def interest_names() -> Objects:
    return padded_grid([INTERESTS])


@cache
def ethnicity_names() -> Objects:
    return padded_grid([ETHNICITIES])


@cache
def _gender_base() -> Floats:
    return np.array([tuple(niches().values())[found.niche].women / 100 for found in communities()])


@cache
def _age_base() -> Floats:
    ages = np.array([tuple(niches().values())[found.niche].ages for found in communities()], dtype=float)
    found: Floats = ages / ages.sum(axis=1, keepdims=True)
    return found


@cache
def _interest_base() -> Floats:
    """Percent of a community's members: half of them and more share its own interests."""
    everywhere = 4.0 + 8.0 * (np.arange(len(INTERESTS)) * 7 % len(INTERESTS)) / len(INTERESTS)
    base = np.tile(everywhere, (len(communities()), 1))
    for community in communities():
        for rank, interest in enumerate(community.interests):
            base[community.number, INTERESTS.index(interest)] = 58.0 / (1.0 + 0.45 * rank)
    return base


@cache
def _ethnicities() -> Floats:
    shares = [market.ethnicities for market in markets().values()]
    return np.array([shares[community.market] for community in communities()], dtype=float)
