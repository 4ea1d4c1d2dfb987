"""The dependencies by which handlers read the calling tenant's rows."""

from collections.abc import Callable
from typing import TypeVar

from litestar.di import Provide

from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.database import Session
from limelight.store.reader import Readable, Reader
from limelight.store.tenants import Tenant

_Row = TypeVar("_Row")
_Wire = TypeVar("_Wire")


def reads(rows: Readable[_Row], wire: Callable[[_Row, Settings], _Wire]) -> Provide:
    """The rows, as ``wire`` shows them."""

    def reader(session: Session, tenant: Tenant, settings: Settings) -> Reader[_Row, _Wire]:
        return Reader(session, tenant.id, rows, lambda row: wire(row, settings))

    return Provide(reader, sync_to_thread=False)


def own_accounts(session: Session, tenant: Tenant) -> Accounts:
    return Accounts(session, tenant.id)
