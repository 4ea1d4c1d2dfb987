"""The names that people and organisations of a market have, each with its Latin spelling for handles."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple

from anyascii import anyascii

from limelight.sandbox.reference_data import Market, communities, extra_names, markets

_LATIN: Final = re.compile("[a-z]{2,12}")
_FAMILY_FIRST: Final = frozenset({"ja", "ko"})
_FEMININE_ENDINGS: Final = ("ов", "ев", "ин")
_MOST: Final = 500


class Name(NamedTuple):
    """How a name is written, and its spelling in a handle."""

    written: str
    latin: str


@dataclass(frozen=True)
class NamePool:
    """The given names (women's first) and family names of a market's people, or the like of organisations.

    ``joins`` says that a given and a family name written as one word can be told apart again.
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
    givens = tuple(Name(name, name.lower()) for name in extra_names().organisations)
    return tuple(
        NamePool(givens, 0, tuple(_organisation_suffixes(market)), is_joinable=False) for market in markets()
    )


def _organisation_suffixes(market: str) -> Iterator[Name]:
    for venture in extra_names().ventures:
        yield Name(venture, f"{venture}{market}".lower().replace("_", ""))


@cache
def person_names() -> tuple[NamePool, ...]:
    """The names of each market's people. Every family name belongs to one market, and is no given name.

    No family name that may be joined to a given name ends in another, so a joined name has one reading.
    """
    sources = [_source(market) for market in markets().values()]
    taken = _reserved_words(sources)
    endings = {name.latin for source in sources if source.joins for name in source.families} - taken
    found = []
    for source in sources:
        families = [
            name
            for name in source.families
            if name.latin not in taken and not (source.joins and _ends_in_another(name.latin, endings))
        ]
        taken.update(name.latin for name in families)
        found.append(_names(source, families))
    return tuple(found)


class _Source(NamedTuple):
    women: list[Name]
    men: list[Name]
    families: list[Name]
    family_first: bool

    @property
    def joins(self) -> bool:
        """Family names of two letters, as many Korean ones are, cannot be told from the end of a name."""
        return not self.family_first


def _source(market: Market) -> _Source:
    if not market.names:
        arabic = extra_names().arabic
        women, men, families = (
            [Name(written, latin) for latin, written in names.items()]
            for names in (arabic.women, arabic.men, arabic.families)
        )
        return _Source(women, men, families, family_first=False)
    providers = [import_module(f"faker.providers.person.{locale}").Provider for locale in market.names]
    family_first = market.language in _FAMILY_FIRST
    families = _unique(name for provider in providers for name in _families(provider))
    return _Source(
        _spread(_unique(name for provider in providers for name in _givens(provider, "female"))),
        _spread(_unique(name for provider in providers for name in _givens(provider, "male"))),
        _share(families if family_first else [name for name in families if len(name.latin) > 3], market),
        family_first,
    )


def _share(families: list[Name], market: Market) -> list[Name]:
    """A market's part of the family names that it has in common with others."""
    sharing = [other for other in markets().values() if other.names == market.names]
    return _spread(sorted(families)[sharing.index(market) :: len(sharing)])


def _givens(provider: Any, gender: str) -> Iterator[Name]:
    pairs = getattr(provider, f"first_name_{gender}_pairs", None)
    if pairs:
        return (Name(written, roman.lower()) for written, _, roman in pairs)
    return (Name(written, _latin(written)) for written in getattr(provider, f"first_names_{gender}"))


def _families(provider: Any) -> Iterator[Name]:
    pairs = getattr(provider, "last_name_pairs", None)
    if pairs:
        return (Name(written, roman.lower()) for written, _, roman in pairs)
    names = getattr(provider, "last_names_male", ()) or provider.last_names
    return (Name(written, _latin(written)) for written in names)


def _latin(written: str) -> str:
    return "".join(sign for sign in anyascii(written).lower() if sign.isalnum())


def _unique(names: Iterable[Name]) -> list[Name]:
    """The names with a spelling that a handle can have, one for each spelling."""
    found: dict[str, Name] = {}
    for name in names:
        if _LATIN.fullmatch(name.latin):
            found.setdefault(name.latin, name)
    return list(found.values())


def _spread(names: list[Name]) -> list[Name]:
    """At most some hundred of the names, from all over the list."""
    return names[:: -(-len(names) // _MOST)]


def _reserved_words(sources: Iterable[_Source]) -> set[str]:
    """What handles are made of besides family names."""
    words = {community.word for community in communities()}
    words.update(name.lower() for name in extra_names().organisations)
    words.update(venture.latin for market in markets() for venture in _organisation_suffixes(market))
    return words.union(name.latin for source in sources for name in (*source.women, *source.men))


def _ends_in_another(name: str, names: set[str]) -> bool:
    return any(name[start:] in names for start in range(1, len(name) - 1))


def _names(source: _Source, families: Iterable[Name]) -> NamePool:
    known = {name.latin for name in source.women}
    men = (name for name in source.men if name.latin not in known)
    return NamePool(
        givens=(*source.women, *men),
        women=len(source.women),
        families=tuple(families),
        is_joinable=source.joins,
        family_first=source.family_first,
    )
