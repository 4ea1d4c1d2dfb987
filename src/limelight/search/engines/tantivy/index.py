"""One platform's index on disk: reading it, and writing to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tantivy import Index, Order

from limelight.search.engine import Entry
from limelight.search.engines.tantivy.ordering import Snapshot
from limelight.search.engines.tantivy.schema import RANK, WORDS_TOKENIZER, row, schema, words_analyzer

_WRITER_HEAP: Final = 200_000_000


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

    def write(self, entries: Iterable[Entry]) -> None:
        is_new = self.snapshot.searcher.num_docs == 0
        writer = self._index.writer(_WRITER_HEAP, 1)
        try:
            for entry in entries:
                if not is_new:
                    writer.delete_documents_by_term("id", entry.document.id)
                writer.add_json(row(entry))
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self.reload()
