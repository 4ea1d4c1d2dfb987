"""Stored grants: encryption, key rotation, and refresh by one process at a time."""

import asyncio
from uuid import UUID, uuid4

import pytest

from limelight.accounts.credentials import DatabaseGrantStore, GrantCipher, reencrypt_credentials
from limelight.accounts.lifecycle import connect, expire
from limelight.accounts.users import Users
from limelight.connectors.grants import Grant
from limelight.connectors.source import GrantExpired
from limelight.kernel.accounts import AccountProduct, AccountStatus
from limelight.kernel.platforms import PlatformKey
from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.connections import Credentials
from limelight.store.database import Database
from limelight.store.keys import DecryptionFailed
from limelight.store.tenants import DEMO_ID, Tenants

pytestmark = pytest.mark.both_databases

OLD, NEW = "o" * 32, "n" * 32
FIRST = Grant(access_token="a-secret-token", refresh_token="r1", subject="UC1")


async def account(database: Database, vault: GrantCipher) -> UUID:
    async with database.session() as session:
        await Tenants(session).create_demo()
        user = await Users(session, DEMO_ID).create("Ada", str(uuid4()))
        row = await connect(
            session, vault, DEMO_ID, user.id, PlatformKey.YOUTUBE, FIRST, [AccountProduct.IDENTITY]
        )
        return row.id


def test_a_key_of_before_opens_and_a_strange_one_does_not() -> None:
    sealed = GrantCipher(Settings(secret_key=OLD)).encrypt(FIRST)
    assert b"a-secret-token" not in sealed
    assert GrantCipher(Settings(secret_key=NEW, previous_secret_keys=(OLD,))).decrypt(sealed) == FIRST
    with pytest.raises(DecryptionFailed):
        GrantCipher(Settings(secret_key=NEW)).decrypt(sealed)


@pytest.mark.anyio
async def test_resealing_makes_the_old_key_dispensable(database: Database) -> None:
    account_id = await account(database, GrantCipher(Settings(secret_key=OLD)))
    both = GrantCipher(Settings(secret_key=NEW, previous_secret_keys=(OLD,)))
    assert await reencrypt_credentials(database, both) == 1
    assert await DatabaseGrantStore(database, GrantCipher(Settings(secret_key=NEW))).get(account_id) == FIRST


@pytest.mark.anyio
async def test_a_refresh_token_is_used_once_by_all_who_need_it(database: Database) -> None:
    vault = GrantCipher(Settings())
    account_id = await account(database, vault)
    used: list[str | None] = []

    async def refresh(grant: Grant) -> Grant:
        used.append(grant.refresh_token)
        await asyncio.sleep(0.3)
        return Grant(access_token="newer", refresh_token="r2", subject="UC1")

    grants = [DatabaseGrantStore(database, vault) for _ in range(4)]
    found = await asyncio.gather(*(each.refresh(account_id, FIRST, refresh) for each in grants))
    assert used == ["r1"]
    assert {grant.access_token for grant in found} == {"newer"}
    assert (await grants[0].get(account_id)).refresh_token == "r2"


@pytest.mark.anyio
async def test_who_takes_the_lease_too_late_refreshes_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = GrantCipher(Settings())
    account_id = await account(database, vault)
    newer = Grant(access_token="newer", subject="UC1")
    lease = Credentials.acquire_refresh_lease

    async def after_another(self: Credentials, account_id: UUID, seconds: float) -> bool:
        async with database.session() as session:
            await Credentials(session).put(account_id, DEMO_ID, vault.encrypt(newer))
        return await lease(self, account_id, seconds)

    async def refresh(grant: Grant) -> Grant:
        raise AssertionError

    monkeypatch.setattr(Credentials, "acquire_refresh_lease", after_another)
    assert await DatabaseGrantStore(database, vault).refresh(account_id, FIRST, refresh) == newer


@pytest.mark.anyio
async def test_a_refresh_that_fails_lets_the_next_one_try(database: Database) -> None:
    account_id = await account(database, GrantCipher(Settings()))
    grants = DatabaseGrantStore(database, GrantCipher(Settings()))

    async def fail(grant: Grant) -> Grant:
        raise ConnectionError

    async def succeed(grant: Grant) -> Grant:
        return Grant(access_token="newer", subject="UC1")

    with pytest.raises(ConnectionError):
        await grants.refresh(account_id, FIRST, fail)
    async with asyncio.timeout(5):
        assert (await grants.refresh(account_id, FIRST, succeed)).access_token == "newer"


@pytest.mark.anyio
async def test_a_new_connection_outlives_a_refresh_of_the_old_one(database: Database) -> None:
    vault = GrantCipher(Settings())
    account_id = await account(database, vault)
    reconnected = Grant(access_token="by hand", subject="UC1")

    async def refresh(grant: Grant) -> Grant:
        async with database.session() as session:
            await Credentials(session).put(account_id, DEMO_ID, vault.encrypt(reconnected))
        return Grant(access_token="of the old one", subject="UC1")

    grants = DatabaseGrantStore(database, vault)
    await grants.refresh(account_id, FIRST, refresh)
    assert await grants.get(account_id) == reconnected


@pytest.mark.anyio
async def test_a_dead_grant_expires_the_account_until_it_is_connected_again(database: Database) -> None:
    vault = GrantCipher(Settings())
    account_id = await account(database, vault)
    async with database.session() as session:
        await expire(session, DEMO_ID, account_id)
    async with database.session() as session:
        row = await Accounts(session, DEMO_ID).get(account_id)
        assert row.status is AccountStatus.SESSION_EXPIRED
        again = await connect(session, vault, DEMO_ID, row.user_id, row.platform, FIRST, [])
        assert (again.id, again.status) == (account_id, AccountStatus.CONNECTED)


@pytest.mark.anyio
async def test_an_account_without_a_grant_is_not_connected(database: Database) -> None:
    with pytest.raises(GrantExpired):
        await DatabaseGrantStore(database, GrantCipher(Settings())).get(uuid4())
