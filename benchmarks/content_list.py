"""How fast a list of 100 contents is over HTTP, beside a minimal FastAPI application on the same table.

Run it with ``python -m benchmarks.content_list [seconds]``. The two servers take turns, three rounds each,
each alone on one core, with as many connections as keep it busy.
"""

import asyncio
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID

import msgspec

from limelight.kernel.accounts import AccountStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentEngagement, ContentFormat, ContentType
from limelight.kernel.timestamps import Timestamp
from limelight.settings import Settings
from limelight.store.account_data import AccountData
from limelight.store.accounts import AccountRow, UserRow, lock_tenant
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_NAME, DEMO_SECRET, Tenants

CONNECTIONS = 8
ROUNDS = 3
CONTENTS = 1_000
LIMIT = 100
PORT = 8899
APPLICATIONS = {
    "limelight": ["limelight.app:create_app", "--factory"],
    "fastapi": ["benchmarks.content_list_fastapi:app"],
}


def content(number: int) -> Content:
    return Content(
        external_id=f"video-{number}",
        title=f"A day in the studio, part {number}",
        type=ContentType.VIDEO,
        format=ContentFormat.VIDEO,
        published_at=Timestamp(f"2026-05-{number % 28 + 1:02}T11:12:04.637922"),
        url=f"https://video.example/watch/{number}",
        duration=120 + number,
        description="What we made today, why it takes so long, and what comes next. " * 4,
        hashtags=("studio", "making", "today"),
        mentions=("someone",),
        thumbnail_url=f"https://images.example/{number}.jpg",
        platform_profile_id="studio-1",
        platform_profile_name="The Studio",
        engagement=ContentEngagement(
            like_count=number * 7, comment_count=number // 3, view_count=number * 131, share_count=number // 9
        ),
    )


async def fill(settings: Settings) -> UUID:
    """An account with contents."""
    database = Database(settings)
    await database.migrate()
    async with database.session() as session:
        await Tenants(session).create_demo()
        await lock_tenant(session, DEMO_ID)
        user = UserRow(tenant_id=DEMO_ID, name="Ada", external_id="ada")
        session.add(user)
        await session.flush()
        account = AccountRow(
            tenant_id=DEMO_ID,
            user_id=user.id,
            platform=PlatformKey.YOUTUBE,
            status=AccountStatus.CONNECTED,
            platform_username="ada",
        )
        session.add(account)
        await session.flush()
        contents = [content(number) for number in range(CONTENTS)]
        await AccountData(session, DEMO_ID).upsert(account.id, Content, contents)
    await database.close()
    return account.id


@contextmanager
def run_server(application: str, directory: Path) -> Iterator[int]:
    """The id of the process that serves."""
    environment = os.environ | {
        "LIMELIGHT_DATA_DIR": str(directory),
        "LIMELIGHT_SANDBOX__CREATORS": "0",
        "LIMELIGHT_LIMITS__REQUESTS_PER_MINUTE": "0",
        "LISTING_DATABASE": f"sqlite+aiosqlite:///{directory / 'limelight.db'}",
    }
    options = ["--port", str(PORT), "--log-level", "error", "--no-access-log"]
    command = [sys.executable, "-m", "uvicorn", *APPLICATIONS[application], *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    os.sched_setaffinity(process.pid, {0})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


async def request_repeatedly(request: bytes, seconds: float) -> list[float]:
    """The times that answers took on one connection, in seconds."""
    reader, writer = await _connect()
    end, took = time.perf_counter() + seconds, []
    while not took or time.perf_counter() < end:
        start = time.perf_counter()
        writer.write(request)
        body = await _read_answer(reader)
        took.append(time.perf_counter() - start)
    assert len(msgspec.json.decode(body)["data"]) == LIMIT
    writer.close()
    return took


class ListTiming(NamedTuple):
    lists_per_second: float
    """Lists per second."""
    latency_ms: float
    """From question to answer."""
    cpu_ms: float
    """Milliseconds of the server's processor time for each list."""


async def measure(account_id: UUID, seconds: float, server: int) -> ListTiming:
    credentials = b64encode(f"{DEMO_NAME}:{DEMO_SECRET}".encode()).decode()
    request = (
        f"GET /v1/social/contents?account_id={account_id}&limit={LIMIT} HTTP/1.1\r\n"
        f"Host: localhost\r\nAuthorization: Basic {credentials}\r\n\r\n"
    ).encode()
    await request_repeatedly(request, 1)
    before = _processor_time(server)
    answers = await asyncio.gather(*(request_repeatedly(request, seconds) for _ in range(CONNECTIONS)))
    took = [each for connection in answers for each in connection]
    spent = _processor_time(server) - before
    return ListTiming(len(took) / seconds, median(took) * 1000, spent / len(took) * 1000)


def _processor_time(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    for _ in range(200):
        try:
            return await asyncio.open_connection("127.0.0.1", PORT, limit=2**20)
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError("the server does not start")


async def _read_answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    return await reader.readexactly(int(length.partition(b":")[2]))


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    os.sched_setaffinity(0, {1})
    results: dict[str, list[ListTiming]] = {name: [] for name in APPLICATIONS}
    with TemporaryDirectory() as directory:
        account_id = asyncio.run(fill(Settings(data_dir=Path(directory))))
        for _ in range(ROUNDS):
            for name in APPLICATIONS:
                with run_server(name, Path(directory)) as server:
                    results[name].append(asyncio.run(measure(account_id, seconds, server)))
    middle = {name: ListTiming(*map(median, zip(*rounds, strict=True))) for name, rounds in results.items()}
    for name, (rate, milliseconds, cpu) in middle.items():
        print(f"{name:<10} {rate:6.0f} lists/s {milliseconds:6.1f} ms {cpu:6.2f} ms of processor time each")
    ours, theirs = middle["limelight"], middle["fastapi"]
    print(
        f"{ours.lists_per_second / theirs.lists_per_second:.1f} times as many, "
        f"{theirs.cpu_ms / ours.cpu_ms:.1f} times less work each"
    )


if __name__ == "__main__":
    main()
