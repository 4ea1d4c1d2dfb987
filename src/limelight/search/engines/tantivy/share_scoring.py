"""Scores documents by audience shares, to the precision of the buckets."""

from collections.abc import Iterator, Sequence
from typing import Final

from tantivy import Query

from limelight.search.clauses import AgeShareAtLeast, ShareClause
from limelight.search.engines.tantivy.index_schema import share_path
from limelight.search.engines.tantivy.numeric_buckets import SHARE_BUCKETS
from limelight.search.engines.tantivy.planner import disjunction, first_known_audience_query
from limelight.search.engines.tantivy.snapshot import IndexSnapshot

_MAX_BUCKET_WIDTH: Final = 100
"""Above the width of every share bucket."""


def share_score_query(clause: ShareClause, snapshot: IndexSnapshot, least: int = 0) -> Query:
    """Scores documents by a lower bound of the clause's value; only buckets from ``least`` up match."""
    scored = [_audience_score_query(clause, audience, snapshot, least) for audience in clause.audiences]
    return first_known_audience_query(clause.audiences, scored, snapshot)


def min_score(clause: ShareClause) -> int:
    """The lowest bucket score of a document that the clause matches."""
    if clause.gte is None or len(_summands(clause)) > 1:
        return 0
    return SHARE_BUCKETS.lower_bounds[SHARE_BUCKETS.bucket_index(clause.gte)]


def share_cutoff_queries(
    clauses: Sequence[ShareClause], snapshot: IndexSnapshot, share: float, most: float
) -> Iterator[Query]:
    """Score queries of ever lower cutoffs; none unless the clause is a single share of one audience."""
    if len(clauses) > 1 or len(clauses[0].audiences) > 1 or len(_summands(clauses[0])) > 1:
        return
    (clause,) = clauses
    ((part, _, _),) = _summands(clause)
    for cutoff in snapshot.top_k_cutoffs(SHARE_BUCKETS, share_path(clause.audiences[0], part), share, most):
        yield share_score_query(clause, snapshot, cutoff)


def max_score_error(clause: ShareClause) -> int:
    """Upper bound of the clause's value minus its bucket score."""
    return _MAX_BUCKET_WIDTH * len(_summands(clause))


def _audience_score_query(clause: ShareClause, audience: str, snapshot: IndexSnapshot, least: int) -> Query:
    return disjunction(
        Query.const_score_query(found, weight)
        for part, years, whole in _summands(clause)
        for found, weight in _weighted_buckets(share_path(audience, part), years, whole, snapshot, least)
    )


def _weighted_buckets(
    path: str, years: int, whole: int, snapshot: IndexSnapshot, least: int
) -> Iterator[tuple[Query, int]]:
    doc_counts = snapshot.doc_counts(path)
    filled = [(term, bound) for term, bound in SHARE_BUCKETS.buckets if bound >= least and term in doc_counts]
    queries = snapshot.bucket_queries(path, (term for term, _ in filled))
    for query, (_, bound) in zip(queries, filled, strict=True):
        yield query, bound * years // whole


def _summands(clause: ShareClause) -> list[tuple[str, int, int]]:
    """The shares whose weighted sum is the clause's value: path, and weight as numerator and denominator."""
    if not isinstance(clause, AgeShareAtLeast):
        return [(f"{clause.dimension}.{clause.key}", 1, 1)]
    if clause.is_aligned:
        return [(f"ages.{clause.key}", 1, 1)]
    return [(f"ages.{key}", years, whole) for key, years, whole in clause.bracket_years]
