"""How all pages of reports are answered: with headers that let a browser do nothing but show them."""

from collections.abc import Mapping
from typing import Any, Final

from litestar.response import Template

from limelight import __version__

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def screen(
    name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> Template:
    return Template(
        f"reports/{name}.html",
        context={"version": __version__} | context,
        status_code=status,
        headers={
            "content-security-policy": _POLICY,
            "cache-control": "no-store",
            "x-robots-tag": "noindex",
            **(headers or {}),
        },
    )
