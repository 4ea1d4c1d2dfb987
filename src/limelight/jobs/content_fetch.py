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
    find_creator,
    unavailable,
)
from limelight.jobs.provenance import observed_provenance
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentEngagement, ContentType, Creator
from limelight.kernel.struct_mapping import copy_fields
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
"""Number of newest contents that are read at most."""
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
    """The request has to have exactly one of profile_url and content_url."""


class ContentTypeNotOfPlatform(InvalidRequest):
    """The platform has no contents of the type."""


class MentionsNotTold(NotSupported):
    """Contents are found by their publisher, so mentions of a profile are not known."""


async def run(job_run: JobRun[CreatorContentFetchRequest], context: JobContext) -> ContentFetch:
    request = job_run.request
    if request.content_url is not None:
        return await _fetch_one(request.content_url, request.work_platform_id, context)
    creator = await find_creator(context, request.work_platform_id, request.profile_url or "")
    seen = await context.observations.contents(creator, _scan_depth(request))
    if seen is None:
        raise unavailable(creator, "contents")
    types = _CONTENT_TYPES.get(request.content_type)
    matching = [content for content in seen.items if types is None or content.type in types]
    shown = matching[request.offset :][: request.content_limit or DEFAULT_LIMIT]
    return ContentFetch(
        contents=[_public_content(creator, content) for content in shown],
        provenance=[observed_provenance("data", seen, creator.content_count)],
    )


async def _fetch_one(url: str, work_platform_id: UUID, context: JobContext) -> ContentFetch:
    creator = await find_content_author(context, require_platform(work_platform_id), url)
    seen = await find_content(context, creator, url)
    found = [_public_content(creator, content) for content in seen.items]
    return ContentFetch(contents=found, provenance=[observed_provenance("data", seen, len(found))])


def _scan_depth(request: CreatorContentFetchRequest) -> int:
    """Returns how many of the newest contents have to be read."""
    if request.content_type != "ALL":
        return _MAX_SCANNED_CONTENTS
    return min(request.offset + (request.content_limit or DEFAULT_LIMIT), _MAX_SCANNED_CONTENTS)


_to_public_content: Final = copy_fields(
    Content,
    PublicContent,
    given=(
        "platform_content_id",
        "type",
        "engagement",
        "profile",
        "is_reposted",
        "likes_and_views_disabled",
        "mentions",
        "collaborators",
        "sponsors",
        "hashtags",
        "keywords",
    ),
    defaults=("links", "audio_track_info", "subtitles", "locations", "genre"),
)
_to_engagement: Final = copy_fields(
    ContentEngagement,
    PublicEngagement,
    defaults=("applause_count", "support_count", "love_count", "interest_count", "laugh_count"),
)


def _public_content(creator: Creator, content: Content) -> PublicContent:
    return _to_public_content(
        content,
        platform_content_id=content.external_id,
        type=_wire_type(creator, content),
        engagement=_to_engagement(content.engagement),
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
    """Whether an Instagram post or reel has a comment count but no like count."""
    can_hide = creator.platform in _INSTAGRAM and content.type is not ContentType.STORY
    shown = content.engagement
    return can_hide and shown.like_count is None and shown.comment_count is not None


def _sponsors(content: Content) -> list[str]:
    named = content.sponsored.tags if content.sponsored else None
    return [name.strip() for name in (named or "").split(",") if name.strip()]


def _accounts(names: Iterable[str]) -> list[NamedAccount]:
    return [NamedAccount(platform_username=name) for name in names]


def _check(request: CreatorContentFetchRequest) -> None:
    """Raises UnknownWorkPlatform, WrongProfileUrl, and the errors of this module."""
    platform = require_platform(request.work_platform_id)
    if (request.profile_url is None) is (request.content_url is None):
        raise ProfileOrContentNeeded("profile_url, content_url: exactly one of the two has to be given.")
    if request.profile_url is not None:
        handle_from_identifier(platform, request.profile_url)
    _check_type(platform, request.content_type)


def _check_type(platform: Platform, content_type: FetchedType) -> None:
    if content_type == "MENTIONS" and platform.key is PlatformKey.TWITTER:
        raise MentionsNotTold(
            "content_type: mentions of a profile are not known; it takes TWEETS, REPLIES, ALL."
        )
    allowed = _PLATFORM_TYPES.get(platform.key, ())
    if content_type != "ALL" and content_type not in allowed:
        listed = ", ".join((*allowed, "ALL"))
        raise ContentTypeNotOfPlatform(
            f"content_type: {platform.name} has no {content_type!r}; it takes {listed}."
        )


CONTENT_FETCH: Final = Job(
    name="content_fetch",
    request=CreatorContentFetchRequest,
    result=ContentFetch,
    run=run,
    check=_check,
    completion_events=CompletionEvents(CONTENTS_FETCH_SUCCESS, CONTENTS_FETCH_FAILURE),
)
