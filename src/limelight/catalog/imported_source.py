"""The public data source that reads what the operator has imported."""

from asyncio import to_thread
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Final

import numpy as np
import polars as pl
from pyroaring import BitMap

from limelight.analytics.audience_samples import AudienceSample, FollowerSet, audience_frame
from limelight.catalog.content_urls import content_id_from_url
from limelight.connectors.public_source import PublicItems, PublicItemT
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AGE_BRACKETS,
    AudienceKind,
    Comment,
    Content,
    Creator,
    CreatorGender,
    DataSource,
    Follower,
)
from limelight.kernel.timestamps import Timestamp, parse_timestamp
from limelight.store.database import Database, Session
from limelight.store.people import People
from limelight.store.public_data import PublicData, StoredAudience, StoredRecords
from limelight.vocabulary.locations import LocationType, location

_SPLITMIX64_MULTIPLIERS: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
"""The multipliers of the SplitMix64 hash."""
_UNKNOWN_KEYS: Final = (None, None, None)
_GENDERS: Final = frozenset({CreatorGender.FEMALE, CreatorGender.MALE})


class ImportedSource:
    """Returns ``None`` for creators without imported data."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        """The creator's newest contents; contents without a date come last."""
        async with self._database.session() as session:
            data = PublicData(session)
            creator_id = await data.creator_id(creator)
            return _observed(await data.contents(creator_id, limit)) if creator_id else None

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        """The creator's content with this URL, or with the content id in the URL."""
        async with self._database.session() as session:
            data = PublicData(session)
            creator_id = await data.creator_id(creator)
            found = content_id_from_url(url) or url
            return _observed(await data.content(creator_id, url, found)) if creator_id else None

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        """The external id of the author of a content, given its id or URL."""
        async with self._database.session() as session:
            return await PublicData(session).author_of_content(
                platform, content_id_from_url(content) or content
            )

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        """The newest comments on a content of the creator."""
        async with self._database.session() as session:
            data = PublicData(session)
            creator_id = await data.creator_id(creator)
            if creator_id is None:
                return None
            return _observed(await data.comments(creator_id, content.external_id, limit))

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        """A uniform sample of at most ``size`` members; a smaller sample is a prefix of a larger one."""
        async with self._database.session() as session:
            found = await _audience(session, creator, kind)
            if found is None:
                return None
            drawn = sample_members(found.members, size)
            known = await People(session).followers_by_id(drawn)
        followers = [known[number] for number in drawn]
        return AudienceSample(
            people=await to_thread(_audience_frame, drawn, followers, parse_timestamp(found.seen_at)),
            population=_population(creator, kind, len(found.members)),
            source=DataSource.IMPORT,
            seen_at=found.seen_at,
        )

    async def membership(self, creator: Creator) -> FollowerSet | None:
        """The ids of all imported followers."""
        async with self._database.session() as session:
            found = await _audience(session, creator, AudienceKind.FOLLOWERS)
        if found is None:
            return None
        return FollowerSet(
            members=found.members,
            population=_population(creator, AudienceKind.FOLLOWERS, len(found.members)),
            source=DataSource.IMPORT,
            seen_at=found.seen_at,
        )


def sample_members(members: BitMap, size: int) -> list[int]:
    """The members with the lowest hashes, lowest first: a uniform and deterministic sample."""
    numbers = np.array(members.to_array(), dtype=np.uint64)
    hashes = numbers.copy()
    for multiplier, shift in zip(_SPLITMIX64_MULTIPLIERS, (30, 27), strict=True):
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(multiplier)
    hashes ^= hashes >> np.uint64(31)
    if size < len(hashes):
        chosen = np.argpartition(hashes, size)[:size]
        numbers, hashes = numbers[chosen], hashes[chosen]
    drawn: list[int] = numbers[np.argsort(hashes)].tolist()
    return drawn


async def _audience(session: Session, creator: Creator, kind: AudienceKind) -> StoredAudience | None:
    data = PublicData(session)
    creator_id = await data.creator_id(creator)
    return await data.audience(creator_id, kind) if creator_id else None


def _observed(stored: StoredRecords[PublicItemT] | None) -> PublicItems[PublicItemT] | None:
    return PublicItems(stored.items, DataSource.IMPORT, stored.seen_at) if stored else None


def _population(creator: Creator, kind: AudienceKind, known: int) -> int | None:
    """The platform's follower count; None for likers and commenters, which no platform counts."""
    if kind is not AudienceKind.FOLLOWERS:
        return None
    return max(creator.follower_count or creator.subscriber_count or 0, known)


def _audience_frame(numbers: Sequence[int], followers: Sequence[Follower], seen_at: datetime) -> pl.DataFrame:
    columns: dict[str, Sequence[object] | pl.Series] = {"id": numbers}
    for name, value in _COLUMNS.items():
        values = list(map(value, followers))
        if values.count(None) < len(values):
            columns[name] = values
    columns["account_age_days"] = [_days(follower.joined_at, seen_at) for follower in followers]
    return audience_frame(columns | _location_columns(followers))


def _list_column(name: str) -> Callable[[Follower], object]:
    def value(follower: Follower) -> object:
        known = getattr(follower, name)
        return None if known is None else list(known)

    return value


def _has_email(follower: Follower) -> bool | None:
    return None if follower.email is None else bool(follower.email)


def _gender(follower: Follower) -> str | None:
    return follower.gender.value if follower.gender in _GENDERS and follower.gender else None


def _age_range(follower: Follower) -> str | None:
    for low, high in AGE_BRACKETS:
        if follower.age is not None and low <= follower.age <= high:
            return f"{low}-" if (low, high) == AGE_BRACKETS[-1] else f"{low}-{high}"
    return None


def _days(joined_at: Timestamp | None, seen_at: datetime) -> int | None:
    return None if joined_at is None else max((seen_at - parse_timestamp(joined_at)).days, 0)


def _location_columns(followers: Sequence[Follower]) -> dict[str, list[str | None]]:
    """Columns with the location keys of countries, states and cities."""
    places = [
        _location_keys(follower.location.keys) if follower.location else _UNKNOWN_KEYS
        for follower in followers
    ]
    columns = zip(*places, strict=True) if places else ((), (), ())
    return {name: list(keys) for name, keys in zip(("country", "state", "city"), columns, strict=True)}


@lru_cache(maxsize=8192)
def _location_keys(keys: tuple[str, ...]) -> tuple[str | None, ...]:
    """The keys of the country, the state and the city among the keys of a location."""
    of_type = {found.type: key for key in keys if (found := location(key))}
    return tuple(map(of_type.get, (LocationType.COUNTRY, LocationType.STATE, LocationType.CITY)))


_COLUMNS: Final[Mapping[str, Callable[[Follower], object]]] = {
    **{
        name: attrgetter(name)
        for name in (
            *("username", "external_id", "full_name", "introduction", "image_url", "url"),
            *("follower_count", "following_count", "content_count", "is_private", "is_verified", "language"),
        )
    },
    "has_email": _has_email,
    "gender": _gender,
    "age_range": _age_range,
    "interests": _list_column("interests"),
    "brands": _list_column("brands"),
}
