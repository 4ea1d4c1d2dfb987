"""Handles that are unique by construction and can be decoded to the creator's index.

A block has fixed places for each *family*, the people or the organisations of a market. So a creator is
the n-th of its family, and n, scattered, spells a given name, a family name and a style. When a family's
combinations are used up they start again with a number at the end.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import gcd
from typing import Final, NamedTuple
from zlib import crc32

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import normalize_tag
from limelight.sandbox.creators.external_ids import MAX_CREATORS
from limelight.sandbox.creators.names import NamePool, organisation_names, person_names
from limelight.sandbox.platform_distributions import (
    DISTRIBUTIONS,
    DOT_SEPARATORS,
    FULL_STOP_SEPARATORS,
    HYPHEN_SEPARATORS,
    UNDERSCORE_SEPARATORS,
)
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Ints, generator
from limelight.sandbox.reference_data import markets

_ORGANISATIONS_PER_HUNDRED: Final = 9
_SEPARATED_STYLES: Final = {
    DOT_SEPARATORS: ("{g}.{f}", "{g}_{f}", "{f}.{g}", "{g}.{f}.{w}"),
    UNDERSCORE_SEPARATORS: ("{g}_{f}", "{f}_{g}", "{g}_{f}_{w}"),
    HYPHEN_SEPARATORS: ("{g}-{f}", "{f}-{g}", "{g}-{f}-{w}"),
    FULL_STOP_SEPARATORS: ("{g}.{f}", "{f}.{g}", "{g}.{f}.{w}"),
}
_JOINED_STYLES: Final = {
    DOT_SEPARATORS: ("{g}{f}", "{g}{f}{d}", "{g}{f}_{w}"),
    UNDERSCORE_SEPARATORS: ("{g}{f}", "{g}{f}{d}", "{g}{f}_{w}"),
    HYPHEN_SEPARATORS: ("{g}{f}", "{g}{f}{d}"),
    FULL_STOP_SEPARATORS: ("{g}{f}", "{g}{f}{d}", "{g}{f}.{w}"),
}
_CYCLE_SUFFIX: Final = re.compile(r"^(.+)[._-](\d+)$")
_SEPARATOR: Final = re.compile(r"[._-]")
_DIGITS: Final = re.compile(r"\d\d$")


@dataclass(frozen=True)
class CreatorGroup:
    """The people or the organisations of a market, and their places in a block."""

    number: int
    market: int
    is_organisation: bool
    names: NamePool
    start: int
    size: int


@cache
def creator_groups() -> tuple[CreatorGroup, ...]:
    found: list[CreatorGroup] = []
    start = 0
    for number, market in enumerate(markets().values()):
        businesses = max(1, market.per_block * _ORGANISATIONS_PER_HUNDRED // 100)
        sizes = (market.per_block - businesses, businesses)
        for names, size in zip((person_names()[number], organisation_names()[number]), sizes, strict=True):
            found.append(CreatorGroup(len(found), number, bool(len(found) % 2), names, start, size))
            start += size
    return tuple(found)


@cache
def _groups_by_family_name() -> dict[str, list[tuple[CreatorGroup, int]]]:
    """The families that a family name is of, with its number in them."""
    found: dict[str, list[tuple[CreatorGroup, int]]] = {}
    for family in creator_groups():
        for number, name in enumerate(family.names.families):
            found.setdefault(name.latin, []).append((family, number))
    return found


@cache
def _given_name_indexes(family: int) -> dict[str, int]:
    return {name.latin: number for number, name in enumerate(creator_groups()[family].names.givens)}


class HandleParts(NamedTuple):
    """What a creator's handle is spelled from; ``round`` counts how often the names were used up before."""

    group: CreatorGroup
    given_index: int
    family_index: int
    style: int
    cycle: int

    @property
    def full_name(self) -> str:
        return self.group.names.full_name(self.given_index, self.family_index)


class Handles:
    """The handles of one platform's creators."""

    def __init__(self, seed: int, platform: PlatformKey) -> None:
        self._seed = seed
        self._platform = platform
        self._separators = DISTRIBUTIONS[platform].separators
        self._parted = _SEPARATED_STYLES[self._separators]
        self._joined = self._parted + _JOINED_STYLES[self._separators]
        self._permutations: dict[int, RankPermutation] = {}

    def order(self, block: int) -> Ints:
        """For each creator of a block, its place among the families."""
        order: Ints = generator(self._seed, self._platform, Aspect.ORDER, block).permutation(BLOCK_SIZE)
        return order

    def block_parts(self, block: int) -> list[HandleParts]:
        found = {}
        for family in creator_groups():
            for place in range(family.size):
                found[family.start + place] = self._parts_of_rank(family, block * family.size + place)
        return [found[place] for place in self.order(block).tolist()]

    def text(self, parts: HandleParts, word: str) -> str:
        """The handle; ``word`` is the creator's community's."""
        names = parts.group.names
        given, name = names.givens[parts.given_index].latin, names.families[parts.family_index].latin
        digits = 10 + (7 * parts.given_index + 11 * parts.family_index) % 90
        style = self._styles(parts.group)[parts.style]
        handle = style.format(g=given, f=name, d=digits, w=word)
        return f"{handle}{self._separators[-1]}{parts.cycle + 1}" if parts.cycle else handle

    def index(self, handle: str, word_of: Callable[[int], str]) -> int | None:
        """The index of the handle's creator, or None; ``word_of`` returns a creator's community word."""
        handle_tag = normalize_tag(handle)
        for parts, word in self._candidates(handle_tag):
            if self.text(parts, word) == handle_tag:
                index = self._index(parts)
                return (
                    index if index < MAX_CREATORS and self.text(parts, word_of(index)) == handle_tag else None
                )
        return None

    def _candidates(self, handle: str) -> Iterator[tuple[HandleParts, str]]:
        numbered = _CYCLE_SUFFIX.match(handle)
        body, turn = (numbered[1], int(numbered[2]) - 1) if numbered else (handle, 0)
        for given, name, word in _split_handle(body):
            for family, number in _groups_by_family_name().get(name, ()):
                known = _given_name_indexes(family.number).get(given)
                if known is not None:
                    for style in range(len(self._styles(family))):
                        yield HandleParts(family, known, number, style, turn), word

    def _styles(self, family: CreatorGroup) -> tuple[str, ...]:
        return self._joined if family.names.is_joinable else self._parted

    def _parts_of_rank(self, family: CreatorGroup, rank: int) -> HandleParts:
        styles, names = len(self._styles(family)), len(family.names.families)
        permutation = self._permutation(family)
        turn, position = divmod(rank, permutation.size)
        rest, style = divmod(permutation.permute(position), styles)
        return HandleParts(family, rest // names, rest % names, style, turn)

    def _index(self, parts: HandleParts) -> int:
        family = parts.group
        styles, names = len(self._styles(family)), len(family.names.families)
        permutation = self._permutation(family)
        position = permutation.invert((parts.given_index * names + parts.family_index) * styles + parts.style)
        block, place = divmod(parts.cycle * permutation.size + position, family.size)
        order: list[int] = self.order(block).tolist()
        return block * BLOCK_SIZE + order.index(family.start + place)

    def _permutation(self, family: CreatorGroup) -> "RankPermutation":
        found = self._permutations.get(family.number)
        if found is None:
            size = len(family.names.givens) * len(family.names.families) * len(self._styles(family))
            found = RankPermutation(
                size, crc32(f"{self._seed} {self._platform} {family.number}".encode()) % size
            )
            self._permutations[family.number] = found
        return found


@dataclass(frozen=True)
class RankPermutation:
    """A one-to-one scattering of the numbers below ``size``: neighbours end up about 0.618 turns apart."""

    size: int
    offset: int

    def permute(self, number: int) -> int:
        return (number * self._step + self.offset) % self.size

    def invert(self, number: int) -> int:
        return (number - self.offset) * self._inverse_step % self.size

    @cached_property
    def _step(self) -> int:
        return next(
            step for step in range(self.size * 618 // 1000 + 1, 2 * self.size) if gcd(step, self.size) == 1
        )

    @cached_property
    def _inverse_step(self) -> int:
        return pow(self._step, -1, self.size)


def _split_handle(handle: str) -> Iterator[tuple[str, str, str]]:
    """The given name, family name and word that a handle may be made of."""
    words = _SEPARATOR.split(handle)
    if len(words) == 3:
        yield words[0], words[1], words[2]
    if len(words) == 2:
        yield words[0], words[1], ""
        yield words[1], words[0], ""
    if len(words) < 3:
        joined = _DIGITS.sub("", words[0])
        for cut in range(2, len(joined) - 1):
            yield joined[:cut], joined[cut:], "".join(words[1:])
