"""Runs a platform's declared endpoints: authorizes requests, maps errors and rows."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
import structlog

from limelight.connectors.endpoints import Endpoint, FetchResult, RecordT, RowT
from limelight.connectors.grants import Grant
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.responses import (
    AccessTokenRejected,
    AuthMethod,
    ResourceGone,
    Response,
    default_error,
)
from limelight.connectors.source import InsufficientScope, ProductNotSupported, SourceError
from limelight.connectors.spec import Platform
from limelight.kernel.timestamps import now

_LOG = structlog.get_logger("limelight.connectors")

_LEEWAY: Final = timedelta(seconds=60)
"""A token that expires sooner than this is refreshed before the request."""
_NO_API_KEY: Final = "{} tells this with an API key alone: set LIMELIGHT_PLATFORMS__{}__API_KEY."

Refresh = Callable[[Grant], Awaitable[Grant]]


class GrantStore(Protocol):
    """Stores the grants of accounts; each is refreshed by one process at a time."""

    async def get(self, account_id: UUID) -> Grant:
        """Raises GrantExpired if the account is not connected."""

    async def refresh(self, account_id: UUID, stale: Grant, refresh: Refresh) -> Grant:
        """A newer grant than the stale one. What ``refresh`` raises is raised."""


class GrantProvider(Protocol):
    """Supplies the grant that requests are authorized with."""

    async def grant(self) -> Grant: ...

    async def refresh(self, stale: Grant) -> Grant:
        """Raises GrantExpired."""


class AccountGrantProvider:
    """The grant of a connected account."""

    def __init__(self, keeper: GrantStore, account_id: UUID, refresh: Refresh) -> None:
        self._keeper = keeper
        self._account_id = account_id
        self._refresh = refresh
        self._grant: Grant | None = None

    async def grant(self) -> Grant:
        if self._grant is None:
            self._grant = await self._keeper.get(self._account_id)
        return self._grant

    async def refresh(self, stale: Grant) -> Grant:
        self._grant = await self._keeper.refresh(self._account_id, stale, self._refresh)
        return self._grant


class NewGrantProvider:
    """A grant that was just obtained and is not stored yet."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant

    async def grant(self) -> Grant:
        return self._grant

    async def refresh(self, stale: Grant) -> Grant:
        raise SourceError("The platform refuses the access token that it just gave.")


class PlatformApiClient:
    """Requests to one platform, authorized by a grant or, without ``provider``, by the operator's API key."""

    def __init__(
        self, platform: Platform, client: PlatformHttpClient, holder: GrantProvider | None = None
    ) -> None:
        self._platform = platform
        self._client = client
        self._holder = holder

    async def fetch(
        self,
        fetch: Endpoint[RowT, RecordT],
        params: Mapping[str, str] | None = None,
        cursor: str | None = None,
    ) -> FetchResult[RecordT]:
        """What the answer has; nothing of what is gone. Raises SourceError, ProductNotSupported."""
        sent = {**fetch.params, **fetch.paginator.request_params(cursor), **(params or {})}
        try:
            answer = await self._request(fetch, sent)
        except ResourceGone:
            return FetchResult(())
        body = answer.json
        if body is None:
            raise SourceError(f"{self._platform.name} answered what is not JSON to {fetch.path}.")
        rows = _select_rows(fetch, body)
        return FetchResult(
            _map_rows(fetch, rows), fetch.paginator.next_cursor(body, len(rows), cursor), len(rows)
        )

    async def subject(self) -> str:
        """The platform's id of the account."""
        return (await self._require_provider().grant()).subject

    async def _request(self, fetch: Endpoint[Any, Any], sent: Mapping[str, str]) -> Response:
        if fetch.auth_method is AuthMethod.API_KEY:
            return await self._get(fetch, sent, self._api_key_headers())
        holder = self._require_provider()
        grant = await self._current_grant(holder)
        _check_scope(fetch, grant)
        try:
            return await self._get(fetch, sent, _bearer_headers(grant))
        except AccessTokenRejected:
            fresh = await holder.refresh(grant)
            return await self._get(fetch, sent, _bearer_headers(fresh))

    async def _current_grant(self, holder: GrantProvider) -> Grant:
        grant = await holder.grant()
        expires_at = grant.access_expires_at
        if grant.refresh_token and expires_at is not None and expires_at <= now() + _LEEWAY:
            return await holder.refresh(grant)
        return grant

    async def _get(
        self, fetch: Endpoint[Any, Any], sent: Mapping[str, str], headers: Mapping[str, str]
    ) -> Response:
        url = f"{fetch.base_url or self._platform.base_url}{fetch.path}"
        answer = await self._client.get(self._platform, url, sent, headers, fetch.auth_method)
        if not answer.is_success:
            refused = self._platform.error_mapper(answer) or default_error(answer)
            refused.add_note(f"{self._platform.name} {fetch.path}")
            raise refused
        return answer

    def _require_provider(self) -> GrantProvider:
        if self._holder is None:
            raise ProductNotSupported(f"{self._platform.name} tells this to the owner of the account alone.")
        return self._holder

    def _api_key_headers(self) -> dict[str, str]:
        key = self._client.settings_for(self._platform).api_key
        if key is None or self._platform.api_key_header is None:
            raise ProductNotSupported(_NO_API_KEY.format(self._platform.name, self._platform.key.upper()))
        return {self._platform.api_key_header: key}


def _bearer_headers(grant: Grant) -> dict[str, str]:
    return {"authorization": f"Bearer {grant.access_token}"}


def _check_scope(fetch: Endpoint[Any, Any], grant: Grant) -> None:
    """Raises InsufficientScope without a request. A grant without recorded scopes is left to the platform."""
    if fetch.required_scope is not None and grant.scopes and fetch.required_scope not in grant.scopes:
        raise InsufficientScope(f"The creator did not grant {fetch.required_scope}.")


def _select_rows(fetch: Endpoint[Any, Any], body: Any) -> list[Any]:
    """The rows of a response; a missing list is empty, as platforms omit empty lists."""
    if fetch.data_selector is None:
        return [body]
    rows = body.get(fetch.data_selector) if isinstance(body, dict) else None
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise SourceError(f"{fetch.path}: {fetch.data_selector} is no list.")
    return rows


def _map_rows(fetch: Endpoint[RowT, RecordT], rows: list[Any]) -> tuple[RecordT, ...]:
    """The records of the rows. Invalid rows are skipped and logged. Raises SourceError if all are invalid."""
    items: list[RecordT | None] = []
    mistakes: list[Exception] = []
    for row in rows:
        try:
            items.append(fetch.map_row(msgspec.convert(row, fetch.row_type, strict=False)))
        except (msgspec.ValidationError, ValueError) as mistake:
            mistakes.append(mistake)
    if mistakes:
        _LOG.warning("odd rows", path=fetch.path, count=len(mistakes), of=len(rows), first=str(mistakes[0]))
    if mistakes and len(mistakes) == len(rows):
        raise SourceError(f"{fetch.path} answers otherwise than it used to: {mistakes[0]}") from mistakes[0]
    return tuple(item for item in items if item is not None)
