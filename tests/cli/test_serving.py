"""``limelight serve`` and ``work`` as processes: start, respond, and stop on SIGTERM."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.cli.processes import free_port, is_ready, process, wait_until

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


def test_a_request_in_progress_finishes_after_sigterm(tmp_path: Path):
    address, begun = f"http://127.0.0.1:{(port := free_port())}", tmp_path / "begun"
    program = SLOW_APP.format(begun=str(begun))
    with process(tmp_path, "-c", program, "serve", "--port", str(port)) as server:
        wait_until(lambda: is_ready(address), server)
        with ThreadPoolExecutor() as threads:
            response = threads.submit(httpx.get, f"{address}/slow")
            wait_until(begun.exists, server)
            server.send_signal(signal.SIGTERM)
            assert response.result(timeout=20).text == "done"
        log = server.communicate(timeout=20)[1]
    assert server.returncode == -signal.SIGTERM  # uvicorn re-raises the signal after shutdown
    assert '"route":"/slow","status":200' in log


def test_a_worker_stops_on_sigterm(tmp_path: Path):
    with process(tmp_path, "-m", "limelight.cli", "work") as worker:
        assert worker.stderr
        assert any('"started"' in line for line in worker.stderr)
        worker.send_signal(signal.SIGTERM)
        assert '"stopped"' in worker.communicate(timeout=20)[1]
    assert worker.returncode == 0
