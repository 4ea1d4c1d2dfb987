"""Errors of Connect, and the page that shows them to a creator."""

from typing import Any, ClassVar

import structlog
from litestar import Request
from litestar.exceptions import HTTPException
from litestar.response import Template

from limelight.errors import LimelightError
from limelight.pages.connect.screens import Screen, brand_view, page_texts_for
from limelight.settings import Settings
from limelight.store.connections import Brand

_LOG = structlog.get_logger("limelight.connect")


class ConnectProblem(LimelightError):
    """``problem`` is the text key of the explanation; ``screen`` is the visit's, if there is one."""

    problem: ClassVar[str] = "bug"

    def __init__(self, screen: Screen | None = None, return_url: str | None = None) -> None:
        super().__init__(self.__class__.__doc__ or "")
        self.screen = screen
        self.return_url = return_url


class ConnectTokenInvalid(ConnectProblem):
    """The SDK token, or the link, is not valid."""

    status = 401
    problem = "token"


class OriginNotAllowed(ConnectProblem):
    """The tenant does not allow that page to open Connect, or to be returned to."""

    status = 403
    problem = "origin"


class FormNotTrusted(ConnectProblem):
    """The form does not come from the page that it belongs to."""

    status = 403
    problem = "form"


class ConnectExpired(ConnectProblem):
    """The session or the token is too old."""

    status = 410
    problem = "expired"


class ConnectPageMissing(ConnectProblem):
    """There is no such page, platform or account."""

    status = 404
    problem = "missing"


def show_problem(request: Request[Any, Any, Any], raised: Exception) -> Template:
    """The error page for any exception."""
    problem = _problem(raised)
    if problem.status >= 500 or problem.problem == "bug":
        _LOG.error("bug", exc_info=raised)
    screen = problem.screen or plain_screen(request)
    return screen.page(
        "problem", status=problem.status, problem=problem.problem, return_url=problem.return_url
    )


def plain_screen(request: Request[Any, Any, Any]) -> Screen:
    """A screen without a tenant's branding."""
    settings: Settings = request.app.state.settings
    return Screen(
        words=page_texts_for(None, request.headers.get("accept-language", "")),
        look=brand_view(Brand()),
        is_sandbox=settings.is_sandbox,
    )


def _problem(raised: Exception) -> ConnectProblem:
    match raised:
        case ConnectProblem():
            return raised
        case LimelightError(status=404) | HTTPException(status_code=404 | 405):
            return ConnectPageMissing()
        case HTTPException(status_code=status) if status < 500:
            return FormNotTrusted()
        case _:
            return _Bug()


class _Bug(ConnectProblem):
    """Something went wrong on our side."""

    status = 500
