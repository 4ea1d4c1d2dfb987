"""All tables of the product, for the migrations to compare with."""

from typing import Final

from limelight.store import (
    account_data,
    accounts,
    connections,
    creators,
    exports,
    jobs,
    outbox,
    people,
    public_data,
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
    *public_data.TABLES,
    people.PersonRow,
    outbox.OutboxMessageRow,
    *syncs.TABLES,
    tenants.TenantRow,
    tenants.TenantSecretRow,
    webhooks.DeliveryRow,
    webhooks.WebhookRow,
    workers.DeadLetterRow,
    workers.WorkerRow,
)
METADATA: Final = Base.metadata
