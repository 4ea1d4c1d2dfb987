"""The engine over all platforms' indexes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from tantivy import DocAddress, Query

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import tag
from limelight.search.clauses import Alike, AllOf, AnyOf, Clause, InRange
from limelight.search.documents import CreatorDocument
from limelight.search.engine import Writer
from limelight.search.engines.tantivy.doubts import certain
from limelight.search.engines.tantivy.index import PlatformIndex
from limelight.search.engines.tantivy.ladders import SHARES
from limelight.search.engines.tantivy.ordering import alike, first
from limelight.search.engines.tantivy.queries import Plan, all_of, plan, scanned
from limelight.search.engines.tantivy.scanning import everybody
from limelight.search.engines.tantivy.schema import column, share_path, text
from limelight.search.engines.tantivy.snapshot import Snapshot
from limelight.search.parts import EVERYTHING, NOTHING, Parts
from limelight.search.queries import ByScore, CreatorQuery, Hit

_DOUBTFUL_PAGES: Final = 4
_PAGE: Final = 20_000
"""So many are looked for as a page is; for more than that it is faster to go through all that match."""


class TantivyEngine:
    """An ``Engine`` on a directory. Reads may come from any thread; writes one at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._indexes: dict[PlatformKey, PlatformIndex] = {}
        self._opening = Lock()

    def search(self, query: CreatorQuery, parts: Parts = NOTHING) -> list[Hit]:
        snapshot = self._index(query.platform).snapshot
        page = islice(_in_order(query, snapshot), query.offset, query.offset + query.limit)
        return snapshot.hits(list(page), parts)

    def scan(self, query: CreatorQuery, batch: int) -> Iterator[list[Hit]]:
        snapshot = self._index(query.platform).snapshot
        wanted = query.offset + query.limit
        in_order = _in_order(query, snapshot) if wanted <= _PAGE else everybody(query, snapshot)
        return _batches(islice(in_order, query.offset, wanted), snapshot, batch)

    def count(self, query: CreatorQuery) -> int:
        snapshot = self._index(query.platform).snapshot
        return snapshot.count(_matching(query, snapshot))

    def quantiles(self, query: CreatorQuery, field: str, most: int) -> list[float]:
        snapshot = self._index(query.platform).snapshot
        return snapshot.quantiles(_matching(query, snapshot), column(field), most)

    def share_counts(self, query: CreatorQuery, audience: str, part: str) -> Mapping[int, int]:
        snapshot = self._index(query.platform).snapshot
        standing = snapshot.standing_among(_matching(query, snapshot), share_path(audience, part))
        return {edge: standing[rung] for rung, edge in SHARES.rungs if rung in standing}

    def document(self, platform: PlatformKey, handle: str) -> CreatorDocument | None:
        named = AnyOf(field="handles", terms=(tag(handle),))
        hits = self.search(CreatorQuery(platform=platform, clauses=(named,), limit=1), EVERYTHING)
        return hits[0].document if hits else None

    def frequency(self, platform: PlatformKey, field: str, term: str) -> int:
        return self._index(platform).snapshot.frequency(text(field), term)

    def size(self, platform: PlatformKey) -> int:
        return self._index(platform).snapshot.size

    def terms(self, platform: PlatformKey, field: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        return self._index(platform).snapshot.searcher.terms_with_prefix(field, prefix, limit=limit)

    def writer(self, platform: PlatformKey) -> Writer:
        return self._index(platform).writer()

    def reload(self) -> None:
        """Sees what other processes have written."""
        for index in list(self._indexes.values()):
            index.reload()

    def _index(self, platform: PlatformKey) -> PlatformIndex:
        with self._opening:
            if platform not in self._indexes:
                self._indexes[platform] = PlatformIndex(self._directory / platform.value)
            return self._indexes[platform]


def _in_order(query: CreatorQuery, snapshot: Snapshot) -> Iterator[DocAddress]:
    """The creators that match, in order, as far as anybody asks for them."""
    clauses, wanted = _planned(query), query.offset + query.limit
    likeness = next((each for each in clauses if isinstance(each, Alike) and not each.is_counted), None)
    if likeness:
        others = _all_of((each for each in clauses if each != likeness), snapshot)
        few = alike(query.order, snapshot, others, likeness, wanted)
        if few is not None:
            yield from few
            return
    found = _all_of(clauses, snapshot)
    if not found.doubts:
        yield from first(query.order, snapshot, found, wanted)
        return
    size, seen = wanted * _DOUBTFUL_PAGES, 0
    while True:
        addresses = first(query.order, snapshot, found, size)
        yield from certain(found.doubts, snapshot, addresses[seen:])
        if len(addresses) < size:
            return
        size, seen = size * _DOUBTFUL_PAGES, size


def _matching(query: CreatorQuery, snapshot: Snapshot) -> Query:
    """Finds whoever matches; of the clauses that only a look at each can tell, more."""
    found = _all_of(query.clauses, snapshot)
    ranges = ((scanned(doubt, snapshot),) for doubt in found.doubts if isinstance(doubt, InRange))
    return found.among(*ranges)


def _batches(addresses: Iterator[DocAddress], snapshot: Snapshot, size: int) -> Iterator[list[Hit]]:
    while batch := list(islice(addresses, size)):
        yield snapshot.hits(batch, NOTHING)


def _planned(query: CreatorQuery) -> list[Clause]:
    """Every clause but the one that the order scores with, which the score decides."""
    scored = query.order.clause if isinstance(query.order, ByScore) else None
    return [each for each in _each(query.clauses) if each != scored]


def _all_of(clauses: Iterable[Clause], snapshot: Snapshot) -> Plan:
    return all_of((plan(clause, snapshot) for clause in clauses), snapshot)


def _each(clauses: Sequence[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, AllOf):
            yield from _each(clause.clauses)
        else:
            yield clause
