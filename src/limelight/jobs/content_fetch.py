"""The contents of a public profile, or one of them."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from limelight.analytics.tags import hashtags_of, mentions_of
from limelight.catalog.creator_lookup import handle_from_identifier
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.spec import Platform
from limelight.errors import InvalidRequest, NotSupported
from limelight.jobs.declaration import CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.lookups import (
    creator_basics,
    find_content,
    find_content_author,
    observed_provenance,
    unavailable,
)
from limelight.jobs.provenance import find_creator
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentType, Creator
from limelight.kernel.struct_mapping import extend
from limelight.schemas.public_content.content_fetch import (
    ContentFetch,
    CreatorContentFetchRequest,
    FetchedType,
    NamedAccount,
    PublicContent,
    PublicContentType,
    PublicEngagement,
)
from limelight.webhooks.events import CONTENTS_FETCH_FAILURE, CONTENTS_FETCH_SUCCESS

DEFAULT_LIMIT: Final = 100
_MAX_SCANNED_CONTENTS: Final = 2_000
"""A profile is looked at so far back."""
_INSTAGRAM: Final = frozenset(
    {PlatformKey.INSTAGRAM, PlatformKey.INSTAGRAM_DIRECT, PlatformKey.INSTAGRAM_LITE}
)
_PLATFORM_TYPES: Final[Mapping[PlatformKey, tuple[FetchedType, ...]]] = {
    **dict.fromkeys(_INSTAGRAM, ("REELS", "IGTV", "STORY")),
    PlatformKey.TWITTER: ("TWEETS", "REPLIES"),
}
_CONTENT_TYPES: Final[Mapping[str, frozenset[ContentType]]] = {
    "REELS": frozenset({ContentType.REELS}),
    "IGTV": frozenset({ContentType.IGTV}),
    "STORY": frozenset({ContentType.STORY}),
    "TWEETS": frozenset({ContentType.TWEET, ContentType.THREAD, ContentType.QUOTE, ContentType.RETWEET}),
    "REPLIES": frozenset({ContentType.REPLY}),
}
_WIRE_TYPES: Final[Mapping[ContentType, PublicContentType]] = {
    ContentType.REELS: "REELS",
    ContentType.IGTV: "IGTV",
    ContentType.STORY: "STORY",
    ContentType.TWEET: "TWEET",
    ContentType.THREAD: "TWEET",
    ContentType.QUOTE: "TWEET",
    ContentType.RETWEET: "TWEET",
    ContentType.REPLY: "REPLIES",
    ContentType.VIDEO: "VIDEO",
    ContentType.STREAM: "VIDEO",
    ContentType.POST: "POST",
    ContentType.IMAGE: "IMAGE",
    ContentType.FEED: "FEED",
}


class ProfileOrContentNeeded(InvalidRequest):
    """A fetch is of a profile or of a content: one of the two URLs has to be given, and only one."""


class ContentTypeNotOfPlatform(InvalidRequest):
    """The platform has no contents of that type."""


class MentionsNotTold(NotSupported):
    """Who mentions a profile is not known: contents are looked at by who publishes them."""


async def run(task: JobRun[CreatorContentFetchRequest], workbench: JobContext) -> ContentFetch:
    request = task.request
    if request.content_url is not None:
        return await _fetch_one(request.content_url, request.work_platform_id, workbench)
    creator = await find_creator(workbench, request.work_platform_id, request.profile_url or "")
    seen = await workbench.observations.contents(creator, _scan_depth(request))
    if seen is None:
        raise unavailable(creator, "contents")
    types = _CONTENT_TYPES.get(request.content_type)
    asked = [content for content in seen.items if types is None or content.type in types]
    shown = asked[request.offset :][: request.content_limit or DEFAULT_LIMIT]
    return ContentFetch(
        contents=[_public_content(creator, content) for content in shown],
        provenance=[observed_provenance("data", seen, creator.content_count)],
    )


async def _fetch_one(url: str, work_platform_id: UUID, workbench: JobContext) -> ContentFetch:
    creator = await find_content_author(workbench, require_platform(work_platform_id), url)
    seen = await find_content(workbench, creator, url)
    found = [_public_content(creator, content) for content in seen.items]
    return ContentFetch(contents=found, provenance=[observed_provenance("data", seen, len(found))])


def _scan_depth(request: CreatorContentFetchRequest) -> int:
    """How many of the newest contents there have to be known to answer."""
    if request.content_type != "ALL":
        return _MAX_SCANNED_CONTENTS
    return min(request.offset + (request.content_limit or DEFAULT_LIMIT), _MAX_SCANNED_CONTENTS)


def _public_content(creator: Creator, content: Content) -> PublicContent:
    return extend(
        PublicContent,
        content,
        platform_content_id=content.external_id,
        type=_wire_type(creator, content),
        engagement=extend(PublicEngagement, content.engagement),
        profile=creator_basics(creator),
        is_reposted=content.type is ContentType.RETWEET or not content.is_owned_by_platform_user,
        likes_and_views_disabled=_hides_likes(creator, content),
        mentions=_accounts(mentions_of(content)),
        collaborators=_accounts(content.authors or ()),
        sponsors=_accounts(_sponsors(content)),
        hashtags=content.hashtags or hashtags_of(content),
        keywords=content.content_tags or (),
    )


def _wire_type(creator: Creator, content: Content) -> PublicContentType:
    if creator.platform is PlatformKey.YOUTUBE and "/shorts/" in (content.url or ""):
        return "SHORTS"
    return _WIRE_TYPES.get(content.type, "OTHER")


def _hides_likes(creator: Creator, content: Content) -> bool:
    """Posts and reels of Instagram that show their comments and no likes."""
    can_hide = creator.platform in _INSTAGRAM and content.type is not ContentType.STORY
    shown = content.engagement
    return can_hide and shown.like_count is None and shown.comment_count is not None


def _sponsors(content: Content) -> list[str]:
    named = content.sponsored.tags if content.sponsored else None
    return [name.strip() for name in (named or "").split(",") if name.strip()]


def _accounts(names: Iterable[str]) -> list[NamedAccount]:
    return [NamedAccount(platform_username=name) for name in names]


def _check(request: CreatorContentFetchRequest) -> None:
    """Raises UnknownWorkPlatform, WrongProfileUrl, and the refusals of this module."""
    platform = require_platform(request.work_platform_id)
    if (request.profile_url is None) is (request.content_url is None):
        raise ProfileOrContentNeeded("profile_url, content_url: exactly one of the two has to be given.")
    if request.profile_url is not None:
        handle_from_identifier(platform, request.profile_url)
    _check_type(platform, request.content_type)


def _check_type(platform: Platform, asked: FetchedType) -> None:
    if asked == "MENTIONS" and platform.key is PlatformKey.TWITTER:
        raise MentionsNotTold(
            "content_type: who mentions a profile is not known; it takes TWEETS, REPLIES, ALL."
        )
    allowed = _PLATFORM_TYPES.get(platform.key, ())
    if asked != "ALL" and asked not in allowed:
        listed = ", ".join((*allowed, "ALL"))
        raise ContentTypeNotOfPlatform(
            f"content_type: {asked!r} is no type of {platform.name}; it takes {listed}."
        )


CONTENT_FETCH: Final = Job(
    name="content_fetch",
    request=CreatorContentFetchRequest,
    result=ContentFetch,
    run=run,
    check=_check,
    completion_events=CompletionEvents(CONTENTS_FETCH_SUCCESS, CONTENTS_FETCH_FAILURE),
)
