"""``limelight reindex``: the search index anew."""

import typer

from limelight.catalog.opening import search_index
from limelight.cli.progress import bar
from limelight.cli.surroundings import OUT, opened, run, settings
from limelight.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def reindex() -> None:
    """Rebuild the search index and the topics beside the current ones, then put them in their place."""
    run(_reindex(settings()))
    OUT.print("The index is rebuilt; running servers use it from now on.")


async def _reindex(current: Settings) -> None:
    async with opened(current) as database:
        with bar("Indexing creators") as progress:
            await search_index(current, database).rebuild(progress)
