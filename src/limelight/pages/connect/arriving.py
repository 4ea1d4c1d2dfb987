"""The end of a sign-in: the account is connected, or it is said why not; and the opener is told."""

from typing import Final
from uuid import UUID

from limelight.accounts.connecting import connect
from limelight.accounts.credentials import Vault
from limelight.accounts.sign_ins import Failure
from limelight.connectors.grants import Grant
from limelight.connectors.spec import Platform
from limelight.kernel.accounts import AccountStatus
from limelight.store.accounts import Accounts
from limelight.store.connections import ConnectSession, ConnectSessions, Happening
from limelight.store.database import Session

REASONS: Final = {
    Failure.CANCELLED: "USER_CANCELLED",
    Failure.REFUSED: "LOGIN_REFUSED",
    Failure.TIMED_OUT: "SESSION_TIMED_OUT",
    Failure.UNAVAILABLE: "PLATFORM_UNAVAILABLE",
}
"""The reasons that ``connectionFailure`` gives."""


async def arrive(
    session: Session, vault: Vault, visit: ConnectSession, platform: Platform, grant: Grant
) -> str:
    """Connect the account; the page of the visit that shows how it went."""
    if visit.opening.has_single_account and await _has_another(session, visit, platform, grant):
        return await fail(session, visit, platform, Failure.REFUSED)
    row = await connect(
        session, vault, visit.tenant_id, visit.user_id, platform.key, grant, visit.opening.products
    )
    await _tell(session, visit, "accountConnected", platform, account_id=row.id)
    return f"/accounts/{row.id}/connected"


async def fail(session: Session, visit: ConnectSession, platform: Platform, failure: Failure) -> str:
    """The page of the visit that explains the failure."""
    await _tell(session, visit, "connectionFailure", platform, reason=REASONS[failure])
    return f"/platforms/{platform.key}/failed/{failure}"


async def _has_another(session: Session, visit: ConnectSession, platform: Platform, grant: Grant) -> bool:
    rows = await Accounts(session, visit.tenant_id).of_user(visit.user_id)
    return any(
        row.platform is platform.key
        and row.status is AccountStatus.CONNECTED
        and row.platform_profile_id != grant.subject
        for row in rows
    )


async def _tell(
    session: Session,
    visit: ConnectSession,
    event: str,
    platform: Platform,
    *,
    account_id: UUID | None = None,
    reason: str | None = None,
) -> None:
    happening = Happening(event=event, account_id=account_id, work_platform_id=platform.id, reason=reason)
    await ConnectSessions(session).tell(visit.id, happening)
