"""Ladders: the few creators with the greatest values of a column, found without scanning it.

Every creator stands on a rung of each ladder. The upper rungs together are a short list; if a page
can be filled from it, nobody below could have been on that page.
"""

from collections.abc import Iterator
from typing import Final

from tantivy import Index, Query, Searcher

from limelight.search.engines.tantivy.queries import some
from limelight.search.engines.tantivy.schema import RUNGS, has_ladder, rung_prefix

_FIRST_REACH: Final = 40
_FURTHER: Final = 12
_WORTHWHILE: Final = 0.4


class Ladders:
    """The ladders of one state of an index; how many creators stand on a rung is counted once."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._standing: dict[str, list[tuple[str, int]]] = {}

    def reaches(self, field: str, size: int, index: Index) -> Iterator[Query]:
        """Ever more of the upper rungs, as long as that is much less than looking at everybody."""
        if not has_ladder(field):
            return
        most = self._searcher.num_docs * _WORTHWHILE
        wanted = float(size * _FIRST_REACH)
        while wanted < most:
            upper, reached = self._upper(field, wanted)
            if reached > most:
                return
            yield some(Query.term_query(index.schema, RUNGS, rung) for rung in upper)
            wanted = max(wanted, reached) * _FURTHER

    def _upper(self, field: str, wanted: float) -> tuple[list[str], int]:
        """The fewest upper rungs with so many creators, and how many they hold."""
        upper, reached = [], 0
        for rung, standing in self._rungs(field):
            upper.append(rung)
            reached += standing
            if reached >= wanted:
                break
        return upper, reached

    def _rungs(self, field: str) -> list[tuple[str, int]]:
        """The rungs that anybody stands on, highest first, with how many do."""
        if field not in self._standing:
            rungs = self._searcher.terms_with_prefix(RUNGS, rung_prefix(field))
            self._standing[field] = sorted(rungs, reverse=True)
        return self._standing[field]
