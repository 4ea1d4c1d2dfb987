"""``limelight migrate``, ``reseal`` and ``reindex``: database schema, encrypted secrets and search index."""

import typer

from limelight.accounts.credentials import GrantCipher, reencrypt_credentials
from limelight.catalog.index.factory import open_search_index
from limelight.cli.context import STDOUT, current_settings, open_database, progress_bar, run
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import Tenants

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Migrate the database to this version. The embedded default migrates automatically."""
    STDOUT.print(f"{run(_migrate())} is up to date.", markup=False)


@app.command()
def reseal() -> None:
    """Encrypt all secrets with LIMELIGHT_SECRET_KEY. Then LIMELIGHT_PREVIOUS_SECRET_KEYS can be unset."""
    STDOUT.print(f"{run(_reseal()):,} secrets are encrypted with the newest key.")


async def _reseal() -> int:
    current = current_settings()
    async with open_database(current) as database:
        async with database.session() as session:
            secrets = await Tenants(session).reencrypt_secrets()
        return secrets + await reencrypt_credentials(database, GrantCipher(current))


async def _migrate() -> str:
    database = Database(current_settings())
    await database.migrate()
    await database.close()
    return database.display_url


@app.command()
def reindex() -> None:
    """Rebuild the search index and the topics, then replace the current ones."""
    run(_reindex(current_settings()))
    STDOUT.print("The index is rebuilt. Running servers use it from now on.")


async def _reindex(current: Settings) -> None:
    async with open_database(current) as database:
        with progress_bar("Indexing creators") as progress:
            await open_search_index(current, database).rebuild(progress)
