"""Scoring creators with the shares of their audiences, as far as the rungs tell."""

from collections.abc import Iterator, Sequence
from typing import Final

from tantivy import Query

from limelight.search.clauses import AgeShareAtLeast, ShareClause
from limelight.search.engines.tantivy.index_schema import share_path
from limelight.search.engines.tantivy.numeric_buckets import SHARE_BUCKETS
from limelight.search.engines.tantivy.planner import disjunction, first_known_audience_query
from limelight.search.engines.tantivy.snapshot import IndexSnapshot

_MAX_BUCKET_WIDTH: Final = 100
"""More than the width of any rung."""


def share_score_query(clause: ShareClause, snapshot: IndexSnapshot, least: int = 0) -> Query:
    """Scores every creator with the least that the clause's value can be; no one below ``least``."""
    scored = [_audience_score_query(clause, audience, snapshot, least) for audience in clause.audiences]
    return first_known_audience_query(clause.audiences, scored, snapshot)


def min_score(clause: ShareClause) -> int:
    """The least that can be scored of whoever has the share that the clause asks for."""
    if clause.gte is None or len(_summands(clause)) > 1:
        return 0
    return SHARE_BUCKETS.lower_bounds[SHARE_BUCKETS.bucket_index(clause.gte)]


def share_cutoff_queries(
    clauses: Sequence[ShareClause], snapshot: IndexSnapshot, share: float, most: float
) -> Iterator[Query]:
    """Scores ever more of those with the greatest shares, where one ladder tells who they are."""
    if len(clauses) > 1 or len(clauses[0].audiences) > 1 or len(_summands(clauses[0])) > 1:
        return
    (clause,) = clauses
    ((part, _, _),) = _summands(clause)
    for least in snapshot.top_k_cutoffs(SHARE_BUCKETS, share_path(clause.audiences[0], part), share, most):
        yield share_score_query(clause, snapshot, least)


def max_score_error(clause: ShareClause) -> int:
    """By how much the clause's value may exceed the score."""
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
    standing = snapshot.doc_counts(path)
    known = [(rung, edge) for rung, edge in SHARE_BUCKETS.buckets if edge >= least and rung in standing]
    for found, (_, edge) in zip(
        snapshot.bucket_queries(path, (rung for rung, _ in known)), known, strict=True
    ):
        yield found, edge * years // whole


def _summands(clause: ShareClause) -> list[tuple[str, int, int]]:
    """The shares that add up to the clause's value, with the part of each that counts."""
    if not isinstance(clause, AgeShareAtLeast):
        return [(f"{clause.dimension}.{clause.key}", 1, 1)]
    if clause.is_aligned:
        return [(f"ages.{clause.key}", 1, 1)]
    return [(f"ages.{key}", years, whole) for key, years, whole in clause.bracket_years]
