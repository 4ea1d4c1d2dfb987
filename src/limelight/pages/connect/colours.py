"""A tenant's colour, made readable: whatever it is, text in it and on it keeps its contrast."""

from dataclasses import dataclass
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, level AA, for text of ordinary size."""
LEAST_SEEN: Final = 1.3
"""A surface is told from its ground."""
LIGHT: Final = "#ffffff"
DARK: Final = "#000000"
DEFAULT: Final = "#4c7a10"
_STEPS: Final = 50

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """A colour on one ground: as a surface, as text on that surface, and as text on the ground."""

    surface: str
    ink: str
    text: str


def accent(colour: str, ground: str) -> Accent:
    """The colour, moved away from the ground no further than each use takes."""
    surface = _apart(colour, ground, LEAST_SEEN)
    ink = max((LIGHT, DARK), key=lambda ink: contrast(surface, ink))
    return Accent(surface=surface, ink=ink, text=_apart(colour, ground, LEAST_CONTRAST))


def contrast(one: str, other: str) -> float:
    """From 1 for equal colours to 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _apart(colour: str, ground: str, least: float) -> str:
    """Moved towards black or white until it stands out from the ground."""
    away = (0.0, 0.0, 0.0) if luminance(ground) > 0.5 else (255.0, 255.0, 255.0)
    moved = (_mixed(_channels(colour), away, step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in moved if contrast(each, ground) >= least)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: Channels, other: Channels, share: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, other, strict=True))
