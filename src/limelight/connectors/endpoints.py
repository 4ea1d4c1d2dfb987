"""The words in which a platform says how its answers become records."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from limelight.connectors.responses import AuthMethod

RowT = TypeVar("RowT")
RecordT = TypeVar("RecordT")


class Paginator(Protocol):
    """How a platform is asked for the next page. A cursor is text that the page before gave."""

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        """What asks for the page of the cursor, or for the first one."""

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        """The cursor after the page that has the body and so many items; ``None`` after the last."""


@dataclass(frozen=True)
class SinglePagePaginator:
    """There is no next page."""

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class CursorPaginator:
    """The field ``found`` of an answer is sent as the parameter ``sent`` for the next page."""

    response_field: str
    param: str

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {self.param: cursor} if cursor else {}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        found = body.get(self.response_field) if isinstance(body, dict) else None
        return str(found) if found else None


@dataclass(frozen=True, kw_only=True)
class OffsetPaginator:
    """The parameter ``sent`` skips items; a page with fewer than ``size`` is the last."""

    param: str
    page_size: int
    first_offset: int = 0

    def request_params(self, cursor: str | None) -> Mapping[str, str]:
        return {self.param: cursor or str(self.first_offset)}

    def next_cursor(self, body: Any, count: int, cursor: str | None) -> str | None:
        return str(int(cursor or self.first_offset) + count) if count >= self.page_size else None


@dataclass(frozen=True, kw_only=True)
class Endpoint(Generic[RowT, RecordT]):
    """One kind of request. A row for which ``map_row`` returns ``None`` is skipped.

    ``data_selector`` is the field of the response that lists the rows; without it the response is the only
    row. ``content_id_param`` is the parameter for the content whose comments are read. ``required_scope`` is
    the scope that the creator must have granted. With ``newest_first``, a page that is too old is the last.
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
    """``cursor`` leads to the next page. ``row_count`` includes the rows that were skipped."""

    items: tuple[RecordT, ...]
    cursor: str | None = None
    row_count: int = 0

    @property
    def first(self) -> RecordT | None:
        return self.items[0] if self.items else None


@dataclass(frozen=True, kw_only=True)
class PageRequest:
    """The page of records that is requested; see ``AccountSource.page``."""

    since: datetime | None = None
    content_id: str | None = None
    cursor: str | None = None


class ApiClient(Protocol):
    """Makes a platform's requests, with what the account or the operator has to show."""

    async def fetch(
        self,
        fetch: Endpoint[RowT, RecordT],
        params: Mapping[str, str] | None = None,
        cursor: str | None = None,
    ) -> FetchResult[RecordT]:
        """What the answer has; nothing of what is gone. Raises SourceError."""

    async def subject(self) -> str:
        """The platform's own id of the account."""


@dataclass(frozen=True, kw_only=True)
class MultiRequestFetch(Generic[RecordT]):
    """A page of records that takes several requests; ``fetch_page`` sends them to ``endpoints``."""

    endpoints: tuple[Endpoint[Any, Any], ...]
    fetch_page: Callable[[ApiClient, PageRequest], Awaitable[FetchResult[RecordT]]]


@dataclass(frozen=True, kw_only=True)
class ProfileLookup(Generic[RecordT]):
    """A public profile by handle or id, with the operator's own key."""

    endpoints: tuple[Endpoint[Any, Any], ...]
    find: Callable[[ApiClient, str], Awaitable[RecordT | None]]
