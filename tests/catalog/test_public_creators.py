"""Creators who are asked of their platform, and what the catalogue keeps of them."""

from datetime import timedelta

import pytest

from limelight.catalog import creator_lookup
from limelight.catalog.creator_lookup import (
    CreatorLookup,
    CreatorNotFound,
    PlatformBusy,
    PlatformUnavailable,
)
from limelight.connectors.source import ProductNotSupported, RateLimited, SourceError
from limelight.connectors.spec import Platform
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator, DataSource, FieldOrigin
from limelight.kernel.timestamps import Timestamp, now
from limelight.platforms import platform_by_key
from limelight.store.database import Database
from tests.catalog.small_catalogs import save

pytestmark = pytest.mark.anyio

YOUTUBE = platform_by_key(PlatformKey.YOUTUBE)
CHANNEL = "UCabcdefghijklmnopqrstuv"
IMPORTED = Creator(
    platform=YOUTUBE.key,
    username="janedoe",
    subscriber_count=5,
    average_likes=7,
    origins=(
        FieldOrigin(
            source=DataSource.IMPORT,
            name="a file",
            at=Timestamp("2026-01-01T00:00:00.000000"),
            fields=("average_likes", "subscriber_count", "username"),
        ),
    ),
)


class Tube:
    """Answers what the test says, and counts how often it was asked."""

    def __init__(self, answer: Creator | Exception | None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def __call__(self, platform: Platform, name: str) -> Creator | None:
        self.asked.append(name)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def jane(subscribers: int) -> Creator:
    return Creator(
        platform=YOUTUBE.key, username="JaneDoe", external_id=CHANNEL, subscriber_count=subscribers
    )


async def test_fetched_and_imported_data_are_merged(database: Database):
    await save(database, [IMPORTED])
    tube = Tube(jane(9))
    found = await CreatorLookup(database, tube).creator(YOUTUBE, "https://www.youtube.com/@JaneDoe")
    assert tube.asked == ["JaneDoe"]
    assert (found.subscriber_count, found.average_likes, found.external_id) == (9, 7, CHANNEL)
    assert {origin.source for origin in found.origins} == {DataSource.IMPORT, DataSource.PLATFORM}


async def test_fresh_profiles_are_not_fetched_again(database: Database, monkeypatch: pytest.MonkeyPatch):
    tube = Tube(jane(9))
    creators = CreatorLookup(database, tube)
    await creators.creator(YOUTUBE, "janedoe")
    tube.answer = jane(10)
    assert (await creators.creator(YOUTUBE, CHANNEL)).subscriber_count == 9
    monkeypatch.setattr(creator_lookup, "now", lambda: now() + timedelta(hours=25))
    assert (await creators.creator(YOUTUBE, "@janedoe")).subscriber_count == 10
    assert len(tube.asked) == 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (None, CreatorNotFound),
        (ProductNotSupported("no key"), ProductNotSupported),
        (RateLimited("used up", now() + timedelta(days=1)), PlatformBusy),
        (SourceError("down"), PlatformUnavailable),
    ],
)
async def test_stored_creator_is_used_when_the_lookup_fails(
    database: Database, answer: Exception | None, kind: type[Exception]
):
    creators = CreatorLookup(database, Tube(answer))
    with pytest.raises(kind) as raised:
        await creators.creator(YOUTUBE, "janedoe")
    if isinstance(raised.value, PlatformBusy):
        assert 80_000 < raised.value.retry_after <= 86_400
    await save(database, [IMPORTED])
    assert (await creators.creator(YOUTUBE, "janedoe")).subscriber_count == 5


async def test_without_a_lookup_only_stored_creators_are_found(database: Database):
    await save(database, [IMPORTED])
    assert (await CreatorLookup(database).creator(YOUTUBE, "janedoe")).username == "janedoe"
    with pytest.raises(CreatorNotFound):
        await CreatorLookup(database).creator(YOUTUBE, "nobody")
