"""The words in which a platform says how its answers become records."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from limelight.connectors.answers import Credential

Raw = TypeVar("Raw")
Made = TypeVar("Made")


class Pager(Protocol):
    """How a platform is asked for the next page. A cursor is text that the page before gave."""

    def parameters(self, cursor: str | None) -> Mapping[str, str]:
        """What asks for the page of the cursor, or for the first one."""

    def following(self, body: Any, count: int, cursor: str | None) -> str | None:
        """The cursor after the page that has the body and so many items; ``None`` after the last."""


@dataclass(frozen=True)
class OnePage:
    """There is no next page."""

    def parameters(self, cursor: str | None) -> Mapping[str, str]:
        return {}

    def following(self, body: Any, count: int, cursor: str | None) -> str | None:
        return None


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """The field ``found`` of an answer is sent as the parameter ``sent`` for the next page."""

    found: str
    sent: str

    def parameters(self, cursor: str | None) -> Mapping[str, str]:
        return {self.sent: cursor} if cursor else {}

    def following(self, body: Any, count: int, cursor: str | None) -> str | None:
        found = body.get(self.found) if isinstance(body, dict) else None
        return str(found) if found else None


@dataclass(frozen=True, kw_only=True)
class Offset:
    """The parameter ``sent`` skips items; a page with fewer than ``size`` is the last."""

    sent: str
    size: int
    first: int = 0

    def parameters(self, cursor: str | None) -> Mapping[str, str]:
        return {self.sent: cursor or str(self.first)}

    def following(self, body: Any, count: int, cursor: str | None) -> str | None:
        return str(int(cursor or self.first) + count) if count >= self.size else None


@dataclass(frozen=True, kw_only=True)
class Fetch(Generic[Raw, Made]):
    """One kind of request. A row of which ``to`` makes ``None`` is left out.

    ``items`` names the answer's list of rows; without it the answer is the one row. ``of`` is the parameter
    that names the content which comments are on. ``scope`` is what the creator must have granted.
    With ``newest_first``, a page that is too old is the last.
    """

    path: str
    raw: type[Raw]
    to: Callable[[Raw], Made | None]
    items: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    of: str | None = None
    pager: Pager = OnePage()
    credential: Credential = Credential.TOKEN
    scope: str | None = None
    newest_first: bool = False
    base_url: str | None = None


@dataclass(frozen=True)
class Found(Generic[Made]):
    """``cursor`` leads to the next page. ``rows`` is how many the answer had, left out or not."""

    items: tuple[Made, ...]
    cursor: str | None = None
    rows: int = 0

    @property
    def first(self) -> Made | None:
        return self.items[0] if self.items else None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked for of a kind of record: see ``Source.page``."""

    since: datetime | None = None
    of: str | None = None
    cursor: str | None = None


class Calls(Protocol):
    """Makes a platform's requests, with what the account or the operator has to show."""

    async def found(
        self, fetch: Fetch[Raw, Made], params: Mapping[str, str] | None = None, cursor: str | None = None
    ) -> Found[Made]:
        """What the answer has; nothing of what is gone. Raises SourceError."""

    async def subject(self) -> str:
        """The platform's own id of the account."""


@dataclass(frozen=True, kw_only=True)
class Combined(Generic[Made]):
    """A page of records that takes several requests: ``parts`` are what ``page`` makes them with."""

    parts: tuple[Fetch[Any, Any], ...]
    page: Callable[[Calls, Asked], Awaitable[Found[Made]]]


@dataclass(frozen=True, kw_only=True)
class Lookup(Generic[Made]):
    """A public profile by handle or id, with the operator's own key."""

    parts: tuple[Fetch[Any, Any], ...]
    named: Callable[[Calls, str], Awaitable[Made | None]]
