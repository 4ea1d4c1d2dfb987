"""The interface of a search engine."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from msgspec import Struct

from limelight.kernel.platforms import PlatformKey
from limelight.search.documents import CreatorDocument
from limelight.search.projection import NO_FIELDS, Projection
from limelight.search.queries import CreatorQuery, Hit


class IndexEntry(Struct, frozen=True, kw_only=True):
    """A creator to index: the searchable document, and the result as encoded JSON."""

    document: CreatorDocument
    result_json: bytes


class IndexWriter(Protocol):
    """Writes to one platform's index. Entries are visible after ``commit``, which ends the writer's use."""

    def upsert(self, entries: Iterable[IndexEntry]) -> None:
        """Adds the entries, replacing earlier ones of the same ids."""

    def commit(self) -> None:
        """Makes all entries visible atomically."""


class SearchEngine(Protocol):
    """All methods block and are thread-safe."""

    def search(self, query: CreatorQuery, projection: Projection = NO_FIELDS) -> list[Hit]:
        """One sorted page of the creators that match every clause, with the projected fields."""

    def scan(self, query: CreatorQuery, batch: int) -> Iterator[list[Hit]]:
        """A page of any size, in batches, from one point-in-time view."""

    def count(self, query: CreatorQuery) -> int:
        """The number of creators that match every clause; an upper bound where hits would need rechecking."""

    def quantiles(self, query: CreatorQuery, field: str, most: int) -> list[float]:
        """At most ``most`` values of a column at even quantiles of the matches that have one, ascending.

        The relative error of each is at most 1 %.
        """

    def share_histogram(self, query: CreatorQuery, audience: str, part: str) -> Mapping[int, int]:
        """A histogram over the matches of one share of an audience, such as ``locations.US``.

        The keys are lower bounds of its buckets: whole percentages, and the values between two of them.
        """

    def get_by_handle(self, platform: PlatformKey, handle: str) -> CreatorDocument | None:
        """The document of the creator with this handle; of several, the one with most followers."""

    def doc_freq(self, platform: PlatformKey, field: str, term: str) -> int:
        """The number of a platform's creators that have the term."""

    def doc_count(self, platform: PlatformKey) -> int:
        """The number of a platform's creators in the index."""

    def writer(self, platform: PlatformKey) -> IndexWriter:
        """A writer; a platform may have one at a time."""

    def reload(self) -> None:
        """Opens the latest commits of other processes."""
