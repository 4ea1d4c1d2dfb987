"""One platform's index on disk: reading it, and writing to it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import tantivy
from tantivy import Index, Order

from limelight.search.engine import Entry
from limelight.search.engines.tantivy.schema import RANK, WORDS_TOKENIZER, row, schema, words_analyzer
from limelight.search.engines.tantivy.snapshot import Snapshot
from limelight.search.engines.tantivy.volumes import Volumes, VolumeWriter, remove
from limelight.search.parts import encoded

_WRITER_HEAP: Final = 400_000_000
"""What is written before a commit takes memory up to this, and then becomes a segment; every search has to go
through all of these.
"""
_WRITER_THREADS: Final = 1


class PlatformIndex:
    """Creators are kept by rank, so that the creators a broad search wants lie together."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._index = Index(schema(), str(directory), sort_by_field=RANK, sort_order=Order.Desc)
        self._index.register_tokenizer(WORDS_TOKENIZER, words_analyzer())
        self._index.config_reader("manual")
        self._meta = directory / "meta.json"
        self._volumes = Volumes(directory, {})
        self._seen = 0
        self.reload()

    def reload(self) -> None:
        """Sees what has been committed, by this process or another."""
        committed = self._meta.stat().st_mtime_ns
        if committed != self._seen:
            # Looked at before, as a commit removes some, and after, as it adds some.
            volumes = self._volumes.renewed()
            self._index.reload()
            self._volumes = volumes.grown()
            self.snapshot = Snapshot(self._index, self._index.searcher(), self._volumes)
            self._seen = committed

    def writer(self) -> "IndexWriter":
        writer = self._index.writer(_WRITER_HEAP, _WRITER_THREADS)
        self.reload()
        return IndexWriter(self, writer)


class IndexWriter:
    """A ``Writer`` on a platform's index."""

    def __init__(self, index: PlatformIndex, writer: tantivy.IndexWriter) -> None:
        self._index = index
        self._writer = writer
        self._volumes = VolumeWriter(index.directory)
        self._is_first = index.snapshot.size == 0
        self._ids: set[int] = set()

    def put(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            document = entry.document
            self._forget(document.id)
            place, size = self._volumes.put(entry.card, encoded(document))
            self._writer.add_json(row(document, place, size))

    def commit(self) -> None:
        emptied = list(self._emptied())
        self._volumes.close()
        self._writer.commit()
        self._writer.wait_merging_threads()
        for number in emptied:
            remove(self._index.directory, number)
        self._index.reload()

    def _forget(self, creator_id: int) -> None:
        """Older entries go; looking for them is what costs, so the first filling remembers instead."""
        if not self._is_first or creator_id in self._ids:
            self._writer.delete_documents_by_term("id", creator_id)
        self._ids.add(creator_id)

    def _emptied(self) -> Iterator[int]:
        """The oldest volumes, as long as more than half of all is of no use; what is of use is put again."""
        snapshot = self._index.snapshot
        useless = snapshot.volumes.size - 2 * snapshot.useful_bytes
        for number, volume in sorted(snapshot.volumes.maps.items())[:-1]:
            if useless <= 0:
                return
            useless -= len(volume)
            self.put(entry for entry in snapshot.entries(number) if entry.document.id not in self._ids)
            yield number
