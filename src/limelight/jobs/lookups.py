"""Lookups that jobs share: public creators and their contents."""

from typing import Final
from uuid import UUID

from limelight.catalog.creator_lookup import CreatorNotFound
from limelight.catalog.result_documents import creator_card
from limelight.catalog.work_platforms import require_platform
from limelight.connectors.public_source import PublicItems
from limelight.connectors.spec import Platform
from limelight.errors import NotFound, NotSupported
from limelight.jobs.declaration import JobContext
from limelight.kernel.records import Content, Creator
from limelight.kernel.struct_mapping import copy_fields
from limelight.platforms import platform_by_key as platform_of
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails, CreatorSummary


class ContentNotFound(NotFound):
    """No content with the URL or id is known."""


class ContentsNotTold(NotSupported):
    """No source has the contents of the profile, or the comments on the content."""


async def find_creator(context: JobContext, work_platform_id: UUID | str, identifier: str) -> Creator:
    """Raises UnknownWorkPlatform, and what PublicCreators raises."""
    return await context.public_creators.creator(require_platform(work_platform_id), identifier)


async def find_content_author(context: JobContext, platform: Platform, content: str) -> Creator:
    """Finds the creator of a content by URL or id. Raises ContentNotFound, and what PublicCreators raises."""
    named = platform.handle_from_url(content) if "/" in content else None
    author = named or await context.observations.author(platform.key, content)
    if author is None:
        raise _content_not_found(platform, content)
    try:
        return await context.public_creators.creator(platform, author)
    except CreatorNotFound:
        raise _content_not_found(platform, content) from None


async def find_content(context: JobContext, creator: Creator, content: str) -> PublicItems[Content]:
    """Finds a content of a creator by URL or id. Raises ContentNotFound."""
    found = await context.observations.content(creator, content)
    if found is None or not found.items:
        raise _content_not_found(platform_of(creator.platform), content)
    return found


def unavailable(creator: Creator, what: str) -> ContentsNotTold:
    """Returns the error for data that no source has."""
    name, where = creator.username, platform_of(creator.platform).name
    because = "the profile is private" if creator.is_private else "no source has them, and none were imported"
    return ContentsNotTold(f"The {what} of {name} on {where} are not known: {because}.")


to_basic_details: Final = copy_fields(CreatorSummary, CreatorProfileBasicDetails)


def creator_basics(creator: Creator) -> CreatorProfileBasicDetails:
    return to_basic_details(creator_card(creator))


def _content_not_found(platform: Platform, content: str) -> ContentNotFound:
    return ContentNotFound(f"content_url: no content {content[:200]!r} is known on {platform.name}.")
