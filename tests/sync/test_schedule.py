"""The sync schedule: due accounts and their next sync."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.store.outbox import Outbox
from limelight.sync.schedule import SyncSchedule, next_sync_time
from tests.sync.conftest import ConnectedAccount

pytestmark = pytest.mark.both_databases

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def test_accounts_connected_together_are_synced_at_different_times():
    times = [next_sync_time(uuid4(), DAY, START) - START for _ in range(2_400)]
    assert DAY / 2 < min(times) <= max(times) <= 1.5 * DAY
    by_hour = Counter(time // timedelta(hours=1) for time in times)
    assert max(by_hour.values()) < 200


def test_an_account_keeps_its_time_of_day():
    account_id = uuid4()
    first = next_sync_time(account_id, DAY, START)
    assert next_sync_time(account_id, DAY, first + timedelta(minutes=3)) == first + DAY


@pytest.mark.anyio
async def test_a_due_account_is_enqueued_once(connected: ConnectedAccount):
    await connected.sync.sync(connected.account_id)
    schedule = SyncSchedule(connected.database, connected.settings.sync)
    assert await schedule.enqueue_due(now()) == 0
    later = now() + timedelta(days=2)
    assert await schedule.enqueue_due(later) == 1
    assert await schedule.enqueue_due(later) == 0
    async with connected.database.session() as session:
        promises = [each for each in await Outbox(session).due(later, 10) if each.queue.startswith("sync.")]
    assert {each.target for each in promises} == {connected.account_id}
    connected.script.requested_types.clear()
    await connected.sync.sync(connected.account_id)
    # An audience is read once a week.
    assert "Profile" in connected.script.requested_types
    assert "AudienceDemographics" not in connected.script.requested_types
    assert (await connected.product(AccountProduct.IDENTITY)).next_sync_at < later + DAY
