"""One platform's index on disk: reading it, and writing to it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Index, Order

from limelight.search.engine import IndexEntry
from limelight.search.engines.tantivy.index_schema import (
    RANK,
    WORDS_TOKENIZER,
    build_schema,
    index_json,
    words_analyzer,
)
from limelight.search.engines.tantivy.record_log import RecordLog, RecordLogWriter, remove_file
from limelight.search.engines.tantivy.snapshot import IndexSnapshot
from limelight.search.projection import encode_document

_WRITER_HEAP_BYTES: Final = 400_000_000
"""What is written before a commit takes memory up to this, and then becomes a segment; every search has to go
through all of these.
"""
_WRITER_THREADS: Final = 1


class PlatformIndex:
    """Creators are kept by rank, so that the creators a broad search wants lie together."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._index = Index(build_schema(), str(directory), sort_by_field=RANK, sort_order=Order.Desc)
        self._index.register_tokenizer(WORDS_TOKENIZER, words_analyzer())
        self._index.config_reader("manual")
        self._meta = directory / "meta.json"
        self._records = RecordLog(directory, {})
        self._loaded_commit_ns = 0
        self.reload()

    def reload(self) -> None:
        """Sees what has been committed, by this process or another."""
        committed = self._meta.stat().st_mtime_ns
        if committed != self._loaded_commit_ns:
            # Looked at before, as a commit removes some, and after, as it adds some.
            volumes = self._records.without_removed_files()
            self._index.reload()
            self._records = volumes.with_new_records()
            self.snapshot = IndexSnapshot(self._index, self._index.searcher(), self._records)
            self._loaded_commit_ns = committed

    def writer(self) -> "PlatformIndexWriter":
        writer = self._index.writer(_WRITER_HEAP_BYTES, _WRITER_THREADS)
        self.reload()
        return PlatformIndexWriter(self, writer)


class PlatformIndexWriter:
    """A ``Writer`` on a platform's index."""

    def __init__(self, index: PlatformIndex, writer: tantivy.IndexWriter) -> None:
        self._index = index
        self._writer = writer
        self._records = RecordLogWriter(index.directory)
        self._is_first = index.snapshot.doc_count == 0
        self._ids: set[int] = set()

    def upsert(self, entries: Iterable[IndexEntry]) -> None:
        for entry in entries:
            document = entry.document
            self._delete_previous(document.id)
            place, size = self._records.append(entry.result_json, encode_document(document))
            self._writer.add_json(index_json(document, place, size))

    def commit(self) -> None:
        emptied = list(self._rewrite_sparse_files())
        self._records.close()
        self._writer.commit()
        self._writer.wait_merging_threads()
        for number in emptied:
            remove_file(self._index.directory, number)
        self._index.reload()

    def _delete_previous(self, creator_id: int) -> None:
        """Older entries go; looking for them is what costs, so the first filling remembers instead."""
        if not self._is_first or creator_id in self._ids:
            self._writer.delete_documents_by_term("id", creator_id)
        self._ids.add(creator_id)

    def _rewrite_sparse_files(self) -> Iterator[int]:
        """The oldest volumes, as long as more than half of all is of no use; what is of use is put again."""
        snapshot = self._index.snapshot
        useless = snapshot.records.size - 2 * snapshot.live_bytes
        for number, volume in sorted(snapshot.records.maps.items())[:-1]:
            if useless <= 0:
                return
            useless -= len(volume)
            self.upsert(entry for entry in snapshot.entries(number) if entry.document.id not in self._ids)
            yield number
