"""Where platforms send creators back to."""

from typing import Any

import structlog
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from limelight.accounts.credentials import Vault
from limelight.accounts.sign_ins import Authority, Failure, SignInFailed, SignIns
from limelight.connectors.grants import Grant
from limelight.pages.connect.arriving import arrive, fail
from limelight.pages.connect.problems import ConnectExpired, ConnectPageMissing
from limelight.pages.connect.steps import CALLBACK, redirect_uri, state_cookie
from limelight.pages.connect.visits import home_of
from limelight.platforms import platform as platform_of
from limelight.settings import Settings
from limelight.store.connections import Authorization, Authorizations, ConnectSession, ConnectSessions
from limelight.store.database import Database

_LOG = structlog.get_logger("limelight.connect")


@get(CALLBACK, include_in_schema=False)
async def come_back(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    sign_ins: NamedDependency[SignIns],
    vault: NamedDependency[Vault],
) -> Redirect:
    """The state is good once, and in the browser alone that left with it."""
    if sign_ins.authority is None:
        raise ConnectPageMissing
    away, visit = await _left(request, database)
    platform = platform_of(away.platform)
    try:
        grant = await _granted(request, sign_ins.authority, away, settings)
    except SignInFailed as failed:
        async with database.session() as session:
            page = await fail(session, visit, platform, failed.failure)
    else:
        async with database.session() as session:
            page = await arrive(session, vault, visit, platform, grant)
    return Redirect(f"{home_of(visit.id)}{page}", status_code=303)


async def _left(request: Request[Any, Any, Any], database: Database) -> tuple[Authorization, ConnectSession]:
    """Who left with that state, which nobody can use again. Raises ConnectExpired."""
    state = request.query_params.get("state", "")
    secret = request.cookies.get(state_cookie(state), "")
    async with database.session() as session:
        away = await Authorizations(session).take(state, secret)
        visit = await ConnectSessions(session).known(away.session_id) if away else None
    if away is None or visit is None:
        raise ConnectExpired
    return away, visit


async def _granted(
    request: Request[Any, Any, Any], authority: Authority, away: Authorization, settings: Settings
) -> Grant:
    answer = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    platform = platform_of(away.platform)
    try:
        return await authority.grant(platform, answer, redirect_uri(settings), away.code_verifier)
    except SignInFailed:
        raise
    except Exception as error:
        # Whatever a platform does wrong, the creator is told so, and has a way back.
        _LOG.exception("sign-in failed", platform=platform.key.value)
        raise SignInFailed(Failure.UNAVAILABLE) from error
