"""Content ids in the format of their platforms; the author can be decoded from the id."""

from functools import cache
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.contents.post_formats import decode_id, encode_id
from limelight.sandbox.creators.external_ids import MAX_CREATORS, Permutation

_PLACE_BITS: Final = 16
"""The most industrious have so many places in their calendar within sixty years."""
_BITS: Final = 62
_SHORT: Final = {PlatformKey.TWITCH: 42}
"""Platforms whose ids have few digits."""


def encode_content_id(seed: int, platform: PlatformKey, index: int, place: int) -> str:
    """The id of what creator ``index`` posts at a place in the calendar."""
    return encode_id(platform, _permutation(seed, platform).permute(index << _PLACE_BITS | place))


def decode_author(seed: int, platform: PlatformKey, text: str) -> int | None:
    """The index of the creator whose content has the id, if it is one."""
    number, scattering = decode_id(platform, text), _permutation(seed, platform)
    if number is None or not 0 <= number < 2**scattering.bits:
        return None
    index = scattering.invert(number) >> _PLACE_BITS
    return index if index < MAX_CREATORS else None


@cache
def _permutation(seed: int, platform: PlatformKey) -> Permutation:
    return Permutation(_SHORT.get(platform, _BITS), f"{seed} {platform} contents".encode())
