"""Connecting accounts and letting go of them: every change of an account's status is made here."""

from collections.abc import Collection, Mapping
from uuid import UUID, uuid4

from limelight.accounts.credentials import GrantCipher
from limelight.connectors.grants import Grant
from limelight.errors import Forbidden
from limelight.kernel.accounts import AccountProduct, AccountStatus, MonitoringType, SyncStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import format_timestamp, now
from limelight.platforms import platform_by_key as platform_of
from limelight.store.accounts import AccountProductRow, AccountRow, Accounts, lock_tenant
from limelight.store.connections import Credentials
from limelight.store.database import Session
from limelight.sync.requests import request_sync
from limelight.webhooks.emitter import emit
from limelight.webhooks.events import (
    ACCOUNTS_CONNECTED,
    ACCOUNTS_DISCONNECTED,
    SESSION_EXPIRED,
    AccountChanged,
    Event,
)


class AccountDisconnected(Forbidden):
    """The account has been disconnected before."""


async def connect(
    session: Session,
    vault: GrantCipher,
    tenant_id: UUID,
    user_id: UUID,
    platform: PlatformKey,
    grant: Grant,
    products: Collection[AccountProduct],
) -> AccountRow:
    """The user's account on the platform, connected: the same account if it was connected before.

    The grant is sealed and kept, the customer told, and a sync of all products promised.
    """
    await lock_tenant(session, tenant_id)
    row = await _find_account(session, tenant_id, user_id, platform, grant) or _add_account(
        session, tenant_id, user_id, platform, grant
    )
    row.status, row.disconnection_source, row.updated_at = AccountStatus.CONNECTED, None, now()
    _request_products(row, _supported_products(platform, products))
    await session.flush()
    await Credentials(session).put(row.id, tenant_id, vault.encrypt(grant))
    await _emit_account_event(session, ACCOUNTS_CONNECTED, row)
    await request_sync(session, row, [each.product for each in row.products])
    return row


async def disconnect(session: Session, tenant_id: UUID, account_id: UUID, source: str) -> AccountRow:
    """Forget the grant and sync no more; what was synced stays. Raises AccountDisconnected."""
    await lock_tenant(session, tenant_id)
    row = await Accounts(session, tenant_id).get(account_id)
    if row.status is AccountStatus.NOT_CONNECTED:
        raise AccountDisconnected(f"The account {account_id} is disconnected already.")
    row.status, row.disconnection_source, row.updated_at = AccountStatus.NOT_CONNECTED, source, now()
    await Credentials(session).remove(row.id)
    await _emit_account_event(session, ACCOUNTS_DISCONNECTED, row)
    return row


async def expire(session: Session, tenant_id: UUID, account_id: UUID) -> None:
    """The grant is dead: only the creator can bring the account back. The customer is told once."""
    await lock_tenant(session, tenant_id)
    row = await Accounts(session, tenant_id).get(account_id)
    if row.status is AccountStatus.CONNECTED:
        row.status, row.updated_at = AccountStatus.SESSION_EXPIRED, now()
        await _emit_account_event(session, SESSION_EXPIRED, row)


async def _find_account(
    session: Session, tenant_id: UUID, user_id: UUID, platform: PlatformKey, grant: Grant
) -> AccountRow | None:
    rows = await Accounts(session, tenant_id).accounts_of_user(user_id)
    return next(
        (row for row in rows if row.platform is platform and row.platform_profile_id == grant.subject), None
    )


def _add_account(
    session: Session, tenant_id: UUID, user_id: UUID, platform: PlatformKey, grant: Grant
) -> AccountRow:
    row = AccountRow(
        id=uuid4(),
        tenant_id=tenant_id,
        user_id=user_id,
        platform=platform,
        platform_username=grant.extra.get("username", grant.subject),
        platform_profile_id=grant.subject,
        platform_profile_name=grant.extra.get("name"),
        products=[],
    )
    session.add(row)
    return row


def _supported_products(platform: PlatformKey, products: Collection[AccountProduct]) -> list[AccountProduct]:
    offered = {product.value.upper() for product in platform_of(platform).products}
    return [product for product in AccountProduct if product in products and product.value in offered]


def _request_products(row: AccountRow, products: Collection[AccountProduct]) -> None:
    """Products that were asked for before stay; a scope that was refused then may be granted now."""
    known = {each.product: each for each in row.products}
    for product in products:
        if product not in known:
            row.products.append(_new_product(row, product))
        elif known[product].status is SyncStatus.NOT_SUPPORTED:
            known[product].status = SyncStatus.NOT_SYNCED


def _new_product(row: AccountRow, product: AccountProduct) -> AccountProductRow:
    return AccountProductRow(
        account_id=row.id,
        tenant_id=row.tenant_id,
        product=product,
        status=SyncStatus.NOT_SYNCED,
        monitoring_type=MonitoringType.STANDARD,
    )


async def _emit_account_event(session: Session, event: Event[AccountChanged], row: AccountRow) -> None:
    payload = AccountChanged(
        account_id=row.id, user_id=row.user_id, last_updated_time=format_timestamp(row.updated_at)
    )
    await emit(session, row.tenant_id, event, payload)


async def set_monitoring(
    session: Session, tenant_id: UUID, account_id: UUID, wanted: Mapping[AccountProduct, MonitoringType]
) -> AccountRow:
    """Products that are not asked for of the account are left out. Raises IncorrectAccountId."""
    row = await Accounts(session, tenant_id).get(account_id)
    for product in row.products:
        monitoring = wanted.get(product.product, product.monitoring_type)
        if monitoring is not product.monitoring_type:
            product.monitoring_type = monitoring
            product.next_sync_at = now() if monitoring is MonitoringType.STANDARD else None
            row.updated_at = now()
    return row
