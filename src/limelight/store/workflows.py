"""Looking into the tables of DBOS: what waits, what runs, and whose it is."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from limelight.settings import Settings
from limelight.store.database import Database

_QUEUED: Final = """
SELECT queue_name, sum(CASE status WHEN 'PENDING' THEN 0 ELSE 1 END),
    sum(CASE status WHEN 'PENDING' THEN 1 ELSE 0 END), min(created_at)
FROM {table} WHERE status IN ('ENQUEUED', 'PENDING') AND queue_name IS NOT NULL GROUP BY queue_name
"""
_OWNERS: Final = "SELECT DISTINCT executor_id FROM {table} WHERE status = 'PENDING'"


class QueueCounts(Struct, frozen=True, kw_only=True):
    """``oldest`` is when the oldest call that has not ended was made."""

    waiting: int = 0
    running: int = 0
    oldest: datetime | None = None


def dbos_file(settings: Settings) -> Path:
    """Where DBOS keeps its records when the database is embedded."""
    return settings.data_dir.absolute() / "durable.db"


class WorkflowQueries:
    """What DBOS has taken over, whether or not it runs in this process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._file = dbos_file(settings)
        self._database = database

    async def queue_counts(self) -> dict[str, QueueCounts]:
        rows = await self._rows(_QUEUED)
        return {
            queue: QueueCounts(
                waiting=waiting, running=running, oldest=datetime.fromtimestamp(created_at / 1000, UTC)
            )
            for queue, waiting, running, created_at in rows
        }

    async def executor_ids(self) -> set[str]:
        """The workers that have calls under way, be they alive or dead."""
        return {owner for (owner,) in await self._rows(_OWNERS) if owner is not None}

    async def _rows(self, query: str) -> Sequence[Any]:
        """None as long as there was never a worker."""
        if self._database.is_embedded:
            if not self._file.exists():
                return []
            return await asyncio.to_thread(self._embedded_rows, query.format(table="workflow_status"))
        try:
            async with self._database.session() as session:
                found = await session.execute(text(query.format(table="dbos.workflow_status")))
                return found.all()
        except ProgrammingError:
            return []

    def _embedded_rows(self, query: str) -> Sequence[Any]:
        connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, timeout=15)
        try:
            return connection.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()
