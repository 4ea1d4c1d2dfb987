"""Limelight's own engine, called as the product calls it."""

from typing import Final

import tantivy

from benchmarks.dataset import Dataset
from limelight.search.projection import ALL_FIELDS
from limelight.search.queries import CreatorQuery

VERSION: Final = tantivy.__version__.split(",")[0].removeprefix("tantivy v")


class LimelightEngine:
    name = f"Limelight (tantivy {VERSION})"

    def __init__(self, data: Dataset) -> None:
        self._engine = data.generation.engine

    def prepare(self, query: CreatorQuery) -> CreatorQuery:
        return query

    def search(self, query: CreatorQuery) -> list[bytes]:
        return [hit.result_json for hit in self._engine.search(query)]

    def ids(self, query: CreatorQuery) -> list[int]:
        hits = self._engine.search(query, ALL_FIELDS)
        return [hit.document.id for hit in hits if hit.document]

    def close(self) -> None:
        """Nothing is kept open."""
