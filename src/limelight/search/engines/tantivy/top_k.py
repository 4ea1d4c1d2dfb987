"""Exact top-k search for every sort order, without reading all matches.

tantivy sorts by one column or by score and breaks ties by position. Search results are sorted by value, then
by rank, so documents that tie at the end of a page are searched once more by rank.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, Final, TypeAlias

from tantivy import DocAddress, FieldType, Occur, Query

from limelight.search.clauses import MoreLikeThis, projection_of
from limelight.search.engines.tantivy.index_schema import RANK, column_name
from limelight.search.engines.tantivy.planner import QueryPlan, recheck, scoring_query
from limelight.search.engines.tantivy.share_scoring import (
    max_score_error,
    min_score,
    share_cutoff_queries,
    share_score_query,
)
from limelight.search.engines.tantivy.snapshot import IndexSnapshot
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, SortOrder

_CANDIDATES_PER_HIT: Final = 4
"""Documents in the first set of upper buckets, as a multiple of the hits wanted."""
_MAX_CUTOFF_FRACTION: Final = 0.4
"""Of the matches. Searching more of them by buckets costs as much as searching all."""
_MIN_SCORED_HITS: Final = 64
"""Fewer hits are as slow to collect, and would more often end in a tie."""
_RECHECK_MARGIN: Final = 12
"""Documents read beyond the page at a time, so that bucket scores of near equals suffice."""
_TIE_OVERFETCH_FACTOR: Final = 4
"""Where the page ends in a tie, so many times its size are fetched before ties are searched by rank."""
_MAX_SIMILAR_HITS: Final = 3_000
"""Above this, scored hits are more expensive than the planned query."""
_SIMILAR_CANDIDATES: Final = 3_000
"""Documents in the first set of upper buckets that similar documents are searched in."""
_MAX_DOCUMENT_READS: Final = 4_000
"""Above this, scoring by buckets is faster than reading every matching document."""
_FETCH_GROWTH_FACTOR: Final = 8
"""Each further search fetches so many times the hits of the one before."""
_ScoredAddress: TypeAlias = tuple[Any, DocAddress]


@singledispatch
def top_hits(order: SortOrder, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """The addresses of the first ``size`` matches; post-filters of the plan are left to the caller."""
    raise TypeError(f"{type(order).__name__} is not a sort order of the tantivy engine.")


@top_hits.register
def _(order: ByRank, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    return [address for _, address in _top_by_column(snapshot, RANK, "follower_count", plan, size)]


@top_hits.register
def _(order: ByNumber, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """Few ties at the end of the page are all fetched; of many, only the first by rank."""
    hits = _top_by_column(snapshot, column_name(order.field), order.field, plan, size + 1)
    if _is_cut_by_ties(hits, size):
        hits = _top_by_column(
            snapshot, column_name(order.field), order.field, plan, _TIE_OVERFETCH_FACTOR * (size + 1)
        )
    if _is_cut_by_ties(hits, size):
        last = hits[size - 1][0]
        hits = [hit for hit in hits if hit[0] != last]
        tied = plan._replace(must=(*plan.must, (_equals_query(snapshot, order.field, last),)))
        hits += [(last, address) for address in top_hits(ByRank(), snapshot, tied, size - len(hits))]
    return _sort_hits(snapshot, hits)[:size]


@top_hits.register
def _(order: ByScore, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """The score also decides whether the clause of the sort order matches."""
    threshold = order.clause.min_score if isinstance(order.clause, MoreLikeThis) else 1
    scored = plan.scored_by([(Occur.Must, scoring_query(order.clause, snapshot))])
    limit = max(2 * size, _MIN_SCORED_HITS)
    hits = _search_by_score(snapshot, scored, limit)
    while len(hits) == limit and hits[-1][0] == hits[size - 1][0]:
        limit *= _FETCH_GROWTH_FACTOR
        hits = _search_by_score(snapshot, scored, limit)
    return _sort_hits(snapshot, [hit for hit in hits if hit[0] >= threshold])[:size]


@top_hits.register
def _(order: ByShare, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """Few documents match several large shares; reading them is faster than scoring all by buckets."""
    for top_shares in share_cutoff_queries(
        order.clauses,
        snapshot,
        size * _CANDIDATES_PER_HIT / max(snapshot.doc_count, 1),
        plan.upper_bound * _MAX_CUTOFF_FRACTION,
    ):
        found = _top_by_share(order, snapshot, plan, size, [(Occur.Must, top_shares)])
        if len(found) == size:
            return found
    if len(order.clauses) > 1:
        hits = _search_by_column(snapshot, plan.query, RANK, _MAX_DOCUMENT_READS)
        if len(hits) < _MAX_DOCUMENT_READS:
            values = _share_values(order, snapshot, [address for _, address in hits])
            return _sort_hits(snapshot, list(values))[:size]
    scores = [
        (Occur.Should, share_score_query(clause, snapshot, min_score(clause))) for clause in order.clauses
    ]
    return _top_by_share(order, snapshot, plan, size, scores)


def top_similar(
    order: SortOrder, snapshot: IndexSnapshot, plan: QueryPlan, clause: MoreLikeThis, size: int
) -> list[DocAddress] | None:
    """The first matches of the plan that the clause matches too: ``size`` or more, unless there are fewer.

    Scoring decides exactly, where counting common terms would leave many hits to recheck. None if there are
    more than ``_MAX_SIMILAR_HITS``, or if the order is not by a column.
    """
    if not isinstance(order, ByRank | ByNumber):
        return None
    path = order.field if isinstance(order, ByNumber) else "follower_count"
    share, most = _SIMILAR_CANDIDATES / max(plan.upper_bound, 1), plan.upper_bound * _MAX_CUTOFF_FRACTION
    for alternatives in snapshot.top_k_alternatives(path, share, most, plan.max_values.get(path)):
        found = _similar_hits(snapshot, plan._replace(must=(alternatives, *plan.must)), clause)
        if found is not None and len(found) >= size:
            return _sort_by_column(order, snapshot, found)
    found = _similar_hits(snapshot, plan, clause)
    return None if found is None else _sort_by_column(order, snapshot, found)


def _similar_hits(snapshot: IndexSnapshot, plan: QueryPlan, clause: MoreLikeThis) -> list[DocAddress] | None:
    hits = _search_by_score(
        snapshot, plan.scored_by([(Occur.Must, scoring_query(clause, snapshot))]), _MAX_SIMILAR_HITS
    )
    if len(hits) == _MAX_SIMILAR_HITS and hits[-1][0] >= clause.min_score:
        return None
    found = [address for score, address in hits if score >= clause.min_score]
    return list(recheck(plan.post_filters, snapshot, found))


def _sort_by_column(
    order: ByRank | ByNumber, snapshot: IndexSnapshot, found: list[DocAddress]
) -> list[DocAddress]:
    if isinstance(order, ByRank):
        return _sort_hits(snapshot, [(None, address) for address in found])
    return _sort_hits(
        snapshot, list(zip(snapshot.column_values(column_name(order.field), found), found, strict=True))
    )


def _top_by_share(
    order: ByShare, snapshot: IndexSnapshot, plan: QueryPlan, size: int, scores: list[tuple[Occur, Query]]
) -> list[DocAddress]:
    """Reads documents by descending bucket score, until no later one can be among the first ``size``."""
    not_empty = plan._replace(must=plan.must or ((Query.all_query(),),))
    scored = not_empty.scored_by(scores)
    max_error = sum(max_score_error(clause) for clause in order.clauses)
    limit, values = _FETCH_GROWTH_FACTOR * (size + _RECHECK_MARGIN), list[_ScoredAddress]()
    while True:
        hits = _search_by_score(snapshot, scored, limit)
        while len(values) < len(hits):
            read = hits[len(values) : len(values) + 2 * size + _RECHECK_MARGIN]
            values += _share_values(order, snapshot, [address for _, address in read])
            if sum(value > read[-1][0] + max_error for value, _ in values) >= size:
                return _sort_hits(snapshot, values)[:size]
        if len(hits) < limit:
            return _sort_hits(snapshot, values)[:size]
        limit *= _FETCH_GROWTH_FACTOR


def _share_values(
    order: ByShare, snapshot: IndexSnapshot, addresses: list[DocAddress]
) -> Iterator[_ScoredAddress]:
    documents = snapshot.documents(addresses, projection_of(order.clauses))
    return zip(map(order.value, documents), addresses, strict=True)


def _top_by_column(
    snapshot: IndexSnapshot, field: str, path: str, plan: QueryPlan, size: int
) -> list[_ScoredAddress]:
    """The hits with the greatest values; not all of those that tie with the last need be among them.

    If the upper buckets of the column fill the page, no document of a lower bucket can be on it.
    """
    share = size * _CANDIDATES_PER_HIT / max(plan.upper_bound, 1)
    most = 0 if plan.scans_all_matches else plan.upper_bound * _MAX_CUTOFF_FRACTION
    for alternatives in snapshot.top_k_alternatives(path, share, most, plan.max_values.get(path)):
        hits = _search_by_column(snapshot, plan.filtered(alternatives), field, size)
        if len(hits) == size:
            return hits
    return _search_by_column(snapshot, plan.query, field, size)


def _is_cut_by_ties(hits: list[_ScoredAddress], size: int) -> bool:
    """Whether further documents may tie with the last hit of the page."""
    return len(hits) > size and hits[-1][0] == hits[size - 1][0]


def _search_by_column(
    snapshot: IndexSnapshot, matching: Query, field: str, size: int
) -> list[_ScoredAddress]:
    return snapshot.searcher.search(matching, size, count=False, order_by_field=field).hits


def _search_by_score(snapshot: IndexSnapshot, scored: Query, size: int) -> list[_ScoredAddress]:
    return snapshot.searcher.search(scored, size, count=False).hits


def _sort_hits(snapshot: IndexSnapshot, hits: list[_ScoredAddress]) -> list[DocAddress]:
    """Sorted: known values first, greater before smaller, then by rank."""
    ranks = snapshot.ranks([address for _, address in hits])
    ordered = sorted(zip(hits, ranks, strict=True), key=lambda hit: _sort_key(hit[0][0], hit[1]))
    return [address for (_, address), _ in ordered]


def _sort_key(value: float | None, rank: int) -> tuple[bool, float, int]:
    return (value is None, -(value or 0), -rank)


def _equals_query(snapshot: IndexSnapshot, field: str, value: int | None) -> Query:
    if value is None:
        known = Query.exists_query(column_name(field))
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, known)])
    return Query.range_query(snapshot.schema, column_name(field), FieldType.Integer, value, value)
