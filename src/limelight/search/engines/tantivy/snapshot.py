"""One moment of a platform's index: everything found through it agrees."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from operator import neg
from typing import Any, Final

from tantivy import DocAddress, FieldType, Index, Query, Searcher

from limelight.search.documents import CreatorDocument
from limelight.search.engine import Entry
from limelight.search.engines.tantivy.ladders import NUMBERS, STEP_LENGTH, Ladder
from limelight.search.engines.tantivy.schema import PLACE, RANK, RUNGS, SIZE, rung_prefix
from limelight.search.engines.tantivy.volumes import Volumes, first_place
from limelight.search.parts import EVERYTHING, Parts, reader
from limelight.search.queries import Hit

_PATHS_REMEMBERED: Final = 2_000
_FURTHER: Final = 12


class Snapshot:
    def __init__(self, index: Index, searcher: Searcher, volumes: Volumes) -> None:
        self.index = index
        self.schema = index.schema
        self.searcher = searcher
        self.volumes = volumes
        self.size: int = searcher.num_docs
        self.standing = lru_cache(_PATHS_REMEMBERED)(self._standing)
        self.between = lru_cache(_PATHS_REMEMBERED)(self._between)
        self.summits = lru_cache(_PATHS_REMEMBERED)(self._summits)

    def hits(self, addresses: list[DocAddress], parts: Parts) -> list[Hit]:
        """With documents if any parts of them are asked for."""
        read = reader(parts) if parts else None
        return [
            Hit(card=self.volumes.card(place), document=read(self.volumes.document(place)) if read else None)
            for place in self._places(addresses)
        ]

    def documents(self, addresses: list[DocAddress], parts: Parts) -> Iterator[CreatorDocument]:
        """Read as they are asked for, and no more of each than these parts."""
        return map(reader(parts), map(self.volumes.document, self._places(addresses)))

    def entries(self, volume: int) -> Iterator[Entry]:
        """All that is in a volume and can be found."""
        first = first_place(volume)
        within = Query.range_query(
            self.schema, PLACE, FieldType.Integer, first, first_place(volume + 1), include_upper=False
        )
        hits = self.searcher.search(within, max(self.count(within), 1), count=False).hits
        for place in self._places([address for _, address in hits]):
            document = reader(EVERYTHING)(self.volumes.document(place))
            yield Entry(document=document, card=self.volumes.card(place))

    @property
    def useful_bytes(self) -> int:
        """How much of the volumes can be found."""
        total = self.searcher.aggregate(Query.all_query(), {"bytes": {"sum": {"field": SIZE}}})
        return int(total["bytes"]["value"])

    def _places(self, addresses: list[DocAddress]) -> list[int]:
        return [place or 0 for place in self.numbers(PLACE, addresses)]

    def ranks(self, addresses: list[DocAddress]) -> list[int]:
        return [int(rank or 0) for rank in self.numbers(RANK, addresses)]

    def numbers(self, field: str, addresses: list[DocAddress]) -> list[int | None]:
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
        percents = list(_evenly(min(known, most), known))
        drawn = {"drawn": {"percentiles": {"field": field, "percents": percents, "keyed": False}}}
        found: list[Any] = self.searcher.aggregate(matching, drawn)["drawn"]["values"]
        return [float(each["value"]) for each in found]

    def frequency(self, field: str, term: str) -> int:
        return self.searcher.doc_freq(field, term)

    def term(self, field: str, term: str) -> Query:
        return Query.term_query(self.schema, field, term)

    def on(self, path: str, steps: Iterable[str]) -> list[Query]:
        """The creators on each step of a ladder."""
        prefix = rung_prefix(path)
        return [self.term(RUNGS, prefix + step) for step in steps]

    def reaches(self, path: str, share: float, most: float, top: int | None) -> Iterator[tuple[Query, ...]]:
        """The steps of ever more creators with the greatest numbers up to the top, at first of this share.

        Ends where it would be more than ``most``. Who has no number, or nothing, is in none of them.
        """
        for least in self.depths(NUMBERS, path, share, most, top):
            yield self.between(path, least, top)

    def _between(self, path: str, least: int, top: int | None) -> tuple[Query, ...]:
        """The steps of a ladder of numbers that hold a range, as far as anybody is on them."""
        standing = self.standing(path)
        return tuple(self.on(path, (step for step in NUMBERS.cover(least, top).steps if step in standing)))

    def depths(
        self, ladder: Ladder, path: str, share: float, most: float, top: int | None = None
    ) -> Iterator[int]:
        """The least values of the upper rungs that hold ever more creators, none above the top's rung."""
        sums, edges = self.summits(ladder, path)
        first = 0 if top is None else bisect_left(edges, -top, key=neg)
        above = sums[first - 1] if first else 0
        wanted = share * (self.size - above)
        while wanted < most and first < len(sums):
            at = min(bisect_left(sums, above + wanted, first), len(sums) - 1)
            if sums[at] - above > most:
                return
            yield edges[at]
            wanted = max(wanted, sums[at] - above) * _FURTHER

    def _summits(self, ladder: Ladder, path: str) -> tuple[list[int], list[int]]:
        """The sums of how many are on a rung or further up, highest first, and the rungs' least values."""
        standing = self.standing(path)
        upper = [(standing[rung], edge) for rung, edge in reversed(ladder.rungs) if rung in standing]
        return list(accumulate(count for count, _ in upper)), [edge for _, edge in upper]

    def _standing(self, path: str) -> Mapping[str, int]:
        """How many creators are on each step of a ladder that anybody is on."""
        return self.standing_among(None, path)

    def standing_among(self, matching: Query | None, path: str) -> Mapping[str, int]:
        """The same of those who match alone."""
        prefix = rung_prefix(path)
        length = len(prefix) + STEP_LENGTH
        terms = self.searcher.terms_with_prefix(RUNGS, prefix, filter_query=matching)
        return {term[len(prefix) :]: count for term, count in terms if len(term) == length}


def _evenly(drawn: int, known: int) -> Iterator[float]:
    """The percentiles of the middles of as many equal parts; tantivy takes who stands at or below one."""
    for number in range(drawn):
        middle = (number + 0.5) * known / drawn - 0.25
        yield min(100 * middle / max(known - 1, 1), 100.0)
