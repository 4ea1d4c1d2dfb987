"""The engine of platforms: requests made, refusals read, rows made into records."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
import structlog

from limelight.connectors.answers import Answer, Credential, Gone, TokenRefused, usual_refusal
from limelight.connectors.client import PlatformClient
from limelight.connectors.fetching import Fetch, Found, Made, Raw
from limelight.connectors.grants import Grant
from limelight.connectors.source import ProductNotSupported, ScopeMissing, SourceError
from limelight.connectors.spec import Platform
from limelight.kernel.timestamps import now

_LOG = structlog.get_logger("limelight.connectors")

_LEEWAY: Final = timedelta(seconds=60)
"""A token that is about to expire might on the way."""
_NO_KEY: Final = "{} tells this with an API key alone: set LIMELIGHT_PLATFORMS__{}__API_KEY."

Refresh = Callable[[Grant], Awaitable[Grant]]


class GrantKeeper(Protocol):
    """Keeps the grants of accounts, and has one process refresh each at a time."""

    async def of(self, account_id: UUID) -> Grant:
        """Raises GrantExpired if the account is not connected."""

    async def refreshed(self, account_id: UUID, stale: Grant, refresh: Refresh) -> Grant:
        """A newer grant than the stale one. What ``refresh`` raises is raised."""


class Holder(Protocol):
    """Whose grant requests are made with."""

    async def grant(self) -> Grant: ...

    async def renewed(self, stale: Grant) -> Grant:
        """Raises GrantExpired."""


class AccountGrant:
    """The grant of a connected account."""

    def __init__(self, keeper: GrantKeeper, account_id: UUID, refresh: Refresh) -> None:
        self._keeper = keeper
        self._account_id = account_id
        self._refresh = refresh
        self._grant: Grant | None = None

    async def grant(self) -> Grant:
        if self._grant is None:
            self._grant = await self._keeper.of(self._account_id)
        return self._grant

    async def renewed(self, stale: Grant) -> Grant:
        self._grant = await self._keeper.refreshed(self._account_id, stale, self._refresh)
        return self._grant


class NewGrant:
    """A grant that was given just now, and belongs to no account yet."""

    def __init__(self, grant: Grant) -> None:
        self._grant = grant

    async def grant(self) -> Grant:
        return self._grant

    async def renewed(self, stale: Grant) -> Grant:
        raise SourceError("The platform refuses the access token that it just gave.")


class PlatformCalls:
    """Requests to one platform: for a holder of a grant, or with the operator's key alone."""

    def __init__(self, platform: Platform, client: PlatformClient, holder: Holder | None = None) -> None:
        self._platform = platform
        self._client = client
        self._holder = holder

    async def found(
        self, fetch: Fetch[Raw, Made], params: Mapping[str, str] | None = None, cursor: str | None = None
    ) -> Found[Made]:
        """What the answer has; nothing of what is gone. Raises SourceError, ProductNotSupported."""
        sent = {**fetch.params, **fetch.pager.parameters(cursor), **(params or {})}
        try:
            answer = await self._answer(fetch, sent)
        except Gone:
            return Found(())
        body = answer.json
        if body is None:
            raise SourceError(f"{self._platform.name} answered what is not JSON to {fetch.path}.")
        rows = _rows(fetch, body)
        return Found(_made(fetch, rows), fetch.pager.following(body, len(rows), cursor), len(rows))

    async def subject(self) -> str:
        """The platform's own id of the account."""
        return (await self._held().grant()).subject

    async def _answer(self, fetch: Fetch[Any, Any], sent: Mapping[str, str]) -> Answer:
        if fetch.credential is Credential.KEY:
            return await self._get(fetch, sent, self._key_headers())
        holder = self._held()
        grant = await self._current(holder)
        _check_scope(fetch, grant)
        try:
            return await self._get(fetch, sent, _bearer(grant))
        except TokenRefused:
            fresh = await holder.renewed(grant)
            return await self._get(fetch, sent, _bearer(fresh))

    async def _current(self, holder: Holder) -> Grant:
        grant = await holder.grant()
        expires_at = grant.access_expires_at
        if grant.refresh_token and expires_at is not None and expires_at <= now() + _LEEWAY:
            return await holder.renewed(grant)
        return grant

    async def _get(
        self, fetch: Fetch[Any, Any], sent: Mapping[str, str], headers: Mapping[str, str]
    ) -> Answer:
        url = f"{fetch.base_url or self._platform.base_url}{fetch.path}"
        answer = await self._client.get(self._platform, url, sent, headers, fetch.credential)
        if not answer.is_success:
            refused = self._platform.refusal(answer) or usual_refusal(answer)
            refused.add_note(f"{self._platform.name} {fetch.path}")
            raise refused
        return answer

    def _held(self) -> Holder:
        if self._holder is None:
            raise ProductNotSupported(f"{self._platform.name} tells this to the owner of the account alone.")
        return self._holder

    def _key_headers(self) -> dict[str, str]:
        key = self._client.own(self._platform).api_key
        if key is None or self._platform.key_header is None:
            raise ProductNotSupported(_NO_KEY.format(self._platform.name, self._platform.key.upper()))
        return {self._platform.key_header: key}


def _bearer(grant: Grant) -> dict[str, str]:
    return {"authorization": f"Bearer {grant.access_token}"}


def _check_scope(fetch: Fetch[Any, Any], grant: Grant) -> None:
    """What was not granted need not be asked for; of a grant that does not say, the platform knows."""
    if fetch.scope is not None and grant.scopes and fetch.scope not in grant.scopes:
        raise ScopeMissing(f"The creator did not grant {fetch.scope}.")


def _rows(fetch: Fetch[Any, Any], body: Any) -> list[Any]:
    """A list that is not there is empty: platforms leave out what they have nothing for."""
    if fetch.items is None:
        return [body]
    rows = body.get(fetch.items) if isinstance(body, dict) else None
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise SourceError(f"{fetch.path}: {fetch.items} is no list.")
    return rows


def _made(fetch: Fetch[Raw, Made], rows: list[Any]) -> tuple[Made, ...]:
    """The records of the rows. An odd row is left out and logged; if all are odd, the answer has changed."""
    items: list[Made | None] = []
    mistakes: list[Exception] = []
    for row in rows:
        try:
            items.append(fetch.to(msgspec.convert(row, fetch.raw, strict=False)))
        except (msgspec.ValidationError, ValueError) as mistake:
            mistakes.append(mistake)
    if mistakes:
        _LOG.warning("odd rows", path=fetch.path, count=len(mistakes), of=len(rows), first=str(mistakes[0]))
    if mistakes and len(mistakes) == len(rows):
        raise SourceError(f"{fetch.path} answers otherwise than it used to: {mistakes[0]}") from mistakes[0]
    return tuple(item for item in items if item is not None)
