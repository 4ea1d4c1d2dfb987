"""Rendering of Connect pages: the tenant's branding, the creator's language, and strict headers."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar.response import Template
from msgspec import Struct

from limelight import __version__
from limelight.store.connections import Brand, ClientEvent

MIN_TEXT_CONTRAST: Final = 4.5
"""WCAG 2.2, level AA, for text of normal size."""
MIN_SURFACE_CONTRAST: Final = 1.3
"""Enough to tell a surface from its background."""
WHITE: Final = "#ffffff"
BLACK: Final = "#000000"
DEFAULT_COLOUR: Final = "#4c7a10"
_STEPS: Final = 50

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """A colour for one background: as a surface, as text on that surface, and as text on the background."""

    surface: str
    ink: str
    text: str


def accent(colour: str, ground: str) -> Accent:
    """The colour, shifted away from the background only as far as each use requires."""
    surface = _with_contrast(colour, ground, MIN_SURFACE_CONTRAST)
    ink = max((WHITE, BLACK), key=lambda ink: contrast(surface, ink))
    return Accent(surface=surface, ink=ink, text=_with_contrast(colour, ground, MIN_TEXT_CONTRAST))


def contrast(one: str, other: str) -> float:
    """From 1 for equal colours to 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _with_contrast(colour: str, ground: str, least: float) -> str:
    """Mixed with black or white until its contrast to the background suffices."""
    away = (0.0, 0.0, 0.0) if luminance(ground) > 0.5 else (255.0, 255.0, 255.0)
    moved = (_mix(_channels(colour), away, step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in moved if contrast(each, ground) >= least)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(one: Channels, other: Channels, share: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, other, strict=True))


LANGUAGES: Final = Path(__file__).parent / "languages"
DEFAULT_LANGUAGE: Final = "en"


class PageTexts:
    """The page texts of one language, by key: ``words("back")``."""

    def __init__(self, language: str, texts: dict[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values)


@cache
def all_page_texts() -> dict[str, PageTexts]:
    """Every language by its code."""
    decoder = msgspec.json.Decoder(dict[str, str])
    files = sorted(LANGUAGES.glob("*.json"))
    return {file.stem: PageTexts(file.stem, decoder.decode(file.read_bytes())) for file in files}


def page_texts_for(asked: str | None, accepted: str) -> PageTexts:
    """The requested language, else the first supported one of ``Accept-Language``, else English."""
    known = all_page_texts()
    wanted = [asked or "", *(part.partition(";")[0] for part in accepted.split(","))]
    codes = (tag.strip().lower().replace("_", "-").partition("-")[0] for tag in wanted)
    return next((known[code] for code in codes if code in known), known[DEFAULT_LANGUAGE])


LIGHT_GROUND: Final = "#f7f8f4"
DARK_GROUND: Final = "#21261d"
"""The backgrounds of ``page.css`` that have the least contrast to a tenant's colour."""
DEFAULT_BRAND_NAME: Final = "Limelight"


@dataclass(frozen=True)
class BrandView:
    """The visible parts of a tenant's brand."""

    name: str
    light: Accent
    dark: Accent
    logo: str | None = None
    privacy_url: str | None = None


def brand_view(brand: Brand, name: str = DEFAULT_BRAND_NAME) -> BrandView:
    """``name`` is used for a tenant without a brand name."""
    colour = brand.colour or DEFAULT_COLOUR
    return BrandView(
        name=brand.name or name,
        light=accent(colour, LIGHT_GROUND),
        dark=accent(colour, DARK_GROUND),
        logo=brand.logo,
        privacy_url=brand.privacy_url,
    )


class OpenerMessage(Struct, frozen=True, kw_only=True):
    """The message of a page to its opener: all events so far, in order.

    ``is_away``: the creator may be signing in at a platform. ``is_over``: no further events will follow.
    """

    limelight: str = "happenings"
    session_id: str | None = None
    happenings: Sequence[ClientEvent] = ()
    is_away: bool = False
    is_over: bool = False


_EMPTY_MESSAGE: Final = OpenerMessage()


@dataclass(frozen=True, kw_only=True)
class Screen:
    """What the pages of one visit have in common. ``opener`` is the only origin that receives messages."""

    words: PageTexts
    look: BrandView
    is_sandbox: bool
    opener: str | None = None
    opener_message: OpenerMessage = _EMPTY_MESSAGE

    def with_events(self, session_id: UUID | None, *happenings: ClientEvent) -> "Screen":
        """The same screen with these events in its message."""
        told = OpenerMessage(session_id=str(session_id) if session_id else None, happenings=happenings)
        return replace(self, opener_message=told)

    def page(
        self, name: str, *, status: int = 200, form_targets: Sequence[str] = (), **context: Any
    ) -> Template:
        """``form_targets`` are further origins that forms of the page may submit or redirect to."""
        nonce = secrets.token_urlsafe(16)
        shared = {
            "words": self.words,
            "look": self.look,
            "is_sandbox": self.is_sandbox,
            "opener": self.opener,
            "message": msgspec.json.encode(self.opener_message).decode(),
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
