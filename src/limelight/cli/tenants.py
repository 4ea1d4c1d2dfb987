"""``limelight tenant``: who may call the API."""

from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Table

from limelight.cli.surroundings import OUT, opened, run, settings
from limelight.store.tenants import Tenants

app = typer.Typer(no_args_is_help=True, help="Tenants: who may call the API.")

TenantId = Annotated[UUID, typer.Argument(metavar="ID", help="The client id.")]


@app.command()
def create(name: Annotated[str, typer.Argument(help="A name that no other tenant has.")]) -> None:
    """Add a tenant. Its secret is shown once and kept nowhere."""
    run(_create(name))


@app.command(name="list")
def list_tenants() -> None:
    """Show all tenants."""
    run(_list())


@app.command()
def rotate(
    tenant_id: TenantId,
    revoke_old: Annotated[
        bool, typer.Option("--revoke-old", help="End a rotation: only the newest secret stays good.")
    ] = False,
) -> None:
    """Give a tenant a second secret; once it is in use everywhere, rotate with --revoke-old."""
    run(_revoke_old(tenant_id) if revoke_old else _rotate(tenant_id))


async def _create(name: str) -> None:
    async with opened(settings()) as database, database.session() as session:
        tenant, secret = await Tenants(session).create(name)
    OUT.print(f"client id  {tenant.id}")
    OUT.print(f"secret     {secret}", markup=False)
    OUT.print("[dim]The secret is not shown again.[/dim]")


async def _list() -> None:
    async with opened(settings()) as database, database.session() as session:
        tenants = await Tenants(session).all()
    table = Table("client id", "name", "since", box=None)
    for tenant in tenants:
        table.add_row(str(tenant.id), escape(tenant.name), f"{tenant.created_at:%Y-%m-%d}")
    OUT.print(table)


async def _rotate(tenant_id: UUID) -> None:
    async with opened(settings()) as database, database.session() as session:
        secret = await Tenants(session).rotate(tenant_id)
    OUT.print(f"secret     {secret}", markup=False)
    OUT.print("[dim]The old secret stays good until: limelight tenant rotate ID --revoke-old[/dim]")


async def _revoke_old(tenant_id: UUID) -> None:
    async with opened(settings()) as database, database.session() as session:
        await Tenants(session).revoke_old(tenant_id)
    OUT.print("Only the newest secret is good now; servers forget the old one within seconds.")
