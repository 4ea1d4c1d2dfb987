"""Audience demographics: locations, languages, ages, genders, interests and brands."""

from typing import Final

import polars as pl
from pyroaring import BitMap

from limelight.analytics.audience_samples import AudienceSample, FollowerSet
from limelight.analytics.audience_shares import Shares, category_shares, multi_value_shares, ordered_shares
from limelight.analytics.formula import formula
from limelight.analytics.overlap import sampling_weight
from limelight.kernel.records import AGE_BRACKETS

GENDERS: Final = ("FEMALE", "MALE")
AGES: Final = tuple(f"{low}-{high}" if high < 99 else f"{low}-" for low, high in AGE_BRACKETS)
GENDER_AGES: Final = tuple(f"{gender}.{age}" for gender in GENDERS for age in AGES)
REACHABILITIES: Final = ("-500", "500-1000", "1000-1500", "1500-")
_REACHABILITY_BOUNDS: Final = (500, 1_000, 1_500)
SIGNIFICANT_FOLLOWERS: Final = 5_000
"""Accounts with more followers than this are significant; INFLUENCERS have the same bound."""
_MAX_COUNTRIES: Final = 7
_MAX_STATES: Final = 7
_MAX_CITIES: Final = 30
_MAX_BRANDS: Final = 30
_OWN: Final = "This product: a uniform sample represents the audience, known values represent unknown ones"


@formula(version="1", unit="percent", source=_OWN)
def gender_distribution(sample: AudienceSample) -> Shares:
    """The genders of the audience.

    People of the gender ÷ people whose gender is known. The two sum to 100.
    """
    return ordered_shares(sample.people["gender"], GENDERS, sample.population)


@formula(version="1", unit="percent", source=_OWN)
def ages(sample: AudienceSample) -> Shares:
    """The age groups of the audience.

    People of the age group ÷ people whose age is known. They sum to 100, in the order of age.
    """
    return ordered_shares(sample.people["age_range"], AGES, sample.population)


@formula(version="1", unit="percent", source=_OWN)
def gender_age_distribution(sample: AudienceSample) -> Shares:
    """The age groups of women and of men, named as `FEMALE.18-24`.

    People of the gender and age group ÷ people of whom both are known. They sum to 100, women first, in the
    order of age.
    """
    both = sample.people.select(pl.concat_str("gender", "age_range", separator=".")).to_series()
    return ordered_shares(both, GENDER_AGES, sample.population)


@formula(version="1", unit="percent", source=_OWN)
def countries(sample: AudienceSample) -> Shares:
    """The countries that the audience lives in.

    People in the country ÷ people whose country is known; the 7 largest.
    """
    return category_shares(sample.people["country"], sample.population).largest(_MAX_COUNTRIES)


@formula(version="1", unit="percent", source=_OWN)
def states(sample: AudienceSample) -> Shares:
    """The states that the audience lives in, by location key.

    People in the state ÷ people whose state is known; the 7 largest.
    """
    return category_shares(sample.people["state"], sample.population).largest(_MAX_STATES)


@formula(version="1", unit="percent", source=_OWN)
def cities(sample: AudienceSample) -> Shares:
    """The cities that the audience lives in, by location key.

    People in the city ÷ people whose city is known; the 30 largest.
    """
    return category_shares(sample.people["city"], sample.population).largest(_MAX_CITIES)


@formula(version="1", unit="percent", source=_OWN)
def languages(sample: AudienceSample) -> Shares:
    """The languages of the audience, by ISO 639-1 code.

    People of the language ÷ people whose language is known. They sum to 100.
    """
    return category_shares(sample.people["language"], sample.population)


@formula(version="1", unit="percent", source=_OWN)
def interests(sample: AudienceSample) -> Shares:
    """What the audience is interested in.

    People with the interest ÷ people of whom interests are known. One person has several: they do not sum to
    100. Interests are not guessed from texts.
    """
    return multi_value_shares(sample.people["interests"], sample.population)


@formula(version="1", unit="percent", source=_OWN)
def brands(sample: AudienceSample) -> Shares:
    """The brands that the audience likes.

    People who like the brand ÷ people of whom brands are known; the 30 largest. On the wire the value is a
    fraction: the hundredth part.
    """
    return multi_value_shares(sample.people["brands"], sample.population).largest(_MAX_BRANDS)


@formula(version="1", unit="percent", source=_OWN)
def follower_reachability(sample: AudienceSample) -> Shares:
    """The number of accounts that audience members follow; members who follow many rarely see each one.

    People who follow up to 500, 501 to 1,000, 1,001 to 1,500 or more than 1,500 accounts ÷ people of whom
    that is known. They sum to 100.
    """
    following = sample.people["following_count"].drop_nulls()
    ranges = pl.Series(_REACHABILITY_BOUNDS).search_sorted(following, side="left")
    return ordered_shares(pl.Series(REACHABILITIES).gather(ranges), REACHABILITIES, sample.population)


@formula(version="1", unit="percent", source=_OWN)
def significant_percentage(sample: AudienceSample) -> float | None:
    """The share of the audience with many followers.

    People with more than 5,000 followers ÷ people whose followers are known.
    """
    counts = sample.people["follower_count"].drop_nulls()
    return (
        round(100 * int((counts > SIGNIFICANT_FOLLOWERS).sum()) / counts.len(), 2) if counts.len() else None
    )


def significant_members(sample: AudienceSample, limit: int = 60) -> pl.DataFrame:
    """The sampled members with more than 5,000 followers, most first, without interests and brands."""
    found = sample.people.drop("interests", "brands").filter(pl.col("follower_count") > SIGNIFICANT_FOLLOWERS)
    ties = [name for name in found.columns if name != "follower_count"]
    return found.sort(-pl.col("follower_count"), *ties, nulls_last=True).head(limit)


@formula(version="1", unit="percent", source=_OWN)
def not_followers_percentage(sample: AudienceSample, followers: FollowerSet) -> float | None:
    """The share of likers or commenters who are not followers.

    100 − 100 · w · f / n: f of the n people with a known id are among the known followers, each of whom
    represents w = followers ÷ known followers. At least 0.
    """
    numbers = sample.people["id"].drop_nulls().to_list()
    if not numbers or not followers.members:
        return None
    found = len(followers.members & BitMap(numbers)) / len(numbers)
    return round(max(0.0, 100 - 100 * found * sampling_weight(followers)), 2)
