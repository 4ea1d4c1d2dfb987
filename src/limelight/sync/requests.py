"""Asking for accounts to be brought up to date: by customers, by connecting, and by the schedule."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from limelight.connectors.source import ProductNotSupported
from limelight.durable.promises import promise
from limelight.errors import Forbidden
from limelight.kernel.accounts import AccountProduct, AccountStatus
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.database import Session
from limelight.store.syncs import Syncs
from limelight.sync.queues import SYNC_ACCOUNT, SYNC_QUEUES


class AccountNotConnected(Forbidden):
    """Nothing can be read of the account until its creator connects it again."""


async def refresh(
    session: Session,
    tenant_id: UUID,
    account_id: UUID,
    product: AccountProduct,
    since: datetime | None = None,
) -> None:
    """Owe a product of an account its sync, as far back as usual or as ``since``.

    Raises IncorrectAccountId, AccountNotConnected, ProductNotSupported.
    """
    row = await Accounts(session, tenant_id).account(account_id)
    if row.status is not AccountStatus.CONNECTED:
        raise AccountNotConnected(f"The account {account_id} is {row.status}: it has to be connected again.")
    if product not in {known.product for known in row.products}:
        raise ProductNotSupported(f"The account {account_id} does not share {product}.")
    await ask(session, row, [product], since)


async def ask(
    session: Session,
    account: AccountRow,
    products: Sequence[AccountProduct],
    since: datetime | None = None,
) -> None:
    """Owe products of a connected account their sync."""
    await Syncs(session).ask(account.id, products, since)
    promise(session, SYNC_QUEUES[account.platform], SYNC_ACCOUNT, account.id, partition=account.tenant_id)
