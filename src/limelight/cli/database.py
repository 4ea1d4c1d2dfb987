"""``limelight migrate`` and ``reseal``: the tables, and the secrets in them."""

import typer

from limelight.accounts.credentials import GrantCipher, reencrypt_credentials
from limelight.cli.context import STDOUT, current_settings, open_database, run
from limelight.store.database import Database
from limelight.store.tenants import Tenants

app = typer.Typer(add_completion=False)


@app.command()
def migrate() -> None:
    """Bring the database up to this version. The embedded default does so by itself."""
    STDOUT.print(f"{run(_migrate())} is up to date.", markup=False)


@app.command()
def reseal() -> None:
    """Seal all secrets under LIMELIGHT_SECRET_KEY; then LIMELIGHT_PREVIOUS_SECRET_KEYS can be unset."""
    STDOUT.print(f"{run(_reseal()):,} secrets are sealed under the newest key.")


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
