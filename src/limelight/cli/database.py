"""``limelight migrate`` and ``reseal``: the tables, and the secrets in them."""

import typer

from limelight.accounts.credentials import Vault, reseal_credentials
from limelight.cli.surroundings import OUT, opened, run, settings
from limelight.store.database import Database
from limelight.store.tenants import Tenants

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database up to this version. The embedded default does so by itself."""
    OUT.print(f"{run(_migrate())} is up to date.", markup=False)


@app.command()
def reseal() -> None:
    """Seal all secrets under LIMELIGHT_SECRET_KEY; then LIMELIGHT_PREVIOUS_SECRET_KEYS can be unset."""
    OUT.print(f"{run(_reseal()):,} secrets are sealed under the newest key.")


async def _reseal() -> int:
    current = settings()
    async with opened(current) as database:
        async with database.session() as session:
            secrets = await Tenants(session).reseal()
        return secrets + await reseal_credentials(database, Vault(current))


async def _migrate() -> str:
    database = Database(settings())
    await database.migrate()
    await database.close()
    return database.name
