"""Creator Discovery: the values that filters take."""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from limelight.vocabulary.languages import Language
from limelight.vocabulary.locations import LocationType


class Named(Struct, frozen=True, kw_only=True):
    name: str


class BrandDictionary(Struct, frozen=True, kw_only=True):
    brands: Sequence[Named]


class InterestDictionary(Struct, frozen=True, kw_only=True):
    interests: Sequence[Named]


class LanguageDictionary(Struct, frozen=True, kw_only=True):
    languages: Sequence[Language]


class DictionaryLocation(Struct, frozen=True, kw_only=True):
    """``id`` is what the location filters take."""

    id: UUID
    name: str
    type: LocationType


class LocationDictionary(Struct, frozen=True, kw_only=True):
    locations: Sequence[DictionaryLocation]
