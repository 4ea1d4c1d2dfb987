"""Creator Discovery: dictionaries of filter values."""

import asyncio
from functools import cache
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get
from litestar.datastructures import CacheControlHeader
from litestar.params import QueryParameter

from limelight.api.dependencies import Limit, Offset
from limelight.catalog.discovery import Discovery, HandleUse
from limelight.catalog.work_platforms import require_platform
from limelight.kernel.text import normalize_tag
from limelight.schemas.creator_discovery.dictionaries import (
    BrandDictionary,
    DictionaryEntry,
    DictionaryLocation,
    InterestDictionary,
    LanguageDictionary,
    LocationDictionary,
    RelatedTopic,
    TopicDictionary,
    TopicRelevanceDictionary,
    TopicTag,
    UserHandle,
)
from limelight.schemas.creator_discovery.search import CreatorSummary
from limelight.vocabulary.brands import brands
from limelight.vocabulary.interests import INTERESTS
from limelight.vocabulary.languages import languages
from limelight.vocabulary.locations import find_locations

FIFTEEN_DAYS_SECONDS: Final = 15 * 24 * 60 * 60

SearchString = Annotated[
    str,
    QueryParameter(max_length=100, description="Part of the name. Case and diacritics are ignored."),
]


@cache
def _brands() -> BrandDictionary:
    return BrandDictionary(brands=[DictionaryEntry(name=name) for name in brands()])


@cache
def _interests() -> InterestDictionary:
    return InterestDictionary(interests=[DictionaryEntry(name=name) for name in INTERESTS])


@cache
def _languages() -> LanguageDictionary:
    return LanguageDictionary(languages=languages())


class CreatorDictionaries(Controller):
    """Dictionaries that change only with a release. Clients may cache the responses for 15 days."""

    path = "/social/creators/dictionary"
    tags = ("Creator Discovery",)
    cache_control = CacheControlHeader(private=True, max_age=FIFTEEN_DAYS_SECONDS)

    @get("/brands")
    async def list_brands(self) -> BrandDictionary:
        """List the brands that the brand filters accept. The response may be cached for 15 days."""
        return _brands()

    @get("/interests")
    async def list_interests(self) -> InterestDictionary:
        """List the interests that the interest filters accept. The response may be cached for 15 days."""
        return _interests()

    @get("/languages")
    async def list_languages(self) -> LanguageDictionary:
        """List the languages that the language filters accept. The response may be cached for 15 days."""
        return _languages()

    @get("/locations")
    async def list_locations(
        self, search_string: SearchString = "", limit: Limit = 10, offset: Offset = 0
    ) -> LocationDictionary:
        """List the countries, states and cities that the location filters accept, most populous first.

        The response may be cached for 15 days.
        """
        found = find_locations(search_string, limit, offset)
        return LocationDictionary(
            locations=[DictionaryLocation(id=place.id, name=place.name, type=place.type) for place in found]
        )


_TypedText = Annotated[
    str, QueryParameter(min_length=1, max_length=200, description="The text typed so far.")
]
_HandleUseParameter = Annotated[
    HandleUse,
    QueryParameter(
        name="type",
        description="Only creators with stored posts (`lookalike`), audience data (`search`) or topics "
        "(`topic-tags`).",
    ),
]
_HandleLimit = Annotated[int, QueryParameter(ge=1, le=1000, description="How many handles to return.")]


class CreatorTopics(Controller):
    """Dictionaries computed from the catalogue, so they change with it."""

    path = "/social/creators/dictionary"
    tags = ("Creator Discovery",)

    @get("/userhandles")
    async def autocomplete_user_handles(
        self,
        discovery: Discovery,
        query_text: _TypedText,
        use: _HandleUseParameter,
        work_platform_id: UUID,
        limit: _HandleLimit = 10,
    ) -> list[UserHandle]:
        """List creators with a handle or word of the name that starts with the text, most followers first."""
        platform = require_platform(work_platform_id).key
        found = await asyncio.to_thread(discovery.handles, query_text, use, platform, limit)
        return [_handle(card) for card in found]

    @get("/topics")
    async def list_topics(
        self, discovery: Discovery, identifier: _TypedText, work_platform_id: UUID, limit: Limit = 25
    ) -> TopicDictionary:
        """List the topics that contain the text: prefix matches first, then the most frequent."""
        topics = await asyncio.to_thread(discovery.topics, require_platform(work_platform_id).key)
        found = topics.containing(normalize_tag(identifier), limit)
        return TopicDictionary(data=[TopicTag(name=topic.name, value=topic.name) for topic in found])

    @get("/topics/relevance")
    async def list_topic_relevance(
        self, discovery: Discovery, identifier: _TypedText, work_platform_id: UUID, limit: Limit = 60
    ) -> TopicRelevanceDictionary:
        """List the topics that co-occur with a topic, nearest first. An unknown topic has none."""
        topics = await asyncio.to_thread(discovery.topics, require_platform(work_platform_id).key)
        return TopicRelevanceDictionary(
            data=[
                RelatedTopic(name=other.name, distance=distance, frequency=other.frequency)
                for other, distance in topics.neighbours(normalize_tag(identifier), limit)
            ]
        )


def _handle(card: CreatorSummary) -> UserHandle:
    followers = card.subscriber_count if card.follower_count is None else card.follower_count
    return UserHandle(
        user_id=card.external_id,
        username=card.platform_username,
        fullname=card.full_name,
        picture=card.image_url,
        followers=None if followers is None else str(followers),
        is_verified=card.is_verified,
    )
