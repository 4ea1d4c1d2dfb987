"""Creator Discovery: dictionaries of filter values."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from limelight.vocabulary.languages import Language
from limelight.vocabulary.locations import LocationType


class DictionaryEntry(Struct, frozen=True, kw_only=True):
    name: str


class BrandDictionary(Struct, frozen=True, kw_only=True):
    brands: Sequence[DictionaryEntry]


class InterestDictionary(Struct, frozen=True, kw_only=True):
    interests: Sequence[DictionaryEntry]


class LanguageDictionary(Struct, frozen=True, kw_only=True):
    languages: Sequence[Language]


class DictionaryLocation(Struct, frozen=True, kw_only=True):
    """``id`` is the value that the location filters accept."""

    id: UUID
    name: str
    type: LocationType


class LocationDictionary(Struct, frozen=True, kw_only=True):
    locations: Sequence[DictionaryLocation]


class TopicTag(Struct, frozen=True, kw_only=True):
    """``value`` is what the topic filter and the relevance dictionary accept."""

    name: str
    value: str


class TopicDictionary(Struct, frozen=True, kw_only=True):
    data: Sequence[TopicTag]


class RelatedTopic(Struct, frozen=True, kw_only=True):
    """``distance`` is 0 for topics that always co-occur and 1 for topics that never do."""

    name: str
    distance: float
    frequency: int


class TopicRelevanceDictionary(Struct, frozen=True, kw_only=True):
    data: Sequence[RelatedTopic]


class UserHandle(Struct, frozen=True, kw_only=True):
    """``followers`` is a number as text, as in the reference."""

    user_id: str | None
    username: str
    fullname: str | None
    picture: str | None
    followers: str | None
    is_verified: bool | None
