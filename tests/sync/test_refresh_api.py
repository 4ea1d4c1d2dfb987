"""Refreshes and historic fetches over HTTP: requested, or refused with the reason."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect, disconnect
from limelight.accounts.users import Users
from limelight.connectors.grants import Grant
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database, Session
from limelight.store.syncs import SyncRequest, Syncs
from limelight.store.tenants import DEMO_ID

pytestmark = pytest.mark.both_databases

Result = TypeVar("Result")
PATHS = ["/v1/profiles/refresh", "/v1/social/contents/refresh", "/v1/social/content-groups/refresh"]
HISTORIC = ["/v1/social/contents/fetch-historic", "/v1/social/content-groups/fetch-historic"]


def within(settings: Settings, work: Callable[[Session], Awaitable[Result]]) -> Result:
    """The result of a function in a transaction."""

    async def run() -> Result:
        database = Database(settings)
        async with database.session() as session:
            result = await work(session)
        await database.close()
        return result

    return asyncio.run(run())


@pytest.fixture
def account_id(client: TestClient[Litestar], embedded: Settings) -> str:
    """An account of the demo tenant that shares its identity and engagement, and was synced."""

    async def join(session: Session) -> str:
        user = await Users(session, DEMO_ID).create("Ana", "ana-1")
        grant = Grant(access_token="token", subject="p1")
        products = [AccountProduct.IDENTITY, AccountProduct.ENGAGEMENT]
        vault = GrantCipher(embedded)
        row = await connect(session, vault, DEMO_ID, user.id, PlatformKey.YOUTUBE, grant, products)
        for ask in await Syncs(session).acquire_lease(row.id, uuid4()):
            await Syncs(session).complete(row.id, ask)
        await Syncs(session).clear(row.id)
        return str(row.id)

    return within(embedded, join)


def asks(settings: Settings, account_id: str) -> list[SyncRequest]:
    async def taken(session: Session) -> list[SyncRequest]:
        return list(await Syncs(session).acquire_lease(UUID(account_id), uuid4()))

    return within(settings, taken)


@pytest.mark.parametrize("path", PATHS)
def test_a_refresh_is_requested(client: TestClient[Litestar], embedded: Settings, account_id: str, path: str):
    response = client.post(path, json={"account_id": account_id})
    assert (response.status_code, response.json()) == (202, {"account_id": account_id})
    product = AccountProduct.IDENTITY if "profiles" in path else AccountProduct.ENGAGEMENT
    assert [(ask.product, ask.since) for ask in asks(embedded, account_id)] == [(product, None)]


@pytest.mark.parametrize("path", HISTORIC)
def test_a_historic_fetch_is_requested(
    client: TestClient[Litestar], embedded: Settings, account_id: str, path: str
):
    body = {"account_id": account_id, "from_date": "2026-01-31"}
    response = client.post(path, json=body)
    assert (response.status_code, response.json()) == (202, body)
    (ask,) = asks(embedded, account_id)
    assert ask.since is not None
    assert ask.since.isoformat() == "2026-01-31T00:00:00+00:00"


def test_a_historic_fetch_from_the_future_is_refused(client: TestClient[Litestar], account_id: str):
    tomorrow = (now() + timedelta(days=1)).date().isoformat()
    response = client.post(HISTORIC[0], json={"account_id": account_id, "from_date": tomorrow})
    assert response.status_code == 400
    assert "from_date" in response.json()["error"]["message"]


def test_an_unknown_account_is_not_found(client: TestClient[Litestar]):
    response = client.post(PATHS[0], json={"account_id": str(uuid4())})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "incorrect_account_id")


def test_a_disconnected_account_is_refused(client: TestClient[Litestar], embedded: Settings, account_id: str):
    within(embedded, lambda session: disconnect(session, DEMO_ID, UUID(account_id), "API"))
    response = client.post(PATHS[0], json={"account_id": account_id})
    assert (response.status_code, response.json()["error"]["code"]) == (403, "account_not_connected")
