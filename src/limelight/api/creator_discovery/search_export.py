"""Creator Discovery: exporting a search, in pages or as a file."""

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, MediaType, Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream
from msgspec.json import encode

from limelight.api.connect import work_platform_attribute
from limelight.api.dependencies import Offset
from limelight.api.instrumentation import request_id
from limelight.api.jobs import JobId, response_mapper
from limelight.catalog.work_platforms import require_platform
from limelight.errors import InvalidRequest
from limelight.jobs.export_files import ExportFiles, FileFormat
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT
from limelight.jobs.service import JobService, JobState
from limelight.kernel.jobs import JobStatus
from limelight.schemas.creator_discovery.search_export import (
    AsyncCreatorSearchRequest,
    CreatorSearchExportJob,
    CreatorSearchExportMetadata,
    CreatorSearchExportResult,
    SearchExport,
)
from limelight.schemas.jobs import JobResponse
from limelight.settings import Settings
from limelight.store.database import Session
from limelight.store.exports import ExportParts, decompress_lines

_MEDIA_TYPES: Final[Mapping[FileFormat, str]] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}

_Export = JobState[AsyncCreatorSearchRequest, SearchExport]
_Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="How many results to return.")]
_Format = Annotated[
    FileFormat | None,
    QueryParameter(
        name="format",
        description="Return all results as a file in this format. `limit` and `offset` are ignored.",
    ),
]


class ExportNotReady(InvalidRequest):
    """The export has no file because its status is not SUCCESS."""


_to_receipt: Final = response_mapper(CREATOR_SEARCH_EXPORT, CreatorSearchExportJob, given=("filters",))
_to_answer: Final = response_mapper(CREATOR_SEARCH_EXPORT, JobResponse)


class SearchExports(Controller):
    path = "/social/creators/profiles/search-export"
    tags = ("Creator Discovery",)

    @post(status_code=202)
    async def create_creator_search_export(
        self, jobs: JobService, settings: Settings, data: AsyncCreatorSearchRequest
    ) -> CreatorSearchExportJob:
        """Submit a search. The job exports a snapshot of up to `max_results` results."""
        job = await jobs.create(CREATOR_SEARCH_EXPORT, data)
        return _to_receipt(job, settings, filters=_without_nulls(msgspec.to_builtins(data)))

    @get("/{id:uuid}", responses={200: ResponseSpec(CreatorSearchExportResult, generate_examples=False)})
    async def get_creator_search_export(
        self,
        request: Request[Any, Any, Any],
        jobs: JobService,
        session: Session,
        settings: Settings,
        export_files: ExportFiles,
        id: JobId,  # noqa: A002
        limit: _Limit = 100,
        offset: Offset = 0,
        file_format: _Format = None,
    ) -> Response[bytes] | Stream:
        """Get the status of an export and, once it is SUCCESS, a page of its results.

        With `format` (`csv`, `jsonl` or `parquet`) all results are streamed as a file.
        """
        export = await jobs.get(CREATOR_SEARCH_EXPORT, id)
        head = _row_head(export, settings)
        if file_format is not None:
            return _download(export, file_format, export_files, head)
        metadata = CreatorSearchExportMetadata(
            total_results=export.result.total_results, limit=limit, offset=offset
        )
        rows = await _page(session, export.result.export_id, metadata)
        answer = _to_answer(export, settings, request_id(request.scope))
        body = _response_body(answer, export.result, metadata, [head + row[1:] for row in rows])
        return Response(body, media_type=MediaType.JSON)


def _without_nulls(filters: dict[str, Any]) -> dict[str, Any]:
    """The filters without those that are null."""
    return {
        name: _without_nulls(value) if isinstance(value, dict) else value
        for name, value in filters.items()
        if value is not None
    }


def _row_head(export: _Export, settings: Settings) -> bytes:
    """The JSON that every row starts with: the work platform."""
    platform = require_platform(export.request.work_platform_id)
    return encode({"work_platform": work_platform_attribute(platform, settings)})[:-1] + b","


async def _page(
    session: Session, export_id: UUID | None, metadata: CreatorSearchExportMetadata
) -> list[bytes]:
    if export_id is None:
        return []
    parts = await ExportParts(session).overlapping(export_id, metadata.offset, metadata.limit)
    if not parts:
        return []
    rows = [row for part in parts for row in decompress_lines(part.body)]
    start = metadata.offset - parts[0].first_row
    return rows[start : start + metadata.limit]


def _response_body(
    answer: JobResponse, result: SearchExport, metadata: CreatorSearchExportMetadata, rows: list[bytes]
) -> bytes:
    """Concatenates rows that are already JSON instead of encoding them again."""
    paging = b'"metadata":' + encode(metadata) + b"}"
    data = b",".join(row[:-1] + b"," + paging for row in rows)
    ignored = b'"ignored_filters":' + encode(result.ignored_filters)
    return b"%b,%b,%b" % (encode(answer)[:-1], b'"data":[' + data + b"]," + ignored, paging)


def _download(export: _Export, file_format: FileFormat, files: ExportFiles, head: bytes) -> Stream:
    export_id = export.result.export_id
    if export_id is None:
        hint = "The export failed." if export.status is JobStatus.FAILURE else "Retry when it is SUCCESS."
        raise ExportNotReady(f"format: the export is {export.status} and has no file. {hint}")
    return Stream(
        files.stream(file_format, export_id, export.result.total_results, head),
        media_type=_MEDIA_TYPES[file_format],
        headers={"content-disposition": f'attachment; filename="creators-{export.id}.{file_format}"'},
    )
