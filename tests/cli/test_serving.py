"""``limelight serve`` and ``work`` as processes: they start, answer, and stop when told."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

SLOW_APP = """
import asyncio
import limelight.app
from litestar import get

@get("/slow")
async def slow() -> str:
    await asyncio.sleep(1)
    return "done"

whole = limelight.app.create_app

def create_app(settings):
    app = whole(settings)
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


def wait_for(url: str) -> None:
    for _ in range(150):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer")


def test_a_request_under_way_is_finished_after_sigterm(tmp_path: Path):
    port = free_port()
    with process(tmp_path, "-c", SLOW_APP, "serve", "--port", str(port)) as server:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        script = f"import httpx; print(httpx.get('http://127.0.0.1:{port}/slow').text)"
        with subprocess.Popen([sys.executable, "-c", script], text=True, stdout=subprocess.PIPE) as caller:
            time.sleep(0.7)
            server.send_signal(signal.SIGTERM)
            assert caller.communicate()[0].strip() == "done"
        log = server.communicate(timeout=10)[1]
    assert server.returncode == -signal.SIGTERM  # uvicorn passes the signal on once all is done
    assert '"route":"/slow","status":200' in log


def test_a_worker_stops_when_told(tmp_path: Path):
    with process(tmp_path, "-m", "limelight.cli", "work") as worker:
        assert worker.stderr
        assert any('"started"' in line for line in worker.stderr)
        worker.send_signal(signal.SIGTERM)
        assert '"stopped"' in worker.communicate(timeout=10)[1]
    assert worker.returncode == 0
