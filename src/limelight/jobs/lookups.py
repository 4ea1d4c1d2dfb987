"""What jobs share in looking at contents of public creators."""

from typing import Any

from limelight.catalog.creator_lookup import CreatorNotFound
from limelight.catalog.result_documents import creator_card
from limelight.connectors.public_source import PublicItems
from limelight.connectors.spec import Platform
from limelight.errors import NotFound, NotSupported
from limelight.jobs.declaration import JobContext
from limelight.kernel.records import Content, Creator
from limelight.kernel.struct_mapping import extend
from limelight.platforms import platform_by_key as platform_of
from limelight.schemas.creator_discovery.search import CreatorProfileBasicDetails
from limelight.schemas.provenance import Provenance


class ContentNotFound(NotFound):
    """No content of the URL or id is known."""


class ContentsNotTold(NotSupported):
    """Nobody can tell the contents of the profile, or the comments on the content."""


async def find_content_author(workbench: JobContext, platform: Platform, content: str) -> Creator:
    """Whose the content with that URL or id is. Raises ContentNotFound, and what PublicCreators raises."""
    named = platform.handle_from_url(content) if "/" in content else None
    author = named or await workbench.observations.author(platform.key, content)
    if author is None:
        raise _content_not_found(platform, content)
    try:
        return await workbench.public_creators.creator(platform, author)
    except CreatorNotFound:
        raise _content_not_found(platform, content) from None


async def find_content(workbench: JobContext, creator: Creator, content: str) -> PublicItems[Content]:
    """The creator's content with that URL or id. Raises ContentNotFound."""
    found = await workbench.observations.content(creator, content)
    if found is None or not found.items:
        raise _content_not_found(platform_of(creator.platform), content)
    return found


def unavailable(creator: Creator, what: str) -> ContentsNotTold:
    """The refusal where no source can tell."""
    name, where = creator.username, platform_of(creator.platform).name
    because = "the profile is private" if creator.is_private else "no source tells, and none were imported"
    return ContentsNotTold(f"The {what} of {name} on {where} are not known: {because}.")


def creator_basics(creator: Creator) -> CreatorProfileBasicDetails:
    return extend(CreatorProfileBasicDetails, creator_card(creator))


def observed_provenance(part: str, observed: PublicItems[Any], population: int | None) -> Provenance:
    """Where items came from."""
    return Provenance(
        part=part,
        source=observed.source,
        seen_at=observed.observed_at,
        sample_size=len(observed.items),
        population=population,
    )


def _content_not_found(platform: Platform, content: str) -> ContentNotFound:
    return ContentNotFound(f"content_url: no content {content[:200]!r} is known on {platform.name}.")
