"""All tables of the product, for the migrations to compare with."""

from typing import Final

from limelight.store import (
    account_data,
    accounts,
    connections,
    creators,
    exports,
    jobs,
    observations,
    people,
    promises,
    syncs,
    tenants,
    webhooks,
    workers,
)
from limelight.store.base import Base

TABLES: Final = (
    *account_data.TABLES,
    *accounts.TABLES,
    *connections.TABLES,
    creators.CounterRow,
    creators.CreatorRow,
    exports.ExportPartRow,
    *jobs.TABLES,
    *observations.TABLES,
    people.PersonRow,
    promises.PromiseRow,
    *syncs.TABLES,
    tenants.TenantRow,
    tenants.TenantSecretRow,
    webhooks.DeliveryRow,
    webhooks.WebhookRow,
    workers.FailureRow,
    workers.WorkerRow,
)
METADATA: Final = Base.metadata
