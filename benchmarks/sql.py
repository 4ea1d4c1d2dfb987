"""Clauses and orders as SQL: what PostgreSQL and DuckDB say alike. What they do not is a ``Dialect``."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Protocol

from benchmarks.tables import SINGLE, flag_column, known_column, number_column
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import (
    AgeShareAtLeast,
    Alike,
    AllOf,
    AnyOf,
    Clause,
    HasPhrase,
    InRange,
    NoneOf,
    OneOf,
    Scored,
    ShareClause,
    ShareInRange,
)
from limelight.search.documents import age_key
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, Order


class Dialect(Protocol):
    """Expressions that a database has its own words or its own columns for."""

    def has_any(self, field: str, terms: Sequence[str]) -> str:
        """Whether a list, or a text, has one of the terms."""

    def has_phrase(self, field: str, phrase: Sequence[str]) -> str:
        """Whether a text has the words in a row."""

    def share(self, audience: str, dimension: str, key: str) -> str:
        """The share, NULL if it is unknown."""

    def weight(self, field: str, weights: dict[str, int]) -> str:
        """The sum of the weights of a list's terms, or of a text's words."""


def statement(query: CreatorQuery, dialect: Dialect) -> str:
    """What answers a query: the ids and the result cards of its page."""
    return (
        f"SELECT id, card FROM {table_name(query.platform)} "
        f"WHERE {every(condition(clause, dialect) for clause in query.clauses)} "
        f"ORDER BY {_order(query.order, dialect)} LIMIT {query.limit} OFFSET {query.offset}"
    )


def table_name(platform: PlatformKey) -> str:
    return f"creators_{platform.value}"


@singledispatch
def condition(clause: Clause, dialect: Dialect) -> str:
    raise TypeError(f"{type(clause).__name__} is no clause that the comparison knows.")


@condition.register
def _(clause: InRange, _: Dialect) -> str:
    return _within(number_column(clause.field), clause.least, clause.most)


@condition.register
def _(clause: AnyOf, dialect: Dialect) -> str:
    return _has_any(clause.field, clause.terms, dialect)


@condition.register
def _(clause: NoneOf, dialect: Dialect) -> str:
    return f"({_has_any(clause.field, clause.terms, dialect)}) IS NOT TRUE"


@condition.register
def _(clause: HasPhrase, dialect: Dialect) -> str:
    return some(dialect.has_phrase(field, phrase) for field in clause.fields for phrase in clause.phrases)


@condition.register
def _(clause: ShareInRange, dialect: Dialect) -> str:
    return _within(_share(clause, dialect), clause.least, clause.most)


@condition.register
def _(clause: AgeShareAtLeast, dialect: Dialect) -> str:
    return _within(_share(clause, dialect), clause.least, None)


@condition.register
def _(clause: Alike, dialect: Dialect) -> str:
    """Those with a telling term first, of which a database may have an index."""
    telling: dict[str, list[str]] = {}
    for field, term in clause.telling:
        telling.setdefault(field, []).append(term)
    candidates = some(dialect.has_any(field, terms) for field, terms in telling.items())
    return every([candidates, f"{_score(clause, dialect)} >= {clause.least}"])


@condition.register
def _(clause: AllOf, dialect: Dialect) -> str:
    return every(condition(each, dialect) for each in clause.clauses)


@condition.register
def _(clause: OneOf, dialect: Dialect) -> str:
    return some(condition(each, dialect) for each in clause.clauses)


@singledispatch
def _order(order: Order, dialect: Dialect) -> str:
    raise TypeError(f"{type(order).__name__} is no order that the comparison knows.")


@_order.register
def _(order: ByRank, _: Dialect) -> str:
    return "rank DESC"


@_order.register
def _(order: ByNumber, _: Dialect) -> str:
    return f"{number_column(order.field)} DESC NULLS LAST, rank DESC"


@_order.register
def _(order: ByShare, dialect: Dialect) -> str:
    shares = " + ".join(f"coalesce({_share(clause, dialect)}, 0)" for clause in order.clauses)
    return f"{shares} DESC, rank DESC"


@_order.register
def _(order: ByScore, dialect: Dialect) -> str:
    return f"{_score(order.clause, dialect)} DESC, rank DESC"


def _has_any(field: str, terms: Sequence[str], dialect: Dialect) -> str:
    if field in SINGLE:
        return f"{field} IN ({', '.join(map(quoted, terms))})"
    if field == "flags":
        return some(_flag(term) for term in terms)
    return dialect.has_any(field, terms)


def _flag(term: str) -> str:
    name = flag_column(term.removeprefix("not_"))
    return f"NOT {name}" if term.startswith("not_") else name


def _share(clause: ShareClause, dialect: Dialect) -> str:
    """The share of the first audience that is known."""
    *better, last = clause.audiences
    shares = [f"WHEN {known_column(audience)} THEN {_of(clause, audience, dialect)}" for audience in better]
    own = _of(clause, last, dialect)
    return f"CASE {' '.join(shares)} ELSE {own} END" if shares else own


def _of(clause: ShareClause, audience: str, dialect: Dialect) -> str:
    if isinstance(clause, ShareInRange):
        return dialect.share(audience, clause.dimension, clause.key)
    if clause.is_aligned and clause.key:
        return dialect.share(audience, "ages", clause.key)
    return " + ".join(_part(clause, audience, bracket, dialect) for bracket in clause.brackets) or "NULL"


def _part(clause: AgeShareAtLeast, audience: str, bracket: tuple[int, int], dialect: Dialect) -> str:
    """What a bracket counts: in proportion to its years, rounded down."""
    youngest, oldest = bracket
    years = min(oldest, clause.oldest) - max(youngest, clause.youngest) + 1
    share = dialect.share(audience, "ages", age_key(youngest, oldest))
    whole = oldest - youngest + 1
    return share if years == whole else f"CAST(floor({share} * {years} / {whole}.0) AS int)"


def _score(clause: Scored, dialect: Dialect) -> str:
    if isinstance(clause, HasPhrase):
        parts = [
            f"CASE WHEN {dialect.has_phrase(field, phrase)} THEN {weight} ELSE 0 END"
            for field, weight in clause.fields.items()
            for phrase in clause.phrases
        ]
    else:
        parts = [dialect.weight(field, weights) for field, weights in clause.weights.items()]
    return f"({' + '.join(parts)})"


def _within(expression: str, least: int | None, most: int | None) -> str:
    bounds = [(">=", least), ("<=", most)]
    return every(f"({expression}) {sign} {bound}" for sign, bound in bounds if bound is not None)


def every(conditions: Iterable[str]) -> str:
    return " AND ".join(f"({each})" for each in conditions) or "true"


def some(conditions: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in conditions) or "false"


def quoted(text: str) -> str:
    """A text literal, where a backslash is a backslash."""
    return "'" + text.replace("'", "''") + "'"
