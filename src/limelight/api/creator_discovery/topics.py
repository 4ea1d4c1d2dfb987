"""Creator Discovery: topics and user handles as they are typed."""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import Controller, get
from litestar.params import QueryParameter

from limelight.api.paging import Limit
from limelight.catalog.discovery import Discovery, HandleUse
from limelight.catalog.platforms import asked_platform
from limelight.kernel.text import tag
from limelight.schemas.creator_discovery.search import CreatorCard
from limelight.schemas.creator_discovery.topics import (
    TopicDictionary,
    TopicRelevance,
    TopicRelevanceDictionary,
    TopicTag,
    UserHandle,
)

_Typed = Annotated[str, QueryParameter(min_length=1, max_length=200, description="What was typed so far.")]
_Use = Annotated[
    HandleUse,
    QueryParameter(
        name="type",
        description="`lookalike`: creators whose posts are known; `search`: whose audience is; `topic-tags`: "
        "whose topics are.",
    ),
]
_ManyHandles = Annotated[int, QueryParameter(ge=1, le=1000, description="How many handles to return.")]


class CreatorTopics(Controller):
    """These change with the catalogue."""

    path = "/social/creators/dictionary"
    tags = ("Creator Discovery",)

    @get("/userhandles")
    async def autocomplete_user_handles(
        self,
        discovery: Discovery,
        query_text: _Typed,
        use: _Use,
        work_platform_id: UUID,
        limit: _ManyHandles = 10,
    ) -> list[UserHandle]:
        """Creators whose handle or a word of whose name begins with the text, most followers first."""
        platform = asked_platform(work_platform_id).key
        found = await asyncio.to_thread(discovery.handles, query_text, use, platform, limit)
        return [_handle(card) for card in found]

    @get("/topics")
    async def list_topics(
        self, discovery: Discovery, identifier: _Typed, work_platform_id: UUID, limit: Limit = 25
    ) -> TopicDictionary:
        """The topics that contain the text: those that begin with it first, then the most frequent."""
        topics = await asyncio.to_thread(discovery.topics, asked_platform(work_platform_id).key)
        found = topics.containing(tag(identifier), limit)
        return TopicDictionary(data=[TopicTag(name=topic.name, value=topic.name) for topic in found])

    @get("/topics/relevance")
    async def list_topic_relevance(
        self, discovery: Discovery, identifier: _Typed, work_platform_id: UUID, limit: Limit = 60
    ) -> TopicRelevanceDictionary:
        """The topics that come together with a topic, nearest first; none for a topic that is not known."""
        topics = await asyncio.to_thread(discovery.topics, asked_platform(work_platform_id).key)
        return TopicRelevanceDictionary(
            data=[
                TopicRelevance(name=other.name, distance=distance, frequency=other.frequency)
                for other, distance in topics.neighbours(tag(identifier), limit)
            ]
        )


def _handle(card: CreatorCard) -> UserHandle:
    followers = card.subscriber_count if card.follower_count is None else card.follower_count
    return UserHandle(
        user_id=card.external_id,
        username=card.platform_username,
        fullname=card.full_name,
        picture=card.image_url,
        followers=None if followers is None else str(followers),
        is_verified=card.is_verified,
    )
