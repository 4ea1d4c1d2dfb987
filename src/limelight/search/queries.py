"""The query of a search engine: one platform, clauses that must all match, a sort order and a page."""

from msgspec import Struct

from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import Clause, ScoredClause, ShareClause
from limelight.search.documents import CreatorDocument
from limelight.search.field_types import column_value


class ByRank(Struct, frozen=True, tag=True):
    """More followers first."""

    def value(self, document: CreatorDocument) -> int:
        return document.rank


class ByNumber(Struct, frozen=True, tag=True):
    """The greater value of a column first, unknown values last."""

    field: str

    def value(self, document: CreatorDocument) -> int | None:
        return column_value(document, self.field)


class ByShare(Struct, frozen=True, tag=True):
    """The greater sum of the shares of the clauses first. The query contains these clauses too."""

    clauses: tuple[ShareClause, ...]

    def value(self, document: CreatorDocument) -> int:
        return sum(clause.value(document) for clause in self.clauses)


class ByScore(Struct, frozen=True, tag=True):
    """The greater score by the clause first."""

    clause: ScoredClause

    def value(self, document: CreatorDocument) -> int:
        return self.clause.score(document)


SortOrder = ByRank | ByNumber | ByShare | ByScore


class CreatorQuery(Struct, frozen=True, kw_only=True):
    platform: PlatformKey
    clauses: tuple[Clause, ...] = ()
    order: SortOrder = ByRank()
    limit: int = 10
    offset: int = 0


class Hit(Struct, frozen=True, kw_only=True):
    """A matching creator: its result as encoded JSON, and its document if a projection was given."""

    result_json: bytes
    document: CreatorDocument | None = None


def sort_key(order: SortOrder, document: CreatorDocument) -> tuple[bool, int, int]:
    """Smaller sorts first: known values before unknown, greater before smaller, then by rank."""
    value = order.value(document)
    return (value is None, -(value or 0), -document.rank)


def reference_search(query: CreatorQuery, documents: list[CreatorDocument]) -> list[CreatorDocument]:
    """The specification of every engine, in plain Python: the page that ``search`` must return."""
    matching = [
        document for document in documents if all(clause.matches(document) for clause in query.clauses)
    ]
    matching.sort(key=lambda document: sort_key(query.order, document))
    return matching[query.offset : query.offset + query.limit]
