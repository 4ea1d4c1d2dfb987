"""Language detection."""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

import polars as pl
import regex
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from limelight.analytics.formula import formula
from limelight.vocabulary.languages import languages

_NOT_PROSE: Final = regex.compile(r"https?://\S+|www\.\S+|\S+@\S+|[@#][\p{L}\p{N}_.]+")
_NO_LETTER: Final = regex.compile(r"[^\p{L}\p{M}'’-]+")
_CJK: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_MIN_LETTERS: Final = 20
_CJK_LETTERS: Final = 4
_MIN_CONFIDENCE: Final = 0.8
_MAX_CHARACTERS: Final = 600
_SOURCE: Final = "M. Lui and T. Baldwin, langid.py, ACL (2012); the model is that of the package py3langid"


@formula(version="1", unit="ISO 639-1 code", source=_SOURCE)
def text_language(text: str) -> str | None:
    """The language of a text.

    A naive Bayes classifier over sequences of bytes chooses among the languages of ISO 639-1 that it knows.
    Links, addresses, hashtags, mentions, emoji and digits are removed first. Unknown (null) if fewer than 20
    letters are left, a Chinese, Japanese or Korean sign counting as four, or if its confidence is below 0.8.
    """
    prose = _prose(text)
    return _detected(prose) if prose else None


@formula(version="1", unit="ISO 639-1 code", source=_SOURCE)
def usual_language(texts: Iterable[str]) -> str | None:
    """The language that an author usually writes in.

    The language of more than half of the texts whose language is detected; unknown if there is none.
    """
    found = Counter(filter(None, map(text_language, texts)))
    if not found:
        return None
    (language, count), *_ = found.most_common(1)
    return language if 2 * count > found.total() else None


def with_languages(people: pl.DataFrame) -> pl.DataFrame:
    """Fills unknown languages from the introductions if most languages are unknown.

    Otherwise the frame is returned unchanged, because easily detected languages would be overrepresented.
    """
    if 2 * people["language"].count() >= people.height:
        return people
    read = pl.col("introduction").map_elements(text_language, return_dtype=pl.String)
    return people.with_columns(language=pl.coalesce("language", read))


def _prose(text: str) -> str | None:
    """The text without links, tags and digits; None if too few letters are left."""
    words = _NO_LETTER.sub(" ", _NOT_PROSE.sub(" ", text[: 2 * _MAX_CHARACTERS])).strip()[:_MAX_CHARACTERS]
    letters = len(words) - words.count(" ") + (_CJK_LETTERS - 1) * len(_CJK.findall(words))
    return words if letters >= _MIN_LETTERS else None


@lru_cache(maxsize=20_000)
def _detected(prose: str) -> str | None:
    language, confidence = _identifier().classify(prose)
    return language if confidence >= _MIN_CONFIDENCE else None


@cache
def _identifier() -> LanguageIdentifier:
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages({each.code for each in languages()} & set(found.labels))
    return found
