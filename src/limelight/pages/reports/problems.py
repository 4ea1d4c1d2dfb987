"""Why a report is not shown, as a page in words that its reader understands."""

from typing import Any, Final

import structlog
from litestar import Request
from litestar.exceptions import HTTPException
from litestar.response import Template

from limelight.errors import LimelightError, Unauthorized
from limelight.jobs.report_links import ReportLinkInvalid
from limelight.pages.reports.screens import screen

_LOG = structlog.get_logger("limelight.reports")
_CHALLENGE: Final = {"www-authenticate": 'Basic realm="limelight", charset="UTF-8"'}


def show_problem(request: Request[Any, Any, Any], raised: Exception) -> Template:
    """The page for anything that was raised."""
    match raised:
        case ReportLinkInvalid():
            return screen("problem", status=403, problem="link", home=request.url.path)
        case Unauthorized():
            return screen("problem", status=401, headers=_CHALLENGE, problem="stranger")
        case LimelightError(status=404) | HTTPException(status_code=404 | 405):
            return screen("problem", status=404, problem="missing")
        case _:
            _LOG.error("bug", exc_info=raised)
            return screen("problem", status=500, problem="bug")
