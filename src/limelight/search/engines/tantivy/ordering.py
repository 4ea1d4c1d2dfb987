"""The first creators of an order, exactly, without looking at all that match.

tantivy orders by one column or score and breaks ties by position. The product's order is by value, then by
rank, so what ties at the end of a page is asked for once more by rank.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, Final, TypeAlias

from tantivy import DocAddress, FieldType, Occur, Query

from limelight.search.clauses import Alike, parts_of
from limelight.search.engines.tantivy.doubts import certain
from limelight.search.engines.tantivy.queries import Plan, scoring
from limelight.search.engines.tantivy.schema import RANK, column
from limelight.search.engines.tantivy.shares import doubt, floor, share_reaches, share_scoring
from limelight.search.engines.tantivy.snapshot import Snapshot
from limelight.search.queries import ByNumber, ByRank, ByScore, ByShare, Order

_SPARE: Final = 4
_WORTHWHILE: Final = 0.4
_FIRST_LOOK: Final = 64
_FEW: Final = 12
_FEW_TIES: Final = 4
_MANY: Final = 3_000
_TOP: Final = 3_000
_FEW_LOOKS: Final = 4_000
_WIDE_LOOK: Final = 8
_Hit: TypeAlias = tuple[Any, DocAddress]


@singledispatch
def first(order: Order, snapshot: Snapshot, plan: Plan, size: int) -> list[DocAddress]:
    """The addresses of the first ``size`` of those that the plan finds; fewer if there are no more."""
    raise TypeError(f"{type(order).__name__} is no order that tantivy knows.")


@first.register
def _(order: ByRank, snapshot: Snapshot, plan: Plan, size: int) -> list[DocAddress]:
    return [address for _, address in _by_column(snapshot, RANK, "follower_count", plan, size)]


@first.register
def _(order: ByNumber, snapshot: Snapshot, plan: Plan, size: int) -> list[DocAddress]:
    """Ties at the end are all looked at if they are few; of many, only the first by rank."""
    hits = _by_column(snapshot, column(order.field), order.field, plan, size + 1)
    if _ties(hits, size):
        hits = _by_column(snapshot, column(order.field), order.field, plan, _FEW_TIES * (size + 1))
    if _ties(hits, size):
        last = hits[size - 1][0]
        hits = [hit for hit in hits if hit[0] != last]
        tied = plan._replace(needs=(*plan.needs, (_equal(snapshot, order.field, last),)))
        hits += [(last, address) for address in first(ByRank(), snapshot, tied, size - len(hits))]
    return _ranked(snapshot, hits)[:size]


@first.register
def _(order: ByScore, snapshot: Snapshot, plan: Plan, size: int) -> list[DocAddress]:
    """Only those whom the order's clause matches: the score tells."""
    least = order.clause.least if isinstance(order.clause, Alike) else 1
    scored = plan.scored([(Occur.Must, scoring(order.clause, snapshot))])
    asked = max(2 * size, _FIRST_LOOK)
    hits = _scored(snapshot, scored, asked)
    while len(hits) == asked and hits[-1][0] == hits[size - 1][0]:
        asked *= 8
        hits = _scored(snapshot, scored, asked)
    return _ranked(snapshot, [hit for hit in hits if hit[0] >= least])[:size]


@first.register
def _(order: ByShare, snapshot: Snapshot, plan: Plan, size: int) -> list[DocAddress]:
    """Who has much of several shares is seldom, so that a look at each takes less than scoring everybody."""
    for reach in share_reaches(
        order.clauses, snapshot, size * _SPARE / max(snapshot.size, 1), plan.most * _WORTHWHILE
    ):
        found = _by_share(order, snapshot, plan, size, [(Occur.Must, reach)])
        if len(found) == size:
            return found
    if len(order.clauses) > 1:
        hits = _hits(snapshot, plan.query, RANK, _FEW_LOOKS)
        if len(hits) < _FEW_LOOKS:
            looked_at = _values(order, snapshot, [address for _, address in hits])
            return _ranked(snapshot, list(looked_at))[:size]
    scores = [(Occur.Should, share_scoring(clause, snapshot, floor(clause))) for clause in order.clauses]
    return _by_share(order, snapshot, plan, size, scores)


def alike(order: Order, snapshot: Snapshot, plan: Plan, clause: Alike, size: int) -> list[DocAddress] | None:
    """The first of those whom the clause matches too, at least ``size`` unless there are fewer.

    Their scores tell exactly; counting what they have in common would leave many to be looked at. None if
    they are too many for that, or in an order that no column knows.
    """
    if not isinstance(order, ByRank | ByNumber):
        return None
    ladder = order.field if isinstance(order, ByNumber) else "follower_count"
    share, most = _TOP / max(plan.most, 1), plan.most * _WORTHWHILE
    for reach in snapshot.reaches(ladder, share, most, plan.tops.get(ladder)):
        found = _alike(snapshot, plan._replace(needs=(reach, *plan.needs)), clause)
        if found is not None and len(found) >= size:
            return _sorted(order, snapshot, found)
    found = _alike(snapshot, plan, clause)
    return None if found is None else _sorted(order, snapshot, found)


def _alike(snapshot: Snapshot, plan: Plan, clause: Alike) -> list[DocAddress] | None:
    hits = _scored(snapshot, plan.scored([(Occur.Must, scoring(clause, snapshot))]), _MANY)
    if len(hits) == _MANY and hits[-1][0] >= clause.least:
        return None
    found = [address for score, address in hits if score >= clause.least]
    return list(certain(plan.doubts, snapshot, found))


def _sorted(order: ByRank | ByNumber, snapshot: Snapshot, found: list[DocAddress]) -> list[DocAddress]:
    if isinstance(order, ByRank):
        return _ranked(snapshot, [(None, address) for address in found])
    return _ranked(snapshot, list(zip(snapshot.numbers(column(order.field), found), found, strict=True)))


def _by_share(
    order: ByShare, snapshot: Snapshot, plan: Plan, size: int, scores: list[tuple[Occur, Query]]
) -> list[DocAddress]:
    """Looks at those with the greatest shares by rung, until nobody further down can be among the first."""
    everybody = plan._replace(needs=plan.needs or ((Query.all_query(),),))
    scored = everybody.scored(scores)
    unsure = sum(doubt(clause) for clause in order.clauses)
    asked, values = _WIDE_LOOK * (size + _FEW), list[_Hit]()
    while True:
        hits = _scored(snapshot, scored, asked)
        while len(values) < len(hits):
            looked_at = hits[len(values) : len(values) + 2 * size + _FEW]
            values += _values(order, snapshot, [address for _, address in looked_at])
            if sum(value > looked_at[-1][0] + unsure for value, _ in values) >= size:
                return _ranked(snapshot, values)[:size]
        if len(hits) < asked:
            return _ranked(snapshot, values)[:size]
        asked *= _WIDE_LOOK


def _values(order: ByShare, snapshot: Snapshot, addresses: list[DocAddress]) -> Iterator[_Hit]:
    documents = snapshot.documents(addresses, parts_of(order.clauses))
    return zip(map(order.value, documents), addresses, strict=True)


def _by_column(snapshot: Snapshot, field: str, ladder: str, plan: Plan, size: int) -> list[_Hit]:
    """The hits with the greatest values; who ties with the last may or may not be among them.

    If a page can be filled from the upper rungs of the column, nobody below could be on it.
    """
    share = size * _SPARE / max(plan.most, 1)
    most = 0 if plan.is_sieve else plan.most * _WORTHWHILE
    for reach in snapshot.reaches(ladder, share, most, plan.tops.get(ladder)):
        hits = _hits(snapshot, plan.among(reach), field, size)
        if len(hits) == size:
            return hits
    return _hits(snapshot, plan.query, field, size)


def _ties(hits: list[_Hit], size: int) -> bool:
    """Whether more might tie with the last of the first than there are."""
    return len(hits) > size and hits[-1][0] == hits[size - 1][0]


def _hits(snapshot: Snapshot, matching: Query, field: str, size: int) -> list[_Hit]:
    return snapshot.searcher.search(matching, size, count=False, order_by_field=field).hits


def _scored(snapshot: Snapshot, scored: Query, size: int) -> list[_Hit]:
    return snapshot.searcher.search(scored, size, count=False).hits


def _ranked(snapshot: Snapshot, hits: list[_Hit]) -> list[DocAddress]:
    """The hits in the product's order: known values first, greater before smaller, then by rank."""
    ranks = snapshot.ranks([address for _, address in hits])
    ordered = sorted(zip(hits, ranks, strict=True), key=lambda hit: _sort_key(hit[0][0], hit[1]))
    return [address for (_, address), _ in ordered]


def _sort_key(value: float | None, rank: int) -> tuple[bool, float, int]:
    return (value is None, -(value or 0), -rank)


def _equal(snapshot: Snapshot, field: str, value: int | None) -> Query:
    if value is None:
        known = Query.exists_query(column(field))
        return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, known)])
    return Query.range_query(snapshot.schema, column(field), FieldType.Integer, value, value)
