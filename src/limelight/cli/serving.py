"""``limelight serve``, ``api`` and ``work``: run the server and the worker."""

import asyncio
import signal
from typing import Annotated

import structlog
import typer
from msgspec.structs import replace

from limelight.app import WorkerFactory, run_worker
from limelight.catalog.index.factory import open_search_index
from limelight.cli.context import current_settings, open_database, run
from limelight.cli.logs import configure
from limelight.cli.server_processes import run_server
from limelight.kernel.runtime import background_task
from limelight.settings import Settings

app = typer.Typer(add_completion=False)
_LOG = structlog.get_logger("limelight.work")

Host = Annotated[str | None, typer.Option(help="The address to listen on. [LIMELIGHT_HTTP__HOST]")]
Port = Annotated[int | None, typer.Option(help="The port to listen on. [LIMELIGHT_HTTP__PORT]")]


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run the API and the worker in one process."""
    _run_api(current_settings(), host, port, run_worker)


@app.command()
def api(host: Host = None, port: Port = None) -> None:
    """Run the API without a worker; ``limelight work`` runs the worker."""
    _run_api(current_settings(), host, port)


@app.command()
def work() -> None:
    """Run the worker without the API: jobs, syncs and webhook deliveries."""
    run(_run_worker(current_settings()))


def _run_api(
    settings: Settings, host: str | None, port: int | None, worker: WorkerFactory | None = None
) -> None:
    configure(settings.log)
    run(_check_database(settings))
    http = replace(settings.http, host=host or settings.http.host, port=port or settings.http.port)
    run_server(replace(settings, http=http), worker)


async def _check_database(settings: Settings) -> None:
    """Fails early with a one-line error if the database is unusable, before the server starts."""
    async with open_database(settings):
        pass


async def _run_worker(settings: Settings) -> None:
    configure(settings.log)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with open_database(settings) as database:
        index = open_search_index(settings, database)
        async with run_worker(settings, database, index), background_task(index.follow_forever):
            _LOG.info("started")
            await stopped.wait()
    _LOG.info("stopped")
