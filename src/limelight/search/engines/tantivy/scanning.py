"""All that match, in order: found by rank, a chunk at a time, and sorted as columns of numbers.

A creator takes some dozens of bytes until all are sorted; by rank, nothing is kept at all.
"""

from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tantivy import DocAddress, FieldType, Query

from limelight.search.clauses import parts_of
from limelight.search.engines.tantivy.doubts import certain
from limelight.search.engines.tantivy.queries import Plan, all_of, plan
from limelight.search.engines.tantivy.schema import RANK, column
from limelight.search.engines.tantivy.snapshot import Snapshot
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, CreatorQuery, Order

_CHUNK: Final = 50_000
_UNKNOWN: Final = np.iinfo(np.int64).min
_Numbers: TypeAlias = NDArray[np.int64]


def everybody(query: CreatorQuery, snapshot: Snapshot) -> Iterator[DocAddress]:
    """Whoever matches, in order. The first comes after all were found, unless the order is by rank."""
    found = all_of((plan(clause, snapshot) for clause in query.clauses), snapshot)
    chunks = _by_rank(found, snapshot)
    if isinstance(query.order, ByRank):
        for chunk in chunks:
            yield from chunk
        return
    columns = [_columns(query.order, snapshot, chunk) for chunk in chunks]
    values, segments, documents = np.concatenate([np.empty((3, 0), np.int64), *columns], axis=1)
    # The complement turns the order round without an overflow; equal values stay in the order of rank.
    for at in np.argsort(~values, kind="stable"):
        yield DocAddress(int(segments[at]), int(documents[at]))


def _by_rank(found: Plan, snapshot: Snapshot) -> Iterator[list[DocAddress]]:
    """Each chunk goes on below the last rank of the one before: ranks are unique."""
    matching = found.query
    while True:
        hits: list[tuple[Any, DocAddress]] = snapshot.searcher.search(
            matching, _CHUNK, count=False, order_by_field=RANK
        ).hits
        yield list(certain(found.doubts, snapshot, [address for _, address in hits]))
        if len(hits) < _CHUNK:
            return
        below = Query.range_query(snapshot.schema, RANK, FieldType.Integer, None, hits[-1][0] - 1)
        matching = found.among((below,))


def _columns(order: Order, snapshot: Snapshot, addresses: Sequence[DocAddress]) -> _Numbers:
    """The values that creators are sorted by, the greatest first, and where the creators are."""
    values = _values(order, snapshot, list(addresses))
    return np.array(
        [
            [_UNKNOWN if value is None else value for value in values],
            [address.segment_ord for address in addresses],
            [address.doc for address in addresses],
        ],
        np.int64,
    )


@singledispatch
def _values(order: Order, snapshot: Snapshot, addresses: list[DocAddress]) -> list[int | None]:
    raise TypeError(f"{type(order).__name__} is no order that tantivy knows.")


@_values.register
def _(order: ByNumber, snapshot: Snapshot, addresses: list[DocAddress]) -> list[int | None]:
    return snapshot.numbers(column(order.field), addresses)


@_values.register
def _(order: ByShare, snapshot: Snapshot, addresses: list[DocAddress]) -> list[int | None]:
    return [order.value(each) for each in snapshot.documents(addresses, parts_of(order.clauses))]


@_values.register
def _(order: ByScore, snapshot: Snapshot, addresses: list[DocAddress]) -> list[int | None]:
    return [order.value(each) for each in snapshot.documents(addresses, order.clause.parts)]
