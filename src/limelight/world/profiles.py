"""The records of a block: what a source would deliver, which is less than the truth."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType, Creator, CreatorGender, Origin, Place, Source
from limelight.kernel.timestamps import Timestamp
from limelight.vocabulary.locations import location
from limelight.world.blocks import Block
from limelight.world.building import built, where
from limelight.world.contacts import contacts
from limelight.world.draws import BLOCK, Aspect, Flags, Ints, generator
from limelight.world.histories import months
from limelight.world.lexicon import communities, niches
from limelight.world.livestreams import livestreams
from limelight.world.members import sketches
from limelight.world.posts import posts
from limelight.world.samples import Truths, samples
from limelight.world.shapes import SHAPES

_Columns = dict[str, Sequence[Any]]
_MICROSECONDS_PER_DAY: Final = 86_400_000_000


def creators(block: Block, as_of: date) -> list[Creator]:
    """The public profiles of a block on a day."""
    rng = generator(block.seed, block.platform, Aspect.PROFILE, block.number)
    columns: _Columns = (
        _identity(block)
        | _person(rng, block)
        | _account(rng, block)
        | _figures(block, as_of)
        | _posts(rng, block)
        | _audiences(block)
        | _OF_PLATFORM.get(block.platform, _nothing)(rng, block)
    )
    origin = _origin(block.seed, tuple(columns), as_of)
    fixed: _Columns = {"platform": [block.platform] * BLOCK, "origins": [(origin,)] * BLOCK}
    return built(Creator, fixed | columns)


def midnight(as_of: date) -> Timestamp:
    return Timestamp(f"{as_of.isoformat()}T00:00:00.000000")


@cache
def _origin(seed: int, fields: tuple[str, ...], as_of: date) -> Origin:
    return Origin(source=Source.SANDBOX, name=f"world {seed}", at=midnight(as_of), fields=fields)


def _identity(block: Block) -> _Columns:
    people, shape = block.people, SHAPES[block.platform]
    images = f"https://images.example.com/{block.platform}/"
    return {
        "username": people.handles,
        "external_id": people.external_ids,
        "url": [shape.url.format(handle) for handle in people.handles],
        "full_name": people.full_names,
        "image_url": [f"{images}{external_id}.jpg" for external_id in people.external_ids],
        "category": [_categories()[number] for number in people.community.tolist()],
    }


@cache
def _categories() -> tuple[str, ...]:
    labels = [niche.category for niche in niches().values()]
    return tuple(labels[community.niche] for community in communities())


def _person(rng: np.random.Generator, block: Block) -> _Columns:
    """Gender, age, language and place, as far as they can be known from outside: of the famous, all."""
    people, famous = block.people, block.figures.is_famous
    is_person = ~people.is_organisation
    return {
        "gender": _genders(rng, block),
        "age": where(famous | (is_person & (rng.random(BLOCK) < 0.55)), people.age.tolist()),
        "language": where(famous | (rng.random(BLOCK) < 0.93), people.languages),
        "location": _places(rng, people.places),
    }


def _genders(rng: np.random.Generator, block: Block) -> list[CreatorGender | None]:
    people = block.people
    own = [CreatorGender.FEMALE if woman else CreatorGender.MALE for woman in people.is_woman.tolist()]
    shown = where(rng.random(BLOCK) < 0.975, own, CreatorGender.GENDER_NEUTRAL)
    famous = block.figures.is_famous
    known = where(famous | (rng.random(BLOCK) < 0.88), shown)
    neutral = where(famous, [CreatorGender.GENDER_NEUTRAL] * BLOCK)
    is_named = block.platform is PlatformKey.TWITCH
    organisations = [CreatorGender.ORGANIZATION] * BLOCK if is_named else neutral
    return [
        organisation if is_organisation else person
        for person, organisation, is_organisation in zip(
            known, organisations, people.is_organisation.tolist(), strict=True
        )
    ]


def _places(rng: np.random.Generator, places: list[Place]) -> list[Place | None]:
    """Of most creators the city is known, of some only the country, of the others nothing."""
    chances = rng.random(BLOCK).tolist()
    return [
        place if chance < 0.62 else _country(place.keys[-1]) if chance < 0.82 else None
        for place, chance in zip(places, chances, strict=True)
    ]


@cache
def _country(key: str) -> Place:
    found = location(key)
    return Place(country=found.name if found else None, keys=(key,))


def _account(rng: np.random.Generator, block: Block) -> _Columns:
    figures, people = block.figures, block.people
    types = _account_types(rng, block)
    business = AccountType.BUSINESS
    reachable = contacts(block.seed, block.platform, block.number, people)
    return {
        "is_verified": figures.is_verified.tolist(),
        "is_private": figures.is_private.tolist(),
        "is_business": [
            kind is business or organisation
            for kind, organisation in zip(types, people.is_organisation.tolist(), strict=True)
        ],
        "account_type": types,
        "contact_details": [details for details, _ in reachable],
        "profile_links": [links for _, links in reachable],
    }


def _account_types(rng: np.random.Generator, block: Block) -> list[AccountType | None]:
    known = SHAPES[block.platform].account_types
    if not known:
        return [None] * BLOCK
    bounds = np.cumsum([share for _, share in known])
    numbers = np.searchsorted(bounds, rng.random(BLOCK) * bounds[-1]).tolist()
    found: list[AccountType | None] = [known[number][0] for number in numbers]
    if any(kind is AccountType.BUSINESS for kind, _ in known):
        return where(~block.people.is_organisation, found, AccountType.BUSINESS)
    return found


def _figures(block: Block, as_of: date) -> _Columns:
    now, shown = block.figures, block.figures.hidden_likes < 100
    rates = np.round((now.likes if now.likes is not None else 0) / now.followers, 6)
    has_likes = shown & (now.likes is not None)
    is_subscribed = block.platform is PlatformKey.YOUTUBE
    return {
        "subscriber_count" if is_subscribed else "follower_count": now.followers.tolist(),
        "following_count": now.following.tolist(),
        "content_count": now.contents.tolist(),
        "average_likes": where(has_likes, _list(now.likes)),
        "average_views": _list(now.views),
        "average_comments": _list(now.comments),
        "total_engagements": where(has_likes, _engagements(block).tolist()),
        "engagement_rate": where(has_likes, rates.tolist()),
        "last_posted_at": _moments(as_of, now.days_since_post),
        "history": months(block.histories, as_of, is_subscribed, (~shown).tolist()),
    }


def _engagements(block: Block) -> Ints:
    now = block.figures
    known = (counts for counts in (now.likes, now.comments, now.shares, now.saves) if counts is not None)
    return now.contents * sum(known, np.zeros(BLOCK, dtype=np.int64))


def _list(column: Ints | None) -> list[Any]:
    return [None] * BLOCK if column is None else column.tolist()


def _moments(as_of: date, days_before: np.ndarray[Any, np.dtype[np.float64]]) -> list[Timestamp]:
    before = (days_before * _MICROSECONDS_PER_DAY).astype("timedelta64[us]")
    found: list[Timestamp] = np.datetime_as_string(np.datetime64(as_of, "us") - before, unit="us").tolist()
    return found


def _posts(rng: np.random.Generator, block: Block) -> _Columns:
    """What can be read; nobody outside reads the posts of a private account."""
    said = posts(block.seed, block.platform, block.number, block.people, block.figures)
    public = ~block.figures.is_private
    return {
        "introduction": where(block.figures.is_famous | (rng.random(BLOCK) < 0.96), said.bios),
        "captions": where(public & (rng.random(BLOCK) < 0.97), said.captions),
        "hashtags": where(public, where(rng.random(BLOCK) < 0.93, said.hashtags, {})),
        "mentions": where(public, where(rng.random(BLOCK) < 0.9, said.mentions, {})),
        "topics": where(public & (rng.random(BLOCK) < 0.95), said.topics),
        **(_tastes(said.brands, said.sponsors, block) if block.platform is PlatformKey.INSTAGRAM else {}),
    }


def _tastes(brands: list[dict[str, float]], sponsors: list[tuple[str, ...]], block: Block) -> _Columns:
    public = ~block.figures.is_private
    interests = [communities()[number].interests for number in block.people.community.tolist()]
    return {
        "brands": where(public, brands),
        "sponsors": where(public, sponsors),
        "interests": where(public, interests),
    }


def _audiences(block: Block) -> _Columns:
    where_ = (block.seed, block.platform, block.number)
    truth = Truths(block.platform, block.people, block.audiences)
    seen = samples(*where_, block.figures, truth, sketches(*where_, block.followings))
    return {"followers": seen.followers, "likers": seen.likers, "commenters": seen.commenters}


def _instagram(rng: np.random.Generator, block: Block) -> _Columns:
    views = block.figures.views
    reels = (
        [None] * BLOCK if views is None else (views * rng.uniform(0.7, 2.2, BLOCK)).astype(np.int64).tolist()
    )
    return {
        "average_reel_views": where(rng.random(BLOCK) < 0.9, reels),
        "posts_hidden_likes_percentage": block.figures.hidden_likes.tolist(),
    }


def _youtube(rng: np.random.Generator, block: Block) -> _Columns:
    plays_music = np.array([_categories()[at] == "Music" for at in block.people.community.tolist()])
    artist = plays_music & (block.figures.followers > 20_000) & (rng.random(BLOCK) < 0.6)
    totals = block.histories.total_views
    return {
        "is_official_artist": artist.tolist(),
        "post_types": _post_types(rng.random((BLOCK, 3)) < (0.92, 0.66, 0.22)),
        "total_view_count": [None] * BLOCK if totals is None else totals[:, -1].tolist(),
    }


def _post_types(made: Flags) -> list[tuple[str, ...]]:
    names = ("VIDEOS", "SHORTS", "STREAMS")
    rows = made.tolist()
    return [
        tuple(name for name, is_made in zip(names, row, strict=True) if is_made) or names[:1] for row in rows
    ]


def _tiktok(rng: np.random.Generator, block: Block) -> _Columns:
    return {"share_count": _list(block.figures.shares), "save_count": _list(block.figures.saves)}


def _twitch(rng: np.random.Generator, block: Block) -> _Columns:
    live = livestreams(block.seed, block.platform, block.number, block.people, block.figures)
    return {"livestream": live}


def _nothing(rng: np.random.Generator, block: Block) -> _Columns:
    return {}


_OF_PLATFORM: Final = {
    PlatformKey.INSTAGRAM: _instagram,
    PlatformKey.YOUTUBE: _youtube,
    PlatformKey.TIKTOK: _tiktok,
    PlatformKey.TWITCH: _twitch,
}
