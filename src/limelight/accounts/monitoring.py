"""How an account's products are kept up to date: on a schedule, or only when asked."""

from collections.abc import Mapping
from uuid import UUID

from limelight.kernel.accounts import AccountProduct, MonitoringType
from limelight.kernel.timestamps import now
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.database import Session


async def monitor(
    session: Session, tenant_id: UUID, account_id: UUID, wanted: Mapping[AccountProduct, MonitoringType]
) -> AccountRow:
    """Products that are not asked for of the account are left out. Raises IncorrectAccountId."""
    row = await Accounts(session, tenant_id).account(account_id)
    for product in row.products:
        monitoring = wanted.get(product.product, product.monitoring_type)
        if monitoring is not product.monitoring_type:
            product.monitoring_type = monitoring
            product.next_sync_at = now() if monitoring is MonitoringType.STANDARD else None
            row.updated_at = now()
    return row
