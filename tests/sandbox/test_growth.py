"""Growing stores each creator once, whatever interrupts it."""

from datetime import date

import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox import world as world_module
from limelight.sandbox.growth import ensure_grown, grow, load_world
from limelight.sandbox.platform_distributions import creators_per_platform
from limelight.settings import DatabaseSettings, Settings
from limelight.store.creators import Creators
from limelight.store.database import Database

pytestmark = pytest.mark.anyio
TODAY = date(2026, 5, 20)


class KilledError(Exception):
    pass


@pytest.fixture
async def database(database_url: str | None, tmp_path):
    url = database_url or f"sqlite:///{tmp_path}/limelight.db"
    opened = Database(Settings(data_dir=tmp_path, database=DatabaseSettings(url=url)))
    await opened.migrate()
    yield opened
    await opened.close()


async def counts(database: Database) -> dict[PlatformKey, int]:
    async with database.session() as session:
        return await Creators(session).count_by_platform()


async def test_growing_again_adds_what_is_missing(database: Database) -> None:
    world = await ensure_grown(database, 1, 300, TODAY)
    assert await counts(database) == {
        platform: count for platform, count in creators_per_platform(300).items() if count
    }
    assert await grow(world, database, creators_per_platform(300), lambda done, total: None) == 0
    assert await grow(world, database, creators_per_platform(1_000), lambda done, total: None) == 700
    assert sum((await counts(database)).values()) == 1_000
    async with database.session() as session:
        found = await Creators(session).find(
            PlatformKey.INSTAGRAM, external_id=world.external_id("instagram", 3)
        )
    assert found is not None
    assert found.record == world.creator(PlatformKey.INSTAGRAM, 3)


async def test_no_block_is_generated_for_a_grown_world(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing a block for every platform would delay each start."""
    await ensure_grown(database, 1, 300, TODAY)
    monkeypatch.setattr(world_module, "generate_block", None)
    await ensure_grown(database, 1, 300, TODAY)


async def test_a_killed_growth_goes_on(database: Database) -> None:
    world = await load_world(database, 1, TODAY)

    def killing(done: int, total: int) -> None:
        if done > 400:
            raise KilledError

    with pytest.raises(KilledError):
        await grow(world, database, {PlatformKey.TWITCH: 1_000}, killing)
    assert await grow(world, database, {PlatformKey.TWITCH: 1_000}, lambda done, total: None) == 488
    assert await counts(database) == {PlatformKey.TWITCH: 1_000}


async def test_the_first_growth_fixes_the_day(database: Database) -> None:
    """A sandbox that grows tomorrow must not get creators of another day."""
    await ensure_grown(database, 1, 10, TODAY)
    assert (await ensure_grown(database, 1, 20, date(2027, 1, 1))).as_of == TODAY


async def test_progress_ends_at_the_total(database: Database) -> None:
    told: list[tuple[int, int]] = []
    await ensure_grown(database, 1, 300, TODAY, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 300)
    assert told[-1] == (300, 300)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
