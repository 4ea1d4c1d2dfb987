"""Requesting syncs of accounts: queues, refreshes by customers, and first syncs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from limelight.connectors.source import ProductNotSupported
from limelight.connectors.spec import Platform
from limelight.durable.queues import Queue, Rate, enqueue
from limelight.errors import Forbidden
from limelight.kernel.accounts import AccountProduct, AccountStatus
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import PLATFORMS
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.database import Session
from limelight.store.syncs import Syncs


def _sync_queue(platform: Platform) -> Queue:
    """A partition is a tenant, so that one with many accounts does not delay the others."""
    pace = platform.rate_limit
    rate = Rate(pace.max_syncs, pace.period_seconds) if pace else None
    return Queue(f"sync.{platform.key}", concurrency=20, per_partition=10, rate=rate)


SYNC_QUEUES: Final[Mapping[PlatformKey, Queue]] = {
    platform.key: _sync_queue(platform) for platform in PLATFORMS if platform.products
}
"""One queue a platform, so that a slow or rate limited platform does not delay the others."""
SYNC_ACCOUNT_HANDLER: Final = "sync.account"
"""The name of the handler that syncs an account."""


class AccountNotConnected(Forbidden):
    """The account cannot be read until its creator reconnects it."""


async def refresh(
    session: Session,
    tenant_id: UUID,
    account_id: UUID,
    product: AccountProduct,
    since: datetime | None = None,
) -> None:
    """Requests a sync of a product, for the usual period or from ``since`` on.

    Raises IncorrectAccountId, AccountNotConnected, ProductNotSupported.
    """
    row = await Accounts(session, tenant_id).get(account_id)
    if row.status is not AccountStatus.CONNECTED:
        raise AccountNotConnected(f"The account {account_id} is {row.status}: reconnect it first.")
    if product not in {known.product for known in row.products}:
        raise ProductNotSupported(f"The account {account_id} does not share {product}.")
    await request_sync(session, row, [product], since)


async def request_sync(
    session: Session,
    account: AccountRow,
    products: Sequence[AccountProduct],
    since: datetime | None = None,
) -> None:
    """Requests a sync of products of a connected account, and enqueues it."""
    await Syncs(session).add_requests(account.id, products, since)
    enqueue(
        session, SYNC_QUEUES[account.platform], SYNC_ACCOUNT_HANDLER, account.id, partition=account.tenant_id
    )
