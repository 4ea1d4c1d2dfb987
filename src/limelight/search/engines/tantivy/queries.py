"""Clauses as tantivy queries: one function per kind."""

from collections.abc import Iterable
from functools import singledispatch
from re import escape

from msgspec.structs import replace
from tantivy import FieldType, Index, Occur, Query

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
    StartsWith,
)
from limelight.search.engines.tantivy.schema import column, text


@singledispatch
def query(clause: Clause, index: Index) -> Query:
    """Finds every creator that the clause matches, and none besides if ``is_exact``."""
    raise TypeError(f"{type(clause).__name__} is no clause that tantivy knows.")


@query.register
def _(clause: InRange, index: Index) -> Query:
    return Query.range_query(index.schema, column(clause.field), FieldType.Integer, clause.least, clause.most)


@query.register
def _(clause: AnyOf, index: Index) -> Query:
    return some(Query.term_query(index.schema, clause.field, term) for term in clause.terms)


@query.register
def _(clause: NoneOf, index: Index) -> Query:
    return Query.boolean_query(
        [(Occur.Must, Query.all_query())]
        + [(Occur.MustNot, Query.term_query(index.schema, clause.field, term)) for term in clause.terms]
    )


@query.register
def _(clause: StartsWith, index: Index) -> Query:
    return Query.regex_query(index.schema, clause.field, f"{escape(clause.prefix)}(.|\n)*")


@query.register
def _(clause: HasPhrase, index: Index) -> Query:
    return some(_phrase(index, field, phrase) for field in clause.fields for phrase in clause.phrases)


@query.register
def _(clause: ShareInRange, index: Index) -> Query:
    return _of_first_known(
        index, clause.audiences, f"{clause.dimension}.{clause.key}", clause.least, clause.most
    )


@query.register
def _(clause: AgeShareAtLeast, index: Index) -> Query:
    if clause.key is None:
        return Query.empty_query()
    return _of_first_known(index, clause.audiences, f"ages.{clause.key}", clause.least, None)


@query.register
def _(clause: Alike, index: Index) -> Query:
    return some(Query.term_query(index.schema, text(field), term) for field, term in clause.telling)


@query.register
def _(clause: AllOf, index: Index) -> Query:
    return every(query(inner, index) for inner in clause.clauses)


@query.register
def _(clause: OneOf, index: Index) -> Query:
    return some(query(inner, index) for inner in clause.clauses)


def is_exact(clause: Clause) -> bool:
    """Whether the clause's query finds only creators that match; otherwise each has to be looked at."""
    match clause:
        case AgeShareAtLeast():
            return clause.is_aligned
        case Alike():
            weights = (weight for terms in clause.weights.values() for weight in terms.values())
            return clause.least <= min(weights, default=clause.least)
        case AllOf() | OneOf():
            return all(map(is_exact, clause.clauses))
        case _:
            return True


def scoring(clause: Scored, index: Index) -> Query:
    """Scores every creator with the clause's value."""
    if isinstance(clause, HasPhrase):
        return some(
            Query.const_score_query(_phrase(index, field, phrase), weight)
            for field, weight in clause.fields.items()
            for phrase in clause.phrases
        )
    return some(
        Query.const_score_query(Query.term_query(index.schema, text(field), term), weight)
        for field, weights in clause.weights.items()
        for term, weight in weights.items()
    )


def raised(clause: ShareClause, least: int) -> ShareClause:
    """The clause with a higher threshold."""
    return replace(clause, least=max(least, clause.least or 0))


def every(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.all_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Must, each) for each in found])


def some(queries: Iterable[Query]) -> Query:
    found = list(queries)
    if not found:
        return Query.empty_query()
    return found[0] if len(found) == 1 else Query.boolean_query([(Occur.Should, each) for each in found])


def _phrase(index: Index, field: str, phrase: tuple[str, ...]) -> Query:
    if len(phrase) == 1:
        return Query.term_query(index.schema, text(field), phrase[0])
    return Query.phrase_query(index.schema, text(field), list(phrase))


def _of_first_known(
    index: Index, audiences: tuple[str, ...], path: str, least: int | None, most: int | None
) -> Query:
    """The share of the first known audience: of the second only where the first is unknown, and so on."""
    bounds = f"[{'*' if least is None else least} TO {'*' if most is None else most}]"
    return some(
        Query.boolean_query(
            [(Occur.Must, index.parse_query(f"{audience}.{path}:{bounds}"))]
            + [
                (Occur.MustNot, Query.term_query(index.schema, "flags", better))
                for better in audiences[:position]
            ]
        )
        for position, audience in enumerate(audiences)
    )
