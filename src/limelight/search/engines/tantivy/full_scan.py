"""All matches, sorted: collected by rank in chunks, then sorted as columns of integers.

A match takes some dozens of bytes of memory until all are sorted. Sorting by rank keeps none.
"""

from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tantivy import DocAddress, FieldType, Query

from limelight.search.clauses import projection_of
from limelight.search.engines.tantivy.index_schema import RANK, column_name
from limelight.search.engines.tantivy.planner import QueryPlan, combine_plans, plan_clause, recheck
from limelight.search.engines.tantivy.snapshot import IndexSnapshot
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, SortOrder

_CHUNK_HITS: Final = 50_000
_MISSING: Final = np.iinfo(np.int64).min
_IntArray: TypeAlias = NDArray[np.int64]


def scan_all(query: CreatorQuery, snapshot: IndexSnapshot) -> Iterator[DocAddress]:
    """All matches, sorted. Unless the order is by rank, all are collected before the first is yielded."""
    plan = combine_plans((plan_clause(clause, snapshot) for clause in query.clauses), snapshot)
    chunks = _matches_by_rank(plan, snapshot)
    if isinstance(query.order, ByRank):
        for chunk in chunks:
            yield from chunk
        return
    columns = [_sort_columns(query.order, snapshot, chunk) for chunk in chunks]
    values, segments, documents = np.concatenate([np.empty((3, 0), np.int64), *columns], axis=1)
    # The complement reverses the order without overflow; the stable sort leaves ties in order of rank.
    for at in np.argsort(~values, kind="stable"):
        yield DocAddress(int(segments[at]), int(documents[at]))


def _matches_by_rank(plan: QueryPlan, snapshot: IndexSnapshot) -> Iterator[list[DocAddress]]:
    """Each chunk starts below the last rank of the one before; ranks are unique."""
    matching = plan.query
    while True:
        hits: list[tuple[Any, DocAddress]] = snapshot.searcher.search(
            matching, _CHUNK_HITS, count=False, order_by_field=RANK
        ).hits
        yield list(recheck(plan.post_filters, snapshot, [address for _, address in hits]))
        if len(hits) < _CHUNK_HITS:
            return
        below = Query.range_query(snapshot.schema, RANK, FieldType.Integer, None, hits[-1][0] - 1)
        matching = plan.filtered((below,))


def _sort_columns(order: SortOrder, snapshot: IndexSnapshot, addresses: Sequence[DocAddress]) -> _IntArray:
    """Rows of an array: sort values, segment ordinals and document ids of the addresses."""
    values = _sort_values(order, snapshot, list(addresses))
    return np.array(
        [
            [_MISSING if value is None else value for value in values],
            [address.segment_ord for address in addresses],
            [address.doc for address in addresses],
        ],
        np.int64,
    )


@singledispatch
def _sort_values(order: SortOrder, snapshot: IndexSnapshot, addresses: list[DocAddress]) -> list[int | None]:
    raise TypeError(f"{type(order).__name__} is not a sort order of the tantivy engine.")


@_sort_values.register
def _(order: ByNumber, snapshot: IndexSnapshot, addresses: list[DocAddress]) -> list[int | None]:
    return snapshot.column_values(column_name(order.field), addresses)


@_sort_values.register
def _(order: ByShare, snapshot: IndexSnapshot, addresses: list[DocAddress]) -> list[int | None]:
    return [order.value(each) for each in snapshot.documents(addresses, projection_of(order.clauses))]


@_sort_values.register
def _(order: ByScore, snapshot: IndexSnapshot, addresses: list[DocAddress]) -> list[int | None]:
    return [order.value(each) for each in snapshot.documents(addresses, order.clause.projection)]
