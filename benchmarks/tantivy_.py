"""Limelight's own engine, called as the product calls it."""

from typing import Final

import tantivy

from benchmarks.data import Data
from limelight.search.parts import EVERYTHING
from limelight.search.queries import CreatorQuery

VERSION: Final = tantivy.__version__.split(",")[0].removeprefix("tantivy v")


class Limelight:
    name = f"Limelight (tantivy {VERSION})"

    def __init__(self, data: Data) -> None:
        self._engine = data.generation.engine

    def prepared(self, query: CreatorQuery) -> CreatorQuery:
        return query

    def search(self, query: CreatorQuery) -> list[bytes]:
        return [hit.card for hit in self._engine.search(query)]

    def ids(self, query: CreatorQuery) -> list[int]:
        hits = self._engine.search(query, EVERYTHING)
        return [hit.document.id for hit in hits if hit.document]

    def close(self) -> None:
        """Nothing is kept open."""
