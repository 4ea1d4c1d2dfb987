"""Export of all results of a search at one moment, stored in parts."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from limelight.catalog.work_platforms import require_platform
from limelight.jobs.declaration import EXPORT_QUEUE, CompletionEvents, Job, JobContext, JobRun
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import now
from limelight.schemas.creator_discovery.search_export import AsyncCreatorSearchRequest, SearchExport
from limelight.search.clauses import Clause, NoTerm
from limelight.search.compiler import CompiledQuery, compile_query
from limelight.store.database import Database
from limelight.store.exports import ExportPart, ExportParts, ExportPartsMissing, compress_lines
from limelight.webhooks.events import CREATOR_SEARCH_EXPORT_FAILURE, CREATOR_SEARCH_EXPORT_SUCCESS

_ROWS_PER_PART: Final = 1_000
_ABANDONED_AFTER: Final = timedelta(minutes=10)


class _EmptyTermStatistics:
    """``TermStatistics`` for validation that does not depend on the catalogue."""

    def lookalikes(self, handle: str, fields: tuple[str, ...]) -> Clause:
        return NoTerm(field="handles", terms=())

    def near_topics(self, names: tuple[str, ...], least_nearness: float) -> dict[str, float]:
        return {}


async def run(job_run: JobRun[AsyncCreatorSearchRequest], context: JobContext) -> SearchExport:
    """Every attempt writes under its own export id, so that attempts never mix."""
    platform = require_platform(job_run.request.work_platform_id)
    scan = await asyncio.to_thread(context.discovery.scan, job_run.request, platform.key, _ROWS_PER_PART)
    async with context.database.session() as session:
        await ExportParts(session).remove_abandoned(job_run.id, now() - _ABANDONED_AFTER)
    export_id = uuid4()
    rows = await _write_parts(context.database, job_run.id, export_id, scan.batches)
    return SearchExport(export_id=export_id, total_results=rows, ignored_filters=scan.ignored)


async def _write_parts(
    database: Database, computation_id: UUID, export_id: UUID, batches: Iterator[list[bytes]]
) -> int:
    """Returns the number of rows. Raises ExportTorn if another attempt removed parts of this one."""
    rows = 0
    while part := await asyncio.to_thread(_next_part, batches, rows):
        async with database.session() as session:
            await ExportParts(session).add(computation_id, export_id, part)
        rows += part.rows
    async with database.session() as session:
        if await ExportParts(session).row_count(export_id) != rows:
            raise ExportPartsMissing(f"export {export_id} of computation {computation_id}")
    return rows


def _next_part(batches: Iterator[list[bytes]], first_row: int) -> ExportPart | None:
    lines = next(batches, None)
    return ExportPart(first_row=first_row, rows=len(lines), body=compress_lines(lines)) if lines else None


def _compile(request: AsyncCreatorSearchRequest) -> CompiledQuery:
    return compile_query(
        request,
        platform=require_platform(request.work_platform_id).key,
        audience_source=request.audience_source,
        sort_by=request.sort_by.field,
        paging=Paging(limit=request.max_results),
        lexicon=_EmptyTermStatistics(),
    )


CREATOR_SEARCH_EXPORT: Final = Job(
    name="creator_search_export",
    request=AsyncCreatorSearchRequest,
    result=SearchExport,
    run=run,
    check=_compile,
    queue=EXPORT_QUEUE,
    completion_events=CompletionEvents(CREATOR_SEARCH_EXPORT_SUCCESS, CREATOR_SEARCH_EXPORT_FAILURE),
)
