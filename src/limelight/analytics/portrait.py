"""Everything that a sample tells of an audience, in one go."""

from dataclasses import dataclass

import polars as pl

from limelight.analytics.audience import (
    ages,
    brands,
    cities,
    countries,
    follower_reachability,
    gender_age_distribution,
    gender_distribution,
    interests,
    languages,
    not_followers_percentage,
    significant,
    significant_percentage,
    states,
)
from limelight.analytics.audience_shares import Shares
from limelight.analytics.credibility import Credibility, account_types, credibility, follower_types
from limelight.analytics.samples import AudienceSample, Membership


@dataclass(frozen=True)
class Portrait:
    """Each field is found by the formula of its name; shares are empty and numbers None where unknown.

    ``significant`` has a row for each person, those with the most followers first.
    """

    gender_distribution: Shares
    ages: Shares
    gender_age_distribution: Shares
    countries: Shares
    states: Shares
    cities: Shares
    languages: Shares
    interests: Shares
    brands: Shares
    follower_types: Shares
    follower_reachability: Shares
    credibility: Credibility | None
    significant: pl.DataFrame
    significant_percentage: float | None
    not_followers_percentage: float | None


def portrait(sample: AudienceSample, followers: Membership | None = None) -> Portrait:
    """Who does not follow can only be told of likers and commenters, given the followers."""
    types = account_types(sample.people)
    return Portrait(
        gender_distribution=gender_distribution(sample),
        ages=ages(sample),
        gender_age_distribution=gender_age_distribution(sample),
        countries=countries(sample),
        states=states(sample),
        cities=cities(sample),
        languages=languages(sample),
        interests=interests(sample),
        brands=brands(sample),
        follower_types=follower_types(types, sample.population),
        follower_reachability=follower_reachability(sample),
        credibility=credibility(types, sample.population),
        significant=significant(sample),
        significant_percentage=significant_percentage(sample),
        not_followers_percentage=not_followers_percentage(sample, followers) if followers else None,
    )
