"""Headers as they are compared: which words they are made of, whatever their order and spelling."""

import re
from functools import cache
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import fold
from limelight.platforms import platform

Words = frozenset[str]

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+|%")
_SPELLINGS: Final = {
    **dict.fromkeys(("avg", "mean", "ave"), "average"),
    **dict.fromkeys(("%", "pct", "percentage"), "percent"),
    **dict.fromkeys(("eng", "engagements"), "engagement"),
    "auth": "authentic",
    "insta": "instagram",
    "tiktoker": "tiktok",
    "youtuber": "youtube",
    "streamer": "creator",
    "blogger": "creator",
}
_SILENT: Final = frozenset(("count", "number", "nb", "num", "n", "of", "the", "value", "mostly"))
_OWNERS: Final = frozenset(("user", "account", "profile", "channel", "creator", "influencer", "page"))
_NAMING: Final = frozenset(("name", "channel", "creator", "influencer", "page"))


@cache
def words(header: str) -> Words:
    """The words of a header without plurals and without words that add nothing, such as "count"."""
    found = [fold(word) for word in _WORD.findall(_CAMEL.sub(" ", header))]
    known = [_singular(_SPELLINGS.get(word, word)) for word in found]
    return frozenset(word for word in known if word not in _SILENT) or frozenset(known)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def platform_words(key: PlatformKey) -> Words:
    declared = platform(key)
    return frozenset().union(*(words(name) for name in (key, declared.name, *declared.other_names)))


def meanings(header: str, key: PlatformKey) -> list[Words]:
    """The words of a header, then without the platform's name, then without whose it is.

    A path of a document (``social.twitter_id``) is also understood by its end.
    """
    parts = header.split(".")
    found: list[Words] = []
    for start in range(len(parts)):
        own = words(".".join(parts[start:]))
        found += [own, own - platform_words(key), own - platform_words(key) - _OWNERS]
    if names_a_creator(header, key):
        del found[1:]
    return [meaning for meaning in dict.fromkeys(found) if meaning]


def names_the_platform(header: str, key: PlatformKey) -> bool:
    return bool(words(header) & platform_words(key))


def names_a_creator(header: str, key: PlatformKey) -> bool:
    """Whether the header says "name", "channel" or the platform alone: a handle or a name, by its data."""
    naming = _NAMING | platform_words(key)
    ends = (words(header), words(header.rpartition(".")[2]))
    return any(end <= naming | {"title"} and end & naming for end in ends)
