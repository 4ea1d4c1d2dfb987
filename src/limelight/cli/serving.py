"""``limelight serve``, ``api`` and ``work``: the processes of the product."""

import asyncio
import signal
from typing import Annotated

import structlog
import typer
from msgspec.structs import replace

from limelight.app import Beside, working
from limelight.catalog.opening import search_index
from limelight.cli.answering import answer
from limelight.cli.logs import configure
from limelight.cli.surroundings import opened, run, settings
from limelight.kernel.background import background
from limelight.settings import Settings

app = typer.Typer(add_completion=False)
_LOG = structlog.get_logger("limelight.work")

Host = Annotated[str | None, typer.Option(help="The address to listen on. [LIMELIGHT_HTTP__HOST]")]
Port = Annotated[int | None, typer.Option(help="The port to listen on. [LIMELIGHT_HTTP__PORT]")]


@app.command()
def serve(host: Host = None, port: Port = None) -> None:
    """Run everything: the API and the worker."""
    _listen(settings(), host, port, working)


@app.command()
def api(host: Host = None, port: Port = None) -> None:
    """Run the API alone; ``limelight work`` runs the rest."""
    _listen(settings(), host, port)


@app.command()
def work() -> None:
    """Run the worker alone: what goes on behind the API."""
    run(_work(settings()))


def _listen(settings: Settings, host: str | None, port: int | None, beside: Beside | None = None) -> None:
    configure(settings.log)
    run(_check(settings))
    http = replace(settings.http, host=host or settings.http.host, port=port or settings.http.port)
    answer(replace(settings, http=http), beside)


async def _check(settings: Settings) -> None:
    """Say what is wrong with the database now, in one line, and not from within the server."""
    async with opened(settings):
        pass


async def _work(settings: Settings) -> None:
    configure(settings.log)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with opened(settings) as database:
        index = search_index(settings, database)
        async with working(settings, database, index), background(index.keep_up):
            _LOG.info("started")
            await stopped.wait()
    _LOG.info("stopped")
