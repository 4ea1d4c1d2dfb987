"""``limelight migrate``: the tables."""

import typer

from limelight.cli.surroundings import OUT, run, settings
from limelight.store.database import Database

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database up to this version. The embedded default does so by itself."""
    OUT.print(f"{run(_migrate())} is up to date.", markup=False)


async def _migrate() -> str:
    database = Database(settings())
    await database.migrate()
    await database.close()
    return database.name
