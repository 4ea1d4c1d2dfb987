"""An export has all matches once, also after crashes."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import polars as pl
import pytest
from sqlalchemy import func, select

from limelight.catalog.index.factory import open_search_index
from limelight.catalog.index.term_statistics import LookalikeUnknown
from limelight.catalog.work_platforms import UnknownWorkPlatform
from limelight.jobs import search_export
from limelight.jobs.declaration import JobContext, JobRun
from limelight.jobs.export_files import COLUMNS, ExportFiles, FileFormat
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT, run
from limelight.jobs.service import JobService
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.platforms import platform_by_key
from limelight.sandbox import World
from limelight.schemas.creator_discovery.search_export import AsyncCreatorSearchRequest
from limelight.search.filters import InvalidFilter
from limelight.settings import JobsSettings, Settings
from limelight.store.database import Database
from limelight.store.exports import (
    ExportPart,
    ExportPartRow,
    ExportParts,
    ExportPartsMissing,
    decompress_lines,
)
from limelight.store.tenants import Tenants
from tests.catalog.small_catalogs import save
from tests.jobs.contexts import make_context

pytestmark = pytest.mark.anyio

CREATORS = 120
INSTAGRAM = str(platform_by_key(PlatformKey.INSTAGRAM).id)
HEAD = b'{"work_platform":{"id":"1","name":"Instagram","logo_url":"x"},'


def request(**filters: Any) -> AsyncCreatorSearchRequest:
    sort_by = {"field": "ENGAGEMENT_RATE", "order": "DESCENDING"}
    submitted = {"work_platform_id": INSTAGRAM, "sort_by": sort_by, "max_results": 1_000} | filters
    return msgspec.convert(submitted, AsyncCreatorSearchRequest)


@pytest.fixture
async def context(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> JobContext:
    """A context with a catalogue of one platform, and small parts."""
    monkeypatch.setattr(search_export, "_ROWS_PER_PART", 7)
    world = World(1, date(2026, 6, 1))
    for batch in world.creators(PlatformKey.INSTAGRAM, 0, CREATORS):
        await save(database, batch)
    await open_search_index(settings, database).catch_up()
    return make_context(settings, database)


@pytest.fixture
async def job_run(database: Database) -> JobRun[AsyncCreatorSearchRequest]:
    """A computation as the runner gets it."""
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("studio")
        submitted = await JobService(session, tenant.id, JobsSettings()).create(
            CREATOR_SEARCH_EXPORT, request()
        )
    return JobRun(submitted.computation_id, submitted.request)


async def rows(
    database: Database, export_id: UUID | None, first: int = 0, count: int = 10_000
) -> list[bytes]:
    assert export_id is not None
    async with database.session() as session:
        parts = await ExportParts(session).overlapping(export_id, first, count)
    return [row for part in parts for row in decompress_lines(part.body)]


async def kept(database: Database) -> int:
    """Returns the number of rows of all attempts."""
    async with database.session() as session:
        return await session.scalar(select(func.sum(ExportPartRow.rows))) or 0


async def test_all_matches_are_exported_in_order(
    context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest], database: Database
):
    export = await run(job_run, context)
    exported = [msgspec.json.decode(row) for row in await rows(database, export.export_id)]
    assert export.total_results == len(exported) == CREATORS
    assert len({row["platform_username"] for row in exported}) == CREATORS
    rates = [-1 if row["engagement_rate"] is None else row["engagement_rate"] for row in exported]
    assert rates == sorted(rates, reverse=True)
    assert "contact_details" in exported[0]


async def test_parts_are_found_by_row_range(
    context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest], database: Database
):
    export = await run(job_run, context)
    whole = await rows(database, export.export_id)
    assert await rows(database, export.export_id, 6, 2) == whole[:14]
    assert await rows(database, export.export_id, 7, 7) == whole[7:14]
    assert await rows(database, export.export_id, CREATORS) == []


async def test_max_results_is_applied(context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest]):
    for most in (0, 7, 10):
        export = await run(JobRun(job_run.id, request(max_results=most)), context)
        assert export.total_results == most


async def test_parts_of_a_killed_attempt_are_not_in_the_result(
    context: JobContext,
    job_run: JobRun[AsyncCreatorSearchRequest],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    add, calls = ExportParts.add, 0

    async def dying(self: ExportParts, *part: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        await add(self, *part)

    monkeypatch.setattr(ExportParts, "add", dying)
    with pytest.raises(KeyboardInterrupt):
        await run(job_run, context)
    assert await kept(database) == 21
    monkeypatch.setattr(search_export, "_ABANDONED_AFTER", timedelta())
    export = await run(job_run, context)
    assert len(await rows(database, export.export_id)) == CREATORS
    assert await kept(database) == CREATORS


async def test_concurrent_attempts_do_not_mix(
    context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest], database: Database
):
    first = await run(job_run, context)
    second = await run(job_run, context)
    assert await rows(database, first.export_id) == await rows(database, second.export_id)


async def test_an_export_with_removed_parts_fails(
    context: JobContext,
    job_run: JobRun[AsyncCreatorSearchRequest],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    add = ExportParts.add

    async def cleared(self: ExportParts, computation: UUID, export: UUID, part: ExportPart) -> None:
        if part.first_row == 49:
            await self.remove_abandoned(computation, now())
        await add(self, computation, export, part)

    monkeypatch.setattr(ExportParts, "add", cleared)
    with pytest.raises(ExportPartsMissing):
        await run(job_run, context)


async def test_unsupported_filters_are_listed(
    context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest]
):
    export = await run(JobRun(job_run.id, request(share_count={"min": 1})), context)
    assert export.ignored_filters == ("share_count",)


def test_invalid_requests_are_rejected_without_catalogue():
    with pytest.raises(InvalidFilter):
        CREATOR_SEARCH_EXPORT.check(request(creator_interests=["No such interest"]))
    with pytest.raises(UnknownWorkPlatform):
        CREATOR_SEARCH_EXPORT.check(request(work_platform_id=str(uuid4())))
    CREATOR_SEARCH_EXPORT.check(request(creator_lookalikes="nobody"))


async def test_lookalikes_of_an_unknown_creator_fail(
    context: JobContext, job_run: JobRun[AsyncCreatorSearchRequest]
):
    with pytest.raises(LookalikeUnknown):
        await run(JobRun(job_run.id, request(creator_lookalikes="nobody")), context)


async def _file(database: Database, file_format: FileFormat, export_id: UUID, total: int) -> bytes:
    streamed = ExportFiles(database).stream(file_format, export_id, total, HEAD)
    return b"".join([chunk async for chunk in streamed])


async def test_files_have_the_rows_of_the_pages(
    context: JobContext,
    job_run: JobRun[AsyncCreatorSearchRequest],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("limelight.jobs.export_files._PARTS_PER_GROUP", 4)
    export = await run(job_run, context)
    pages = [msgspec.json.decode(HEAD + row[1:]) for row in await rows(database, export.export_id)]
    assert export.export_id is not None
    lines = (await _file(database, "jsonl", export.export_id, CREATORS)).splitlines()
    assert [msgspec.json.decode(line) for line in lines] == pages
    table = pl.read_parquet(BytesIO(await _file(database, "parquet", export.export_id, CREATORS)))
    text = pl.read_csv(
        BytesIO(await _file(database, "csv", export.export_id, CREATORS)), infer_schema_length=None
    )
    assert tuple(table.columns) == tuple(text.columns) == COLUMNS
    for name in ("platform_username", "follower_count", "introduction", "is_verified", "engagement_rate"):
        told = [page[name] for page in pages]
        assert table[name].to_list() == told
        assert text[name].to_list() == told
    assert table["country"].to_list() == [page["location"]["country"] for page in pages]
    assert table["contact_details"].to_list() == [page["contact_details"] for page in pages]
    shown = [
        "; ".join(f"{detail['type']}: {detail['value']}" for detail in page["contact_details"])
        for page in pages
    ]
    assert text["contact_details"].to_list() == shown
    assert set(table["work_platform"]) == {"Instagram"}


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "parquet"])
async def test_an_empty_file_is_valid(database: Database, file_format: FileFormat):
    content = await _file(database, file_format, uuid4(), 0)
    if file_format == "parquet":
        assert tuple(pl.read_parquet(BytesIO(content)).columns) == COLUMNS
    assert (file_format == "jsonl") == (content == b"")


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "parquet"])
async def test_an_incomplete_file_raises(
    context: JobContext,
    job_run: JobRun[AsyncCreatorSearchRequest],
    database: Database,
    file_format: FileFormat,
):
    export = await run(job_run, context)
    assert export.export_id is not None
    with pytest.raises(ExportPartsMissing):
        await _file(database, file_format, export.export_id, CREATORS + 1)


def test_the_docs_name_the_columns():
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    assert [name for name in COLUMNS if f"`{name}`" not in page] == []
