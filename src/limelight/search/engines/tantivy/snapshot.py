"""One moment of a platform's index: everything found through it agrees."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from operator import neg
from typing import Any, Final

from tantivy import DocAddress, FieldType, Index, Query, Searcher

from limelight.search.documents import CreatorDocument
from limelight.search.engine import IndexEntry
from limelight.search.engines.tantivy.index_schema import (
    BUCKETS,
    RANK,
    RECORD_OFFSET,
    RECORD_SIZE,
    bucket_prefix,
)
from limelight.search.engines.tantivy.numeric_buckets import NUMBER_BUCKETS, TERM_LENGTH, BucketScheme
from limelight.search.engines.tantivy.record_log import RecordLog, first_offset
from limelight.search.projection import ALL_FIELDS, Projection, document_decoder
from limelight.search.queries import Hit

_CACHED_PATHS: Final = 2_000
_CUTOFF_GROWTH_FACTOR: Final = 12


class IndexSnapshot:
    def __init__(self, index: Index, searcher: Searcher, volumes: RecordLog) -> None:
        self.index = index
        self.schema = index.schema
        self.searcher = searcher
        self.records = volumes
        self.doc_count: int = searcher.num_docs
        self.doc_counts = lru_cache(_CACHED_PATHS)(self._count_docs)
        self.range_bucket_queries = lru_cache(_CACHED_PATHS)(self._range_bucket_queries)
        self.cumulative_counts = lru_cache(_CACHED_PATHS)(self._cumulate_counts)

    def hits(self, addresses: list[DocAddress], parts: Projection) -> list[Hit]:
        """With documents if any parts of them are asked for."""
        read = document_decoder(parts) if parts else None
        return [
            Hit(
                result_json=self.records.result_json(place),
                document=read(self.records.document(place)) if read else None,
            )
            for place in self._record_offsets(addresses)
        ]

    def documents(self, addresses: list[DocAddress], parts: Projection) -> Iterator[CreatorDocument]:
        """Read as they are asked for, and no more of each than these parts."""
        return map(document_decoder(parts), map(self.records.document, self._record_offsets(addresses)))

    def entries(self, volume: int) -> Iterator[IndexEntry]:
        """All that is in a volume and can be found."""
        first = first_offset(volume)
        within = Query.range_query(
            self.schema,
            RECORD_OFFSET,
            FieldType.Integer,
            first,
            first_offset(volume + 1),
            include_upper=False,
        )
        hits = self.searcher.search(within, max(self.count(within), 1), count=False).hits
        for place in self._record_offsets([address for _, address in hits]):
            document = document_decoder(ALL_FIELDS)(self.records.document(place))
            yield IndexEntry(document=document, result_json=self.records.result_json(place))

    @property
    def live_bytes(self) -> int:
        """How much of the volumes can be found."""
        total = self.searcher.aggregate(Query.all_query(), {"bytes": {"sum": {"field": RECORD_SIZE}}})
        return int(total["bytes"]["value"])

    def _record_offsets(self, addresses: list[DocAddress]) -> list[int]:
        return [place or 0 for place in self.column_values(RECORD_OFFSET, addresses)]

    def ranks(self, addresses: list[DocAddress]) -> list[int]:
        return [int(rank or 0) for rank in self.column_values(RANK, addresses)]

    def column_values(self, field: str, addresses: list[DocAddress]) -> list[int | None]:
        values: list[Any] = self.searcher.fast_field_values(field, addresses)
        return values

    def count(self, matching: Query) -> int:
        counted: Any = self.searcher.search(matching, 1, count=True)
        return int(counted.count)

    def quantiles(self, matching: Query, field: str, most: int) -> list[float]:
        """At most so many values of a column, evenly drawn from those that are known, the least first."""
        counted = {"known": {"value_count": {"field": field}}}
        known = int(self.searcher.aggregate(matching, counted)["known"]["value"])
        if not known:
            return []
        percents = list(_even_percentiles(min(known, most), known))
        drawn = {"drawn": {"percentiles": {"field": field, "percents": percents, "keyed": False}}}
        found: list[Any] = self.searcher.aggregate(matching, drawn)["drawn"]["values"]
        return [float(each["value"]) for each in found]

    def doc_freq(self, field: str, term: str) -> int:
        return self.searcher.doc_freq(field, term)

    def term_query(self, field: str, term: str) -> Query:
        return Query.term_query(self.schema, field, term)

    def bucket_queries(self, path: str, steps: Iterable[str]) -> list[Query]:
        """The creators on each step of a ladder."""
        prefix = bucket_prefix(path)
        return [self.term_query(BUCKETS, prefix + step) for step in steps]

    def top_k_alternatives(
        self, path: str, share: float, most: float, top: int | None
    ) -> Iterator[tuple[Query, ...]]:
        """The steps of ever more creators with the greatest numbers up to the top, at first of this share.

        Ends where it would be more than ``most``. Who has no number, or nothing, is in none of them.
        """
        for least in self.top_k_cutoffs(NUMBER_BUCKETS, path, share, most, top):
            yield self.range_bucket_queries(path, least, top)

    def _range_bucket_queries(self, path: str, least: int, top: int | None) -> tuple[Query, ...]:
        """The steps of a ladder of numbers that hold a range, as far as anybody is on them."""
        standing = self.doc_counts(path)
        return tuple(
            self.bucket_queries(
                path, (step for step in NUMBER_BUCKETS.cover(least, top).terms if step in standing)
            )
        )

    def top_k_cutoffs(
        self, ladder: BucketScheme, path: str, share: float, most: float, top: int | None = None
    ) -> Iterator[int]:
        """The least values of the upper rungs that hold ever more creators, none above the top's rung."""
        sums, edges = self.cumulative_counts(ladder, path)
        first = 0 if top is None else bisect_left(edges, -top, key=neg)
        above = sums[first - 1] if first else 0
        wanted = share * (self.doc_count - above)
        while wanted < most and first < len(sums):
            at = min(bisect_left(sums, above + wanted, first), len(sums) - 1)
            if sums[at] - above > most:
                return
            yield edges[at]
            wanted = max(wanted, sums[at] - above) * _CUTOFF_GROWTH_FACTOR

    def _cumulate_counts(self, ladder: BucketScheme, path: str) -> tuple[list[int], list[int]]:
        """The sums of how many are on a rung or further up, highest first, and the rungs' least values."""
        standing = self.doc_counts(path)
        upper = [(standing[rung], edge) for rung, edge in reversed(ladder.buckets) if rung in standing]
        return list(accumulate(count for count, _ in upper)), [edge for _, edge in upper]

    def _count_docs(self, path: str) -> Mapping[str, int]:
        """How many creators are on each step of a ladder that anybody is on."""
        return self.doc_counts_among(None, path)

    def doc_counts_among(self, matching: Query | None, path: str) -> Mapping[str, int]:
        """The same of those who match alone."""
        prefix = bucket_prefix(path)
        length = len(prefix) + TERM_LENGTH
        terms = self.searcher.terms_with_prefix(BUCKETS, prefix, filter_query=matching)
        return {term[len(prefix) :]: count for term, count in terms if len(term) == length}


def _even_percentiles(drawn: int, known: int) -> Iterator[float]:
    """The percentiles of the middles of as many equal parts; tantivy takes who stands at or below one."""
    for number in range(drawn):
        middle = (number + 0.5) * known / drawn - 0.25
        yield min(100 * middle / max(known - 1, 1), 100.0)
