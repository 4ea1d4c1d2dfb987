"""Hashtags, mentions, brands and interests of a creator's posts, by the share of posts with them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

import regex

from limelight.analytics.formula import formula
from limelight.kernel.records import Content
from limelight.kernel.text import fold, normalize_tag, tokenize
from limelight.vocabulary.brands import brands
from limelight.vocabulary.interests import INTERESTS

MAX_TAGS: Final = 30
TEXT_CACHE_SIZE: Final = 1_000
"""Number of parsed texts to cache; several formulas parse the same posts."""
_HASHTAG: Final = regex.compile(r"(?<![\p{L}\p{N}_&/])[#＃]([\p{L}\p{N}\p{M}_]*\p{L}[\p{L}\p{N}\p{M}_]*)")
_MENTION: Final = regex.compile(r"(?<![\p{L}\p{N}_.@/])@([A-Za-z0-9_][A-Za-z0-9_.]*)")
_OWN: Final = "own"


@formula(version="1", unit="percent", source=_OWN)
def top_hashtags(posts: Sequence[Content]) -> dict[str, float]:
    """The hashtags of a creator's posts, without #.

    Posts with the hashtag ÷ posts, the 30 most used. Case and diacritics do not matter. Read from the text of
    posts whose hashtags are not delivered.
    """
    return _shares(posts, hashtags_of)


@formula(version="1", unit="percent", source=_OWN)
def top_mentions(posts: Sequence[Content]) -> dict[str, float]:
    """The accounts that a creator's posts mention, without @.

    Posts with the mention ÷ posts, the 30 most mentioned. Read from the text of posts whose mentions are not
    delivered.
    """
    return _shares(posts, mentions_of)


@formula(version="1", unit="fraction", source="own, with the product's list of brands")
def brand_affinity(posts: Sequence[Content]) -> dict[str, float]:
    """The brands that a creator's posts name.

    Posts that mention the brand's account, have its name as a hashtag or are sponsored by it ÷ posts, the 30
    most named. Spaces, case and diacritics of a name do not matter; words of the text do not count, as too
    many brands have common words as names.
    """
    return {name: share / 100 for name, share in _shares(posts, brands_of).items()}


@formula(version="1", unit="percent", source="own, with the product's list of interests")
def interests(tags: Mapping[str, float]) -> dict[str, float]:
    """What a creator is interested in, by the hashtags and topics of the posts.

    The largest share of the tags that are the name of the interest or a part of it: "fitness" and "yoga" are
    parts of "Fitness & Yoga". A tag that is in no name is ignored.
    """
    found: dict[str, float] = {}
    for name, share in tags.items():
        interest = _interests_by_key().get(_key(name))
        if interest:
            found[interest] = max(share, found.get(interest, 0.0))
    return _largest(found)


def hashtags_of(content: Content) -> tuple[str, ...]:
    """As delivered, else as written in the text."""
    found = _written_hashtags(text_of(content)) if content.hashtags is None else content.hashtags
    return tuple(dict.fromkeys(map(normalize_tag, found)))


def mentions_of(content: Content) -> tuple[str, ...]:
    """As delivered, else as written in the text."""
    found = _written_mentions(text_of(content)) if content.mentions is None else content.mentions
    return tuple(dict.fromkeys(normalize_tag(name).rstrip(".") for name in found))


def brands_of(content: Content) -> tuple[str, ...]:
    """The brands of the product's list that a content mentions, tags or is sponsored by."""
    sponsor = content.sponsored.tags if content.sponsored else None
    names = (*mentions_of(content), *hashtags_of(content), *(sponsor or "").split(","))
    found = (_brands_by_key().get(_key(name)) for name in names)
    return tuple(dict.fromkeys(name for name in found if name))


def text_of(content: Content) -> str:
    """Title and description; only the description if it starts with the title."""
    description = content.description or ""
    return description if description.startswith(content.title) else f"{content.title}\n{description}"


@lru_cache(maxsize=TEXT_CACHE_SIZE)
def _written_hashtags(text: str) -> tuple[str, ...]:
    return tuple(_HASHTAG.findall(text))


@lru_cache(maxsize=TEXT_CACHE_SIZE)
def _written_mentions(text: str) -> tuple[str, ...]:
    return tuple(_MENTION.findall(text))


def _shares(posts: Sequence[Content], names: Callable[[Content], Iterable[str]]) -> dict[str, float]:
    counts = Counter(name for post in posts for name in names(post) if name)
    return _largest({name: round(100 * count / len(posts), 2) for name, count in counts.items()})


def _largest(shares: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:MAX_TAGS])


@cache
def _brands_by_key() -> dict[str, str]:
    """Without names of one character and numeric names."""
    keys = {_key(name): name for name in reversed(brands())}
    return {key: name for key, name in keys.items() if len(key) > 1 and not key.isdigit()}


@cache
def _interests_by_key() -> dict[str, str]:
    parts = {part: name for name in INTERESTS for part in regex.split(", | & ", name)}
    return {_key(part): name for part, name in (parts | {name: name for name in INTERESTS}).items()}


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    return "".join(tokenize(fold(name)))
