"""Result documents: a creator's index entry with its search result, encoded as JSON in advance."""

from functools import lru_cache
from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder, Encoder

from limelight.kernel.records import AGE_BRACKETS, Creator, Livestream, Place
from limelight.kernel.struct_mapping import copy_fields
from limelight.platforms import platform_by_key
from limelight.schemas.creator_discovery.search import (
    CreatorLocation,
    CreatorSummary,
    QuickSearchLivestreamMetrics,
    QuickSearchResultFields,
    SearchResultFields,
)
from limelight.search.documents import creator_document
from limelight.search.engine import IndexEntry
from limelight.store.creators import StoredCreator


class ResultDocument(Struct, frozen=True, kw_only=True, array_like=True):
    """A creator card and the fields that search and quick search add to it, each an encoded JSON object."""

    card: Raw
    search: Raw
    quick_search: Raw


_to_card: Final = copy_fields(
    Creator,
    CreatorSummary,
    given=("platform_username", "url", "platform_account_type", "age_group", "location"),
)
_to_search_details: Final = copy_fields(Creator, SearchResultFields, given=("contact_details",))
_to_location: Final = copy_fields(Place, CreatorLocation)
_to_livestream_metrics: Final = copy_fields(Livestream, QuickSearchLivestreamMetrics)

_UNKNOWN_PLACE: Final = Place()
_NOT_LIVE: Final = QuickSearchResultFields(livestream_metrics=None)
_ENCODER: Final = Encoder()
_DECODER: Final = Decoder(ResultDocument)


def index_entry(stored: StoredCreator) -> IndexEntry:
    """The index document of a stored creator, with its encoded result document."""
    return IndexEntry(document=creator_document(stored.record, stored.id), result_json=_encode(stored.record))


def decode_result_document(card: bytes) -> ResultDocument:
    return _DECODER.decode(card)


def age_group(age: int | None) -> str | None:
    """The age bracket, such as ``25-34``; the last one is ``65-``."""
    if age is None:
        return None
    *closed, (last, _) = AGE_BRACKETS
    return next((f"{youngest}-{oldest}" for youngest, oldest in closed if age <= oldest), f"{last}-")


def profile_url(creator: Creator) -> str | None:
    """The stored URL, else the platform's URL for the handle; None if the username contains a space."""
    is_handle = " " not in creator.username
    return creator.url or (
        platform_by_key(creator.platform).profile_url(creator.username) if is_handle else None
    )


def creator_card(creator: Creator) -> CreatorSummary:
    return _to_card(
        creator,
        platform_username=creator.username,
        url=profile_url(creator),
        platform_account_type=creator.account_type,
        age_group=age_group(creator.age),
        location=_location(creator.location or _UNKNOWN_PLACE),
    )


def _encode(creator: Creator) -> bytes:
    return _ENCODER.encode(
        (
            creator_card(creator),
            _to_search_details(creator, contact_details=creator.contact_details or ()),
            _quick_search_details(creator.livestream),
        )
    )


@lru_cache(maxsize=20_000)
def _location(place: Place) -> CreatorLocation:
    """Cached, because many creators share one location."""
    return _to_location(place)


def _quick_search_details(live: Livestream | None) -> QuickSearchResultFields:
    if live is None:
        return _NOT_LIVE
    return QuickSearchResultFields(livestream_metrics=_to_livestream_metrics(live))
