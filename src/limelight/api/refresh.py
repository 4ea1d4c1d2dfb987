"""Refresh requests for connected accounts. The worker executes them after the response."""

from datetime import UTC, date, datetime, time
from typing import Final

from litestar import post

from limelight.errors import InvalidRequest
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.schemas.common import AccountIdRequest, AccountIdResponse
from limelight.schemas.engagement import (
    HistoricContentGroupRequest,
    HistoricContentGroupResponse,
    HistoricContentRequest,
    HistoricContentResponse,
)
from limelight.store.database import Session
from limelight.store.tenants import Tenant
from limelight.sync.requests import refresh


@post("/profiles/refresh", status_code=202, tags=["Identity"])
async def refresh_profile(session: Session, tenant: Tenant, data: AccountIdRequest) -> AccountIdResponse:
    """Refresh an account's profile. A PROFILES.UPDATED event is sent if it has changed."""
    await refresh(session, tenant.id, data.account_id, AccountProduct.IDENTITY)
    return AccountIdResponse(account_id=data.account_id)


@post("/social/contents/refresh", status_code=202, tags=["Engagement"])
async def refresh_contents(session: Session, tenant: Tenant, data: AccountIdRequest) -> AccountIdResponse:
    """Refresh an account's contents of the last 90 days."""
    await refresh(session, tenant.id, data.account_id, AccountProduct.ENGAGEMENT)
    return AccountIdResponse(account_id=data.account_id)


@post("/social/contents/fetch-historic", status_code=202, tags=["Engagement"])
async def fetch_historic_contents(
    session: Session, tenant: Tenant, data: HistoricContentRequest
) -> HistoricContentResponse:
    """Fetch an account's contents since a date."""
    since = _start_of_day(data.from_date)
    await refresh(session, tenant.id, data.account_id, AccountProduct.ENGAGEMENT, since)
    return HistoricContentResponse(account_id=data.account_id, from_date=data.from_date)


@post("/social/content-groups/refresh", status_code=202, tags=["Engagement"])
async def refresh_content_groups(
    session: Session, tenant: Tenant, data: AccountIdRequest
) -> AccountIdResponse:
    """Refresh an account's albums and playlists."""
    await refresh(session, tenant.id, data.account_id, AccountProduct.ENGAGEMENT)
    return AccountIdResponse(account_id=data.account_id)


@post("/social/content-groups/fetch-historic", status_code=202, tags=["Engagement"])
async def fetch_historic_content_groups(
    session: Session, tenant: Tenant, data: HistoricContentGroupRequest
) -> HistoricContentGroupResponse:
    """Fetch an account's albums and playlists since a date."""
    since = _start_of_day(data.from_date)
    await refresh(session, tenant.id, data.account_id, AccountProduct.ENGAGEMENT, since)
    return HistoricContentGroupResponse(account_id=data.account_id, from_date=data.from_date)


def _start_of_day(day: date) -> datetime:
    """Midnight UTC at the start of the day. Raises InvalidRequest if it is in the future."""
    start = datetime.combine(day, time.min, UTC)
    if start > now():
        raise InvalidRequest(f"from_date is {day}: it must not be in the future.")
    return start


REFRESH_ROUTES: Final = (
    refresh_profile,
    refresh_contents,
    fetch_historic_contents,
    refresh_content_groups,
    fetch_historic_content_groups,
)
