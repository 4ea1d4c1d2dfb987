"""The end of a sign-in: connects the account or records the failure, and adds the event for the opener."""

from typing import Final
from uuid import UUID

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect
from limelight.accounts.sign_in import SignInFailure
from limelight.connectors.grants import Grant
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountStatus
from limelight.store.accounts import Accounts
from limelight.store.connections import ClientEvent, ConnectSession, ConnectSessions
from limelight.store.database import Session

FAILURE_REASONS: Final = {
    SignInFailure.CANCELLED: "USER_CANCELLED",
    SignInFailure.REFUSED: "LOGIN_REFUSED",
    SignInFailure.TIMED_OUT: "SESSION_TIMED_OUT",
    SignInFailure.UNAVAILABLE: "PLATFORM_UNAVAILABLE",
}
"""The ``reason`` of ``connectionFailure`` events."""


async def complete_sign_in(
    session: Session, vault: GrantCipher, visit: ConnectSession, platform: Platform, grant: Grant
) -> str:
    """Connects the account. Returns the path of the result page, relative to the visit."""
    if visit.options.has_single_account and await _has_other_account(session, visit, platform, grant):
        return await record_failure(session, visit, platform, SignInFailure.REFUSED)
    row = await connect(
        session, vault, visit.tenant_id, visit.user_id, platform.key, grant, visit.options.products
    )
    await _record_event(session, visit, "accountConnected", platform, account_id=row.id)
    return f"/accounts/{row.id}/connected"


async def record_failure(
    session: Session, visit: ConnectSession, platform: Platform, failure: SignInFailure
) -> str:
    """Returns the path of the page that explains the failure, relative to the visit."""
    await _record_event(session, visit, "connectionFailure", platform, reason=FAILURE_REASONS[failure])
    return f"/platforms/{platform.key}/failed/{failure}"


async def _has_other_account(
    session: Session, visit: ConnectSession, platform: Platform, grant: Grant
) -> bool:
    rows = await Accounts(session, visit.tenant_id).accounts_of_user(visit.user_id)
    return any(
        row.platform is platform.key
        and row.status is AccountStatus.CONNECTED
        and row.platform_profile_id != grant.subject
        for row in rows
    )


async def _record_event(
    session: Session,
    visit: ConnectSession,
    event: str,
    platform: Platform,
    *,
    account_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    happening = ClientEvent(event=event, account_id=account_id, work_platform_id=platform.id, reason=reason)
    await ConnectSessions(session).add_client_event(visit.id, happening)
