"""Server processes: one by default; each Python process uses one core."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context, parent_process
from socket import socket
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

import structlog
import uvicorn

from limelight.api.metrics import enable_multiprocess_mode
from limelight.app import WorkerFactory, create_app
from limelight.cli.logs import configure
from limelight.kernel.runtime import raise_gc_thresholds
from limelight.settings import Settings

GRACE_SECONDS: Final = 20
"""Time after SIGTERM for requests in progress to finish."""
_POLL_SECONDS: Final = 0.1
_RESTART_DELAY_SECONDS: Final = 1.0

_LOG = structlog.get_logger("limelight.serve")
_SPAWN_CONTEXT: Final = get_context("spawn")


def run_server(settings: Settings, worker: WorkerFactory | None = None) -> None:
    """Serves requests until SIGINT or SIGTERM. ``worker`` runs in the first process only."""
    with suppress(KeyboardInterrupt):
        if settings.http.processes == 1:
            _server(settings, worker).run()
        else:
            _run_processes(settings, worker)


def _run_processes(settings: Settings, worker: WorkerFactory | None) -> None:
    """Runs this process and its children on one listening socket; an idle process accepts first."""
    counts = TemporaryDirectory(prefix="limelight-")
    enable_multiprocess_mode(counts.name)
    server = _server(settings, worker)
    with (
        # Without this, a signal would end this process before its children.
        server.capture_signals(),
        counts,
        server.config.bind_socket() as listening,
        asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner,
    ):
        runner.run(_serve_with_children(server, settings, listening))


async def _serve_with_children(server: uvicorn.Server, settings: Settings, listening: socket) -> None:
    others = range(settings.http.processes - 1)
    keeping = [asyncio.create_task(_supervise_child(server, settings, listening)) for _ in others]
    await server.serve([listening])
    await asyncio.gather(*keeping)


async def _supervise_child(server: uvicorn.Server, settings: Settings, listening: socket) -> None:
    """Keeps one child process running from when this server is ready until it stops."""
    await _wait_until(lambda: server.started or server.should_exit)
    while not server.should_exit:
        status = await _run_child(server, settings, listening)
        if not server.should_exit:
            _LOG.error("server process died, restarting", status=status)
            await asyncio.sleep(_RESTART_DELAY_SECONDS)


async def _run_child(server: uvicorn.Server, settings: Settings, listening: socket) -> int | None:
    process = _SPAWN_CONTEXT.Process(target=_child_main, args=(settings, listening), daemon=True)
    process.start()
    await _wait_until(lambda: server.should_exit or not process.is_alive())
    process.terminate()
    await _wait_until(lambda: not process.is_alive())
    return process.exitcode


async def _wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 -- processes and signals set no events
        await asyncio.sleep(_POLL_SECONDS)


def _child_main(settings: Settings, listening: socket) -> None:
    raise_gc_thresholds()
    configure(settings.log)
    Thread(target=_exit_with_parent, daemon=True).start()
    with suppress(KeyboardInterrupt):
        _server(settings).run([listening])


def _exit_with_parent() -> None:
    """Stops this child when its parent dies, so that the port is released."""
    first = parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _server(settings: Settings, worker: WorkerFactory | None = None) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, worker),
            host=settings.http.host,
            port=settings.http.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
