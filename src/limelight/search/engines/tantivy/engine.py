"""The search engine over the indexes of all platforms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from tantivy import DocAddress, Query

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import normalize_tag
from limelight.search.clauses import And, AnyTerm, Clause, InRange, MoreLikeThis
from limelight.search.documents import CreatorDocument
from limelight.search.engine import IndexWriter
from limelight.search.engines.tantivy.full_scan import scan_all
from limelight.search.engines.tantivy.index_schema import column_name, share_path, term_field
from limelight.search.engines.tantivy.numeric_buckets import SHARE_BUCKETS
from limelight.search.engines.tantivy.planner import (
    QueryPlan,
    combine_plans,
    plan_clause,
    range_query,
    recheck,
)
from limelight.search.engines.tantivy.platform_index import PlatformIndex
from limelight.search.engines.tantivy.snapshot import IndexSnapshot
from limelight.search.engines.tantivy.top_k import top_hits, top_similar
from limelight.search.projection import ALL_FIELDS, NO_FIELDS, Projection
from limelight.search.queries import ByScore, CreatorQuery, Hit

_OVERFETCH_FACTOR: Final = 4
_MAX_TOP_K: Final = 20_000
"""Up to so many hits, top-k search is faster than scanning all matches."""


class TantivyEngine:
    """A ``SearchEngine`` on a directory. Reads may come from any thread; writes one at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._indexes: dict[PlatformKey, PlatformIndex] = {}
        self._opening = Lock()

    def search(self, query: CreatorQuery, projection: Projection = NO_FIELDS) -> list[Hit]:
        snapshot = self._index(query.platform).snapshot
        page = islice(_top_addresses(query, snapshot), query.offset, query.offset + query.limit)
        return snapshot.hits(list(page), projection)

    def scan(self, query: CreatorQuery, batch: int) -> Iterator[list[Hit]]:
        snapshot = self._index(query.platform).snapshot
        end = query.offset + query.limit
        addresses = _top_addresses(query, snapshot) if end <= _MAX_TOP_K else scan_all(query, snapshot)
        return _hit_batches(islice(addresses, query.offset, end), snapshot, batch)

    def count(self, query: CreatorQuery) -> int:
        snapshot = self._index(query.platform).snapshot
        return snapshot.count(_matching_query(query, snapshot))

    def quantiles(self, query: CreatorQuery, field: str, most: int) -> list[float]:
        snapshot = self._index(query.platform).snapshot
        return snapshot.quantiles(_matching_query(query, snapshot), column_name(field), most)

    def share_histogram(self, query: CreatorQuery, audience: str, part: str) -> Mapping[int, int]:
        snapshot = self._index(query.platform).snapshot
        doc_counts = snapshot.doc_counts_among(_matching_query(query, snapshot), share_path(audience, part))
        return {bound: doc_counts[term] for term, bound in SHARE_BUCKETS.buckets if term in doc_counts}

    def get_by_handle(self, platform: PlatformKey, handle: str) -> CreatorDocument | None:
        named = AnyTerm(field="handles", terms=(normalize_tag(handle),))
        hits = self.search(CreatorQuery(platform=platform, clauses=(named,), limit=1), ALL_FIELDS)
        return hits[0].document if hits else None

    def doc_freq(self, platform: PlatformKey, field: str, term: str) -> int:
        return self._index(platform).snapshot.doc_freq(term_field(field), term)

    def doc_count(self, platform: PlatformKey) -> int:
        return self._index(platform).snapshot.doc_count

    def writer(self, platform: PlatformKey) -> IndexWriter:
        return self._index(platform).writer()

    def reload(self) -> None:
        """Opens the latest commits of other processes."""
        for index in list(self._indexes.values()):
            index.reload()

    def _index(self, platform: PlatformKey) -> PlatformIndex:
        with self._opening:
            if platform not in self._indexes:
                self._indexes[platform] = PlatformIndex(self._directory / platform.value)
            return self._indexes[platform]


def _top_addresses(query: CreatorQuery, snapshot: IndexSnapshot) -> Iterator[DocAddress]:
    """The addresses of the matches, sorted, fetched as they are consumed."""
    clauses, end = _clauses_to_plan(query), query.offset + query.limit
    similarity = next(
        (each for each in clauses if isinstance(each, MoreLikeThis) and not each.count_decides), None
    )
    if similarity:
        others = _plan_clauses((each for each in clauses if each != similarity), snapshot)
        similar = top_similar(query.order, snapshot, others, similarity, end)
        if similar is not None:
            yield from similar
            return
    plan = _plan_clauses(clauses, snapshot)
    if not plan.post_filters:
        yield from top_hits(query.order, snapshot, plan, end)
        return
    size, seen = end * _OVERFETCH_FACTOR, 0
    while True:
        addresses = top_hits(query.order, snapshot, plan, size)
        yield from recheck(plan.post_filters, snapshot, addresses[seen:])
        if len(addresses) < size:
            return
        size, seen = size * _OVERFETCH_FACTOR, size


def _matching_query(query: CreatorQuery, snapshot: IndexSnapshot) -> Query:
    """Matches all clauses; over-matches where a clause other than a range needs a post-filter."""
    plan = _plan_clauses(query.clauses, snapshot)
    ranges = ((range_query(each, snapshot),) for each in plan.post_filters if isinstance(each, InRange))
    return plan.filtered(*ranges)


def _hit_batches(addresses: Iterator[DocAddress], snapshot: IndexSnapshot, size: int) -> Iterator[list[Hit]]:
    while batch := list(islice(addresses, size)):
        yield snapshot.hits(batch, NO_FIELDS)


def _clauses_to_plan(query: CreatorQuery) -> list[Clause]:
    """All clauses but the one that the sort order scores by: its score decides whether it matches."""
    scored = query.order.clause if isinstance(query.order, ByScore) else None
    return [each for each in _flatten(query.clauses) if each != scored]


def _plan_clauses(clauses: Iterable[Clause], snapshot: IndexSnapshot) -> QueryPlan:
    return combine_plans((plan_clause(clause, snapshot) for clause in clauses), snapshot)


def _flatten(clauses: Sequence[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, And):
            yield from _flatten(clause.clauses)
        else:
            yield clause
