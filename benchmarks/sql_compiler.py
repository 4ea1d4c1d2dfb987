"""Clauses and orders as SQL: what PostgreSQL and DuckDB say alike. What they do not is a ``SqlDialect``."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Protocol

from benchmarks.table_schema import SINGLE_VALUED, flag_column, has_audience_column, number_column
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import (
    AgeShareAtLeast,
    And,
    AnyPhrase,
    AnyTerm,
    Clause,
    InRange,
    MoreLikeThis,
    NoTerm,
    Or,
    ScoredClause,
    ShareClause,
    ShareInRange,
)
from limelight.search.documents import age_key
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, SortOrder


class SqlDialect(Protocol):
    """Expressions that a database has its own words or its own columns for."""

    def has_any(self, field: str, terms: Sequence[str]) -> str:
        """Whether a list, or a text, has one of the terms."""

    def has_phrase(self, field: str, phrase: Sequence[str]) -> str:
        """Whether a text has the words in a row."""

    def share(self, audience: str, dimension: str, key: str) -> str:
        """The share, NULL if it is unknown."""

    def weight(self, field: str, weights: dict[str, int]) -> str:
        """The sum of the weights of a list's terms, or of a text's words."""


def statement(query: CreatorQuery, dialect: SqlDialect) -> str:
    """What answers a query: the ids and the result cards of its page."""
    return (
        f"SELECT id, card FROM {table_name(query.platform)} "
        f"WHERE {all_of(condition(clause, dialect) for clause in query.clauses)} "
        f"ORDER BY {_order(query.order, dialect)} LIMIT {query.limit} OFFSET {query.offset}"
    )


def table_name(platform: PlatformKey) -> str:
    return f"creators_{platform.value}"


@singledispatch
def condition(clause: Clause, dialect: SqlDialect) -> str:
    raise TypeError(f"{type(clause).__name__} is no clause that the comparison knows.")


@condition.register
def _(clause: InRange, _: SqlDialect) -> str:
    return _between(number_column(clause.field), clause.gte, clause.lte)


@condition.register
def _(clause: AnyTerm, dialect: SqlDialect) -> str:
    return _has_any(clause.field, clause.terms, dialect)


@condition.register
def _(clause: NoTerm, dialect: SqlDialect) -> str:
    return f"({_has_any(clause.field, clause.terms, dialect)}) IS NOT TRUE"


@condition.register
def _(clause: AnyPhrase, dialect: SqlDialect) -> str:
    return any_of(dialect.has_phrase(field, phrase) for field in clause.fields for phrase in clause.phrases)


@condition.register
def _(clause: ShareInRange, dialect: SqlDialect) -> str:
    return _between(_share(clause, dialect), clause.gte, clause.lte)


@condition.register
def _(clause: AgeShareAtLeast, dialect: SqlDialect) -> str:
    return _between(_share(clause, dialect), clause.gte, None)


@condition.register
def _(clause: MoreLikeThis, dialect: SqlDialect) -> str:
    """Those with a telling term first, of which a database may have an index."""
    telling: dict[str, list[str]] = {}
    for field, term in clause.essential_terms:
        telling.setdefault(field, []).append(term)
    candidates = any_of(dialect.has_any(field, terms) for field, terms in telling.items())
    return all_of([candidates, f"{_score(clause, dialect)} >= {clause.min_score}"])


@condition.register
def _(clause: And, dialect: SqlDialect) -> str:
    return all_of(condition(each, dialect) for each in clause.clauses)


@condition.register
def _(clause: Or, dialect: SqlDialect) -> str:
    return any_of(condition(each, dialect) for each in clause.clauses)


@singledispatch
def _order(order: SortOrder, dialect: SqlDialect) -> str:
    raise TypeError(f"{type(order).__name__} is no order that the comparison knows.")


@_order.register
def _(order: ByRank, _: SqlDialect) -> str:
    return "rank DESC"


@_order.register
def _(order: ByNumber, _: SqlDialect) -> str:
    return f"{number_column(order.field)} DESC NULLS LAST, rank DESC"


@_order.register
def _(order: ByShare, dialect: SqlDialect) -> str:
    shares = " + ".join(f"coalesce({_share(clause, dialect)}, 0)" for clause in order.clauses)
    return f"{shares} DESC, rank DESC"


@_order.register
def _(order: ByScore, dialect: SqlDialect) -> str:
    return f"{_score(order.clause, dialect)} DESC, rank DESC"


def _has_any(field: str, terms: Sequence[str], dialect: SqlDialect) -> str:
    if field in SINGLE_VALUED:
        return f"{field} IN ({', '.join(map(quote, terms))})"
    if field == "flags":
        return any_of(_flag(term) for term in terms)
    return dialect.has_any(field, terms)


def _flag(term: str) -> str:
    name = flag_column(term.removeprefix("not_"))
    return f"NOT {name}" if term.startswith("not_") else name


def _share(clause: ShareClause, dialect: SqlDialect) -> str:
    """The share of the first audience that is known."""
    *better, last = clause.audiences
    shares = [
        f"WHEN {has_audience_column(audience)} THEN {_audience_share(clause, audience, dialect)}"
        for audience in better
    ]
    own = _audience_share(clause, last, dialect)
    return f"CASE {' '.join(shares)} ELSE {own} END" if shares else own


def _audience_share(clause: ShareClause, audience: str, dialect: SqlDialect) -> str:
    if isinstance(clause, ShareInRange):
        return dialect.share(audience, clause.dimension, clause.key)
    if clause.is_aligned and clause.key:
        return dialect.share(audience, "ages", clause.key)
    return (
        " + ".join(_bracket_share(clause, audience, bracket, dialect) for bracket in clause.brackets)
        or "NULL"
    )


def _bracket_share(
    clause: AgeShareAtLeast, audience: str, bracket: tuple[int, int], dialect: SqlDialect
) -> str:
    """What a bracket counts: in proportion to its years, rounded down."""
    youngest, oldest = bracket
    years = min(oldest, clause.max_age) - max(youngest, clause.min_age) + 1
    share = dialect.share(audience, "ages", age_key(youngest, oldest))
    whole = oldest - youngest + 1
    return share if years == whole else f"CAST(floor({share} * {years} / {whole}.0) AS int)"


def _score(clause: ScoredClause, dialect: SqlDialect) -> str:
    if isinstance(clause, AnyPhrase):
        parts = [
            f"CASE WHEN {dialect.has_phrase(field, phrase)} THEN {weight} ELSE 0 END"
            for field, weight in clause.fields.items()
            for phrase in clause.phrases
        ]
    else:
        parts = [dialect.weight(field, weights) for field, weights in clause.weights.items()]
    return f"({' + '.join(parts)})"


def _between(expression: str, least: int | None, most: int | None) -> str:
    bounds = [(">=", least), ("<=", most)]
    return all_of(f"({expression}) {sign} {bound}" for sign, bound in bounds if bound is not None)


def all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(f"({each})" for each in conditions) or "true"


def any_of(conditions: Iterable[str]) -> str:
    return " OR ".join(f"({each})" for each in conditions) or "false"


def quote(text: str) -> str:
    """A text literal, where a backslash is a backslash."""
    return "'" + text.replace("'", "''") + "'"
