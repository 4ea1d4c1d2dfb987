"""The names of each market's people and organisations, with their Latin spellings for handles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from limelight.kernel.text import fold
from limelight.sandbox.reference_data import Market, communities, markets, name_lists

_FAMILY_FIRST: Final = frozenset({"ja", "ko"})
_FEMININE_ENDINGS: Final = ("ов", "ев", "ин")
_MIN_JOINABLE_LENGTH: Final = 4
"""Shorter family names cannot be told from the end of a given name."""


class Name(NamedTuple):
    """How a name is written, and its spelling in a handle."""

    written: str
    latin: str


@dataclass(frozen=True)
class NamePool:
    """The given names (women's first) and family names of a market's people, or the like of organisations.

    ``is_joinable`` says that a given and a family name written as one word can be told apart again.
    """

    givens: tuple[Name, ...]
    women: int
    families: tuple[Name, ...]
    is_joinable: bool
    family_first: bool = False

    def full_name(self, given: int, family: int) -> str:
        first, last = self.givens[given].written, self.families[family].written
        if given < self.women:
            last = feminine_family_name(last)
        return f"{last} {first}" if self.family_first else f"{first} {last}"


def feminine_family_name(family: str) -> str:
    """A family name as women write it."""
    return f"{family}а" if family.endswith(_FEMININE_ENDINGS) else family


@cache
def organisation_names() -> tuple[NamePool, ...]:
    """The names of each market's organisations: in handles the second part names the market."""
    givens = tuple(_parse_names(name_lists().organisations))
    return tuple(
        NamePool(givens, 0, tuple(_organisation_suffixes(market)), is_joinable=False) for market in markets()
    )


def _organisation_suffixes(market: str) -> Iterator[Name]:
    for suffix in name_lists().organisation_suffixes.split():
        yield Name(suffix, f"{suffix}{market}".lower().replace("_", ""))


@cache
def person_names() -> tuple[NamePool, ...]:
    """The names of each market's people. Every family name belongs to one market, and is no given name.

    No family name that may be joined to a given name ends in another, so a joined name has one reading.
    """
    sources = [_read_source(market) for market in markets().values()]
    taken = _reserved_words(sources)
    endings = {name.latin for source in sources if source.is_joinable for name in source.families} - taken
    found = []
    for source in sources:
        families = [
            name
            for name in source.families
            if name.latin not in taken and not (source.is_joinable and _ends_in_another(name.latin, endings))
        ]
        taken.update(name.latin for name in families)
        found.append(_name_pool(source, families))
    return tuple(found)


class _Source(NamedTuple):
    women: list[Name]
    men: list[Name]
    families: list[Name]
    family_first: bool

    @property
    def is_joinable(self) -> bool:
        """Family names of two letters, as many Korean ones are, cannot be told from the end of a name."""
        return not self.family_first


def _read_source(market: Market) -> _Source:
    lists = name_lists().people[market.names]
    family_first = market.language in _FAMILY_FIRST
    families = _parse_names(lists.families)
    return _Source(
        _parse_names(lists.women),
        _parse_names(lists.men),
        _share(
            families
            if family_first
            else [name for name in families if len(name.latin) >= _MIN_JOINABLE_LENGTH],
            market,
        ),
        family_first,
    )


def _share(families: list[Name], market: Market) -> list[Name]:
    """A market's part of the family names that it has in common with others."""
    sharing = [other for other in markets().values() if other.names == market.names]
    return families[sharing.index(market) :: len(sharing)]


def _parse_names(text: str) -> list[Name]:
    return [
        Name(written, latin or _latin(written))
        for latin, _, written in (word.rpartition(":") for word in text.split())
    ]


def _latin(written: str) -> str:
    """The lower-case letters of a Latin name, without diacritics; the Turkish dotless i is not folded."""
    return "".join(letter for letter in fold(written).replace("ı", "i") if letter.isalnum())


def _reserved_words(sources: Iterable[_Source]) -> set[str]:
    """What handles are made of besides family names."""
    words = {community.word for community in communities()}
    words.update(name.latin for name in _parse_names(name_lists().organisations))
    words.update(suffix.latin for market in markets() for suffix in _organisation_suffixes(market))
    return words.union(name.latin for source in sources for name in (*source.women, *source.men))


def _ends_in_another(name: str, names: set[str]) -> bool:
    return any(name[start:] in names for start in range(1, len(name) - 1))


def _name_pool(source: _Source, families: Iterable[Name]) -> NamePool:
    known = {name.latin for name in source.women}
    men = (name for name in source.men if name.latin not in known)
    return NamePool(
        givens=(*source.women, *men),
        women=len(source.women),
        families=tuple(families),
        is_joinable=source.is_joinable,
        family_first=source.family_first,
    )
