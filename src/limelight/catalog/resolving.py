"""From what people call a creator, a handle or a URL, to the creator."""

from limelight.connectors.spec import Platform
from limelight.errors import InvalidRequest, NotFound
from limelight.kernel.records import Creator
from limelight.store.creators import Creators
from limelight.store.database import Session


class CreatorNotFound(NotFound):
    """Nobody of the handle or URL is known on the platform."""


class WrongProfileUrl(InvalidRequest):
    """The URL is not that of a profile on the platform."""


async def known_creator(session: Session, platform: Platform, identifier: str) -> Creator:
    """The creator of a handle, a profile's URL or an external id. Raises CreatorNotFound, WrongProfileUrl."""
    name = _handle(platform, identifier.strip())
    creators = Creators(session)
    found = await creators.find(platform.key, handle=name) or await creators.find(
        platform.key, external_id=name
    )
    if found is None:
        raise CreatorNotFound(f"No creator {identifier[:200]!r} is known on {platform.name}.")
    return found.record


def _handle(platform: Platform, identifier: str) -> str:
    if "/" not in identifier:
        return identifier
    handle = platform.handle_from_url(identifier)
    if handle is None:
        raise WrongProfileUrl(
            f"identifier: {identifier[:200]!r} is not the URL of a profile on {platform.name}."
        )
    return handle
