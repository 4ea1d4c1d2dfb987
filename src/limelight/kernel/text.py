"""Case folding and tokenization in any script."""

import re
from functools import lru_cache
from itertools import chain
from unicodedata import normalize

import regex

_DIACRITICS = re.compile("[\u0300-\u036f]")
_SCRIPTS_WITHOUT_SPACES = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_EMOJI = r"\p{Extended_Pictographic}[\ufe0f\U0001f3fb-\U0001f3ff]*"
_WORD = regex.compile(
    rf"[{_SCRIPTS_WITHOUT_SPACES}]|[\p{{L}}\p{{N}}\p{{M}}--[{_SCRIPTS_WITHOUT_SPACES}]]+|{_EMOJI}(?:\u200d{_EMOJI})*",
    regex.V1,
)
_ASCII_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """The text without case and without Latin, Greek and Cyrillic diacritics."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", _DIACRITICS.sub("", normalize("NFKD", text).casefold()))


def tokenize(text: str) -> list[str]:
    """The folded words in order; a sign of an unspaced script and an emoji are words of their own."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    return list(chain.from_iterable(map(_tokenize_part, text.split())))


@lru_cache(maxsize=50_000)
def _tokenize_part(part: str) -> tuple[str, ...]:
    """The words of a text without spaces; cached, as the regular expression for all scripts is slow."""
    folded = fold(part)
    return tuple((_ASCII_WORD if folded.isascii() else _WORD).findall(folded))


@lru_cache(maxsize=100_000)
def normalize_tag(text: str) -> str:
    """A hashtag, mention, topic or handle in comparable form: folded, without ``#`` or ``@``."""
    return fold(text).strip().lstrip("#@ ")
