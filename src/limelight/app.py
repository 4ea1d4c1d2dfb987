"""The composition root: the one place where the rooms are built and handed to each other."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, Router
from litestar.di import Provide
from sqlalchemy.ext.asyncio import AsyncSession

from limelight.api.auth import Doorkeeper, authentication, current_tenant
from limelight.settings import Settings, load
from limelight.store.database import Database
from limelight.store.tenants import Tenants


def create_app(settings: Settings | None = None) -> Litestar:
    """The whole server. Without settings, they come from the environment."""
    settings = settings or load(os.environ)
    database = Database(settings)

    async def transaction() -> AsyncIterator[AsyncSession]:
        async with database.session() as session:
            yield session

    @asynccontextmanager
    async def lifespan(_app: Litestar) -> AsyncIterator[None]:
        if database.is_embedded:
            await database.migrate()
        if settings.is_sandbox:
            async with database.session() as session:
                await Tenants(session).create_demo()
        yield
        await database.close()

    api = Router(
        "/v1",
        route_handlers=[],
        middleware=[authentication(Doorkeeper(database, settings))],
        dependencies={
            "tenant": Provide(current_tenant, sync_to_thread=False),
            "session": Provide(transaction),
        },
    )
    return Litestar(
        [api],
        lifespan=[lifespan],
        dependencies={"settings": Provide(lambda: settings, sync_to_thread=False)},
    )
