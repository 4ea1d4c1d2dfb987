"""Creator discovery: searches the index and returns results that are already encoded as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final, Literal

from msgspec.json import decode, encode

from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.tiers import Tier
from limelight.catalog.index.generations import Generation
from limelight.catalog.index.indexer import SearchIndex
from limelight.catalog.index.peer_statistics import peer_group
from limelight.catalog.index.term_statistics import CatalogTermStatistics, LookalikeUnknown
from limelight.catalog.index.topics import Topics
from limelight.catalog.result_documents import decode_result_document
from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.text import normalize_tag
from limelight.schemas.creator_discovery.search import CreatorSearchRequest, CreatorSummary, SortBy
from limelight.schemas.creator_discovery.search_export import AsyncCreatorSearchRequest
from limelight.search.clauses import AnyTerm, Clause, StartsWith, projection_of
from limelight.search.compiler import CompiledQuery, compile_query
from limelight.search.documents import email_key
from limelight.search.engine import SearchEngine
from limelight.search.filter_match import filter_match
from limelight.search.queries import CreatorQuery, Hit

HandleUse = Literal["lookalike", "search", "topic-tags"]

_PEER_CACHE_SECONDS: Final = 600.0
_REQUIRED_FLAGS: Final[Mapping[HandleUse, str]] = {
    "lookalike": "posts",
    "search": "sketch",
    "topic-tags": "topics",
}


@dataclass(frozen=True)
class SearchPage:
    """Results as JSON objects without their work platform, and the names of ignored filters."""

    results: Sequence[bytes]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class SearchScan:
    """Batches of results as JSON objects without their work platform, and ignored filters."""

    batches: Iterator[list[bytes]]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class EmailOwner:
    """A creator whose contact details contain an e-mail address."""

    platform: PlatformKey
    card: CreatorSummary


class Discovery:
    """Searches the index only, never the database. Every call except a scan blocks for a few milliseconds."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._peers: dict[tuple[PlatformKey, Tier], tuple[Generation, float, PeerGroup]] = {}

    def search(self, request: CreatorSearchRequest, platform: PlatformKey) -> SearchPage:
        """Raises InvalidFilter."""
        compiled = self._compile(request, platform, _page(request))
        hits = self._engine.search(compiled.query, projection_of(compiled.clauses.values()))
        return SearchPage([_search_result(hit, compiled.clauses) for hit in hits], compiled.ignored)

    def quick_search(self, request: CreatorSearchRequest, platform: PlatformKey) -> SearchPage:
        """Raises InvalidFilter."""
        compiled = self._compile(request, platform, _page(request))
        return SearchPage(
            [_quick_result(hit) for hit in self._engine.search(compiled.query)], compiled.ignored
        )

    def scan(self, request: AsyncCreatorSearchRequest, platform: PlatformKey, batch: int) -> SearchScan:
        """All results of the search, in batches. Raises InvalidFilter."""
        compiled = self._compile(request, platform, Paging(limit=request.max_results))
        hits = self._engine.scan(compiled.query, batch)
        return SearchScan(([_export_result(hit) for hit in found] for found in hits), compiled.ignored)

    def handles(self, text: str, use: HandleUse, platform: PlatformKey, limit: int) -> list[CreatorSummary]:
        """Creators with the data for the use whose handle or name starts with the text, largest first."""
        query = CreatorQuery(
            platform=platform,
            clauses=(
                StartsWith(field="names", prefix=normalize_tag(text)),
                AnyTerm(field="flags", terms=(_REQUIRED_FLAGS[use],)),
            ),
            limit=limit,
        )
        return [_card(hit) for hit in self._engine.search(query)]

    def owners_by_email(self, emails: Iterable[str]) -> dict[str, list[EmailOwner]]:
        """The creators of all platforms with each address in their contact details, largest first."""
        return {email: self._owners(email_key(email)) for email in emails}

    def lookalikes(self, creator: Creator, limit: int) -> list[CreatorSummary]:
        """Creators with similar posts, most similar first; empty if the creator has too little data."""
        request = CreatorSearchRequest(
            work_platform_id="",
            creator_lookalikes=creator.username,
            sort_by=SortBy(field="CREATOR_LOOKALIKES", order="DESCENDING"),
            limit=limit,
        )
        return self._find_lookalikes(request, creator.platform)

    def audience_lookalikes(self, creator: Creator, limit: int) -> list[CreatorSummary]:
        """Creators with the most audience members in common; empty without an audience sketch."""
        request = CreatorSearchRequest(
            work_platform_id="",
            audience_lookalikes=creator.username,
            sort_by=SortBy(field="AUDIENCE_LOOKALIKES", order="DESCENDING"),
            limit=limit,
        )
        return self._find_lookalikes(request, creator.platform)

    def peers(self, platform: PlatformKey, tier: Tier) -> PeerGroup:
        """The peer group of a tier, cached for ten minutes."""
        generation = self._index.generation
        cached = self._peers.get((platform, tier))
        if cached is None or cached[0] is not generation or cached[1] < monotonic() - _PEER_CACHE_SECONDS:
            cached = generation, monotonic(), peer_group(generation.engine, platform, tier)
            self._peers[platform, tier] = cached
        return cached[2]

    def topics(self, platform: PlatformKey) -> Topics:
        return self._index.generation.topics(platform)

    @property
    def _engine(self) -> SearchEngine:
        return self._index.generation.engine

    def _compile(
        self,
        request: CreatorSearchRequest | AsyncCreatorSearchRequest,
        platform: PlatformKey,
        paging: Paging,
    ) -> CompiledQuery:
        return compile_query(
            request,
            platform=platform,
            audience_source=request.audience_source,
            sort_by=request.sort_by.field,
            paging=paging,
            lexicon=CatalogTermStatistics(platform, self._engine, self.topics),
        )

    def _owners(self, email: str) -> list[EmailOwner]:
        owners = [
            EmailOwner(platform, card)
            for platform in PlatformKey
            for card in self._creators_with_email(platform, email)
        ]
        return sorted(owners, key=lambda owner: _followers(owner.card), reverse=True)

    def _creators_with_email(self, platform: PlatformKey, email: str) -> list[CreatorSummary]:
        """The limit is the document doc_freq of the address."""
        most = self._engine.doc_freq(platform, "emails", email)
        if not most:
            return []
        clause = AnyTerm(field="emails", terms=(email,))
        query = CreatorQuery(platform=platform, clauses=(clause,), limit=most)
        return [_card(hit) for hit in self._engine.search(query)]

    def _find_lookalikes(self, request: CreatorSearchRequest, platform: PlatformKey) -> list[CreatorSummary]:
        try:
            query = self._compile(request, platform, _page(request)).query
        except LookalikeUnknown:
            return []
        return [_card(hit) for hit in self._engine.search(query)]


def _page(request: CreatorSearchRequest) -> Paging:
    return Paging(limit=request.limit, offset=request.offset)


def _card(hit: Hit) -> CreatorSummary:
    return decode(decode_result_document(hit.result_json).card, type=CreatorSummary)


def _followers(card: CreatorSummary) -> int:
    return (card.subscriber_count if card.follower_count is None else card.follower_count) or 0


def _search_result(hit: Hit, clauses: Mapping[str, Clause]) -> bytes:
    card, document = decode_result_document(hit.result_json), hit.document
    matches = {name: filter_match(clause, document) for name, clause in clauses.items()} if document else {}
    return _merge_json_objects(card.card, card.search, encode({"filter_match": matches}))


def _quick_result(hit: Hit) -> bytes:
    card = decode_result_document(hit.result_json)
    return _merge_json_objects(card.card, card.quick_search)


def _export_result(hit: Hit) -> bytes:
    card = decode_result_document(hit.result_json)
    return _merge_json_objects(card.card, card.search)


def _merge_json_objects(*objects: bytes) -> bytes:
    """Merges non-empty JSON objects into one."""
    return b"{" + b",".join(bytes(each)[1:-1] for each in objects) + b"}"
