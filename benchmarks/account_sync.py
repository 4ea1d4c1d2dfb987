"""Connecting a thousand sandbox accounts and syncing them: accounts a second.

``python -m benchmarks.account_sync [ACCOUNTS]``, with one worker on SQLite, in a folder of its own.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect
from limelight.accounts.users import Users
from limelight.app import run_worker
from limelight.catalog.index.factory import open_search_index
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.sandbox import World
from limelight.sandbox.accounts.sign_in import sandbox_grant
from limelight.settings import SandboxSettings, Settings
from limelight.store.account_data import CommentRow, ContentRow
from limelight.store.database import Database
from limelight.store.syncs import SyncRequestRow
from limelight.store.tenants import DEMO_ID, Tenants

PLATFORMS = (PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK, PlatformKey.TWITCH)


async def main(accounts: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), sandbox=SandboxSettings(creators=0))
        database = Database(settings)
        await database.migrate()
        creators = _creators(World(settings.sandbox.seed, now().date()), accounts)
        connecting = await _connect_all(settings, database, creators)
        print(f"connected {accounts} accounts in {connecting:.1f} s: {accounts / connecting:.0f} a second")
        syncing = await _sync_all(settings, database)
        print(f"synced {accounts} accounts in {syncing:.1f} s: {accounts / syncing:.1f} a second")
        for table in (ContentRow, CommentRow):
            print(f"{table.__tablename__}: {await _count(database, table)}")
        await database.close()


def _creators(world: World, count: int) -> Sequence[Creator]:
    each = -(-count // len(PLATFORMS))
    return [
        creator for platform in PLATFORMS for batch in world.creators(platform, 0, each) for creator in batch
    ][:count]


async def _connect_all(settings: Settings, database: Database, creators: Sequence[Creator]) -> float:
    """The seconds that it takes, with a transaction for each."""
    vault = GrantCipher(settings)
    async with database.session() as session:
        await Tenants(session).create_demo()
    started = time.perf_counter()
    for number, creator in enumerate(creators):
        async with database.session() as session:
            user = await Users(session, DEMO_ID).create(creator.username, f"creator-{number}")
            grant = sandbox_grant(creator.platform, creator)
            await connect(session, vault, DEMO_ID, user.id, creator.platform, grant, list(AccountProduct))
    return time.perf_counter() - started


async def _sync_all(settings: Settings, database: Database) -> float:
    """The seconds that one worker takes for all."""
    started = time.perf_counter()
    async with run_worker(settings, database, open_search_index(settings, database)):
        while await _count(database, SyncRequestRow):  # noqa: ASYNC110 -- the worker ends it
            await asyncio.sleep(0.2)
    return time.perf_counter() - started


async def _count(database: Database, table: type[ContentRow | CommentRow | SyncRequestRow]) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
