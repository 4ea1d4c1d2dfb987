"""Common parts of Google's APIs: scopes, pagination, errors, reports and thumbnails."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from limelight.connectors.endpoints import ApiClient, CursorPaginator, Endpoint, FetchResult
from limelight.connectors.responses import AuthMethod, ResourceGone, Response, bounded_retry_time, retry_time
from limelight.connectors.source import InsufficientScope, RateLimited, SourceError
from limelight.kernel.timestamps import now

_SCOPES: Final = "https://www.googleapis.com/auth"
READ_SCOPE: Final = f"{_SCOPES}/youtube.readonly"
ANALYTICS_SCOPE: Final = f"{_SCOPES}/yt-analytics.readonly"
PROFILE_SCOPE: Final = f"{_SCOPES}/userinfo.profile"
EMAIL_SCOPE: Final = f"{_SCOPES}/userinfo.email"

PAGINATOR: Final = CursorPaginator(response_field="nextPageToken", param="pageToken")

_PACIFIC: Final = ZoneInfo("America/Los_Angeles")
_DAILY_QUOTA_REASONS: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_RATE_LIMIT_REASONS: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_SCOPE_REASONS: Final = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_PROJECT_REASONS: Final = frozenset(
    {"accessNotConfigured", "SERVICE_DISABLED", "keyInvalid", "API_KEY_INVALID"}
)
_GONE_REASONS: Final = frozenset(
    {
        "channelClosed",
        "channelNotFound",
        "channelSuspended",
        "commentsDisabled",
        "playlistNotFound",
        "videoNotFound",
    }
)
_THUMBNAIL_SIZES: Final = ("qhd", "fhd", "maxres", "standard", "high", "medium", "default")
"""Largest first. Most videos lack the two largest sizes."""

_StructT = TypeVar("_StructT", bound=Struct)
_RowT = TypeVar("_RowT")
_RecordT = TypeVar("_RecordT")


def map_error(answer: Response) -> SourceError | None:
    """Google's error reasons: by status alone, an exceeded quota would look like a missing permission."""
    reasons = _error_reasons(answer.json)
    if reasons & _DAILY_QUOTA_REASONS:
        return RateLimited(
            "Google's quota of the day is used up.",
            bounded_retry_time(answer.received_at, _next_pacific_midnight(answer.received_at)),
        )
    if reasons & _RATE_LIMIT_REASONS:
        return RateLimited("Google asks to be asked more slowly.", retry_time(answer))
    if reasons & _GONE_REASONS:
        return ResourceGone(f"Google has nothing to show: {_join_reasons(reasons)}.")
    if reasons & _SCOPE_REASONS:
        return InsufficientScope(f"The creator did not grant what this takes: {_join_reasons(reasons)}.")
    if reasons & _PROJECT_REASONS:
        return SourceError(
            f"Enable the API in your Google project, and check its key: {_join_reasons(reasons)}."
        )
    if "forbidden" in reasons and answer.status == 403:
        return _forbidden_error(answer.auth_method)
    return None


def _forbidden_error(credential: AuthMethod) -> SourceError:
    """With an API key, the one requested resource may be private."""
    if credential is AuthMethod.API_KEY:
        return ResourceGone("Google shows this to its owner alone.")
    return InsufficientScope("Google does not show this to the account.")


def _next_pacific_midnight(moment: datetime) -> datetime:
    """The next midnight in Pacific time, when the daily quota resets."""
    tomorrow = moment.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=_PACIFIC)


def _error_reasons(body: Any) -> set[str]:
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return set()
    told = [*(error.get("errors") or ()), *(error.get("details") or ())]
    return {str(each["reason"]) for each in told if isinstance(each, dict) and "reason" in each}


def _join_reasons(reasons: set[str]) -> str:
    return ", ".join(sorted(reasons))


class Thumbnail(Struct, frozen=True, kw_only=True):
    url: str | None = None


Thumbnails = dict[str, Thumbnail]


def largest_thumbnail(pictures: Mapping[str, Thumbnail]) -> str | None:
    """The URL of the largest picture."""
    found = (pictures[size].url for size in _THUMBNAIL_SIZES if size in pictures)
    return next(filter(None, found), None)


def identity(raw: _StructT) -> _StructT:
    return raw


ReportRow = tuple[str | int | float | None, ...]


def _identity_row(raw: ReportRow) -> ReportRow:
    return raw


REPORTS: Final = Endpoint(
    base_url="https://youtubeanalytics.googleapis.com/v2",
    path="/reports",
    params={"ids": "channel==MINE", "startDate": "2005-02-14"},
    data_selector="rows",
    row_type=ReportRow,
    map_row=_identity_row,
    required_scope=ANALYTICS_SCOPE,
)
"""Starts at YouTube's first day. Columns are the dimensions, then the metrics, as requested."""


async def fetch_report(calls: ApiClient, metrics: str, **params: str) -> tuple[ReportRow, ...]:
    """The rows of an Analytics report up to today; none where there is no data."""
    today = now().astimezone(_PACIFIC).date().isoformat()
    return (await calls.fetch(REPORTS, {"endDate": today, "metrics": metrics, **params})).items


async def fetch_if_granted(calls: ApiClient, fetch: Endpoint[_RowT, _RecordT]) -> FetchResult[_RecordT]:
    """One page; empty if the creator did not grant the scope."""
    try:
        return await calls.fetch(fetch)
    except InsufficientScope:
        return FetchResult(())
