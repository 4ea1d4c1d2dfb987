"""``limelight serve`` and ``work`` as processes: they start, answer, and stop when told."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SLOW_APP = """
import asyncio
import pathlib
import limelight.app
from litestar import get

@get("/slow")
async def slow() -> str:
    pathlib.Path("{begun}").touch()
    await asyncio.sleep(1)
    return "done"

whole = limelight.app.create_app

def create_app(*given, **named):
    app = whole(*given, **named)
    app.register(slow)
    return app

limelight.app.create_app = create_app
from limelight.cli import main
main()
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def process(directory: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIMELIGHT_")}
    environment |= {"LIMELIGHT_DATA_DIR": str(directory), "LIMELIGHT_SANDBOX__CREATORS": "0"}
    started = subprocess.Popen([sys.executable, *command], env=environment, text=True, stderr=subprocess.PIPE)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def wait_until(condition: Callable[[], bool], server: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert server.poll() is None, server.stderr and server.stderr.read()
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("that took more than a minute")


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def test_a_request_under_way_is_finished_after_sigterm(tmp_path: Path):
    address, begun = f"http://127.0.0.1:{(port := free_port())}", tmp_path / "begun"
    program = SLOW_APP.format(begun=str(begun))
    with process(tmp_path, "-c", program, "serve", "--port", str(port)) as server:
        wait_until(lambda: is_ready(address), server)
        with ThreadPoolExecutor() as threads:
            answer = threads.submit(httpx.get, f"{address}/slow")
            wait_until(begun.exists, server)
            server.send_signal(signal.SIGTERM)
            assert answer.result(timeout=20).text == "done"
        log = server.communicate(timeout=20)[1]
    assert server.returncode == -signal.SIGTERM  # uvicorn passes the signal on once all is done
    assert '"route":"/slow","status":200' in log


def test_a_worker_stops_when_told(tmp_path: Path):
    with process(tmp_path, "-m", "limelight.cli", "work") as worker:
        assert worker.stderr
        assert any('"started"' in line for line in worker.stderr)
        worker.send_signal(signal.SIGTERM)
        assert '"stopped"' in worker.communicate(timeout=20)[1]
    assert worker.returncode == 0
