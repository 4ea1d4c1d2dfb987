"""Shared dependencies and parameters of handlers: readers of the tenant's rows, ``limit`` and ``offset``."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar.di import Provide
from litestar.params import QueryParameter

from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.database import Session
from limelight.store.reader import ListQuery, Reader
from limelight.store.tenants import Tenant

_Row = TypeVar("_Row")
_Wire = TypeVar("_Wire")


def provide_reader(rows: ListQuery[_Row], wire: Callable[[_Row, Settings], _Wire]) -> Provide:
    """A dependency that reads the tenant's rows and converts each with ``wire``."""

    def reader(session: Session, tenant: Tenant, settings: Settings) -> Reader[_Row, _Wire]:
        return Reader(session, tenant.id, rows, lambda row: wire(row, settings))

    return Provide(reader, sync_to_thread=False)


def provide_accounts(session: Session, tenant: Tenant) -> Accounts:
    return Accounts(session, tenant.id)


Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many items to return.")]
Offset = Annotated[int, QueryParameter(ge=0, le=2**31 - 1, description="How many items to skip first.")]
