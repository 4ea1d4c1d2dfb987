"""The public profiles of a block: the part of the ground truth that a source would deliver."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType, Creator, CreatorGender, DataSource, FieldOrigin, Place
from limelight.kernel.timestamps import Timestamp
from limelight.sandbox.audiences.follower_pools import minhash_sketches
from limelight.sandbox.audiences.observed_samples import BlockAudiences, observe_audiences
from limelight.sandbox.creators.blocks import Block
from limelight.sandbox.creators.contacts import contacts
from limelight.sandbox.creators.histories import month_records
from limelight.sandbox.creators.livestreams import livestreams
from limelight.sandbox.creators.profile_texts import profile_texts
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Flags, Ints, generator
from limelight.sandbox.record_building import build_records, values_where
from limelight.sandbox.reference_data import communities, niches
from limelight.vocabulary.locations import location

_Columns = dict[str, Sequence[Any]]
_MICROSECONDS_PER_DAY: Final = 86_400_000_000


def creator_records(block: Block, as_of: date) -> list[Creator]:
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
    fixed: _Columns = {"platform": [block.platform] * BLOCK_SIZE, "origins": [(origin,)] * BLOCK_SIZE}
    return build_records(Creator, fixed | columns)


def midnight(as_of: date) -> Timestamp:
    return Timestamp(f"{as_of.isoformat()}T00:00:00.000000")


@cache
def _origin(seed: int, fields: tuple[str, ...], as_of: date) -> FieldOrigin:
    return FieldOrigin(source=DataSource.SANDBOX, name=f"world {seed}", at=midnight(as_of), fields=fields)


def _identity(block: Block) -> _Columns:
    people, shape = block.identities, DISTRIBUTIONS[block.platform]
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
    people, famous = block.identities, block.metrics.is_famous
    is_person = ~people.is_organisation
    return {
        "gender": _genders(rng, block),
        "age": values_where(famous | (is_person & (rng.random(BLOCK_SIZE) < 0.55)), people.age.tolist()),
        "language": values_where(famous | (rng.random(BLOCK_SIZE) < 0.93), people.languages),
        "location": _places(rng, people.places),
    }


def _genders(rng: np.random.Generator, block: Block) -> list[CreatorGender | None]:
    people = block.identities
    own = [CreatorGender.FEMALE if woman else CreatorGender.MALE for woman in people.is_woman.tolist()]
    shown = values_where(rng.random(BLOCK_SIZE) < 0.975, own, CreatorGender.GENDER_NEUTRAL)
    famous = block.metrics.is_famous
    known = values_where(famous | (rng.random(BLOCK_SIZE) < 0.88), shown)
    neutral = values_where(famous, [CreatorGender.GENDER_NEUTRAL] * BLOCK_SIZE)
    is_named = block.platform is PlatformKey.TWITCH
    organisations = [CreatorGender.ORGANIZATION] * BLOCK_SIZE if is_named else neutral
    return [
        organisation if is_organisation else person
        for person, organisation, is_organisation in zip(
            known, organisations, people.is_organisation.tolist(), strict=True
        )
    ]


def _places(rng: np.random.Generator, places: list[Place]) -> list[Place | None]:
    """Of most creators the city is known, of some only the country, of the others nothing."""
    chances = rng.random(BLOCK_SIZE).tolist()
    return [
        place if chance < 0.62 else _country(place.keys[-1]) if chance < 0.82 else None
        for place, chance in zip(places, chances, strict=True)
    ]


@cache
def _country(key: str) -> Place:
    found = location(key)
    return Place(country=found.name if found else None, keys=(key,))


def _account(rng: np.random.Generator, block: Block) -> _Columns:
    figures, people = block.metrics, block.identities
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
    known = DISTRIBUTIONS[block.platform].account_types
    if not known:
        return [None] * BLOCK_SIZE
    bounds = np.cumsum([share for _, share in known])
    numbers = np.searchsorted(bounds, rng.random(BLOCK_SIZE) * bounds[-1]).tolist()
    found: list[AccountType | None] = [known[number][0] for number in numbers]
    if any(kind is AccountType.BUSINESS for kind, _ in known):
        return values_where(~block.identities.is_organisation, found, AccountType.BUSINESS)
    return found


def _figures(block: Block, as_of: date) -> _Columns:
    now, shown = block.metrics, block.metrics.hidden_likes_percent < 100
    rates = np.round((now.likes if now.likes is not None else 0) / now.followers, 6)
    has_likes = shown & (now.likes is not None)
    is_subscribed = block.platform is PlatformKey.YOUTUBE
    return {
        "subscriber_count" if is_subscribed else "follower_count": now.followers.tolist(),
        "following_count": now.following.tolist(),
        "content_count": now.contents.tolist(),
        "average_likes": values_where(has_likes, _list(now.likes)),
        "average_views": _list(now.views),
        "average_comments": _list(now.comments),
        "total_engagements": values_where(has_likes, _engagements(block).tolist()),
        "engagement_rate": values_where(has_likes, rates.tolist()),
        "last_posted_at": _timestamps(as_of, now.days_since_post),
        "history": month_records(block.histories, as_of, is_subscribed, (~shown).tolist()),
    }


def _engagements(block: Block) -> Ints:
    now = block.metrics
    known = (counts for counts in (now.likes, now.comments, now.shares, now.saves) if counts is not None)
    return now.contents * sum(known, np.zeros(BLOCK_SIZE, dtype=np.int64))


def _list(column: Ints | None) -> list[Any]:
    return [None] * BLOCK_SIZE if column is None else column.tolist()


def _timestamps(as_of: date, days_before: np.ndarray[Any, np.dtype[np.float64]]) -> list[Timestamp]:
    before = (days_before * _MICROSECONDS_PER_DAY).astype("timedelta64[us]")
    found: list[Timestamp] = np.datetime_as_string(np.datetime64(as_of, "us") - before, unit="us").tolist()
    return found


def _posts(rng: np.random.Generator, block: Block) -> _Columns:
    """Texts and tags of the posts; unknown for private accounts."""
    said = profile_texts(block.seed, block.platform, block.number, block.identities, block.metrics)
    public = ~block.metrics.is_private
    return {
        "introduction": values_where(block.metrics.is_famous | (rng.random(BLOCK_SIZE) < 0.96), said.bios),
        "captions": values_where(public & (rng.random(BLOCK_SIZE) < 0.97), said.captions),
        "hashtags": values_where(public, values_where(rng.random(BLOCK_SIZE) < 0.93, said.hashtags, {})),
        "mentions": values_where(public, values_where(rng.random(BLOCK_SIZE) < 0.9, said.mentions, {})),
        "topics": values_where(public & (rng.random(BLOCK_SIZE) < 0.95), said.topics),
        **(_tastes(said.brands, said.sponsors, block) if block.platform is PlatformKey.INSTAGRAM else {}),
    }


def _tastes(brands: list[dict[str, float]], sponsors: list[tuple[str, ...]], block: Block) -> _Columns:
    public = ~block.metrics.is_private
    interests = [communities()[number].interests for number in block.identities.community.tolist()]
    return {
        "brands": values_where(public, brands),
        "sponsors": values_where(public, sponsors),
        "interests": values_where(public, interests),
    }


def _audiences(block: Block) -> _Columns:
    where_ = (block.seed, block.platform, block.number)
    truth = BlockAudiences(block.platform, block.identities, block.audiences)
    seen = observe_audiences(*where_, block.metrics, truth, minhash_sketches(*where_, block.follow_rates))
    return {"followers": seen.followers, "likers": seen.likers, "commenters": seen.commenters}


def _instagram(rng: np.random.Generator, block: Block) -> _Columns:
    views = block.metrics.views
    reels = (
        [None] * BLOCK_SIZE
        if views is None
        else (views * rng.uniform(0.7, 2.2, BLOCK_SIZE)).astype(np.int64).tolist()
    )
    return {
        "average_reel_views": values_where(rng.random(BLOCK_SIZE) < 0.9, reels),
        "posts_hidden_likes_percentage": block.metrics.hidden_likes_percent.tolist(),
    }


def _youtube(rng: np.random.Generator, block: Block) -> _Columns:
    plays_music = np.array([_categories()[at] == "Music" for at in block.identities.community.tolist()])
    artist = plays_music & (block.metrics.followers > 20_000) & (rng.random(BLOCK_SIZE) < 0.6)
    totals = block.histories.total_views
    return {
        "is_official_artist": artist.tolist(),
        "post_types": _post_types(rng.random((BLOCK_SIZE, 3)) < (0.92, 0.66, 0.22)),
        "total_view_count": [None] * BLOCK_SIZE if totals is None else totals[:, -1].tolist(),
    }


def _post_types(made: Flags) -> list[tuple[str, ...]]:
    names = ("VIDEOS", "SHORTS", "STREAMS")
    rows = made.tolist()
    return [
        tuple(name for name, is_made in zip(names, row, strict=True) if is_made) or names[:1] for row in rows
    ]


def _tiktok(rng: np.random.Generator, block: Block) -> _Columns:
    return {"share_count": _list(block.metrics.shares), "save_count": _list(block.metrics.saves)}


def _twitch(rng: np.random.Generator, block: Block) -> _Columns:
    live = livestreams(block.seed, block.platform, block.number, block.identities, block.metrics)
    return {"livestream": live}


def _nothing(rng: np.random.Generator, block: Block) -> _Columns:
    return {}


_OF_PLATFORM: Final = {
    PlatformKey.INSTAGRAM: _instagram,
    PlatformKey.YOUTUBE: _youtube,
    PlatformKey.TIKTOK: _tiktok,
    PlatformKey.TWITCH: _twitch,
}
