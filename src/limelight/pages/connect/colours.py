"""A tenant's colour, made readable: whatever it is, text in it and on it keeps its contrast."""

from dataclasses import dataclass
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, level AA, for text of ordinary size."""
LIGHT: Final = "#ffffff"
DARK: Final = "#161a12"
DEFAULT: Final = "#4c7a10"
_STEPS: Final = 50

Channels = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """A colour for one ground, and the colour of text on it."""

    colour: str
    ink: str


def accent(colour: str, ground: str) -> Accent:
    """The colour, moved towards black or white until it stands out from the ground."""
    away = (0.0, 0.0, 0.0) if luminance(ground) > 0.5 else (255.0, 255.0, 255.0)
    moved = (_mixed(_channels(colour), away, step / _STEPS) for step in range(_STEPS + 1))
    readable = next(each for each in moved if contrast(each, ground) >= LEAST_CONTRAST)
    return Accent(colour=readable, ink=max((LIGHT, DARK), key=lambda ink: contrast(readable, ink)))


def contrast(one: str, other: str) -> float:
    """From 1 for equal colours to 21 for black and white."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: Channels, other: Channels, share: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, other, strict=True))
