"""``limelight serve`` with several processes: all of them response alike."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET, Tenants
from tests.api.sample_creators import COMPLETE_CREATOR, save_creators
from tests.cli.processes import free_port, is_ready, process, wait_until

PATH = "/v1/work-platforms"
SEARCH = "/v1/social/creators/profiles/search"
SEARCH_ALL = {
    "work_platform_id": str(platform_by_key(PlatformKey.INSTAGRAM).id),
    "sort_by": {"field": "FOLLOWER_COUNT", "order": "DESCENDING"},
}
DEMO = (DEMO_NAME, DEMO_SECRET)


@dataclass(frozen=True)
class Server:
    """A server with two processes."""

    first: subprocess.Popen[str]
    address: str
    settings: Settings

    @property
    def pids(self) -> list[int]:
        return [self.first.pid, *others(self.first.pid)]

    def wait_until_both_answer(self) -> None:
        wait_until(
            lambda: len(self.pids) == 2 and all(self.is_responding(pid) for pid in self.pids), self.first
        )

    def is_responding(self, pid: int) -> bool:
        with only(self, pid):
            try:
                return httpx.get(f"{self.address}/healthz", timeout=1).status_code == 200
            except httpx.TransportError:
                return False

    def from_each(self, method: str, path: str, **sent) -> list[httpx.Response]:
        """The response of each process."""
        responses = []
        for pid in self.pids:
            with only(self, pid):
                responses.append(httpx.request(method, self.address + path, **sent))
        return responses


def others(pid: int) -> list[int]:
    """The ids of the child processes that serve requests."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@contextmanager
def only(server: Server, pid: int) -> Iterator[None]:
    """Pauses all processes but one."""
    paused = [other for other in server.pids if other != pid]
    for other in paused:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in paused:
            os.kill(other, signal.SIGCONT)


@contextmanager
def serving(directory: Path) -> Iterator[Server]:
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = ("-m", "limelight.cli", "serve", "--port", str(port))
    given = {"LIMELIGHT_HTTP__PROCESSES": "2", "LIMELIGHT_LIMITS__REQUESTS_PER_MINUTE": "1000"}
    with process(directory, *command, **given) as first:
        wait_until(lambda: is_ready(address), first)
        server = Server(first, address, Settings(data_dir=directory))
        server.wait_until_both_answer()
        yield server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("limelight")) as server:
        yield server


def test_limits_and_metrics_are_shared_by_processes(server: Server):
    responses = server.from_each("GET", PATH, auth=DEMO)
    remaining = [int(response.headers["ratelimit-remaining"]) for response in responses]
    assert remaining[0] == remaining[1] + 1
    counted = f'limelight_requests_total{{method="GET",route="{PATH}",status="200"}} 2.0'

    def metrics() -> list[str]:
        return [response.text for response in server.from_each("GET", "/metrics")]

    # A process may have been paused between sending its response and counting it.
    wait_until(lambda: all(counted in text for text in metrics()), server.first)
    assert [text.count("\nlimelight_creators ") for text in metrics()] == [1, 1]


def test_every_process_finds_a_new_creator(server: Server):
    asyncio.run(save_creators(server.settings, [COMPLETE_CREATOR]))

    def found() -> bool:
        responses = server.from_each("POST", SEARCH, json=SEARCH_ALL, auth=DEMO)
        return all(response.json()["data"] for response in responses)

    wait_until(found, server.first)


def test_every_process_rejects_a_revoked_secret(server: Server):
    async def tenants(work: str, *given):
        database = Database(server.settings)
        async with database.session() as session:
            result = await getattr(Tenants(session), work)(*given)
        await database.close()
        return result

    acme, old = asyncio.run(tenants("create", "acme"))
    new = asyncio.run(tenants("rotate", acme.id))

    def statuses(secret: str) -> list[int]:
        responses = server.from_each("GET", PATH, auth=(str(acme.id), secret))
        return [response.status_code for response in responses]

    assert statuses(old) == statuses(new) == [200, 200]
    asyncio.run(tenants("revoke_old", acme.id))
    wait_until(lambda: statuses(old) == [401, 401], server.first)
    assert statuses(new) == [200, 200]


def test_a_killed_process_is_replaced(server: Server):
    [killed] = others(server.first.pid)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: killed not in server.pids, server.first)
    server.wait_until_both_answer()
    assert httpx.get(server.address + PATH, auth=DEMO).status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_child_processes_stop_with_the_first(tmp_path: Path, number: signal.Signals):
    with serving(tmp_path) as server:
        [other] = others(server.first.pid)
        server.first.send_signal(number)
        log = server.first.communicate(timeout=20)[1]
        assert server.first.returncode == -number
        assert f"Finished server process [{other}]" in log
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{server.address}/healthz")
