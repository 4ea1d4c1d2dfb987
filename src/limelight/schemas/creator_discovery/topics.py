"""Creator Discovery: topics and user handles as they are typed."""

from collections.abc import Sequence

from msgspec import Struct


class TopicTag(Struct, frozen=True, kw_only=True):
    """``value`` is what the topic filter and the relevance dictionary take."""

    name: str
    value: str


class TopicDictionary(Struct, frozen=True, kw_only=True):
    data: Sequence[TopicTag]


class TopicRelevance(Struct, frozen=True, kw_only=True):
    """``distance`` is 0 for topics that always come together, 1 for those that never do."""

    name: str
    distance: float
    frequency: int


class TopicRelevanceDictionary(Struct, frozen=True, kw_only=True):
    data: Sequence[TopicRelevance]


class UserHandle(Struct, frozen=True, kw_only=True):
    """``followers`` is a number as text, as the reference has it."""

    user_id: str | None
    username: str
    fullname: str | None
    picture: str | None
    followers: str | None
    is_verified: bool | None
