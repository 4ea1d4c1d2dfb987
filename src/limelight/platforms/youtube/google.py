"""What Google's APIs share: how they page, refuse, report and show pictures."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from limelight.connectors.answers import Answer, Credential, Gone, later, waited_until
from limelight.connectors.fetching import Calls, Cursor, Fetch, Found
from limelight.connectors.source import ScopeMissing, SourceError, TooBusy
from limelight.kernel.timestamps import now

_SCOPES: Final = "https://www.googleapis.com/auth"
READ: Final = f"{_SCOPES}/youtube.readonly"
ANALYTICS: Final = f"{_SCOPES}/yt-analytics.readonly"
PROFILE: Final = f"{_SCOPES}/userinfo.profile"
EMAIL: Final = f"{_SCOPES}/userinfo.email"

PAGES: Final = Cursor(found="nextPageToken", sent="pageToken")

_PACIFIC: Final = ZoneInfo("America/Los_Angeles")
_DAILY: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_BRIEF: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_SCOPE: Final = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})
_OPERATOR: Final = frozenset({"accessNotConfigured", "SERVICE_DISABLED", "keyInvalid", "API_KEY_INVALID"})
_GONE: Final = frozenset(
    {
        "channelClosed",
        "channelNotFound",
        "channelSuspended",
        "commentsDisabled",
        "playlistNotFound",
        "videoNotFound",
    }
)
_PICTURES: Final = ("qhd", "fhd", "maxres", "standard", "high", "medium", "default")
"""The best first; of the two best there may be none for years to come."""

_Struct = TypeVar("_Struct", bound=Struct)
_Raw = TypeVar("_Raw")
_Made = TypeVar("_Made")


def refusal(answer: Answer) -> SourceError | None:
    """Google says why in reasons: the status alone would take a used-up quota for a missing right."""
    reasons = _reasons(answer.json)
    if reasons & _DAILY:
        return TooBusy("Google's quota of the day is used up.", later(answer.at, _midnight(answer.at)))
    if reasons & _BRIEF:
        return TooBusy("Google asks to be asked more slowly.", waited_until(answer))
    if reasons & _GONE:
        return Gone(f"Google has nothing to show: {_listed(reasons)}.")
    if reasons & _SCOPE:
        return ScopeMissing(f"The creator did not grant what this takes: {_listed(reasons)}.")
    if reasons & _OPERATOR:
        return SourceError(f"Enable the API in your Google project, and check its key: {_listed(reasons)}.")
    if "forbidden" in reasons and answer.status == 403:
        return _forbidden(answer.credential)
    return None


def _forbidden(credential: Credential) -> SourceError:
    """Without an account it is about the one thing that was asked for, which may be private."""
    if credential is Credential.KEY:
        return Gone("Google shows this to its owner alone.")
    return ScopeMissing("Google does not show this to the account.")


def _midnight(moment: datetime) -> datetime:
    """The next midnight at Google's, where a day's quota begins."""
    tomorrow = moment.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=_PACIFIC)


def _reasons(body: Any) -> set[str]:
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return set()
    told = [*(error.get("errors") or ()), *(error.get("details") or ())]
    return {str(each["reason"]) for each in told if isinstance(each, dict) and "reason" in each}


def _listed(reasons: set[str]) -> str:
    return ", ".join(sorted(reasons))


class Picture(Struct, frozen=True, kw_only=True):
    url: str | None = None


Pictures = dict[str, Picture]


def best(pictures: Mapping[str, Picture]) -> str | None:
    """The URL of the largest picture."""
    found = (pictures[size].url for size in _PICTURES if size in pictures)
    return next(filter(None, found), None)


def itself(raw: _Struct) -> _Struct:
    return raw


ReportRow = tuple[str | int | float | None, ...]


def _row(raw: ReportRow) -> ReportRow:
    return raw


REPORT: Final = Fetch(
    base_url="https://youtubeanalytics.googleapis.com/v2",
    path="/reports",
    params={"ids": "channel==MINE", "startDate": "2005-02-14"},
    items="rows",
    raw=ReportRow,
    to=_row,
    scope=ANALYTICS,
)
"""From YouTube's first day on. The columns are the dimensions, then the metrics, in the order asked for."""


async def report(calls: Calls, metrics: str, **params: str) -> tuple[ReportRow, ...]:
    """The rows of an Analytics report up to today; none where there is no data."""
    today = now().astimezone(_PACIFIC).date().isoformat()
    return (await calls.found(REPORT, {"endDate": today, "metrics": metrics, **params})).items


async def granted(calls: Calls, fetch: Fetch[_Raw, _Made]) -> Found[_Made]:
    """What the answer has; nothing if the creator did not grant it."""
    try:
        return await calls.found(fetch)
    except ScopeMissing:
        return Found(())
