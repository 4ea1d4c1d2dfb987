"""The demo accounts cover every platform and are created once."""

import pytest
from sqlalchemy import select

from limelight.accounts.credentials import GrantCipher
from limelight.app.demo_accounts import DEMO_PLATFORMS, create_demo_accounts
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.platforms import PLATFORMS
from limelight.sandbox import World, ensure_grown
from limelight.settings import Settings
from limelight.store.accounts import AccountProductRow, AccountRow, UserRow
from limelight.store.database import Database
from limelight.store.tenants import Tenants


@pytest.mark.anyio
async def test_every_platform_that_shares_something_is_there_once_connected(embedded: Settings):
    database = Database(embedded)
    await database.migrate()
    async with database.session() as session:
        await Tenants(session).create_demo()
    await create_demo_accounts(database, GrantCipher(embedded), World(1, now().date()))
    async with database.session() as session:
        assert not (await session.scalars(select(UserRow))).all()

    world = await ensure_grown(database, 1, 400, now().date())
    for _ in range(2):
        await create_demo_accounts(database, GrantCipher(embedded), world)
    async with database.session() as session:
        users = (await session.scalars(select(UserRow))).all()
        accounts = (await session.scalars(select(AccountRow))).all()
        products = set((await session.scalars(select(AccountProductRow.product))).all())
    offered = {product.value for product in AccountProduct}
    sharing = {each.key for each in PLATFORMS if {p.value.upper() for p in each.products} & offered}
    assert len(users) == len(DEMO_PLATFORMS)
    assert {account.platform for account in accounts} == sharing
    assert products == set(AccountProduct)
    await database.close()
