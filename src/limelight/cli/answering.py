"""The processes that answer requests: one by default, as Python computes on one core in each."""

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

from limelight.api.metrics import count_together
from limelight.app import Beside, create_app
from limelight.cli.logs import configure
from limelight.kernel.garbage import collect_seldom
from limelight.settings import Settings

GRACE_SECONDS: Final = 20
"""How long requests under way may take to finish after SIGTERM."""
_LOOK_SECONDS: Final = 0.1
_PAUSE_SECONDS: Final = 1.0

_LOG = structlog.get_logger("limelight.serve")
_SPAWNING: Final = get_context("spawn")


def answer(settings: Settings, beside: Beside | None = None) -> None:
    """Answers until told to stop, with what goes on beside it in this process alone."""
    with suppress(KeyboardInterrupt):
        if settings.http.processes == 1:
            _server(settings, beside).run()
        else:
            _answer_together(settings, beside)


def _answer_together(settings: Settings, beside: Beside | None) -> None:
    """All take connections from one socket, whoever is free first."""
    counts = TemporaryDirectory(prefix="limelight-")
    count_together(counts.name)
    server = _server(settings, beside)
    with (
        # A signal would end this process before the others, were it not caught here as well.
        server.capture_signals(),
        counts,
        server.config.bind_socket() as listening,
        asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner,
    ):
        runner.run(_serve(server, settings, listening))


async def _serve(server: uvicorn.Server, settings: Settings, listening: socket) -> None:
    others = range(settings.http.processes - 1)
    keeping = [asyncio.create_task(_keep_another(server, settings, listening)) for _ in others]
    await server.serve([listening])
    await asyncio.gather(*keeping)


async def _keep_another(server: uvicorn.Server, settings: Settings, listening: socket) -> None:
    """Another process, from when this one has made all ready until it stops; should it die, the next."""
    await _until(lambda: server.started or server.should_exit)
    while not server.should_exit:
        status = await _another(server, settings, listening)
        if not server.should_exit:
            _LOG.error("a process that answers has died, another follows", status=status)
            await asyncio.sleep(_PAUSE_SECONDS)


async def _another(server: uvicorn.Server, settings: Settings, listening: socket) -> int | None:
    process = _SPAWNING.Process(target=_answer_as_another, args=(settings, listening), daemon=True)
    process.start()
    await _until(lambda: server.should_exit or not process.is_alive())
    process.terminate()
    await _until(lambda: not process.is_alive())
    return process.exitcode


async def _until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 -- processes and signals set no events
        await asyncio.sleep(_LOOK_SECONDS)


def _answer_as_another(settings: Settings, listening: socket) -> None:
    collect_seldom()
    configure(settings.log)
    Thread(target=_stop_with_first, daemon=True).start()
    with suppress(KeyboardInterrupt):
        _server(settings).run([listening])


def _stop_with_first() -> None:
    """Should the first process be killed, the others do not hold its port."""
    first = parent_process()
    if first is not None:
        first.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _server(settings: Settings, beside: Beside | None = None) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, beside),
            host=settings.http.host,
            port=settings.http.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
