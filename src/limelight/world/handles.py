"""Handles that are unique by construction and tell which creator they belong to.

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
from limelight.kernel.text import tag
from limelight.world.draws import BLOCK, Aspect, Ints, generator
from limelight.world.identifiers import CAPACITY
from limelight.world.lexicon import markets
from limelight.world.names import Names, organisations, people
from limelight.world.shapes import DOTS, FULL_STOPS, HYPHENS, SHAPES, UNDERSCORES

_ORGANISATIONS_PER_HUNDRED: Final = 9
_PARTED: Final = {
    DOTS: ("{g}.{f}", "{g}_{f}", "{f}.{g}", "{g}.{f}.{w}"),
    UNDERSCORES: ("{g}_{f}", "{f}_{g}", "{g}_{f}_{w}"),
    HYPHENS: ("{g}-{f}", "{f}-{g}", "{g}-{f}-{w}"),
    FULL_STOPS: ("{g}.{f}", "{f}.{g}", "{g}.{f}.{w}"),
}
_JOINED: Final = {
    DOTS: ("{g}{f}", "{g}{f}{d}", "{g}{f}_{w}"),
    UNDERSCORES: ("{g}{f}", "{g}{f}{d}", "{g}{f}_{w}"),
    HYPHENS: ("{g}{f}", "{g}{f}{d}"),
    FULL_STOPS: ("{g}{f}", "{g}{f}{d}", "{g}{f}.{w}"),
}
_ROUND: Final = re.compile(r"^(.+)[._-](\d+)$")
_SEPARATOR: Final = re.compile(r"[._-]")
_DIGITS: Final = re.compile(r"\d\d$")


@dataclass(frozen=True)
class Family:
    """The people or the organisations of a market, and their places in a block."""

    number: int
    market: int
    is_organisation: bool
    names: Names
    start: int
    size: int


@cache
def families() -> tuple[Family, ...]:
    found: list[Family] = []
    start = 0
    for number, market in enumerate(markets().values()):
        businesses = max(1, market.per_block * _ORGANISATIONS_PER_HUNDRED // 100)
        sizes = (market.per_block - businesses, businesses)
        for names, size in zip((people()[number], organisations()[number]), sizes, strict=True):
            found.append(Family(len(found), number, bool(len(found) % 2), names, start, size))
            start += size
    return tuple(found)


@cache
def _by_names() -> dict[str, list[tuple[Family, int]]]:
    """The families that a family name is of, with its number in them."""
    found: dict[str, list[tuple[Family, int]]] = {}
    for family in families():
        for number, name in enumerate(family.names.families):
            found.setdefault(name.latin, []).append((family, number))
    return found


@cache
def _givens(family: int) -> dict[str, int]:
    return {name.latin: number for number, name in enumerate(families()[family].names.givens)}


class Spelling(NamedTuple):
    """What a creator's handle is spelled from; ``round`` counts how often the names were used up before."""

    family: Family
    given: int
    name: int
    style: int
    round: int

    @property
    def full_name(self) -> str:
        return self.family.names.full_name(self.given, self.name)


class Handles:
    """The handles of one platform's creators."""

    def __init__(self, seed: int, platform: PlatformKey) -> None:
        self._seed = seed
        self._platform = platform
        self._separators = SHAPES[platform].separators
        self._parted = _PARTED[self._separators]
        self._joined = self._parted + _JOINED[self._separators]
        self._wheels: dict[int, Wheel] = {}

    def order(self, block: int) -> Ints:
        """For each creator of a block, its place among the families."""
        order: Ints = generator(self._seed, self._platform, Aspect.ORDER, block).permutation(BLOCK)
        return order

    def spellings(self, block: int) -> list[Spelling]:
        found = {}
        for family in families():
            for place in range(family.size):
                found[family.start + place] = self._spelling(family, block * family.size + place)
        return [found[place] for place in self.order(block).tolist()]

    def text(self, spelling: Spelling, word: str) -> str:
        """The handle; ``word`` is the creator's community's."""
        names = spelling.family.names
        given, name = names.givens[spelling.given].latin, names.families[spelling.name].latin
        digits = 10 + (7 * spelling.given + 11 * spelling.name) % 90
        style = self._styles(spelling.family)[spelling.style]
        handle = style.format(g=given, f=name, d=digits, w=word)
        return f"{handle}{self._separators[-1]}{spelling.round + 1}" if spelling.round else handle

    def index(self, handle: str, word_of: Callable[[int], str]) -> int | None:
        """Whose handle this is; ``word_of`` tells the word of a creator's community."""
        sought = tag(handle)
        for spelling, word in self._readings(sought):
            if self.text(spelling, word) == sought:
                index = self._index(spelling)
                return index if index < CAPACITY and self.text(spelling, word_of(index)) == sought else None
        return None

    def _readings(self, handle: str) -> Iterator[tuple[Spelling, str]]:
        numbered = _ROUND.match(handle)
        body, turn = (numbered[1], int(numbered[2]) - 1) if numbered else (handle, 0)
        for given, name, word in _parts(body):
            for family, number in _by_names().get(name, ()):
                known = _givens(family.number).get(given)
                if known is not None:
                    for style in range(len(self._styles(family))):
                        yield Spelling(family, known, number, style, turn), word

    def _styles(self, family: Family) -> tuple[str, ...]:
        return self._joined if family.names.joins else self._parted

    def _spelling(self, family: Family, rank: int) -> Spelling:
        styles, names = len(self._styles(family)), len(family.names.families)
        wheel = self._wheel(family)
        turn, position = divmod(rank, wheel.size)
        rest, style = divmod(wheel.turned(position), styles)
        return Spelling(family, rest // names, rest % names, style, turn)

    def _index(self, spelling: Spelling) -> int:
        family = spelling.family
        styles, names = len(self._styles(family)), len(family.names.families)
        wheel = self._wheel(family)
        position = wheel.unturned((spelling.given * names + spelling.name) * styles + spelling.style)
        block, place = divmod(spelling.round * wheel.size + position, family.size)
        order: list[int] = self.order(block).tolist()
        return block * BLOCK + order.index(family.start + place)

    def _wheel(self, family: Family) -> "Wheel":
        found = self._wheels.get(family.number)
        if found is None:
            size = len(family.names.givens) * len(family.names.families) * len(self._styles(family))
            found = Wheel(size, crc32(f"{self._seed} {self._platform} {family.number}".encode()) % size)
            self._wheels[family.number] = found
        return found


@dataclass(frozen=True)
class Wheel:
    """A one-to-one scattering of the numbers below ``size``: neighbours end up about 0.618 turns apart."""

    size: int
    offset: int

    def turned(self, number: int) -> int:
        return (number * self._step + self.offset) % self.size

    def unturned(self, number: int) -> int:
        return (number - self.offset) * self._back % self.size

    @cached_property
    def _step(self) -> int:
        return next(
            step for step in range(self.size * 618 // 1000 + 1, 2 * self.size) if gcd(step, self.size) == 1
        )

    @cached_property
    def _back(self) -> int:
        return pow(self._step, -1, self.size)


def _parts(handle: str) -> Iterator[tuple[str, str, str]]:
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
