"""Web origins that may open Connect, and URLs that a creator may return to: only those the tenant allows."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from limelight.settings import Settings
from limelight.store.connections import Brand

_LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")
_UNSAFE: Final = re.compile(r"[\x00-\x20\x7f\\]")


def web_origin(url: str) -> str | None:
    """The web origin of an http or https URL as browsers serialize it; ``None`` for other text."""
    if _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host.lower()):
        return None
    shown = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host.lower()}{shown}"


def may_open_connect(origin: str, brand: Brand, settings: Settings) -> bool:
    """Whether pages of the origin may open Connect for the tenant and receive its events."""
    return web_origin(origin) == origin and _is_allowed_origin(origin, brand, settings)


def is_allowed_return_url(url: str, brand: Brand, settings: Settings) -> bool:
    """Whether a creator may be redirected there: an allowed URL, or any URL of an allowed origin."""
    origin = web_origin(url)
    if origin is None:
        return False
    return _without_query(url) in map(_without_query, brand.redirect_urls) or _is_allowed_origin(
        origin, brand, settings
    )


def add_query(url: str, values: dict[str, str]) -> str:
    """The URL with values added to its query."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *values.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _is_allowed_origin(origin: str, brand: Brand, settings: Settings) -> bool:
    known: Collection[str] = {*brand.origins, *settings.connect.origins}
    if origin in known:
        return True
    return settings.is_sandbox and (
        "*" in settings.connect.origins or urlsplit(origin).hostname in _LOOPBACK_HOSTS
    )


def _without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
