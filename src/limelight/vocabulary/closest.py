"""What somebody may have meant by a value that is not allowed."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest

from limelight.kernel.text import fold


def closest(value: str, allowed: Iterable[str], limit: int = 10) -> list[str]:
    """The allowed values that resemble the value most, best first."""
    matcher = SequenceMatcher(b=fold(value), autojunk=False)

    def resemblance(candidate: str) -> float:
        matcher.set_seq1(fold(candidate))
        return matcher.ratio()

    return nlargest(limit, allowed, key=resemblance)
