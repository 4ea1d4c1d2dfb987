"""What somebody may have meant by a value that is not allowed."""

from collections.abc import Iterable

from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract

from limelight.kernel.text import tokenize


def closest_matches(value: str, allowed: Iterable[str], limit: int = 10) -> list[str]:
    """The allowed values that resemble the value most, best first."""
    candidates = list(dict.fromkeys(allowed))
    found = extract(value, candidates, scorer=WRatio, processor=_letters, limit=limit)
    return [candidate for candidate, _, _ in found]


def _letters(text: str) -> str:
    return "".join(tokenize(text))
