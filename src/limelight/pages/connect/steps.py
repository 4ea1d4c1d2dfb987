"""The steps of a visit: choose a platform, consent, sign in, and see how it went."""

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

from limelight.accounts.connecting import disconnect
from limelight.accounts.credentials import Vault
from limelight.accounts.origins import origin_of, with_query
from limelight.accounts.sign_ins import Failure, PretendPlatforms, SignIns
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountStatus
from limelight.kernel.text import fold
from limelight.kernel.timestamps import now
from limelight.pages.connect.arriving import arrive, fail
from limelight.pages.connect.problems import ConnectPageMissing
from limelight.pages.connect.shown import shared_products, shown_account, shown_platform, word_of
from limelight.pages.connect.visits import Visit, cookie, form_of, new_secret, visit_of
from limelight.platforms import PLATFORMS
from limelight.platforms import platform as platform_of
from limelight.settings import Settings
from limelight.store.accounts import AccountRow, Accounts
from limelight.store.connections import Authorization, Authorizations, ConnectSessions, Flow, Happening
from limelight.store.database import Session

AWAY_LIFETIME: Final = timedelta(minutes=15)
"""How long a creator may take at a platform."""
CALLBACK: Final = "/connect/callback"
_NO_SEARCH: Final = ""

Sent = Mapping[str, str]
Search = Annotated[str, QueryParameter(description="Part of a platform's name.", max_length=100)]


class Steps(Controller):
    path = "/connect/sessions/{session_id:uuid}"
    include_in_schema = False
    dependencies = {"visit": Provide(visit_of), "sent": Provide(form_of)}  # noqa: RUF012

    @get("/")
    async def choose_platform(
        self,
        visit: NamedDependency[Visit],
        session: NamedDependency[Session],
        sign_ins: NamedDependency[SignIns],
        search: Search = _NO_SEARCH,
    ) -> Template | Redirect:
        """What can be connected, and what is."""
        opening = visit.session.opening
        if visit.is_over:
            return visit.page("over", return_url=return_url(visit))
        if opening.platform is not None and not visit.session.happenings:
            return visit.see(f"/platforms/{opening.platform}")
        accounts = await _accounts(session, visit)
        offered = [shown_platform(each) for each in _offered(visit, accounts, sign_ins)]
        wanted = fold(search.strip())
        return visit.page(
            "platforms",
            accounts=[shown_account(row) for row in accounts],
            offered=offered,
            shown=[each for each in offered if wanted in each.searched],
            search=search,
        )

    @get("/platforms/{key:str}")
    async def ask_consent(
        self, key: str, visit: NamedDependency[Visit], sign_ins: NamedDependency[SignIns]
    ) -> Template:
        """What will be read, and why."""
        platform = _named(key, visit, sign_ins)
        products = [word_of(product) for product in shared_products(platform, visit)]
        return visit.page(
            "consent",
            platform=shown_platform(platform),
            products=products,
            form_targets=_form_targets(platform, sign_ins),
        )

    @post("/platforms/{key:str}")
    async def begin_sign_in(
        self,
        key: str,
        visit: NamedDependency[Visit],
        session: NamedDependency[Session],
        settings: NamedDependency[Settings],
        sign_ins: NamedDependency[SignIns],
        sent: NamedDependency[Sent],
    ) -> Redirect:
        """On to the platform."""
        platform = _named(key, visit, sign_ins)
        if sign_ins.authority is None:
            return visit.see(f"/platforms/{key}/sign-in")
        departure = sign_ins.authority.departure(
            platform, visit.session.opening.products, redirect_uri(settings)
        )
        browser_secret, until = new_secret(), now() + AWAY_LIFETIME
        away = Authorization(
            session_id=visit.session.id, platform=platform.key, code_verifier=departure.code_verifier
        )
        Authorizations(session).add(away, departure.state, browser_secret, until)
        held = cookie(state_cookie(departure.state), browser_secret, CALLBACK, settings, until)
        return Redirect(departure.url, status_code=303, cookies=[held])

    @get("/platforms/{key:str}/sign-in")
    async def pretend_sign_in(
        self, key: str, visit: NamedDependency[Visit], sign_ins: NamedDependency[SignIns]
    ) -> Template:
        """The page that stands in for a platform's own."""
        platform, pretended = _pretended(key, visit, sign_ins)
        return await _sign_in_page(visit, platform, pretended, handle="")

    @post("/platforms/{key:str}/sign-in")
    async def end_pretended_sign_in(
        self,
        key: str,
        visit: NamedDependency[Visit],
        session: NamedDependency[Session],
        sign_ins: NamedDependency[SignIns],
        vault: NamedDependency[Vault],
        sent: NamedDependency[Sent],
    ) -> Template | Redirect:
        platform, pretended = _pretended(key, visit, sign_ins)
        act, handle = sent.get("act", "sign_in"), sent.get("handle", "").strip()
        if act in set(Failure):
            return visit.see(await fail(session, visit.session, platform, Failure(act)))
        grant = await asyncio.to_thread(pretended.grant, platform.key, handle) if handle else None
        if grant is None:
            return await _sign_in_page(visit, platform, pretended, handle, is_unknown=True, status=422)
        return visit.see(await arrive(session, vault, visit.session, platform, grant))

    @get("/platforms/{key:str}/failed/{failure:str}")
    async def show_failure(
        self, key: str, failure: str, visit: NamedDependency[Visit], sign_ins: NamedDependency[SignIns]
    ) -> Template:
        if failure not in set(Failure):
            raise ConnectPageMissing(visit.screen)
        return visit.page("failed", platform=shown_platform(_named(key, visit, sign_ins)), failure=failure)

    @get("/accounts/{account_id:uuid}/connected")
    async def show_success(
        self, account_id: UUID, visit: NamedDependency[Visit], session: NamedDependency[Session]
    ) -> Template:
        account = shown_account(await _own(session, visit, account_id))
        return visit.page("connected", account=account, platform=account.platform)

    @get("/accounts/{account_id:uuid}")
    async def manage_account(
        self, account_id: UUID, visit: NamedDependency[Visit], session: NamedDependency[Session]
    ) -> Template | Redirect:
        row = await _own(session, visit, account_id)
        if row.status is AccountStatus.NOT_CONNECTED:
            return visit.see("")
        account = shown_account(row)
        return visit.page("account", account=account, platform=account.platform)

    @post("/accounts/{account_id:uuid}/disconnect")
    async def disconnect_account(
        self,
        account_id: UUID,
        visit: NamedDependency[Visit],
        session: NamedDependency[Session],
        sent: NamedDependency[Sent],
    ) -> Redirect:
        row = await _own(session, visit, account_id)
        if row.status is not AccountStatus.NOT_CONNECTED:
            await disconnect(session, visit.session.tenant_id, account_id, "CONNECT")
            happening = Happening(
                event="accountDisconnected",
                account_id=account_id,
                work_platform_id=platform_of(row.platform).id,
            )
            await ConnectSessions(session).tell(visit.session.id, happening)
        return visit.see("")

    @post("/exit")
    async def leave(
        self, visit: NamedDependency[Visit], session: NamedDependency[Session], sent: NamedDependency[Sent]
    ) -> Redirect:
        if not visit.is_over:
            reason = "DONE" if sent.get("reason") == "DONE" else "LEFT"
            await ConnectSessions(session).tell(visit.session.id, Happening(event="exit", reason=reason))
        return visit.see("")


def redirect_uri(settings: Settings) -> str:
    """The address that the operator registers at every platform, exactly."""
    return f"{settings.public_url.rstrip('/')}{CALLBACK}"


def state_cookie(state: str) -> str:
    """Each departure has a cookie of its own, so that two tabs do not mix."""
    return f"limelight_away_{sha256(state.encode()).hexdigest()[:16]}"


def return_url(visit: Visit) -> str | None:
    """Where a creator who came by redirect goes back to, with what happened last."""
    opening = visit.session.opening
    if opening.flow is not Flow.REDIRECT or opening.redirect_url is None:
        return None
    told = {happening.event: happening for happening in visit.session.happenings}
    connected, exit_ = told.get("accountConnected"), told.get("exit")
    values = {"event": "accountConnected" if connected else "exit", "user_id": str(visit.session.user_id)}
    if connected:
        values["account_id"] = str(connected.account_id)
        values["work_platform_id"] = str(connected.work_platform_id)
    values["reason"] = (exit_ and exit_.reason) or "LEFT"
    return with_query(opening.redirect_url, values)


async def _accounts(session: Session, visit: Visit) -> Sequence[AccountRow]:
    """Those that are connected, or were until the platform ended it."""
    rows = await Accounts(session, visit.session.tenant_id).of_user(visit.session.user_id)
    return [row for row in rows if row.status is not AccountStatus.NOT_CONNECTED]


async def _own(session: Session, visit: Visit, account_id: UUID) -> AccountRow:
    row = await Accounts(session, visit.session.tenant_id).account(account_id)
    if row.user_id != visit.session.user_id:
        raise ConnectPageMissing(visit.screen)
    return row


def _offered(visit: Visit, accounts: Sequence[AccountRow], sign_ins: SignIns) -> list[Platform]:
    taken = {row.platform for row in accounts} if visit.session.opening.has_single_account else set()
    only = visit.session.opening.platform
    return [
        platform
        for platform in PLATFORMS
        if shared_products(platform, visit)
        and sign_ins.offers(platform)
        and platform.key not in taken
        and only in (None, platform.key)
    ]


def _named(key: str, visit: Visit, sign_ins: SignIns) -> Platform:
    """Raises ConnectPageMissing for a platform that is not offered."""
    if visit.is_over:
        raise ConnectPageMissing(visit.screen)
    found = [platform for platform in _offered(visit, (), sign_ins) if platform.key == key]
    if not found:
        raise ConnectPageMissing(visit.screen)
    return found[0]


def _pretended(key: str, visit: Visit, sign_ins: SignIns) -> tuple[Platform, PretendPlatforms]:
    if sign_ins.pretended is None:
        raise ConnectPageMissing(visit.screen)
    return _named(key, visit, sign_ins), sign_ins.pretended


async def _sign_in_page(
    visit: Visit,
    platform: Platform,
    pretended: PretendPlatforms,
    handle: str,
    *,
    is_unknown: bool = False,
    status: int = 200,
) -> Template:
    example = await asyncio.to_thread(pretended.example, platform.key)
    return visit.page(
        "sign_in",
        status=status,
        platform=shown_platform(platform),
        handle=handle,
        is_unknown=is_unknown,
        example=example,
    )


def _form_targets(platform: Platform, sign_ins: SignIns) -> list[str]:
    """A browser follows a form's redirect only to where the page says that its forms lead."""
    if sign_ins.authority is None:
        return []
    origin = origin_of(sign_ins.authority.departure(platform, (), "").url)
    return [origin] if origin else []
