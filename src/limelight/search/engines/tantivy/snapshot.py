"""A point-in-time view of a platform's index: all reads through it are consistent."""

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

    def hits(self, addresses: list[DocAddress], projection: Projection) -> list[Hit]:
        """With documents if the projection is not empty."""
        decode = document_decoder(projection) if projection else None
        return [
            Hit(
                result_json=self.records.result_json(offset),
                document=decode(self.records.document(offset)) if decode else None,
            )
            for offset in self._record_offsets(addresses)
        ]

    def documents(self, addresses: list[DocAddress], projection: Projection) -> Iterator[CreatorDocument]:
        """Decoded lazily, only the fields of the projection."""
        return map(document_decoder(projection), map(self.records.document, self._record_offsets(addresses)))

    def entries(self, file_number: int) -> Iterator[IndexEntry]:
        """The live entries of one file of the record log."""
        first = first_offset(file_number)
        in_file = Query.range_query(
            self.schema,
            RECORD_OFFSET,
            FieldType.Integer,
            first,
            first_offset(file_number + 1),
            include_upper=False,
        )
        hits = self.searcher.search(in_file, max(self.count(in_file), 1), count=False).hits
        for offset in self._record_offsets([address for _, address in hits]):
            document = document_decoder(ALL_FIELDS)(self.records.document(offset))
            yield IndexEntry(document=document, result_json=self.records.result_json(offset))

    @property
    def live_bytes(self) -> int:
        """Size of the records that documents of the index refer to."""
        total = self.searcher.aggregate(Query.all_query(), {"bytes": {"sum": {"field": RECORD_SIZE}}})
        return int(total["bytes"]["value"])

    def _record_offsets(self, addresses: list[DocAddress]) -> list[int]:
        return [offset or 0 for offset in self.column_values(RECORD_OFFSET, addresses)]

    def ranks(self, addresses: list[DocAddress]) -> list[int]:
        return [int(rank or 0) for rank in self.column_values(RANK, addresses)]

    def column_values(self, field: str, addresses: list[DocAddress]) -> list[int | None]:
        values: list[Any] = self.searcher.fast_field_values(field, addresses)
        return values

    def count(self, matching: Query) -> int:
        counted: Any = self.searcher.search(matching, 1, count=True)
        return int(counted.count)

    def quantiles(self, matching: Query, field: str, most: int) -> list[float]:
        """At most ``most`` values of a column, at even quantiles of its known values, ascending."""
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

    def bucket_queries(self, path: str, terms: Iterable[str]) -> list[Query]:
        """A query for each bucket or group term of a path."""
        prefix = bucket_prefix(path)
        return [self.term_query(BUCKETS, prefix + term) for term in terms]

    def top_k_alternatives(
        self, path: str, share: float, most: float, top: int | None
    ) -> Iterator[tuple[Query, ...]]:
        """The alternatives of ever lower cutoffs of a column, each with the greatest values up to ``top``.

        The first matches about ``share`` of all documents, the last at most ``most`` documents. Values
        that are unknown or not above 0 are never matched.
        """
        for cutoff in self.top_k_cutoffs(NUMBER_BUCKETS, path, share, most, top):
            yield self.range_bucket_queries(path, cutoff, top)

    def _range_bucket_queries(self, path: str, gte: int, lte: int | None) -> tuple[Query, ...]:
        """The queries of the non-empty buckets and groups that contain a range of a column."""
        doc_counts = self.doc_counts(path)
        return tuple(
            self.bucket_queries(
                path, (term for term in NUMBER_BUCKETS.cover(gte, lte).terms if term in doc_counts)
            )
        )

    def top_k_cutoffs(
        self, scheme: BucketScheme, path: str, share: float, most: float, top: int | None = None
    ) -> Iterator[int]:
        """Ever lower bounds above which buckets hold ever more documents, from that of ``top`` down."""
        sums, bounds = self.cumulative_counts(scheme, path)
        first = 0 if top is None else bisect_left(bounds, -top, key=neg)
        above = sums[first - 1] if first else 0
        wanted = share * (self.doc_count - above)
        while wanted < most and first < len(sums):
            at = min(bisect_left(sums, above + wanted, first), len(sums) - 1)
            if sums[at] - above > most:
                return
            yield bounds[at]
            wanted = max(wanted, sums[at] - above) * _CUTOFF_GROWTH_FACTOR

    def _cumulate_counts(self, scheme: BucketScheme, path: str) -> tuple[list[int], list[int]]:
        """Documents in each bucket or above, highest bucket first, and the lower bounds of the buckets."""
        doc_counts = self.doc_counts(path)
        descending = [
            (doc_counts[term], bound) for term, bound in reversed(scheme.buckets) if term in doc_counts
        ]
        return list(accumulate(count for count, _ in descending)), [bound for _, bound in descending]

    def _count_docs(self, path: str) -> Mapping[str, int]:
        """Documents by bucket and group term of a path; empty ones are left out."""
        return self.doc_counts_among(None, path)

    def doc_counts_among(self, matching: Query | None, path: str) -> Mapping[str, int]:
        """The counts of documents that match."""
        prefix = bucket_prefix(path)
        length = len(prefix) + TERM_LENGTH
        terms = self.searcher.terms_with_prefix(BUCKETS, prefix, filter_query=matching)
        return {term[len(prefix) :]: count for term, count in terms if len(term) == length}


def _even_percentiles(drawn: int, known: int) -> Iterator[float]:
    """The percentiles of the middles of equal parts; tantivy takes the value at or below a percentile."""
    for number in range(drawn):
        middle = (number + 0.5) * known / drawn - 0.25
        yield min(100 * middle / max(known - 1, 1), 100.0)
