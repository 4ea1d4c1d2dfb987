"""Samples of an audience, a row per person, drawn from the audience's true distributions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from limelight.analytics.audience_samples import audience_frame
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.sandbox.audiences.account_features import AccountFeatures, account_features
from limelight.sandbox.audiences.audience_locations import (
    AudienceLocations,
    sample_languages,
    sample_locations,
)
from limelight.sandbox.audiences.audience_mix import INFLUENCER, SAMPLING_BY_KIND, AudienceMix, audience_mix
from limelight.sandbox.audiences.distributions import AGES, GENDERS, brand_names
from limelight.sandbox.audiences.follower_names import follower_introductions, follower_names
from limelight.sandbox.audiences.follower_pools import follower_ids
from limelight.sandbox.audiences.influencers import influencer_followers, influencers
from limelight.sandbox.creators.blocks import Block
from limelight.sandbox.geography import geography
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Flags, Ints, RowSampler, generator
from limelight.sandbox.reference_data import markets
from limelight.vocabulary.interests import INTERESTS

_KNOWN_COUNTRY: Final = 0.76
_KNOWN_STATE: Final = 0.9
_KNOWN_CITY: Final = 0.88
_KNOWN_LANGUAGE: Final = 0.86
_KNOWN_GENDER: Final = 0.82
_KNOWN_AGE: Final = 0.68
_KNOWN_OPENING: Final = 0.6
_KNOWN_TASTES: Final = 0.9
_CREATORS: Final = 0.5
"""Which part of the influencers of an audience are creators of the world, as long as there are some left."""
_FIRST_NON_FOLLOWER_ID: Final = 2**31

_Columns = dict[str, pl.Series | pl.Expr]


@dataclass(frozen=True)
class _People:
    """What is true of people: where they live, and the numbers of their language, gender and age."""

    home: int
    locations: AudienceLocations
    languages: Ints
    genders: Ints
    ages: Ints

    @property
    def codes(self) -> list[str]:
        """What the languages are."""
        codes: list[str] = geography().languages[self.home].tolist()
        return codes


def sample_people(block: Block, index: int, kind: AudienceKind, size: int) -> pl.DataFrame:
    """At most ``size`` people of an audience: the first of those of a larger sample.

    Values are missing completely at random, so the shares among the known values are those of the audience.
    Rows of creators hold only what their profiles show.
    """
    at = index % BLOCK_SIZE
    truth = audience_mix(block, at, kind)
    rng = generator(
        block.seed, block.platform, Aspect.FOLLOWERS, block.number, at, SAMPLING_BY_KIND[kind].number
    )
    draws = RowSampler(rng, min(size, truth.size))
    types = draws.categorical(truth.type_shares)
    rows, numbers = _creators(draws, block, at, types)
    is_other = np.ones(draws.size, dtype=bool)
    is_other[rows] = False
    people_draws = _people(draws, block, at, truth)
    columns: _Columns = {"id": _ids(draws, block, index, truth)}
    columns |= _accounts(draws, block.platform, people_draws, account_features(draws, types), is_other)
    columns |= _demographics(draws, people_draws, is_other)
    columns |= _tastes(draws, block, at, is_other)
    known = influencers(block.seed, block.platform).profiles[numbers]
    told = pl.select(values.alias(name) for name, values in columns.items())
    found = audience_frame({name: told[name] for name in told.columns})
    return found.with_columns(found[name].scatter(rows, known[name]) for name in known.columns)


def _creators(draws: RowSampler, block: Block, at: int, types: Ints) -> tuple[Ints, Ints]:
    """The rows that are simulated creators, and their numbers among the influencers."""
    there = influencer_followers(block, at)
    rows = np.flatnonzero(draws.bernoulli(_CREATORS) & (types == INFLUENCER))[: len(there)]
    return rows, there[: len(rows)]


def _ids(draws: RowSampler, block: Block, index: int, truth: AudienceMix) -> pl.Expr:
    """Member ids for followers, lowest first, and null once they are used up; others get ids from 2^31 on."""
    known = follower_ids(block.seed, block.platform, index, block.follow_rates)
    follows = ~draws.bernoulli(truth.non_follower_share)
    before: Ints = np.cumsum(follows) - follows
    strange = _FIRST_NON_FOLLOWER_ID + np.arange(draws.size)
    ids = np.where(follows, known[np.minimum(before, len(known) - 1)], strange)
    return _where_known(pl.Series(ids), before < len(known))


def _people(draws: RowSampler, block: Block, at: int, truth: AudienceMix) -> _People:
    home = int(block.identities.home[at])
    spots = sample_locations(draws, home, block.audiences, at)
    genders, ages = np.divmod(draws.categorical(truth.gender_ages), len(AGES))
    languages = sample_languages(draws, home, block.audiences, at, spots.country_indexes)
    return _People(home, spots, languages, genders, ages)


def _accounts(
    draws: RowSampler,
    platform: PlatformKey,
    people_draws: _People,
    features: AccountFeatures,
    is_other: Flags,
) -> _Columns:
    shape, is_woman = DISTRIBUTIONS[platform], people_draws.genders == GENDERS.index("FEMALE")
    market = _markets(people_draws.home)[people_draws.locations.country_indexes]
    username, full_name = follower_names(draws, market, is_woman, features.digits, shape.separators[0])
    pictures = _format_each(f"https://images.example.com/{platform}/{{}}.jpg", username)
    said = follower_introductions(draws, people_draws.languages, people_draws.codes)
    return {
        "username": username,
        "full_name": full_name,
        "introduction": _where_known(_unless_empty(pl.lit(said), features.has_introduction), is_other),
        "image_url": _unless_empty(pictures, features.has_picture),
        "url": _format_each(shape.url, username),
        "has_email": pl.Series(features.has_email),
        "follower_count": pl.Series(features.followers),
        "following_count": pl.Series(features.following),
        "content_count": pl.Series(features.contents),
        "is_private": pl.Series(features.is_private),
        "is_verified": pl.Series(features.is_verified),
        "account_age_days": _where_known(
            pl.Series(features.age_days), is_other & draws.bernoulli(_KNOWN_OPENING)
        ),
    }


def _demographics(draws: RowSampler, people_draws: _People, is_other: Flags) -> _Columns:
    """A known city implies a known state, and a known state a known country."""
    country = is_other & draws.bernoulli(_KNOWN_COUNTRY)
    state = country & draws.bernoulli(_KNOWN_STATE)
    languages = pl.Series(people_draws.codes).gather(people_draws.languages)
    return {
        "country": _where_known(people_draws.locations.country, country),
        "state": _where_known(people_draws.locations.state, state),
        "city": _where_known(people_draws.locations.city, state & draws.bernoulli(_KNOWN_CITY)),
        "language": _where_known(languages, is_other & draws.bernoulli(_KNOWN_LANGUAGE)),
        "gender": _where_known(
            pl.Series(GENDERS).gather(people_draws.genders), is_other & draws.bernoulli(_KNOWN_GENDER)
        ),
        "age_range": _where_known(
            pl.Series(AGES).gather(people_draws.ages), is_other & draws.bernoulli(_KNOWN_AGE)
        ),
    }


def _tastes(draws: RowSampler, block: Block, at: int, is_other: Flags) -> _Columns:
    """Interests and brands, several of each, which Instagram alone has."""
    if block.platform is not PlatformKey.INSTAGRAM:
        return {}
    brands = brand_names()[block.identities.community[at]].tolist()
    known = is_other & draws.bernoulli(_KNOWN_TASTES)
    return {
        "interests": _where_known(
            _lists(INTERESTS, draws.bernoulli_matrix(block.audiences.interests[at] / 100)), known
        ),
        "brands": _where_known(
            _lists(brands, draws.bernoulli_matrix(block.audiences.brands[at] / 100)), known
        ),
    }


def _lists(names: Sequence[str], liked: Flags) -> pl.Series:
    """For each row, the names of what is liked."""
    rows, columns = np.nonzero(liked)
    some = pl.DataFrame({"row": rows, "names": pl.Series(names, dtype=pl.String).gather(columns)})
    found = some.group_by("row", maintain_order=True).agg("names")
    every = pl.DataFrame({"row": np.arange(len(liked))})
    return every.join(found, on="row", how="left", maintain_order="left")["names"].fill_null([])


@cache
def _markets(home: int) -> Ints:
    """Whose names the people of each country have: those of its market, else of the home's."""
    own = geography().homes[home].market
    named = {
        country: number for number, market in enumerate(markets().values()) for country in market.countries
    }
    named |= dict.fromkeys(tuple(markets().values())[own].countries, own)
    return np.array([*(named.get(country, own) for country in geography().countries[home].tolist()), own])


def _where_known(values: pl.Series | pl.Expr, known: Flags) -> pl.Expr:
    return pl.when(pl.Series(known)).then(values)


def _unless_empty(values: pl.Expr, is_given: Flags) -> pl.Expr:
    return pl.when(pl.Series(is_given)).then(values).otherwise(pl.lit(""))


def _format_each(address: str, names: pl.Series) -> pl.Expr:
    return pl.format(address, pl.lit(names))
