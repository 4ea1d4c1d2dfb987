"""``limelight reindex``: the search index anew."""

import typer

from limelight.catalog.index.factory import open_search_index
from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def reindex() -> None:
    """Rebuild the search index and the topics beside the current ones, then put them in their place."""
    run(_reindex(current_settings()))
    STDOUT.print("The index is rebuilt; running servers use it from now on.")


async def _reindex(current: Settings) -> None:
    async with open_database(current) as database:
        with progress_bar("Indexing creators") as progress:
            await open_search_index(current, database).rebuild(progress)
