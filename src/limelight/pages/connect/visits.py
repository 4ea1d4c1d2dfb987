"""A creator's visit: found by its id and the cookie of the browser that began it."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from limelight.kernel.timestamps import now
from limelight.pages.connect.problems import ConnectExpired, ConnectPageMissing, FormNotTrusted
from limelight.pages.connect.screens import Screen, look_of
from limelight.pages.connect.words import words_for
from limelight.settings import Settings
from limelight.store.connections import Brands, ConnectSession, ConnectSessions, Flow, Happening, Opening
from limelight.store.database import Session
from limelight.store.tenants import TenantRow

COOKIE: Final = "limelight_connect"
_SEE_OTHER: Final = 303


@dataclass(frozen=True)
class Visit:
    """``secret`` is what the browser's cookie holds, and nobody else has."""

    session: ConnectSession
    screen: Screen
    secret: str

    @property
    def home(self) -> str:
        return home_of(self.session.id)

    @property
    def is_over(self) -> bool:
        return any(happening.event == "exit" for happening in self.session.happenings)

    def page(self, name: str, **context: Any) -> Template:
        only = self.session.opening.platform is not None
        shared: dict[str, Any] = {"home": self.home, "csrf": csrf_of(self.secret), "is_only": only}
        return self.screen.page(name, **(shared | context))

    def see(self, path: str) -> Redirect:
        """On to another page of the visit."""
        return Redirect(f"{self.home}{path}", status_code=_SEE_OTHER)


def home_of(session_id: UUID) -> str:
    return f"/connect/sessions/{session_id}"


def csrf_of(secret: str) -> str:
    return hmac.digest(secret.encode(), b"form", "sha256").hex()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def cookie(name: str, value: str, path: str, settings: Settings, until: datetime) -> Cookie:
    """A cookie that scripts cannot read and other sites cannot use, for pages below the path."""
    return Cookie(
        key=name,
        value=value,
        path=path,
        max_age=max(int((until - now()).total_seconds()), 0),
        httponly=True,
        secure=settings.public_url.startswith("https://"),
        samesite="lax",
    )


async def screen_of(
    request: Request[Any, Any, Any], session: Session, tenant_id: UUID, opening: Opening
) -> Screen:
    """The tenant's screen, for what Connect was opened with."""
    settings: Settings = request.app.state.settings
    brand = await Brands(session).of(tenant_id)
    tenant = await session.get_one(TenantRow, tenant_id)
    return Screen(
        words=words_for(opening.language, request.headers.get("accept-language", "")),
        look=look_of(brand, opening.display_name or tenant.name),
        is_sandbox=settings.is_sandbox,
        opener=opening.opener if opening.flow is Flow.POPUP else None,
    )


async def visit_of(request: Request[Any, Any, Any], session: NamedDependency[Session]) -> Visit:
    """Raises ConnectPageMissing or ConnectExpired."""
    secret = request.cookies.get(COOKIE, "")
    found = await ConnectSessions(session).one(request.path_params["session_id"], secret)
    if found is None:
        raise ConnectPageMissing
    screen = await screen_of(request, session, found.tenant_id, found.opening)
    if found.expires_at <= now():
        expired = Happening(event="tokenExpired")
        raise ConnectExpired(screen.telling(found.id, *found.happenings, expired))
    return Visit(found, screen.telling(found.id, *found.happenings), secret)


async def form_of(request: Request[Any, Any, Any], visit: NamedDependency[Visit]) -> Mapping[str, str]:
    """What the visit's own form has sent. Raises FormNotTrusted."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if not hmac.compare_digest(form.get("csrf", "").encode(), csrf_of(visit.secret).encode()):
        raise FormNotTrusted(visit.screen)
    return form
