"""Suggestions for values that are not allowed."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Final

from limelight.kernel.text import tokenize

_MAX_CHARACTERS: Final = 100
"""Longer values are cut, because the time to compare two texts grows with the product of their lengths."""
_SHORTLIST_FACTOR: Final = 5
_MIN_BLOCK: Final = 2
_PARTIAL_WEIGHT: Final = 0.9


def closest_matches(value: str, allowed: Iterable[str], limit: int = 10) -> list[str]:
    """The allowed values most similar to the value, best first.

    Values are ranked by the bigrams that they have in common with the value; ``difflib`` compares only the
    best of them, because comparing thousands of names takes seconds.
    """
    sought = _key(value)
    padded = f" {sought} "
    bigrams = {padded[at : at + 2] for at in range(len(padded) - 1)}

    def shared_bigrams(candidate: str) -> float:
        text = f" {_key(candidate)} "
        shared, length = sum(map(text.__contains__, bigrams)), len(text) - 1
        return shared / min(len(bigrams), length) / 2 + shared / max(len(bigrams), length)

    def similarity(candidate: str) -> float:
        return _similarity(sought, _key(candidate))

    shortlist = nlargest(_SHORTLIST_FACTOR * limit, dict.fromkeys(allowed), key=shared_bigrams)
    return nlargest(limit, shortlist, key=similarity)


def _similarity(one: str, other: str) -> float:
    """The ratio of matching characters, or most of the shorter text's own ratio if that is greater."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if len(one) == len(other) or not one or not other:
        return matcher.ratio()
    matching = sum(block.size for block in matcher.get_matching_blocks() if block.size >= _MIN_BLOCK)
    return max(matcher.ratio(), _PARTIAL_WEIGHT * matching / min(len(one), len(other)))


def _key(text: str) -> str:
    return "".join(tokenize(text[:_MAX_CHARACTERS]))
