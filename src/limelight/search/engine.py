"""What a search engine answers, whichever runs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from limelight.kernel.platforms import PlatformKey
from limelight.search.documents import CreatorDocument
from limelight.search.projection import NO_FIELDS, Projection
from limelight.search.queries import CreatorQuery, Hit


class IndexEntry(Struct, frozen=True, kw_only=True):
    """A creator to be found: what is searched, and the result card to answer with, ready JSON."""

    document: CreatorDocument
    result_json: bytes


class IndexWriter(Protocol):
    """Fills one platform's index. Nothing is findable before ``commit``, after which it is spent."""

    def upsert(self, entries: Iterable[IndexEntry]) -> None:
        """Takes the entries, in place of older ones of the same ids."""

    def commit(self) -> None:
        """Makes all that was put findable, at once."""


class SearchEngine(Protocol):
    """All calls block, and may come from any thread."""

    def search(self, query: CreatorQuery, parts: Projection = NO_FIELDS) -> list[Hit]:
        """The page of the creators that match every clause, in order, with these parts of their documents."""

    def scan(self, query: CreatorQuery, batch: int) -> Iterator[list[Hit]]:
        """The page, however large, in batches; all of it is of the moment of the call."""

    def count(self, query: CreatorQuery) -> int:
        """How many creators match every clause; of those that only a look at each can tell, at most."""

    def quantiles(self, query: CreatorQuery, field: str, most: int) -> list[float]:
        """At most so many values of a column, evenly drawn from those who match and have one.

        The least first; each is off by a hundredth of it at most.
        """

    def share_histogram(self, query: CreatorQuery, audience: str, part: str) -> Mapping[int, int]:
        """How many of those who match have each share of an audience, such as ``locations.US``.

        By the share's least value: those of a whole percentage and those between two are counted together.
        """

    def get_by_handle(self, platform: PlatformKey, handle: str) -> CreatorDocument | None:
        """The document of the creator with a handle, most followers first."""

    def doc_freq(self, platform: PlatformKey, field: str, term: str) -> int:
        """How many creators of a platform have the term."""

    def doc_count(self, platform: PlatformKey) -> int:
        """How many creators of a platform can be found."""

    def terms(self, platform: PlatformKey, field: str, prefix: str, limit: int) -> Sequence[tuple[str, int]]:
        """The most frequent terms that begin so, with their frequencies."""

    def writer(self, platform: PlatformKey) -> IndexWriter:
        """The one writer that a platform may have at a time."""

    def reload(self) -> None:
        """Sees what other processes have committed."""
