"""HTML pages: the landing page, the API documentation, and static files."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from litestar import Request, get
from litestar.datastructures import CacheControlHeader
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.router import Router
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler
from openapi_ui_bundles import swagger_ui

from limelight import __version__
from limelight.pages.connect import STATIC as CONNECT_STATIC
from limelight.pages.connect import TEMPLATES as CONNECT_TEMPLATES
from limelight.pages.reports import STATIC as REPORT_STATIC
from limelight.pages.reports import TEMPLATES as REPORT_TEMPLATES
from limelight.settings import Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET

HERE: Final = Path(__file__).parent
_AN_HOUR: Final = CacheControlHeader(max_age=3600, public=True)
_OWN_FILES_ONLY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
# Swagger UI styles its elements one by one.
_STYLED_INLINE: Final = _OWN_FILES_ONLY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


def template_config() -> TemplateConfig[JinjaTemplateEngine]:
    return TemplateConfig(
        directory=[HERE / "templates", CONNECT_TEMPLATES, REPORT_TEMPLATES], engine=JinjaTemplateEngine
    )


def site_routes(
    settings: Settings, catalogue_size: Callable[[], Awaitable[float]]
) -> list[ControllerRouterHandler]:
    @get("/", include_in_schema=False)
    async def landing(request: Request[Any, Any, Any]) -> Template:
        context = {
            "version": __version__,
            "environment": settings.environment.value,
            "address": str(request.base_url).rstrip("/"),
            "creators": int(await catalogue_size()),
            "user": DEMO_NAME if settings.is_sandbox else "CLIENT_ID",
            "secret": DEMO_SECRET if settings.is_sandbox else "SECRET",
        }
        return Template("landing.html", context=context, headers={"content-security-policy": _OWN_FILES_ONLY})

    @get("/docs", include_in_schema=False, sync_to_thread=False)
    def documentation() -> Template:
        return Template("docs.html", headers={"content-security-policy": _STYLED_INLINE})

    return [
        landing,
        documentation,
        _files("/static", HERE / "static"),
        _files("/connect/assets", CONNECT_STATIC),
        _files("/reports/assets", REPORT_STATIC),
        _files("/docs/assets", swagger_ui.static_path),
    ]


def _files(path: str, directory: Path) -> Router:
    return create_static_files_router(
        path, [directory], name=path, include_in_schema=False, cache_control=_AN_HOUR
    )
