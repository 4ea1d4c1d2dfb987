"""Entry points of Connect: link, popup and redirect, and the script for customers' pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from limelight.accounts.sdk_tokens import SdkTokenClaims, SdkTokenExpired, SdkTokenInvalid, SdkTokens
from limelight.accounts.web_origins import is_allowed_return_url, may_open_connect
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.pages.connect.problems import (
    ConnectExpired,
    ConnectPageMissing,
    ConnectTokenInvalid,
    OriginNotAllowed,
    plain_screen,
)
from limelight.pages.connect.screens import OpenerMessage
from limelight.pages.connect.session import COOKIE, cookie, new_secret, session_path, tenant_screen
from limelight.platforms import platform_by_id
from limelight.settings import Settings
from limelight.store.accounts import Accounts
from limelight.store.connections import (
    Brands,
    ClientEvent,
    ConnectFlow,
    ConnectLinks,
    ConnectOptions,
    ConnectSessions,
    PendingAuthorizations,
)
from limelight.store.database import Session

SCRIPT: Final = Path(__file__).parent / "static" / "connect.js"
SESSION_LIFETIME: Final = timedelta(hours=1)
_MAX_NAME_LENGTH: Final = 100
_FORM_FIELDS: Final = (
    "token",
    "user_id",
    "display_name",
    "work_platform_id",
    "single_account",
    "language",
    "opener",
)


@dataclass(frozen=True)
class ConnectRequest:
    """The form that opens Connect and the claims of its SDK token."""

    form: Mapping[str, str]
    claims: SdkTokenClaims

    def options(self) -> ConnectOptions:
        return ConnectOptions(
            flow=self._flow(),
            products=self.claims.account_products,
            platform=self._platform(),
            has_single_account=self.form.get("single_account") == "true",
            opener=self.form.get("opener") or None,
            redirect_url=self.form.get("redirect_url") or None,
            display_name=self.form.get("display_name", "").strip()[:_MAX_NAME_LENGTH] or None,
            language=self.form.get("language") or None,
        )

    def _flow(self) -> ConnectFlow:
        return ConnectFlow.REDIRECT if self.form.get("flow") == ConnectFlow.REDIRECT else ConnectFlow.POPUP

    def _platform(self) -> PlatformKey | None:
        """Raises ConnectPageMissing for an unknown id."""
        given = self.form.get("work_platform_id")
        if not given:
            return None
        found = platform_by_id(_uuid(given))
        if found is None:
            raise ConnectPageMissing
        return found.key


class EntryRoutes(Controller):
    path = "/connect"
    include_in_schema = False

    @get(["/popup"], sync_to_thread=False)
    def popup(self, request: Request[Any, Any, Any]) -> Template:
        """The first page of the popup, which receives its options from the opener."""
        return plain_screen(request).page("popup", fields=_FORM_FIELDS)

    @post("/sessions")
    async def open_session(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[Session],
        settings: NamedDependency[Settings],
        tokens: NamedDependency[SdkTokens],
    ) -> Redirect:
        """A customer's page opens a session with an SDK token."""
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        try:
            asked = ConnectRequest(form, tokens.verify(form.get("token", "")))
            is_current = True
        except SdkTokenInvalid:
            raise ConnectTokenInvalid from None
        except SdkTokenExpired as expired:
            asked, is_current = ConnectRequest(form, expired.claims), False
        opening = asked.options()
        await _check_origin(session, asked.claims.tenant_id, opening, settings)
        if not is_current:
            screen = await tenant_screen(request, session, asked.claims.tenant_id, opening)
            raise ConnectExpired(
                screen.with_events(None, ClientEvent(event="tokenExpired")), opening.redirect_url
            )
        await _check_user(session, asked)
        expires_at = datetime.fromtimestamp(asked.claims.exp, UTC)
        return await _start_session(
            session, settings, asked.claims.tenant_id, asked.claims.user_id, opening, expires_at
        )

    @get("/links/{secret:str}")
    async def open_link(
        self, secret: str, session: NamedDependency[Session], settings: NamedDependency[Settings]
    ) -> Redirect:
        """Opens a session from an invitation link."""
        link = await ConnectLinks(session).get_by_secret(secret)
        if link is None:
            raise ConnectTokenInvalid
        opening = ConnectOptions(flow=ConnectFlow.LINK, products=tuple(AccountProduct))
        return await _start_session(session, settings, link.tenant_id, link.user_id, opening, link.expires_at)

    @post("/happenings")
    async def happenings(
        self,
        request: Request[Any, Any, Any],
        session: NamedDependency[Session],
        tokens: NamedDependency[SdkTokens],
    ) -> Response[bytes]:
        """The events of a visit, for an opener that lost its popup handle to a platform's page."""
        form = await request.form()
        try:
            claims = tokens.verify(str(form.get("token", "")))
        except SdkTokenExpired as expired:
            claims = expired.claims
        except SdkTokenInvalid:
            raise ConnectTokenInvalid from None
        visit = await ConnectSessions(session).get(_uuid(str(form.get("session", ""))))
        if visit is None or (visit.tenant_id, visit.user_id) != (claims.tenant_id, claims.user_id):
            raise ConnectPageMissing
        told = OpenerMessage(
            session_id=str(visit.id),
            happenings=visit.client_events,
            is_away=await PendingAuthorizations(session).is_pending(visit.id),
            is_over=visit.expires_at <= now(),
        )
        return Response(
            msgspec.json.encode(told),
            media_type="application/json",
            status_code=200,
            headers={
                "access-control-allow-origin": visit.options.opener or "null",
                "cache-control": "no-store",
                "vary": "origin",
            },
        )


@get(
    ["/connect.js", "/connect/v2/phyllo-connect.js"],
    include_in_schema=False,
    media_type="text/javascript; charset=utf-8",
    sync_to_thread=False,
)
def connect_script() -> Response[bytes]:
    """The script for customers' pages, under its own path and the path of the reference."""
    headers = {"cache-control": "public, max-age=3600", "cross-origin-resource-policy": "cross-origin"}
    return Response(SCRIPT.read_bytes(), headers=headers)


async def _start_session(
    session: Session,
    settings: Settings,
    tenant_id: UUID,
    user_id: UUID,
    opening: ConnectOptions,
    at_most_until: datetime,
) -> Redirect:
    secret, until = new_secret(), min(now() + SESSION_LIFETIME, at_most_until)
    session_id = await ConnectSessions(session).add(tenant_id, user_id, opening, secret, until)
    home = session_path(session_id)
    # The cookie outlives the session, so that an expired session still shows an explanation.
    held = cookie(COOKIE, secret, home, settings, until + timedelta(days=1))
    return Redirect(home, status_code=303, cookies=[held])


async def _check_origin(
    session: Session, tenant_id: UUID, opening: ConnectOptions, settings: Settings
) -> None:
    """Raises OriginNotAllowed."""
    brand = await Brands(session).get(tenant_id)
    if opening.flow is ConnectFlow.POPUP:
        is_allowed = may_open_connect(opening.opener or "", brand, settings)
    else:
        is_allowed = is_allowed_return_url(opening.redirect_url or "", brand, settings)
    if not is_allowed:
        raise OriginNotAllowed


async def _check_user(session: Session, asked: ConnectRequest) -> None:
    """The token's user exists and matches the form's ``user_id``. Raises ConnectTokenInvalid."""
    named = asked.form.get("user_id") or str(asked.claims.user_id)
    if named != str(asked.claims.user_id):
        raise ConnectTokenInvalid
    await Accounts(session, asked.claims.tenant_id).get_user(asked.claims.user_id)


def _uuid(text: str) -> UUID:
    """Raises ConnectPageMissing."""
    try:
        return UUID(text)
    except ValueError:
        raise ConnectPageMissing from None
