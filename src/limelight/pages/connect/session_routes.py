"""The pages of a visit: choose a platform, consent, sign in, and see the result."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from litestar.response import Redirect, Template

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import disconnect
from limelight.accounts.sign_in import HandleSignIn, SignInFailure, SignInMethods
from limelight.accounts.web_origins import add_query, web_origin
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountStatus
from limelight.kernel.text import fold
from limelight.kernel.timestamps import now
from limelight.pages.connect.completion import complete_sign_in, record_failure
from limelight.pages.connect.problems import ConnectPageMissing
from limelight.pages.connect.session import (
    ConnectVisit,
    account_view,
    cookie,
    new_secret,
    platform_view,
    product_text_key,
    provide_form,
    provide_visit,
    shared_products,
)
from limelight.platforms import PLATFORMS
from limelight.platforms import platform_by_key as platform_of
from limelight.settings import Settings
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.connections import (
    ClientEvent,
    ConnectFlow,
    ConnectSessions,
    PendingAuthorization,
    PendingAuthorizations,
)
from limelight.store.database import Session

AUTHORIZATION_LIFETIME: Final = timedelta(minutes=15)
"""The time limit for a sign-in at a platform."""
CALLBACK: Final = "/connect/callback"
_NO_SEARCH: Final = ""

FormValues = Mapping[str, str]
Search = Annotated[str, QueryParameter(description="Part of a platform's name.", max_length=100)]


class SessionRoutes(Controller):
    path = "/connect/sessions/{session_id:uuid}"
    include_in_schema = False
    dependencies = {"visit": Provide(provide_visit), "sent": Provide(provide_form)}  # noqa: RUF012

    @get("/")
    async def choose_platform(
        self,
        visit: NamedDependency[ConnectVisit],
        session: NamedDependency[Session],
        sign_ins: NamedDependency[SignInMethods],
        search: Search = _NO_SEARCH,
    ) -> Template | Redirect:
        """The platforms to connect and the connected accounts."""
        opening = visit.session.options
        if visit.is_over:
            return visit.page("over", return_url=return_url(visit))
        if opening.platform is not None and not visit.session.client_events:
            return visit.redirect(f"/platforms/{opening.platform}")
        accounts = await _accounts(session, visit)
        offered = [platform_view(each) for each in _offered_platforms(visit, accounts, sign_ins)]
        wanted = fold(search.strip())
        return visit.page(
            "platforms",
            accounts=[account_view(row) for row in accounts],
            offered=offered,
            shown=[each for each in offered if wanted in each.searched],
            search=search,
        )

    @get("/platforms/{key:str}")
    async def ask_consent(
        self, key: str, visit: NamedDependency[ConnectVisit], sign_ins: NamedDependency[SignInMethods]
    ) -> Template:
        """The data that will be read."""
        platform = _offered_platform(key, visit, sign_ins)
        products = [product_text_key(product) for product in shared_products(platform, visit)]
        return visit.page(
            "consent",
            platform=platform_view(platform),
            products=products,
            form_targets=_form_targets(platform, sign_ins),
        )

    @post("/platforms/{key:str}")
    async def begin_sign_in(
        self,
        key: str,
        visit: NamedDependency[ConnectVisit],
        session: NamedDependency[Session],
        settings: NamedDependency[Settings],
        sign_ins: NamedDependency[SignInMethods],
        sent: NamedDependency[FormValues],
    ) -> Redirect:
        """Redirects to the platform's sign-in."""
        platform = _offered_platform(key, visit, sign_ins)
        if sign_ins.oauth is None:
            return visit.redirect(f"/platforms/{key}/sign-in")
        departure = sign_ins.oauth.authorization_redirect(
            platform, visit.session.options.products, redirect_uri(settings)
        )
        browser_secret, until = new_secret(), now() + AUTHORIZATION_LIFETIME
        away = PendingAuthorization(
            session_id=visit.session.id, platform=platform.key, code_verifier=departure.code_verifier
        )
        PendingAuthorizations(session).add(away, departure.state, browser_secret, until)
        held = cookie(state_cookie(departure.state), browser_secret, CALLBACK, settings, until)
        return Redirect(departure.url, status_code=303, cookies=[held])

    @get("/platforms/{key:str}/sign-in")
    async def pretend_sign_in(
        self, key: str, visit: NamedDependency[ConnectVisit], sign_ins: NamedDependency[SignInMethods]
    ) -> Template:
        """The sandbox replacement of a platform's sign-in page."""
        platform, pretended = _sandbox_platform(key, visit, sign_ins)
        return await _sign_in_page(visit, platform, pretended, handle="")

    @post("/platforms/{key:str}/sign-in")
    async def end_pretended_sign_in(
        self,
        key: str,
        visit: NamedDependency[ConnectVisit],
        session: NamedDependency[Session],
        sign_ins: NamedDependency[SignInMethods],
        vault: NamedDependency[GrantCipher],
        sent: NamedDependency[FormValues],
    ) -> Template | Redirect:
        platform, pretended = _sandbox_platform(key, visit, sign_ins)
        act, handle = sent.get("act", "sign_in"), sent.get("handle", "").strip()
        if act in set(SignInFailure):
            return visit.redirect(await record_failure(session, visit.session, platform, SignInFailure(act)))
        grant = await asyncio.to_thread(pretended.grant_for, platform.key, handle) if handle else None
        if grant is None:
            return await _sign_in_page(visit, platform, pretended, handle, is_unknown=True, status=422)
        return visit.redirect(await complete_sign_in(session, vault, visit.session, platform, grant))

    @get("/platforms/{key:str}/failed/{failure:str}")
    async def show_failure(
        self,
        key: str,
        failure: str,
        visit: NamedDependency[ConnectVisit],
        sign_ins: NamedDependency[SignInMethods],
    ) -> Template:
        if failure not in set(SignInFailure):
            raise ConnectPageMissing(visit.screen)
        return visit.page(
            "failed", platform=platform_view(_offered_platform(key, visit, sign_ins)), failure=failure
        )

    @get("/accounts/{account_id:uuid}/connected")
    async def show_success(
        self, account_id: UUID, visit: NamedDependency[ConnectVisit], session: NamedDependency[Session]
    ) -> Template:
        account = account_view(await _own_account(session, visit, account_id))
        return visit.page("connected", account=account, platform=account.platform)

    @get("/accounts/{account_id:uuid}")
    async def manage_account(
        self, account_id: UUID, visit: NamedDependency[ConnectVisit], session: NamedDependency[Session]
    ) -> Template | Redirect:
        row = await _own_account(session, visit, account_id)
        if row.status is AccountStatus.NOT_CONNECTED:
            return visit.redirect("")
        account = account_view(row)
        return visit.page("account", account=account, platform=account.platform)

    @post("/accounts/{account_id:uuid}/disconnect")
    async def disconnect_account(
        self,
        account_id: UUID,
        visit: NamedDependency[ConnectVisit],
        session: NamedDependency[Session],
        sent: NamedDependency[FormValues],
    ) -> Redirect:
        row = await _own_account(session, visit, account_id)
        if row.status is not AccountStatus.NOT_CONNECTED:
            await disconnect(session, visit.session.tenant_id, account_id, "CONNECT")
            happening = ClientEvent(
                event="accountDisconnected",
                account_id=account_id,
                work_platform_id=platform_of(row.platform).id,
            )
            await ConnectSessions(session).add_client_event(visit.session.id, happening)
        return visit.redirect("")

    @post("/exit")
    async def leave(
        self,
        visit: NamedDependency[ConnectVisit],
        session: NamedDependency[Session],
        sent: NamedDependency[FormValues],
    ) -> Redirect:
        if not visit.is_over:
            reason = "DONE" if sent.get("reason") == "DONE" else "LEFT"
            await ConnectSessions(session).add_client_event(
                visit.session.id, ClientEvent(event="exit", reason=reason)
            )
        return visit.redirect("")


def redirect_uri(settings: Settings) -> str:
    """The redirect URI that the operator registers at every platform."""
    return f"{settings.public_url.rstrip('/')}{CALLBACK}"


def state_cookie(state: str) -> str:
    """One cookie per authorization, so that sign-ins in two tabs do not mix."""
    return f"limelight_away_{sha256(state.encode()).hexdigest()[:16]}"


def return_url(visit: ConnectVisit) -> str | None:
    """The customer's redirect URL with the outcome; None unless the session was opened by redirect."""
    opening = visit.session.options
    if opening.flow is not ConnectFlow.REDIRECT or opening.redirect_url is None:
        return None
    told = {happening.event: happening for happening in visit.session.client_events}
    connected, exit_ = told.get("accountConnected"), told.get("exit")
    values = {"event": "accountConnected" if connected else "exit", "user_id": str(visit.session.user_id)}
    if connected:
        values["account_id"] = str(connected.account_id)
        values["work_platform_id"] = str(connected.work_platform_id)
    values["reason"] = (exit_ and exit_.reason) or "LEFT"
    return add_query(opening.redirect_url, values)


async def _accounts(session: Session, visit: ConnectVisit) -> Sequence[AccountRow]:
    """Connected accounts, and those whose connection the platform has ended."""
    rows = await Accounts(session, visit.session.tenant_id).accounts_of_user(visit.session.user_id)
    return [row for row in rows if row.status is not AccountStatus.NOT_CONNECTED]


async def _own_account(session: Session, visit: ConnectVisit, account_id: UUID) -> AccountRow:
    row = await Accounts(session, visit.session.tenant_id).get(account_id)
    if row.user_id != visit.session.user_id:
        raise ConnectPageMissing(visit.screen)
    return row


def _offered_platforms(
    visit: ConnectVisit, accounts: Sequence[AccountRow], sign_ins: SignInMethods
) -> list[Platform]:
    taken = {row.platform for row in accounts} if visit.session.options.has_single_account else set()
    only = visit.session.options.platform
    return [
        platform
        for platform in PLATFORMS
        if shared_products(platform, visit)
        and sign_ins.is_available(platform)
        and platform.key not in taken
        and only in (None, platform.key)
    ]


def _offered_platform(key: str, visit: ConnectVisit, sign_ins: SignInMethods) -> Platform:
    """Raises ConnectPageMissing if the platform is not offered."""
    if visit.is_over:
        raise ConnectPageMissing(visit.screen)
    found = [platform for platform in _offered_platforms(visit, (), sign_ins) if platform.key == key]
    if not found:
        raise ConnectPageMissing(visit.screen)
    return found[0]


def _sandbox_platform(
    key: str, visit: ConnectVisit, sign_ins: SignInMethods
) -> tuple[Platform, HandleSignIn]:
    if sign_ins.sandbox is None:
        raise ConnectPageMissing(visit.screen)
    return _offered_platform(key, visit, sign_ins), sign_ins.sandbox


async def _sign_in_page(
    visit: ConnectVisit,
    platform: Platform,
    pretended: HandleSignIn,
    handle: str,
    *,
    is_unknown: bool = False,
    status: int = 200,
) -> Template:
    example = await asyncio.to_thread(pretended.example_handle, platform.key)
    return visit.page(
        "sign_in",
        status=status,
        platform=platform_view(platform),
        handle=handle,
        is_unknown=is_unknown,
        example=example,
    )


def _form_targets(platform: Platform, sign_ins: SignInMethods) -> list[str]:
    """Browsers follow a form's redirect only to origins in the page's ``form-action`` policy."""
    if sign_ins.oauth is None:
        return []
    origin = web_origin(sign_ins.oauth.authorization_redirect(platform, (), "").url)
    return [origin] if origin else []
