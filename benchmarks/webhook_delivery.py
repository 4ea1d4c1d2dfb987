"""Webhook deliveries a second, to a receiver on this machine: ``python -m benchmarks.webhook_delivery``."""

import argparse
import asyncio
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from uuid import uuid4

from limelight.app import run_worker
from limelight.catalog.index.factory import open_search_index
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import format_timestamp, now
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, Tenants
from limelight.store.webhooks import DeliveryStatus, Webhooks
from limelight.webhooks.emitter import emit
from limelight.webhooks.events import ACCOUNTS_CONNECTED, AccountChanged

PORT = 18099
_EVENTS_IN_A_TRANSACTION = 50


@contextmanager
def receiver() -> Iterator[str]:
    """A process that takes everything, once it listens."""
    command = [sys.executable, "-m", "uvicorn", "benchmarks.webhook_receiver:receive", "--port", str(PORT)]
    process = subprocess.Popen([*command, "--log-level", "error", "--no-access-log", "--lifespan", "off"])
    try:
        while not _is_listening():
            sleep(0.1)
        yield f"http://127.0.0.1:{PORT}/"
    finally:
        process.terminate()
        process.wait()


def _is_listening() -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", PORT)) == 0


async def measure(settings: Settings, webhooks: int, events: int) -> float:
    """Deliveries a second, from the first event to the last delivery."""
    database = Database(settings)
    await database.migrate()
    with receiver() as url:
        async with database.session() as session:
            await Tenants(session).create_demo()
            for _ in range(webhooks):
                await Webhooks(session, DEMO_ID).add(None, url, (ACCOUNTS_CONNECTED.name,))
        async with run_worker(settings, database, open_search_index(settings, database)):
            await asyncio.sleep(3)
            started = perf_counter()
            for _ in range(events // _EVENTS_IN_A_TRANSACTION):
                await _emit(database)
            while await _has_pending(database):  # noqa: ASYNC110 -- the worker posts meanwhile
                await asyncio.sleep(0.05)
            seconds = perf_counter() - started
    await database.close()
    return webhooks * events / seconds


async def _emit(database: Database) -> None:
    async with database.session() as session:
        for _ in range(_EVENTS_IN_A_TRANSACTION):
            payload = AccountChanged(
                account_id=uuid4(), user_id=uuid4(), last_updated_time=format_timestamp(now())
            )
            await emit(session, DEMO_ID, ACCOUNTS_CONNECTED, payload)


async def _has_pending(database: Database) -> bool:
    async with database.session() as session:
        own = Webhooks(session, DEMO_ID)
        first = Paging(limit=1)
        return any(
            [
                await own.deliveries(webhook.id, first, DeliveryStatus.PENDING)
                for webhook in await own.page(Paging(limit=100))
            ]
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--webhooks", type=int, default=10)
    parser.add_argument("--events", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rate = asyncio.run(measure(Settings(data_dir=Path(folder)), options.webhooks, options.events))
    print(f"{rate:,.0f} deliveries/s to {options.webhooks} webhooks, {options.events} events each")


if __name__ == "__main__":
    main()
