"""How the pages of Connect are shown: in the tenant's look, the creator's language, with strict headers."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar.response import Template
from msgspec import Struct

from limelight import __version__
from limelight.pages.connect.colours import DEFAULT, Accent, accent
from limelight.pages.connect.words import Words
from limelight.store.connections import Brand, Happening

LIGHT_GROUND: Final = "#f7f8f4"
DARK_GROUND: Final = "#21261d"
"""The surfaces of ``page.css`` on which a tenant's colour stands out least."""
NAMELESS: Final = "Limelight"


@dataclass(frozen=True)
class Look:
    """What of a tenant's brand is seen."""

    name: str
    light: Accent
    dark: Accent
    logo: str | None = None
    privacy_url: str | None = None


def look_of(brand: Brand, name: str = NAMELESS) -> Look:
    """``name`` is what a tenant without a brand is called."""
    colour = brand.colour or DEFAULT
    return Look(
        name=brand.name or name,
        light=accent(colour, LIGHT_GROUND),
        dark=accent(colour, DARK_GROUND),
        logo=brand.logo,
        privacy_url=brand.privacy_url,
    )


class Told(Struct, frozen=True, kw_only=True):
    """What a page tells its opener: all that happened so far, in order.

    ``is_away`` says that the creator may be at a platform, ``is_over`` that nothing more will happen.
    """

    limelight: str = "happenings"
    session_id: str | None = None
    happenings: Sequence[Happening] = ()
    is_away: bool = False
    is_over: bool = False


_NOTHING: Final = Told()


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What the pages of one visit have in common. ``opener`` is the only origin that is told anything."""

    words: Words
    look: Look
    is_sandbox: bool
    opener: str | None = None
    told: Told = _NOTHING

    def telling(self, session_id: UUID | None, *happenings: Happening) -> "Screen":
        """The same screen, whose pages tell the opener this."""
        told = Told(session_id=str(session_id) if session_id else None, happenings=happenings)
        return replace(self, told=told)

    def page(
        self, name: str, *, status: int = 200, form_targets: Sequence[str] = (), **context: Any
    ) -> Template:
        """``form_targets`` are origins that a form of the page may lead to, besides our own."""
        nonce = secrets.token_urlsafe(16)
        shared = {
            "words": self.words,
            "look": self.look,
            "is_sandbox": self.is_sandbox,
            "opener": self.opener,
            "message": msgspec.json.encode(self.told).decode(),
            "nonce": nonce,
            "version": __version__,
        }
        return Template(
            f"connect/{name}.html",
            context=shared | context,
            status_code=status,
            headers={
                "content-security-policy": _policy(nonce, form_targets),
                "cache-control": "no-store",
            },
        )


def _policy(nonce: str, form_targets: Sequence[str]) -> str:
    targets = " ".join(["'self'", *form_targets])
    return (
        f"default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; script-src 'self'; "
        f"form-action {targets}; frame-ancestors 'none'; base-uri 'none'"
    )
