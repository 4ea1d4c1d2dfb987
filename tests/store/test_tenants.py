"""Tenants and their secrets, on both databases."""

from uuid import uuid4

import pytest

from limelight.store.database import Database
from limelight.store.tenants import (
    DEMO_ID,
    NothingToRevoke,
    RotationUnderWay,
    TenantNameTaken,
    TenantNotFound,
    Tenants,
    TenantSecretRow,
)

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


async def test_a_rotation_has_two_valid_secrets_until_it_ends(database: Database):
    async with database.session() as session:
        tenants = Tenants(session)
        acme, old = await tenants.create("acme")
        new = await tenants.rotate(acme.id)
        assert await tenants.authenticate(acme.id, old.encode()) == acme
        assert await tenants.authenticate(acme.id, new.encode()) == acme
        await tenants.revoke_old(acme.id)
        assert await tenants.authenticate(acme.id, old.encode()) is None
        assert await tenants.authenticate(acme.id, new.encode()) == acme


async def test_a_secret_authenticates_only_its_own_tenant(database: Database):
    async with database.session() as session:
        tenants = Tenants(session)
        acme, _ = await tenants.create("acme")
        _, secret = await tenants.create("bolt")
        assert await tenants.authenticate(acme.id, secret.encode()) is None
        assert await tenants.authenticate(uuid4(), secret.encode()) is None


async def test_invalid_administration_is_refused(database: Database):
    async with database.session() as session:
        tenants = Tenants(session)
        acme, _ = await tenants.create("acme")
        with pytest.raises(TenantNameTaken):
            await tenants.create(" acme ")
        with pytest.raises(NothingToRevoke):
            await tenants.revoke_old(acme.id)
        await tenants.rotate(acme.id)
        with pytest.raises(RotationUnderWay):
            await tenants.rotate(acme.id)
        with pytest.raises(TenantNotFound):
            await tenants.rotate(uuid4())


async def test_no_secret_is_stored_in_plain_text(database: Database):
    async with database.session() as session:
        acme, secret = await Tenants(session).create("acme")
        row = await session.get(TenantSecretRow, 1)
        assert row is not None
        assert row.tenant_id == acme.id
        assert secret.encode() not in (row.digest + row.salt)


async def test_the_demo_tenant_is_created_once(database: Database):
    for _ in range(2):
        async with database.session() as session:
            await Tenants(session).create_demo()
    async with database.session() as session:
        assert [tenant.id for tenant in await Tenants(session).all()] == [DEMO_ID]


async def test_a_failed_transaction_stores_nothing(database: Database):
    async def fail():
        async with database.session() as session:
            await Tenants(session).create("acme")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.session() as session:
        assert await Tenants(session).all() == []
