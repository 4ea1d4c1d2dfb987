"""``limelight reindex``: the search index anew."""

import typer

from limelight.app import search_index
from limelight.cli.progress import bar
from limelight.cli.surroundings import OUT, run, settings
from limelight.store.database import Database

app = typer.Typer()


@app.command()
def reindex() -> None:
    """Rebuild the search index and the topics beside the current ones, then put them in their place."""
    run(_reindex())
    OUT.print("The index is rebuilt; running servers use it from now on.")


async def _reindex() -> None:
    database = Database(settings())
    try:
        with bar("Indexing creators") as progress:
            await search_index(settings(), database).rebuild(progress)
    finally:
        await database.close()
