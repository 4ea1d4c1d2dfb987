"""The first creators of an order, exactly, without looking at all that match.

tantivy orders by one column or score and breaks ties by position. The product's order is by value, then by
rank, so what ties at the end of a page is asked for once more by rank.
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
_MAX_CUTOFF_FRACTION: Final = 0.4
_MIN_SCORED_HITS: Final = 64
_RECHECK_MARGIN: Final = 12
_TIE_OVERFETCH_FACTOR: Final = 4
_MAX_SIMILAR_HITS: Final = 3_000
_SIMILAR_CANDIDATES: Final = 3_000
_MAX_DOCUMENT_READS: Final = 4_000
_FETCH_GROWTH_FACTOR: Final = 8
_ScoredAddress: TypeAlias = tuple[Any, DocAddress]


@singledispatch
def top_hits(order: SortOrder, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """The addresses of the first ``size`` of those that the plan finds; fewer if there are no more."""
    raise TypeError(f"{type(order).__name__} is no order that tantivy knows.")


@top_hits.register
def _(order: ByRank, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    return [address for _, address in _top_by_column(snapshot, RANK, "follower_count", plan, size)]


@top_hits.register
def _(order: ByNumber, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """Ties at the end are all looked at if they are few; of many, only the first by rank."""
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
    """Only those whom the order's clause matches: the score tells."""
    least = order.clause.min_score if isinstance(order.clause, MoreLikeThis) else 1
    scored = plan.scored_by([(Occur.Must, scoring_query(order.clause, snapshot))])
    asked = max(2 * size, _MIN_SCORED_HITS)
    hits = _search_by_score(snapshot, scored, asked)
    while len(hits) == asked and hits[-1][0] == hits[size - 1][0]:
        asked *= 8
        hits = _search_by_score(snapshot, scored, asked)
    return _sort_hits(snapshot, [hit for hit in hits if hit[0] >= least])[:size]


@top_hits.register
def _(order: ByShare, snapshot: IndexSnapshot, plan: QueryPlan, size: int) -> list[DocAddress]:
    """Who has much of several shares is seldom, so that a look at each takes less than scoring everybody."""
    for reach in share_cutoff_queries(
        order.clauses,
        snapshot,
        size * _CANDIDATES_PER_HIT / max(snapshot.doc_count, 1),
        plan.upper_bound * _MAX_CUTOFF_FRACTION,
    ):
        found = _top_by_share(order, snapshot, plan, size, [(Occur.Must, reach)])
        if len(found) == size:
            return found
    if len(order.clauses) > 1:
        hits = _search_by_column(snapshot, plan.query, RANK, _MAX_DOCUMENT_READS)
        if len(hits) < _MAX_DOCUMENT_READS:
            looked_at = _share_values(order, snapshot, [address for _, address in hits])
            return _sort_hits(snapshot, list(looked_at))[:size]
    scores = [
        (Occur.Should, share_score_query(clause, snapshot, min_score(clause))) for clause in order.clauses
    ]
    return _top_by_share(order, snapshot, plan, size, scores)


def top_similar(
    order: SortOrder, snapshot: IndexSnapshot, plan: QueryPlan, clause: MoreLikeThis, size: int
) -> list[DocAddress] | None:
    """The first of those whom the clause matches too, at least ``size`` unless there are fewer.

    Their scores tell exactly; counting what they have in common would leave many to be looked at. None if
    they are too many for that, or in an order that no column knows.
    """
    if not isinstance(order, ByRank | ByNumber):
        return None
    ladder = order.field if isinstance(order, ByNumber) else "follower_count"
    share, most = _SIMILAR_CANDIDATES / max(plan.upper_bound, 1), plan.upper_bound * _MAX_CUTOFF_FRACTION
    for reach in snapshot.top_k_alternatives(ladder, share, most, plan.max_values.get(ladder)):
        found = _similar_hits(snapshot, plan._replace(must=(reach, *plan.must)), clause)
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
    """Looks at those with the greatest shares by rung, until nobody further down can be among the first."""
    everybody = plan._replace(must=plan.must or ((Query.all_query(),),))
    scored = everybody.scored_by(scores)
    unsure = sum(max_score_error(clause) for clause in order.clauses)
    asked, values = _FETCH_GROWTH_FACTOR * (size + _RECHECK_MARGIN), list[_ScoredAddress]()
    while True:
        hits = _search_by_score(snapshot, scored, asked)
        while len(values) < len(hits):
            looked_at = hits[len(values) : len(values) + 2 * size + _RECHECK_MARGIN]
            values += _share_values(order, snapshot, [address for _, address in looked_at])
            if sum(value > looked_at[-1][0] + unsure for value, _ in values) >= size:
                return _sort_hits(snapshot, values)[:size]
        if len(hits) < asked:
            return _sort_hits(snapshot, values)[:size]
        asked *= _FETCH_GROWTH_FACTOR


def _share_values(
    order: ByShare, snapshot: IndexSnapshot, addresses: list[DocAddress]
) -> Iterator[_ScoredAddress]:
    documents = snapshot.documents(addresses, projection_of(order.clauses))
    return zip(map(order.value, documents), addresses, strict=True)


def _top_by_column(
    snapshot: IndexSnapshot, field: str, ladder: str, plan: QueryPlan, size: int
) -> list[_ScoredAddress]:
    """The hits with the greatest values; who ties with the last may or may not be among them.

    If a page can be filled from the upper rungs of the column, nobody below could be on it.
    """
    share = size * _CANDIDATES_PER_HIT / max(plan.upper_bound, 1)
    most = 0 if plan.scans_all_matches else plan.upper_bound * _MAX_CUTOFF_FRACTION
    for reach in snapshot.top_k_alternatives(ladder, share, most, plan.max_values.get(ladder)):
        hits = _search_by_column(snapshot, plan.filtered(reach), field, size)
        if len(hits) == size:
            return hits
    return _search_by_column(snapshot, plan.query, field, size)


def _is_cut_by_ties(hits: list[_ScoredAddress], size: int) -> bool:
    """Whether more might tie with the last of the first than there are."""
    return len(hits) > size and hits[-1][0] == hits[size - 1][0]


def _search_by_column(
    snapshot: IndexSnapshot, matching: Query, field: str, size: int
) -> list[_ScoredAddress]:
    return snapshot.searcher.search(matching, size, count=False, order_by_field=field).hits


def _search_by_score(snapshot: IndexSnapshot, scored: Query, size: int) -> list[_ScoredAddress]:
    return snapshot.searcher.search(scored, size, count=False).hits


def _sort_hits(snapshot: IndexSnapshot, hits: list[_ScoredAddress]) -> list[DocAddress]:
    """The hits in the product's order: known values first, greater before smaller, then by rank."""
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
