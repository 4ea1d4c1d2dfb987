"""Reports: a creator's analytics as an HTML page to read, print and share."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from limelight.jobs.report_links import ReportLinks
from limelight.pages.reports.routes import (
    Authenticate,
    ReportAccess,
    show_formulas,
    show_problem,
    show_report,
)
from limelight.settings import Settings
from limelight.store.database import Database, Session

__all__ = ["STATIC", "TEMPLATES", "report_pages"]

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


def report_pages(
    settings: Settings, database: Database, links: ReportLinks, authenticated: Authenticate
) -> list[ControllerRouterHandler]:
    """All routes below ``/reports``."""
    readers = ReportAccess(links, authenticated)

    async def transaction() -> AsyncIterator[Session]:
        async with database.session() as session:
            yield session

    return [
        Router(
            "/reports",
            route_handlers=[show_report, show_formulas],
            exception_handlers={Exception: show_problem},
            dependencies={
                "session": Provide(transaction),
                "readers": Provide(lambda: readers, sync_to_thread=False),
                "settings": Provide(lambda: settings, sync_to_thread=False),
            },
        )
    ]
