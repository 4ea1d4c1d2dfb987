"""Asking for data of connected accounts anew."""

from datetime import date

from limelight.schemas.common import AccountIdRequest, AccountIdResponse


class HistoricContentRequest(AccountIdRequest, frozen=True, kw_only=True):
    """``from_date`` is the first day that is asked for."""

    from_date: date


class HistoricContentResponse(AccountIdResponse, frozen=True, kw_only=True):
    from_date: date


class HistoricContentGroupRequest(AccountIdRequest, frozen=True, kw_only=True):
    """``from_date`` is the first day that is asked for."""

    from_date: date


class HistoricContentGroupResponse(AccountIdResponse, frozen=True, kw_only=True):
    from_date: date
