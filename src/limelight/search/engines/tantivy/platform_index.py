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
"""Memory for documents before they are written as a segment. Every search visits every segment."""
_WRITER_THREADS: Final = 1


class PlatformIndex:
    """Documents are sorted by rank, so that the top results of a broad search are stored together."""

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
        """Opens the latest commit of this or another process."""
        committed = self._meta.stat().st_mtime_ns
        if committed != self._loaded_commit_ns:
            # A commit may remove files, so list them before opening it; it may add some, so list again after.
            records = self._records.without_removed_files()
            self._index.reload()
            self._records = records.with_new_records()
            self.snapshot = IndexSnapshot(self._index, self._index.searcher(), self._records)
            self._loaded_commit_ns = committed

    def writer(self) -> "PlatformIndexWriter":
        writer = self._index.writer(_WRITER_HEAP_BYTES, _WRITER_THREADS)
        self.reload()
        return PlatformIndexWriter(self, writer)


class PlatformIndexWriter:
    """An ``IndexWriter`` on a platform's index."""

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
            offset, size = self._records.append(entry.result_json, encode_document(document))
            self._writer.add_json(index_json(document, offset, size))

    def commit(self) -> None:
        dead_files = list(self._rewrite_sparse_files())
        self._records.close()
        self._writer.commit()
        self._writer.wait_merging_threads()
        for number in dead_files:
            remove_file(self._index.directory, number)
        self._index.reload()

    def _delete_previous(self, creator_id: int) -> None:
        """Deletes earlier entries. Deleting by term is slow, so a first filling tracks ids instead."""
        if not self._is_first or creator_id in self._ids:
            self._writer.delete_documents_by_term("id", creator_id)
        self._ids.add(creator_id)

    def _rewrite_sparse_files(self) -> Iterator[int]:
        """Moves live records out of the oldest files while over half of the log is dead. Yields the files."""
        snapshot = self._index.snapshot
        excess = snapshot.records.size - 2 * snapshot.live_bytes
        for number, file in sorted(snapshot.records.maps.items())[:-1]:
            if excess <= 0:
                return
            excess -= len(file)
            self.upsert(entry for entry in snapshot.entries(number) if entry.document.id not in self._ids)
            yield number
