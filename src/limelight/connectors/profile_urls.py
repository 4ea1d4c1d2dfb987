"""URLs of public profiles: building one from a handle, and parsing the handle from one."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

_ORDINARY_SUBDOMAIN: Final = re.compile(r"(?:www|web|m|mobile|[a-z]{2}(?:-[a-z]{2})?)?")


@dataclass(frozen=True)
class UrlParts:
    """The parts of a URL below a platform's host, unquoted; ``subdomain`` is empty for the host itself."""

    subdomain: str
    path: tuple[str, ...]
    query: dict[str, list[str]]


HandleParser = Callable[[UrlParts], str | None]
"""Parses a handle, or an id on platforms without handles in their URLs; ``None`` if there is none."""


@dataclass(frozen=True, kw_only=True)
class ProfileUrls:
    """``build_url`` takes a quoted handle; ``parse_handle`` takes URLs on one of the ``hosts``."""

    hosts: tuple[str, ...]
    build_url: Callable[[str], str]
    parse_handle: HandleParser

    def url_of(self, handle: str) -> str:
        return self.build_url(quote(handle.strip().lstrip("@"), safe=""))

    def handle_of(self, url: str) -> str | None:
        address = self._split_url(url.strip())
        return (self.parse_handle(address) or None) if address else None

    def _split_url(self, url: str) -> UrlParts | None:
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
        except ValueError:
            return None
        subdomain = self._subdomain((parts.hostname or "").rstrip("."))
        if subdomain is None or parts.scheme not in {"http", "https"}:
            return None
        path = tuple(unquote(segment) for segment in parts.path.split("/") if segment)
        return UrlParts(subdomain, path, parse_qs(parts.query))

    def _subdomain(self, host: str) -> str | None:
        for known in self.hosts:
            if host == known or host.endswith(f".{known}"):
                return host.removesuffix(known).rstrip(".")
        return None


def first_segment(*, but: Collection[str] = ()) -> HandleParser:
    """``/name`` and ``/name/…``, except the platform's reserved paths."""

    def rule(address: UrlParts) -> str | None:
        if not (_is_ordinary(address) and address.path):
            return None
        found = address.path[0].lstrip("@")
        return None if found.lower() in but else found

    return rule


def at_handle(address: UrlParts) -> str | None:
    """``/@name`` and ``/@name/…``"""
    if _is_ordinary(address) and address.path and address.path[0].startswith("@"):
        return address.path[0][1:]
    return None


def segment_after(*words: str) -> HandleParser:
    """``/word/name`` for one of the words."""

    def rule(address: UrlParts) -> str | None:
        path = address.path
        return path[1] if _is_ordinary(address) and len(path) > 1 and path[0].lower() in words else None

    return rule


def subdomain_handle(address: UrlParts) -> str | None:
    """``name.host``"""
    return None if _is_ordinary(address) or "." in address.subdomain else address.subdomain


def first_match(*rules: HandleParser) -> HandleParser:
    """The first handle that one of the parsers finds."""

    def rule(address: UrlParts) -> str | None:
        return next(filter(None, (each(address) for each in rules)), None)

    return rule


def _is_ordinary(address: UrlParts) -> bool:
    return _ORDINARY_SUBDOMAIN.fullmatch(address.subdomain) is not None


INSTAGRAM_PROFILE_URLS: Final = ProfileUrls(
    hosts=("instagram.com", "instagr.am"),
    build_url=lambda handle: f"https://www.instagram.com/{handle}/",
    parse_handle=first_match(
        segment_after("stories"),
        first_segment(
            but={"about", "accounts", "direct", "explore", "p", "reel", "reels", "s", "stories", "tv"}
        ),
    ),
)
"""Shared by the three Instagram platforms."""

TIKTOK_PROFILE_URLS: Final = ProfileUrls(
    hosts=("tiktok.com",),
    build_url=lambda handle: f"https://www.tiktok.com/@{handle}",
    parse_handle=at_handle,
)
