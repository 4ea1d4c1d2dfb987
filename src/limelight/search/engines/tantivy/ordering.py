"""The first creators of an order, exactly, without looking at all that match.

tantivy orders by one column and breaks ties by position. The product's order is by value, then by
rank, so what ties at the end of a page is asked for once more by rank.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, Final, TypeAlias

from msgspec.json import decode
from tantivy import DocAddress, Document, FieldType, Index, Occur, Query, Searcher

from limelight.search.clauses import Clause
from limelight.search.documents import CreatorDocument
from limelight.search.engines.tantivy.ladders import Ladders
from limelight.search.engines.tantivy.queries import every, query, raised, scoring, some
from limelight.search.engines.tantivy.schema import CARD, DOCUMENT, RANK, column
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, Hit, Order

_SHARE_STEPS: Final = (8000, 6500, 5000, 3500, 2500, 1700, 1200, 800, 500, 300, 150, 80, 40, 20, 10, 5, 1)
_FEW: Final = 1000
_Hit: TypeAlias = tuple[Any, DocAddress]


class Snapshot:
    """One moment of a platform's index: everything found through it agrees."""

    def __init__(self, index: Index, searcher: Searcher) -> None:
        self.index = index
        self.searcher = searcher
        self.ladders = Ladders(searcher)

    def hit(self, address: DocAddress, *, with_document: bool) -> Hit:
        stored = self.searcher.doc(address)
        document = decode(_bytes(stored, DOCUMENT), type=CreatorDocument) if with_document else None
        return Hit(card=_bytes(stored, CARD), document=document)

    def document(self, address: DocAddress) -> CreatorDocument:
        return decode(_bytes(self.searcher.doc(address), DOCUMENT), type=CreatorDocument)

    def ranks(self, addresses: list[DocAddress]) -> list[int]:
        return [int(rank or 0) for rank in self.searcher.fast_field_values(RANK, addresses)]

    def count(self, matching: Query) -> int:
        counted: Any = self.searcher.search(matching, 1, count=True)
        return int(counted.count)

    def query(self, clause: Clause) -> Query:
        return query(clause, self.index)


@singledispatch
def first(order: Order, snapshot: Snapshot, matching: Query, size: int) -> list[DocAddress]:
    """The addresses of the first ``size`` of the matching creators; fewer if there are no more."""
    raise TypeError(f"{type(order).__name__} is no order that tantivy knows.")


@first.register
def _(order: ByRank, snapshot: Snapshot, matching: Query, size: int) -> list[DocAddress]:
    return [address for _, address in _by_column(snapshot, RANK, "follower_count", matching, size)]


@first.register
def _(order: ByNumber, snapshot: Snapshot, matching: Query, size: int) -> list[DocAddress]:
    hits = _by_column(snapshot, column(order.field), order.field, matching, size + 1)
    if len(hits) > size and hits[-1][0] == hits[-2][0]:
        last = hits[-1][0]
        hits = [hit for hit in hits if hit[0] != last]
        tied = every([matching, _equal(snapshot.index, order.field, last)])
        hits += [(last, address) for address in first(ByRank(), snapshot, tied, size - len(hits))]
    return _ranked(snapshot, hits)[:size]


@first.register
def _(order: ByScore, snapshot: Snapshot, matching: Query, size: int) -> list[DocAddress]:
    silent = Query.const_score_query(matching, 0.0)
    scored = Query.boolean_query(
        [(Occur.Must, silent), (Occur.Should, scoring(order.clause, snapshot.index))]
    )
    asked = max(2 * size, 64)
    hits = snapshot.searcher.search(scored, asked, count=False).hits
    while len(hits) == asked and hits[-1][0] == hits[size - 1][0]:
        asked *= 8
        hits = snapshot.searcher.search(scored, asked, count=False).hits
    return _ranked(snapshot, hits)[:size]


@first.register
def _(order: ByShare, snapshot: Snapshot, matching: Query, size: int) -> list[DocAddress]:
    """Lowers a threshold until enough creators have a sum of shares that nobody below can reach.

    Whoever reaches a sum has one of the n shares at or above an n-th of it.
    """
    values: dict[tuple[int, int], _Hit] = {}
    for step in _SHARE_STEPS:
        probe = some(snapshot.query(raised(clause, step)) for clause in order.clauses)
        for address in _all(snapshot, every([matching, probe])):
            if _key(address) not in values:
                values[_key(address)] = (order.value(snapshot.document(address)), address)
        if sum(value >= step * len(order.clauses) for value, _ in values.values()) >= size:
            return _ranked(snapshot, list(values.values()))[:size]
    others = first(ByRank(), snapshot, matching, size + len(values))
    hits = list(values.values()) + [(0, address) for address in others if _key(address) not in values]
    return _ranked(snapshot, hits)[:size]


def _by_column(snapshot: Snapshot, field: str, ladder: str, matching: Query, size: int) -> list[_Hit]:
    """The hits with the greatest values; who ties with the last may or may not be among them."""
    for reach in snapshot.ladders.reaches(ladder, size, snapshot.index):
        hits = _hits(snapshot, every([reach, matching]), field, size)
        if len(hits) == size:
            return hits
    return _hits(snapshot, matching, field, size)


def _hits(snapshot: Snapshot, matching: Query, field: str, size: int) -> list[_Hit]:
    return snapshot.searcher.search(matching, size, count=False, order_by_field=field).hits


def _all(snapshot: Snapshot, matching: Query) -> Iterator[DocAddress]:
    hits = snapshot.searcher.search(matching, _FEW, count=False).hits
    if len(hits) == _FEW:
        hits = snapshot.searcher.search(matching, snapshot.count(matching), count=False).hits
    return (address for _, address in hits)


def _ranked(snapshot: Snapshot, hits: list[_Hit]) -> list[DocAddress]:
    """The hits in the product's order: known values first, greater before smaller, then by rank."""
    ranks = snapshot.ranks([address for _, address in hits])
    ordered = sorted(zip(hits, ranks, strict=True), key=lambda hit: _sort_key(hit[0][0], hit[1]))
    return [address for (_, address), _ in ordered]


def _sort_key(value: float | None, rank: int) -> tuple[bool, float, int]:
    return (value is None, -(value or 0), -rank)


def _equal(index: Index, field: str, value: int | None) -> Query:
    if value is None:
        known = Query.exists_query(column(field))
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, known)])
    return Query.range_query(index.schema, column(field), FieldType.Integer, value, value)


def _bytes(stored: Document, field: str) -> bytes:
    return bytes(stored.get_first(field) or b"")


def _key(address: DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc
