"""Creator Discovery: the values that filters take."""

from functools import cache
from typing import Annotated, Final

from litestar import Controller, get
from litestar.datastructures import CacheControlHeader
from litestar.params import QueryParameter

from limelight.api.paging import Limit, Offset
from limelight.schemas.creator_discovery.dictionaries import (
    BrandDictionary,
    DictionaryLocation,
    InterestDictionary,
    LanguageDictionary,
    LocationDictionary,
    Named,
)
from limelight.vocabulary.brands import brands
from limelight.vocabulary.interests import INTERESTS
from limelight.vocabulary.languages import languages
from limelight.vocabulary.locations import find_locations

FIFTEEN_DAYS: Final = 15 * 24 * 60 * 60

SearchString = Annotated[
    str,
    QueryParameter(max_length=100, description="A part of the name, without regard to case and diacritics."),
]


@cache
def _brands() -> BrandDictionary:
    return BrandDictionary(brands=[Named(name=name) for name in brands()])


@cache
def _interests() -> InterestDictionary:
    return InterestDictionary(interests=[Named(name=name) for name in INTERESTS])


@cache
def _languages() -> LanguageDictionary:
    return LanguageDictionary(languages=languages())


class CreatorDictionaries(Controller):
    """These change with releases only: clients may keep the answers for 15 days."""

    path = "/social/creators/dictionary"
    tags = ("Creator Discovery",)
    cache_control = CacheControlHeader(private=True, max_age=FIFTEEN_DAYS)

    @get("/brands")
    async def list_brands(self) -> BrandDictionary:
        """The brands that the brand filters take. The answer may be kept for 15 days."""
        return _brands()

    @get("/interests")
    async def list_interests(self) -> InterestDictionary:
        """The interests that the interest filters take. The answer may be kept for 15 days."""
        return _interests()

    @get("/languages")
    async def list_languages(self) -> LanguageDictionary:
        """The languages that the language filters take. The answer may be kept for 15 days."""
        return _languages()

    @get("/locations")
    async def list_locations(
        self, search_string: SearchString = "", limit: Limit = 10, offset: Offset = 0
    ) -> LocationDictionary:
        """The countries, states and cities that the location filters take, the most populous first.

        The answer may be kept for 15 days.
        """
        found = find_locations(search_string, limit, offset)
        return LocationDictionary(
            locations=[DictionaryLocation(id=place.id, name=place.name, type=place.type) for place in found]
        )
