"""A creator's visit, identified by session id and browser cookie, and the view models of its pages."""

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

from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountProduct, AccountStatus
from limelight.kernel.text import fold
from limelight.kernel.timestamps import now
from limelight.pages.connect.problems import ConnectExpired, ConnectPageMissing, FormNotTrusted
from limelight.pages.connect.screens import Screen, brand_view, page_texts_for
from limelight.platforms import platform_by_key as platform_of
from limelight.settings import Settings
from limelight.store.accounts import AccountRow
from limelight.store.connections import (
    Brands,
    ClientEvent,
    ConnectFlow,
    ConnectOptions,
    ConnectSession,
    ConnectSessions,
)
from limelight.store.database import Session
from limelight.store.tenants import TenantRow

COOKIE: Final = "limelight_connect"
_SEE_OTHER: Final = 303


@dataclass(frozen=True)
class ConnectVisit:
    """``secret`` is the value of the session cookie."""

    session: ConnectSession
    screen: Screen
    secret: str

    @property
    def home(self) -> str:
        return session_path(self.session.id)

    @property
    def is_over(self) -> bool:
        return any(happening.event == "exit" for happening in self.session.client_events)

    def page(self, name: str, **context: Any) -> Template:
        only = self.session.options.platform is not None
        shared: dict[str, Any] = {"home": self.home, "csrf": csrf_token(self.secret), "is_only": only}
        return self.screen.page(name, **(shared | context))

    def redirect(self, path: str) -> Redirect:
        """To another page of the visit."""
        return Redirect(f"{self.home}{path}", status_code=_SEE_OTHER)


def session_path(session_id: UUID) -> str:
    return f"/connect/sessions/{session_id}"


def csrf_token(secret: str) -> str:
    return hmac.digest(secret.encode(), b"form", "sha256").hex()


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def cookie(name: str, value: str, path: str, settings: Settings, until: datetime) -> Cookie:
    """A cookie for pages below the path: HttpOnly, SameSite=Lax, and Secure over HTTPS."""
    return Cookie(
        key=name,
        value=value,
        path=path,
        max_age=max(int((until - now()).total_seconds()), 0),
        httponly=True,
        secure=settings.public_url.startswith("https://"),
        samesite="lax",
    )


async def tenant_screen(
    request: Request[Any, Any, Any], session: Session, tenant_id: UUID, opening: ConnectOptions
) -> Screen:
    """A screen with the tenant's branding and the options of the session."""
    settings: Settings = request.app.state.settings
    brand = await Brands(session).get(tenant_id)
    tenant = await session.get_one(TenantRow, tenant_id)
    return Screen(
        words=page_texts_for(opening.language, request.headers.get("accept-language", "")),
        look=brand_view(brand, opening.display_name or tenant.name),
        is_sandbox=settings.is_sandbox,
        opener=opening.opener if opening.flow is ConnectFlow.POPUP else None,
    )


async def provide_visit(request: Request[Any, Any, Any], session: NamedDependency[Session]) -> ConnectVisit:
    """Raises ConnectPageMissing or ConnectExpired."""
    secret = request.cookies.get(COOKIE, "")
    found = await ConnectSessions(session).get_by_secret(request.path_params["session_id"], secret)
    if found is None:
        raise ConnectPageMissing
    screen = await tenant_screen(request, session, found.tenant_id, found.options)
    if found.expires_at <= now():
        expired = ClientEvent(event="tokenExpired")
        raise ConnectExpired(screen.with_events(found.id, *found.client_events, expired))
    return ConnectVisit(found, screen.with_events(found.id, *found.client_events), secret)


async def provide_form(
    request: Request[Any, Any, Any], visit: NamedDependency[ConnectVisit]
) -> Mapping[str, str]:
    """The submitted form, after the CSRF check. Raises FormNotTrusted."""
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if not hmac.compare_digest(form.get("csrf", "").encode(), csrf_token(visit.secret).encode()):
        raise FormNotTrusted(visit.screen)
    return form


@dataclass(frozen=True)
class PlatformView:
    key: str
    name: str
    logo: str
    searched: str


@dataclass(frozen=True)
class AccountView:
    id: UUID
    label: str
    state: str
    platform: PlatformView


def shared_products(platform: Platform, visit: ConnectVisit) -> list[AccountProduct]:
    """The requested products that the platform offers."""
    offered = {product.value.upper() for product in platform.products}
    return [product for product in visit.session.options.products if product.value in offered]


def platform_view(platform: Platform) -> PlatformView:
    names = (platform.name, *platform.other_names)
    return PlatformView(
        key=platform.key.value,
        name=platform.name,
        logo=f"/static/platforms/{platform.key}.svg",
        searched=" ".join(map(fold, names)),
    )


def account_view(row: AccountRow) -> AccountView:
    is_connected = row.status is AccountStatus.CONNECTED
    return AccountView(
        id=row.id,
        label=row.platform_username,
        state="connected" if is_connected else "expired",
        platform=platform_view(platform_of(row.platform)),
    )


def product_text_key(product: AccountProduct) -> str:
    return product.value.lower().replace(".", "_")
