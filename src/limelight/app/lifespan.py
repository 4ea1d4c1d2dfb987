"""The server's lifespan: migration and sandbox data before the first request, background tasks after."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext

from litestar import Litestar

from limelight.accounts.credentials import GrantCipher
from limelight.app.demo_accounts import create_demo_accounts, sync_demo_accounts
from limelight.app.factories import account_sync
from limelight.catalog.index.index_subprocess import MIN_CREATORS_FOR_SUBPROCESS, index_in_subprocess
from limelight.catalog.index.indexer import SearchIndex
from limelight.connectors.http_client import PlatformHttpClient
from limelight.kernel.runtime import background_task
from limelight.kernel.timestamps import now
from limelight.sandbox import ensure_grown
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import Tenants

WorkerFactory = Callable[[Settings, Database, SearchIndex], AbstractAsyncContextManager[None]]
"""Starts a worker in the server's process; leaving the context stops it."""


class ServerLifespan:
    """``lifespan`` is Litestar's hook. Without ``worker``, queued work waits for a worker process."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        index: SearchIndex,
        platforms: PlatformHttpClient,
        worker: WorkerFactory | None,
    ) -> None:
        self._settings = settings
        self._database = database
        self._index = index
        self._platforms = platforms
        self._worker = worker

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        is_first = self._index.is_empty
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._platforms)
            await self._prepare()
            async with self._indexing(is_first=is_first):
                if self._settings.is_sandbox:
                    await self._populate()
            if is_first:
                await self._index.wait_until_caught_up()
            if self._worker is not None:
                await stack.enter_async_context(self._worker(self._settings, self._database, self._index))
            # Entered last so that it exits first: the worker's exit stops the threads that this uses.
            await stack.enter_async_context(background_task(self._index.follow_forever))
            yield
        await self._database.close()

    async def _prepare(self) -> None:
        """Migrates the embedded database and creates the demo tenant of the sandbox."""
        if self._database.is_embedded:
            await self._database.migrate()
        if self._settings.is_sandbox:
            async with self._database.session() as session:
                await Tenants(session).create_demo()

    def _indexing(self, *, is_first: bool) -> AbstractAsyncContextManager[object]:
        """A subprocess that indexes creators while the first start stores them, if there are many."""
        are_many = (
            self._settings.is_sandbox and self._settings.sandbox.creators >= MIN_CREATORS_FOR_SUBPROCESS
        )
        return index_in_subprocess(self._settings) if is_first and are_many else nullcontext()

    async def _populate(self) -> None:
        """Creates the sandbox's creators and demo users if they are missing.

        A server with a worker also syncs their accounts, so that no list is empty at the first request.
        """
        sandbox = self._settings.sandbox
        world = await ensure_grown(self._database, sandbox.seed, sandbox.creators, now().date())
        await create_demo_accounts(self._database, GrantCipher(self._settings), world)
        if self._worker is not None:
            accounts = account_sync(self._settings, self._database, self._platforms)
            await sync_demo_accounts(self._database, accounts.sync_as_owner)
