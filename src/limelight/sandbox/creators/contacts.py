"""The contact details of a block's creators, with reserved example domains and numbers only."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContactDetail
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, generator
from limelight.sandbox.reference_data import communities, markets

_WITH_CONTACT: Final = 0.45
_UNKNOWN: Final = 0.12
_DOMAINS: Final = ("example.com", "example.org", "example.net")
_COMMON_TYPES: Final = (
    "instagram",
    "linktree",
    "facebook",
    "youtube",
    "tiktok",
    "twitter",
    "pinterest",
    "snapchat",
    "twitchtv",
    "tumblr",
    "itunes",
    "kik",
    "skype",
    "telegram",
    "whatsapp",
    "sarahah",
    "sayat",
    "bbm",
)
_TYPES_BY_LANGUAGE: Final = {
    "ja": ("lineid", "lineid", "lineid"),
    "ko": ("kakao", "kakao", "lineid"),
    "ru": ("vk", "vk", "telegram", "viber"),
    "es": ("whatsapp", "whatsapp"),
    "pt": ("whatsapp", "whatsapp"),
    "hi": ("whatsapp", "whatsapp"),
    "id": ("whatsapp", "lineid", "wechat"),
    "ar": ("whatsapp", "snapchat", "telegram"),
    "en": ("wechat", "weibo"),
}

Contacts = tuple[ContactDetail, ...]


@cache
def _types(market: int) -> tuple[str, ...]:
    """The other ways to be reached in a market, the usual ones several times."""
    local = _TYPES_BY_LANGUAGE.get(tuple(markets().values())[market].language, ())
    return (*_COMMON_TYPES[:4], *_COMMON_TYPES[:2], *_COMMON_TYPES, *local, *local)


def contacts(
    seed: int, platform: PlatformKey, block: int, people: CreatorIdentities
) -> list[tuple[Contacts | None, tuple[str, ...] | None]]:
    """The contact details and the links of each creator; None where they are not known."""
    rng = generator(seed, platform, Aspect.CONTACTS, block)
    chances = rng.random((BLOCK_SIZE, 5)).tolist()
    numbers = rng.integers(0, 2**31, (BLOCK_SIZE, 4)).tolist()
    market = np.array([community.market for community in communities()])[people.community].tolist()
    rows = zip(people.handles, market, chances, numbers, strict=True)
    return [(_contacts(*row), _links(*row)) for row in rows]


def _contacts(handle: str, market: int, chances: Sequence[float], numbers: Sequence[int]) -> Contacts | None:
    if chances[0] >= _WITH_CONTACT:
        return None if chances[0] > 1.0 - _UNKNOWN else ()
    domain = _DOMAINS[numbers[0] % 3]
    found = {}
    if chances[1] < 0.86:
        found["email"] = f"{handle.strip('._-')}@{domain}"
    if chances[2] < 0.16:
        found["phone"] = f"+1-555-01{numbers[1] % 100:02d}"
    types = _types(market)
    for number in numbers[: int(chances[3] * 3) if found else 1]:
        kind = types[number // 3 % len(types)]
        found[kind] = f"https://{kind}.example.com/{handle}"
    return tuple([ContactDetail(type=kind, value=value) for kind, value in found.items()])


def _links(
    handle: str, market: int, chances: Sequence[float], numbers: Sequence[int]
) -> tuple[str, ...] | None:
    if chances[4] > 0.95:
        return None
    if chances[4] > 0.42:
        return ()
    own = f"https://www.example.com/{handle}"
    return (own, f"https://shop.example.org/{handle}") if numbers[3] % 4 == 0 else (own,)
