"""Folding text for comparison and cutting it into words, in any script."""

import re
from collections.abc import Iterable
from unicodedata import normalize

_DIACRITICS = re.compile("[\u0300-\u036f]")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983\u09bc-\u09d7\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6\u0d00-\u0d57\u0d82-\u0ddf"
_EMOJI = "\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_WORD = re.compile(
    f"[{_UNSPACED}]"
    f"|(?:[^\\W_{_UNSPACED}]|[{_MARKS}])+"
    f"|[{_EMOJI}](?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}])*"
)
_ASCII_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """The text without case and without Latin, Greek and Cyrillic diacritics."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", _DIACRITICS.sub("", normalize("NFKD", text.casefold())))


def words(text: str) -> list[str]:
    """The folded words in order; a sign of an unspaced script and an emoji are words of their own."""
    folded = fold(text)
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


def unique_words(texts: Iterable[str]) -> list[str]:
    """Every folded word of the texts once, in order of first use."""
    return list(dict.fromkeys(word for text in texts for word in words(text)))


def tag(text: str) -> str:
    """A hashtag, mention, topic or handle as it is compared: folded, without ``#`` or ``@``."""
    return fold(text.strip().lstrip("#@"))
