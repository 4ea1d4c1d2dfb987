"""One platform's index on disk: reading it, and writing to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Index, Order

from limelight.search.engine import Entry
from limelight.search.engines.tantivy.schema import RANK, WORDS_TOKENIZER, row, schema, words_analyzer
from limelight.search.engines.tantivy.snapshot import Snapshot

_WRITER_HEAP: Final = 100_000_000
_WRITER_THREADS: Final = 1


class PlatformIndex:
    """Creators are kept by rank, so that the creators a broad search wants lie together."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._index = Index(schema(), str(directory), sort_by_field=RANK, sort_order=Order.Desc)
        self._index.register_tokenizer(WORDS_TOKENIZER, words_analyzer())
        self._index.config_reader("manual")
        self._meta = directory / "meta.json"
        self._seen = 0
        self.reload()

    def reload(self) -> None:
        """Sees what has been committed, by this process or another."""
        committed = self._meta.stat().st_mtime_ns
        if committed != self._seen:
            self._index.reload()
            self.snapshot = Snapshot(self._index, self._index.searcher())
            self._seen = committed

    def writer(self) -> "IndexWriter":
        return IndexWriter(self, self._index.writer(_WRITER_HEAP, _WRITER_THREADS))


class IndexWriter:
    """A ``Writer`` on a platform's index."""

    def __init__(self, index: PlatformIndex, writer: tantivy.IndexWriter) -> None:
        self._index = index
        self._writer = writer
        self._is_first = index.snapshot.searcher.num_docs == 0
        self._ids: set[int] = set()

    def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._forget(entry.document.id)
            self._writer.add_json(row(entry))

    def commit(self) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()

    def _forget(self, creator_id: int) -> None:
        """Older entries go; looking for them is what costs, so the first filling remembers instead."""
        if not self._is_first or creator_id in self._ids:
            self._writer.delete_documents_by_term("id", creator_id)
        else:
            self._ids.add(creator_id)
