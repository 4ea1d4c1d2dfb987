"""The engine over all platforms' indexes."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from tantivy import DocAddress, Query

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.text import tag
from limelight.search.clauses import AnyOf, Clause
from limelight.search.documents import CreatorDocument
from limelight.search.engine import Writer
from limelight.search.engines.tantivy.index import PlatformIndex
from limelight.search.engines.tantivy.ordering import Snapshot, first
from limelight.search.engines.tantivy.queries import every, is_exact
from limelight.search.engines.tantivy.schema import text
from limelight.search.queries import CreatorQuery, Hit

_DOUBTFUL_PAGES: Final = 4


class TantivyEngine:
    """An ``Engine`` on a directory. Reads may come from any thread; writes one at a time."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._indexes: dict[PlatformKey, PlatformIndex] = {}
        self._opening = Lock()

    def search(self, query: CreatorQuery, *, with_documents: bool = False) -> list[Hit]:
        snapshot = self._index(query.platform).snapshot
        page = islice(_in_order(query, snapshot), query.offset, query.offset + query.limit)
        return [snapshot.hit(address, with_document=with_documents) for address in page]

    def count(self, query: CreatorQuery) -> int:
        snapshot = self._index(query.platform).snapshot
        return snapshot.count(_matching(query, snapshot))

    def document(self, platform: PlatformKey, handle: str) -> CreatorDocument | None:
        named = AnyOf(field="handles", terms=(tag(handle),))
        hits = self.search(CreatorQuery(platform=platform, clauses=(named,), limit=1), with_documents=True)
        return hits[0].document if hits else None

    def frequency(self, platform: PlatformKey, field: str, term: str) -> int:
        return self._index(platform).snapshot.searcher.doc_freq(text(field), term)

    def size(self, platform: PlatformKey) -> int:
        return self._index(platform).snapshot.searcher.num_docs

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
    matching = _matching(query, snapshot)
    doubtful = [clause for clause in query.clauses if not is_exact(clause)]
    wanted = query.offset + query.limit
    if not doubtful:
        yield from first(query.order, snapshot, matching, wanted)
        return
    size, seen = wanted * _DOUBTFUL_PAGES, 0
    while True:
        addresses = first(query.order, snapshot, matching, size)
        yield from (address for address in addresses[seen:] if _matches(doubtful, snapshot, address))
        if len(addresses) < size:
            return
        size, seen = size * _DOUBTFUL_PAGES, size


def _matches(doubtful: list[Clause], snapshot: Snapshot, address: DocAddress) -> bool:
    document = snapshot.document(address)
    return all(clause.matches(document) for clause in doubtful)


def _matching(query: CreatorQuery, snapshot: Snapshot) -> Query:
    return every(snapshot.query(clause) for clause in query.clauses)
