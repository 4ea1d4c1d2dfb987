"""The usernames, full names and introductions of the people of an audience."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import ascii_lowercase
from typing import Final

import numpy as np
import polars as pl

from limelight.sandbox.creators import names
from limelight.sandbox.random_streams import Flags, Ints, RowSampler
from limelight.sandbox.reference_data import Phrases, phrases

_STRIDE: Final = 2_654_435_761
"""A prime: its multiples meet every combination of names before one comes again."""
_STYLES: Final = 3
_LETTERS: Final = len(ascii_lowercase)


@dataclass(frozen=True)
class _NameTables:
    """The names of all markets, in a row. ``feminine_families`` are family names as women write them.

    ``givens`` and ``families`` are where those of each market begin: of its men, and of its women.
    """

    latin_givens: pl.Series
    written_givens: pl.Series
    latin_families: pl.Series
    written_families: pl.Series
    feminine_families: pl.Series
    givens: Ints
    given_counts: Ints
    families: Ints
    family_counts: Ints
    family_first: Flags


def follower_names(
    draws: RowSampler, markets: Ints, is_woman: Flags, digits: Ints, separator: str
) -> tuple[pl.Series, pl.Series]:
    """Usernames and full names. No two usernames are the same, and none is a creator's.

    A creator's handle is a given and a family name; these have an initial in between or at the end.
    """
    known = _name_tables()
    combination = _combinations(draws, markets, is_woman)
    rest, style = np.divmod(combination, _STYLES)
    rest, letter = np.divmod(rest, _LETTERS)
    given, family = np.divmod(rest, known.family_counts[markets])
    given += known.givens[markets, is_woman.astype(np.int64)]
    family += known.families[markets]
    table = pl.DataFrame(
        {
            "style": style,
            "given": known.latin_givens.gather(given),
            "family": known.latin_families.gather(family),
            "letter": pl.Series(list(ascii_lowercase)).gather(letter),
            "digits": _digit_suffixes(draws, digits),
            "first": known.written_givens.gather(given),
            "last": known.written_families.gather(family),
            "bride": known.feminine_families.gather(family),
            "is_woman": is_woman,
            "family_first": known.family_first[markets],
        }
    )
    found = table.select(username=_username(separator), full_name=_full_name())
    return found["username"], found["full_name"]


def follower_introductions(draws: RowSampler, languages: Ints, codes: list[str]) -> pl.Series:
    """An introduction in each person's language, in English for languages without phrases."""
    starts, counts, said = _introduction_table()
    at = np.array([tuple(phrases()).index(code if code in phrases() else "en") for code in codes])[languages]
    return said.gather(starts[at] + draws.integers(counts[at]))


def _combinations(draws: RowSampler, markets: Ints, is_woman: Flags) -> Ints:
    """Of the women and of the men of each market, every one has a combination of names for itself."""
    known = _name_tables()
    counts = known.given_counts[markets, is_woman.astype(np.int64)] * known.family_counts[markets]
    return (draws.shared_integer(2**31) + _ranks(2 * markets + is_woman) * _STRIDE) % (
        counts * _LETTERS * _STYLES
    )


def _ranks(groups: Ints) -> Ints:
    """For each, how many of its group come before it."""
    order = np.argsort(groups, kind="stable")
    counts = np.bincount(groups)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    return ranks


def _digit_suffixes(draws: RowSampler, digits: Ints) -> pl.Series:
    lowest = 10 ** np.maximum(digits - 1, 0)
    numbers = pl.Series(lowest + draws.integers(9 * lowest)).cast(pl.String)
    return numbers.zip_with(pl.Series(digits > 0), pl.repeat("", len(digits), dtype=pl.String, eager=True))


def _username(separator: str) -> pl.Expr:
    given, family, letter, digits = map(pl.col, ("given", "family", "letter", "digits"))
    style = pl.col("style")
    middle = pl.concat_str(given, pl.lit(separator), letter, pl.lit(separator), family, digits)
    turned = pl.concat_str(family, pl.lit(separator), letter, pl.lit(separator), given, digits)
    ending = pl.concat_str(given, family, pl.lit(separator), letter, digits)
    return pl.when(style == 0).then(middle).when(style == 1).then(turned).otherwise(ending)


def _full_name() -> pl.Expr:
    last = pl.when("is_woman").then("bride").otherwise("last")
    return (
        pl.when("family_first")
        .then(pl.concat_str(last, pl.lit(" "), "first"))
        .otherwise(pl.concat_str("first", pl.lit(" "), last))
    )


@cache
def _name_tables() -> _NameTables:
    people = names.person_names()
    givens = [name for there in people for name in there.givens]
    families = [name for there in people for name in there.families]
    given_starts = np.cumsum([0, *(len(there.givens) for there in people)])[:-1]
    women = np.array([there.women for there in people])
    men = np.array([len(there.givens) for there in people]) - women
    counts = np.array([len(there.families) for there in people])
    return _NameTables(
        latin_givens=pl.Series([name.latin for name in givens]),
        written_givens=pl.Series([name.written for name in givens]),
        latin_families=pl.Series([name.latin for name in families]),
        written_families=pl.Series([name.written for name in families]),
        feminine_families=pl.Series([names.feminine_family_name(name.written) for name in families]),
        givens=np.stack([given_starts + women, given_starts], axis=1),
        given_counts=np.stack([men, women], axis=1),
        families=np.cumsum(counts) - counts,
        family_counts=counts,
        family_first=np.array([there.family_first for there in people]),
    )


@cache
def _introduction_table() -> tuple[Ints, Ints, pl.Series]:
    """Where those of each language begin, how many there are, and all of them."""
    said = [list(_filled(words)) for words in phrases().values()]
    counts = np.array([len(of_language) for of_language in said])
    return np.cumsum(counts) - counts, counts, pl.Series([text for group in said for text in group])


def _filled(language: Phrases) -> Iterator[str]:
    for template in language.bios:
        for words in language.words.values():
            if "{city}" not in template:
                phrase = template.format(word=words[0], other=words[1])
                yield phrase[:1].upper() + phrase[1:]
