"""Where a platform's public profiles are, and whose profile a URL is of."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

_ORDINARY_SUBDOMAIN: Final = re.compile(r"(?:www|web|m|mobile|[a-z]{2}(?:-[a-z]{2})?)?")


@dataclass(frozen=True)
class Address:
    """The parts of a URL below a platform's host, unquoted; ``subdomain`` is empty for the host itself."""

    subdomain: str
    path: tuple[str, ...]
    query: dict[str, list[str]]


Rule = Callable[[Address], str | None]
"""Reads a handle, or an id where the platform has no handles in its URLs, from an address."""


@dataclass(frozen=True, kw_only=True)
class Profiles:
    """``url`` is given a quoted handle; ``handle`` is asked about addresses on one of the ``hosts``."""

    hosts: tuple[str, ...]
    url: Callable[[str], str]
    handle: Rule

    def url_of(self, handle: str) -> str:
        return self.url(quote(handle.strip().lstrip("@"), safe=""))

    def handle_of(self, url: str) -> str | None:
        address = self._address(url.strip())
        return (self.handle(address) or None) if address else None

    def _address(self, url: str) -> Address | None:
        try:
            parts = urlsplit(url if "://" in url else f"https://{url}")
        except ValueError:
            return None
        subdomain = self._subdomain((parts.hostname or "").rstrip("."))
        if subdomain is None or parts.scheme not in {"http", "https"}:
            return None
        path = tuple(unquote(segment) for segment in parts.path.split("/") if segment)
        return Address(subdomain, path, parse_qs(parts.query))

    def _subdomain(self, host: str) -> str | None:
        for known in self.hosts:
            if host == known or host.endswith(f".{known}"):
                return host.removesuffix(known).rstrip(".")
        return None


def first_segment(*, but: Collection[str] = ()) -> Rule:
    """``/name`` and ``/name/…``, unless the platform uses the word for pages of its own."""

    def rule(address: Address) -> str | None:
        if not (_is_ordinary(address) and address.path):
            return None
        found = address.path[0].lstrip("@")
        return None if found.lower() in but else found

    return rule


def after_at_sign(address: Address) -> str | None:
    """``/@name`` and ``/@name/…``"""
    if _is_ordinary(address) and address.path and address.path[0].startswith("@"):
        return address.path[0][1:]
    return None


def after_word(*words: str) -> Rule:
    """``/word/name`` for one of the words."""

    def rule(address: Address) -> str | None:
        path = address.path
        return path[1] if _is_ordinary(address) and len(path) > 1 and path[0].lower() in words else None

    return rule


def own_subdomain(address: Address) -> str | None:
    """``name.host``"""
    return None if _is_ordinary(address) or "." in address.subdomain else address.subdomain


def any_of(*rules: Rule) -> Rule:
    """The first answer of several rules."""

    def rule(address: Address) -> str | None:
        return next(filter(None, (each(address) for each in rules)), None)

    return rule


def _is_ordinary(address: Address) -> bool:
    return _ORDINARY_SUBDOMAIN.fullmatch(address.subdomain) is not None


INSTAGRAM_PROFILES: Final = Profiles(
    hosts=("instagram.com", "instagr.am"),
    url=lambda handle: f"https://www.instagram.com/{handle}/",
    handle=any_of(
        after_word("stories"),
        first_segment(
            but={"about", "accounts", "direct", "explore", "p", "reel", "reels", "s", "stories", "tv"}
        ),
    ),
)
"""Shared by the three ways that the service knows Instagram."""

TIKTOK_PROFILES: Final = Profiles(
    hosts=("tiktok.com",),
    url=lambda handle: f"https://www.tiktok.com/@{handle}",
    handle=after_at_sign,
)
