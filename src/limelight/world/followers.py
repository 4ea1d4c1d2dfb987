"""The people of an audience, one by one: drawn from its truth, and shown as far as they would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from limelight.analytics.samples import people
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind
from limelight.vocabulary.interests import INTERESTS
from limelight.world.audiences import AGES, GENDERS, brand_names
from limelight.world.blocks import Block
from limelight.world.crowds import INFLUENCER, KINDS, Crowd, crowd
from limelight.world.draws import BLOCK, Aspect, Draws, Flags, Ints, generator
from limelight.world.lexicon import markets
from limelight.world.members import members
from limelight.world.notables import following, notables
from limelight.world.places import atlas
from limelight.world.pseudonyms import introductions, pseudonyms
from limelight.world.shapes import SHAPES
from limelight.world.signs import Signs, signs
from limelight.world.whereabouts import Whereabouts, tongues, whereabouts

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
_FIRST_STRANGER: Final = 2**31

_Columns = dict[str, pl.Series | pl.Expr]


@dataclass(frozen=True)
class _People:
    """What is true of people: where they live, and the numbers of their language, gender and age."""

    home: int
    spots: Whereabouts
    languages: Ints
    genders: Ints
    ages: Ints

    @property
    def codes(self) -> list[str]:
        """What the languages are."""
        codes: list[str] = atlas().languages[self.home].tolist()
        return codes


def followers(block: Block, index: int, kind: AudienceKind, size: int) -> pl.DataFrame:
    """At most ``size`` people of an audience: the first of those of a larger sample.

    What is not known of somebody is unknown by chance, so that the shares among those of whom it is
    known are those among all; of creators among them, only what their profiles count is known.
    """
    at = index % BLOCK
    truth = crowd(block, at, kind)
    rng = generator(block.seed, block.platform, Aspect.FOLLOWERS, block.number, at, KINDS[kind].number)
    draws = Draws(rng, min(size, truth.size))
    types = draws.one_of(truth.types)
    rows, numbers = _creators(draws, block, at, types)
    is_other = np.ones(draws.size, dtype=bool)
    is_other[rows] = False
    who = _people(draws, block, at, truth)
    columns: _Columns = {"id": _ids(draws, block, index, truth)}
    columns |= _accounts(draws, block.platform, who, signs(draws, types), is_other)
    columns |= _demographics(draws, who, is_other)
    columns |= _tastes(draws, block, at, is_other)
    known = notables(block.seed, block.platform).known[numbers]
    told = pl.select(values.alias(name) for name, values in columns.items())
    found = people({name: told[name] for name in told.columns})
    return found.with_columns(found[name].scatter(rows, known[name]) for name in known.columns)


def _creators(draws: Draws, block: Block, at: int, types: Ints) -> tuple[Ints, Ints]:
    """The rows of those who are creators of the world themselves, and which notables they are."""
    there = following(block, at)
    rows = np.flatnonzero(draws.happens(_CREATORS) & (types == INFLUENCER))[: len(there)]
    return rows, there[: len(rows)]


def _ids(draws: Draws, block: Block, index: int, truth: Crowd) -> pl.Expr:
    """Of those who follow, the numbers of members, the lowest first; nobody has one once they are used up."""
    known = members(block.seed, block.platform, index, block.followings)
    follows = ~draws.happens(truth.strangers)
    before: Ints = np.cumsum(follows) - follows
    strange = _FIRST_STRANGER + np.arange(draws.size)
    ids = np.where(follows, known[np.minimum(before, len(known) - 1)], strange)
    return _told(pl.Series(ids), before < len(known))


def _people(draws: Draws, block: Block, at: int, truth: Crowd) -> _People:
    home = int(block.people.home[at])
    spots = whereabouts(draws, home, block.audiences, at)
    genders, ages = np.divmod(draws.one_of(truth.gender_ages), len(AGES))
    languages = tongues(draws, home, block.audiences, at, spots.numbers)
    return _People(home, spots, languages, genders, ages)


def _accounts(draws: Draws, platform: PlatformKey, who: _People, look: Signs, is_other: Flags) -> _Columns:
    shape, is_woman = SHAPES[platform], who.genders == GENDERS.index("FEMALE")
    market = _markets(who.home)[who.spots.numbers]
    username, full_name = pseudonyms(draws, market, is_woman, look.digits, shape.separators[0])
    pictures = _written(f"https://images.example.com/{platform}/{{}}.jpg", username)
    said = introductions(draws, who.languages, who.codes)
    return {
        "username": username,
        "full_name": full_name,
        "introduction": _told(_unless_empty(pl.lit(said), look.has_introduction), is_other),
        "image_url": _unless_empty(pictures, look.has_picture),
        "url": _written(shape.url, username),
        "has_email": pl.Series(look.has_email),
        "follower_count": pl.Series(look.followers),
        "following_count": pl.Series(look.following),
        "content_count": pl.Series(look.contents),
        "is_private": pl.Series(look.is_private),
        "is_verified": pl.Series(look.is_verified),
        "account_age_days": _told(pl.Series(look.days), is_other & draws.happens(_KNOWN_OPENING)),
    }


def _demographics(draws: Draws, who: _People, is_other: Flags) -> _Columns:
    """Of whom the city is known, the state and the country are, too."""
    country = is_other & draws.happens(_KNOWN_COUNTRY)
    state = country & draws.happens(_KNOWN_STATE)
    languages = pl.Series(who.codes).gather(who.languages)
    return {
        "country": _told(who.spots.country, country),
        "state": _told(who.spots.state, state),
        "city": _told(who.spots.city, state & draws.happens(_KNOWN_CITY)),
        "language": _told(languages, is_other & draws.happens(_KNOWN_LANGUAGE)),
        "gender": _told(pl.Series(GENDERS).gather(who.genders), is_other & draws.happens(_KNOWN_GENDER)),
        "age_range": _told(pl.Series(AGES).gather(who.ages), is_other & draws.happens(_KNOWN_AGE)),
    }


def _tastes(draws: Draws, block: Block, at: int, is_other: Flags) -> _Columns:
    """Interests and brands, several of each, which Instagram alone has."""
    if block.platform is not PlatformKey.INSTAGRAM:
        return {}
    brands = brand_names()[block.people.community[at]].tolist()
    known = is_other & draws.happens(_KNOWN_TASTES)
    return {
        "interests": _told(_lists(INTERESTS, draws.several(block.audiences.interests[at] / 100)), known),
        "brands": _told(_lists(brands, draws.several(block.audiences.brands[at] / 100)), known),
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
    own = atlas().homes[home].market
    named = {
        country: number for number, market in enumerate(markets().values()) for country in market.countries
    }
    named |= dict.fromkeys(tuple(markets().values())[own].countries, own)
    return np.array([*(named.get(country, own) for country in atlas().countries[home].tolist()), own])


def _told(values: pl.Series | pl.Expr, known: Flags) -> pl.Expr:
    return pl.when(pl.Series(known)).then(values)


def _unless_empty(values: pl.Expr, is_given: Flags) -> pl.Expr:
    return pl.when(pl.Series(is_given)).then(values).otherwise(pl.lit(""))


def _written(address: str, names: pl.Series) -> pl.Expr:
    return pl.format(address, pl.lit(names))
