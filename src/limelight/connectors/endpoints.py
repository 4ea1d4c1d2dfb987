"""Declarations of a platform's endpoints: request, pagination, and how rows become records."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from limelight.connectors.responses import AuthMethod

RowT = TypeVar("RowT")
RecordT = TypeVar("RecordT")


class Paginator(Protocol):
    """Pagination of an endpoint. A cursor is text that the previous page yielded."""

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        """The query parameters of the cursor's page, or of the first page."""

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        """The cursor after a page with this body and number of rows; ``None`` after the last page."""


@dataclass(frozen=True)
class SinglePagePaginator:
    """An endpoint without pagination."""

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class CursorPaginator:
    """``response_field`` of a page is sent as the query parameter ``param`` for the next page."""

    response_field: str
    param: str

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {self.param: cursor} if cursor else {}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        found = body.get(self.response_field) if isinstance(body, dict) else None
        return str(found) if found else None


@dataclass(frozen=True, kw_only=True)
class OffsetPaginator:
    """``param`` is the number of rows to skip; a page with fewer than ``page_size`` rows is the last."""

    param: str
    page_size: int
    first_offset: int = 0

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {self.param: cursor or str(self.first_offset)}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        return str(int(cursor or self.first_offset) + count) if count >= self.page_size else None


@dataclass(frozen=True, kw_only=True)
class Endpoint(Generic[RowT, RecordT]):
    """A GET endpoint. Rows for which ``map_row`` returns ``None`` are skipped.

    ``data_selector`` names the list of rows in the response; without it the whole response is the one row.
    ``content_id_param`` is the query parameter for the content whose comments are fetched.
    ``required_scope`` must have been granted. With ``newest_first``, paging ends at the first page that is
    older than ``since`` altogether.
    """

    path: str
    row_type: type[RowT]
    map_row: Callable[[RowT], RecordT | None]
    data_selector: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    content_id_param: str | None = None
    paginator: Paginator = SinglePagePaginator()
    auth_method: AuthMethod = AuthMethod.ACCESS_TOKEN
    required_scope: str | None = None
    newest_first: bool = False
    base_url: str | None = None


@dataclass(frozen=True)
class FetchResult(Generic[RecordT]):
    """``cursor`` is that of the next page. ``row_count`` includes skipped rows."""

    items: tuple[RecordT, ...]
    cursor: str | None = None
    row_count: int = 0

    @property
    def first(self) -> RecordT | None:
        return self.items[0] if self.items else None


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """The arguments of ``AccountSource.page``."""

    since: datetime | None = None
    content_id: str | None = None
    cursor: str | None = None


class ApiClient(Protocol):
    """Requests to a platform, authorized for an account or by the operator's API key."""

    async def fetch(
        self,
        fetch: Endpoint[RowT, RecordT],
        params: Mapping[str, str] | None = None,
        cursor: str | None = None,
    ) -> FetchResult[RecordT]:
        """What the answer has; nothing of what is gone. Raises SourceError."""

    async def subject(self) -> str:
        """The platform's id of the account."""


@dataclass(frozen=True, kw_only=True)
class MultiRequestFetch(Generic[RecordT]):
    """A page of records that takes several requests, made by ``fetch_page`` to the ``endpoints``."""

    endpoints: tuple[Endpoint[Any, Any], ...]
    fetch_page: Callable[[ApiClient, PageRequest], Awaitable[FetchResult[RecordT]]]


@dataclass(frozen=True, kw_only=True)
class ProfileLookup(Generic[RecordT]):
    """Looks up a public profile by handle or id with the operator's API key."""

    endpoints: tuple[Endpoint[Any, Any], ...]
    find: Callable[[ApiClient, str], Awaitable[RecordT | None]]
