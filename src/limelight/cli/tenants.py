"""``limelight tenant``: the API's clients."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from limelight.accounts.branding import Branding
from limelight.cli.context import STDOUT, current_settings, open_database, run
from limelight.store.tenants import Tenants

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Manage tenants: the clients of the API.")

TenantId = Annotated[UUID, typer.Argument(metavar="ID", help="The client id.")]


@app.command()
def create(name: Annotated[str, typer.Argument(help="A unique name.")]) -> None:
    """Add a tenant. Its secret is shown only once."""
    run(_create(name))


@app.command(name="list")
def list_tenants() -> None:
    """List all tenants."""
    run(_list())


@app.command()
def rotate(
    tenant_id: TenantId,
    revoke_old: Annotated[
        bool, typer.Option("--revoke-old", help="Finish a rotation: revoke all secrets but the newest.")
    ] = False,
) -> None:
    """Add a second secret. Once all clients use it, run again with --revoke-old."""
    run(_revoke_old(tenant_id) if revoke_old else _rotate(tenant_id))


@app.command()
def brand(
    tenant_id: TenantId,
    name: Annotated[str | None, typer.Option(help="The name that creators see.")] = None,
    logo: Annotated[
        Path | None, typer.Option(help="An SVG, PNG, JPEG or WebP file.", exists=True, dir_okay=False)
    ] = None,
    colour: Annotated[str | None, typer.Option(help="The colour of buttons, such as #4c7a10.")] = None,
    privacy_url: Annotated[str | None, typer.Option(help="The tenant's privacy policy.")] = None,
    origin: Annotated[
        list[str] | None, typer.Option(help="A web origin that may open Connect. Repeatable.")
    ] = None,
    redirect_url: Annotated[
        list[str] | None,
        typer.Option(help="A URL that creators may be redirected to afterwards. Repeatable."),
    ] = None,
) -> None:
    """Change the branding and allowed origins of a tenant's Connect page, then show them.

    Omitted options keep their value; an empty text removes it.
    """
    changes = {
        "name": name,
        "logo": logo and logo.read_bytes(),
        "colour": colour,
        "privacy_url": privacy_url,
        "origins": None if origin is None else [each for each in origin if each],
        "redirect_urls": None if redirect_url is None else [each for each in redirect_url if each],
    }
    run(_brand(tenant_id, changes))


async def _brand(tenant_id: UUID, changes: dict[str, Any]) -> None:
    async with open_database(current_settings()) as database, database.session() as session:
        brand = await Branding(session, tenant_id).update(**changes)
    shown = {
        "name": brand.name,
        "logo": brand.logo and "yes",
        "colour": brand.colour,
        "privacy policy": brand.privacy_url,
        "origins": ", ".join(brand.origins),
        "redirect URLs": ", ".join(brand.redirect_urls),
    }
    table = Table(box=None, show_header=False)
    for part, value in shown.items():
        table.add_row(part, escape(value or "–"))
    STDOUT.print(table)


async def _create(name: str) -> None:
    async with open_database(current_settings()) as database, database.session() as session:
        tenant, secret = await Tenants(session).create(name)
    STDOUT.print(f"client id  {tenant.id}")
    STDOUT.print(f"secret     {secret}", markup=False)
    STDOUT.print("[dim]The secret will not be shown again.[/dim]")


async def _list() -> None:
    async with open_database(current_settings()) as database, database.session() as session:
        tenants = await Tenants(session).all()
    table = Table("client id", "name", "since", box=None)
    for tenant in tenants:
        table.add_row(str(tenant.id), escape(tenant.name), f"{tenant.created_at:%Y-%m-%d}")
    STDOUT.print(table)


async def _rotate(tenant_id: UUID) -> None:
    async with open_database(current_settings()) as database, database.session() as session:
        secret = await Tenants(session).rotate(tenant_id)
    STDOUT.print(f"secret     {secret}", markup=False)
    STDOUT.print("[dim]The old secret stays valid until: limelight tenant rotate ID --revoke-old[/dim]")


async def _revoke_old(tenant_id: UUID) -> None:
    async with open_database(current_settings()) as database, database.session() as session:
        await Tenants(session).revoke_old(tenant_id)
    STDOUT.print("Only the newest secret is valid. Servers reject the old one within seconds.")
