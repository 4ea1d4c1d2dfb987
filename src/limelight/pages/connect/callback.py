"""The OAuth callback: the redirect URI of every platform."""

from typing import Any

import structlog
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.sign_in import PlatformSignIn, SignInFailed, SignInFailure, SignInMethods
from limelight.connectors.grants import Grant
from limelight.pages.connect.completion import complete_sign_in, record_failure
from limelight.pages.connect.problems import ConnectExpired, ConnectPageMissing
from limelight.pages.connect.session import session_path
from limelight.pages.connect.session_routes import CALLBACK, redirect_uri, state_cookie
from limelight.platforms import platform_by_key as platform_of
from limelight.settings import Settings
from limelight.store.connections import (
    ConnectSession,
    ConnectSessions,
    PendingAuthorization,
    PendingAuthorizations,
)
from limelight.store.database import Database

_LOG = structlog.get_logger("limelight.connect")


@get(CALLBACK, include_in_schema=False)
async def oauth_callback(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
    sign_ins: NamedDependency[SignInMethods],
    vault: NamedDependency[GrantCipher],
) -> Redirect:
    """A state is valid once, and only in the browser that started the authorization."""
    if sign_ins.oauth is None:
        raise ConnectPageMissing
    away, visit = await _consume_authorization(request, database)
    platform = platform_of(away.platform)
    try:
        grant = await _exchange_response(request, sign_ins.oauth, away, settings)
    except SignInFailed as failed:
        async with database.session() as session:
            page = await record_failure(session, visit, platform, failed.failure)
    else:
        async with database.session() as session:
            page = await complete_sign_in(session, vault, visit, platform, grant)
    return Redirect(f"{session_path(visit.id)}{page}", status_code=303)


async def _consume_authorization(
    request: Request[Any, Any, Any], database: Database
) -> tuple[PendingAuthorization, ConnectSession]:
    """Consumes the pending authorization of the request's state. Raises ConnectExpired."""
    state = request.query_params.get("state", "")
    secret = request.cookies.get(state_cookie(state), "")
    async with database.session() as session:
        away = await PendingAuthorizations(session).consume(state, secret)
        visit = await ConnectSessions(session).get(away.session_id) if away else None
    if away is None or visit is None:
        raise ConnectExpired
    return away, visit


async def _exchange_response(
    request: Request[Any, Any, Any], authority: PlatformSignIn, away: PendingAuthorization, settings: Settings
) -> Grant:
    answer = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    platform = platform_of(away.platform)
    try:
        return await authority.exchange_response(platform, answer, redirect_uri(settings), away.code_verifier)
    except SignInFailed:
        raise
    except Exception as error:
        # Any error of a platform ends on the failure page, from which the creator can go back.
        _LOG.exception("sign-in failed", platform=platform.key.value)
        raise SignInFailed(SignInFailure.UNAVAILABLE) from error
