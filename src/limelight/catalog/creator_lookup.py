"""Looks creators up by handle, profile URL or external id."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import msgspec
import structlog

from limelight.connectors.source import ProductNotSupported, RateLimited, SourceError
from limelight.connectors.spec import Platform
from limelight.errors import InvalidRequest, LimelightError, NotFound, TooManyRequests
from limelight.kernel.records import Creator, DataSource, FieldOrigin
from limelight.kernel.timestamps import format_timestamp, now, parse_timestamp
from limelight.store.creators import Creators
from limelight.store.database import Database, Session

_LOG = structlog.get_logger("limelight.catalog")

PROFILE_TTL: Final = timedelta(hours=24)
"""Time for which a fetched profile is not fetched again."""

PublicLookup = Callable[[Platform, str], Awaitable[Creator | None]]
"""Fetches the public profile of a handle or id from its platform. Raises ProductNotSupported, SourceError."""


class CreatorNotFound(NotFound):
    """The catalog has no creator with the handle or URL on the platform."""


class WrongProfileUrl(InvalidRequest):
    """The URL is not that of a profile on the platform."""


class PlatformBusy(TooManyRequests):
    """The platform's rate limit is exhausted."""


class PlatformUnavailable(LimelightError):
    """The platform does not respond, or its response is invalid."""

    status = 503
    type = "SERVICE_UNAVAILABLE"


class CreatorLookup:
    """Creators of the catalog, fetched from their platform when they are missing or stale.

    Without a ``lookup`` only stored creators are found.
    """

    def __init__(self, database: Database, lookup: PublicLookup | None = None) -> None:
        self._database = database
        self._lookup = lookup

    async def creator(self, platform: Platform, identifier: str) -> Creator:
        """Raises CreatorNotFound, WrongProfileUrl, ProductNotSupported, PlatformBusy, PlatformUnavailable."""
        name = handle_from_identifier(platform, identifier)
        async with self._database.session() as session:
            known = await _find_stored(session, platform, name)
        if self._lookup is None or (known is not None and _is_fresh(known)):
            found = None
        else:
            found = await self._looked_up(self._lookup, platform, name, known)
        if found is not None:
            return await self._saved(platform, found)
        if known is None:
            raise _not_found(platform, identifier)
        return known

    async def _looked_up(
        self, lookup: PublicLookup, platform: Platform, name: str, known: Creator | None
    ) -> Creator | None:
        """Fetches the profile; None if that fails and a stored creator can be used instead."""
        try:
            return await lookup(platform, name)
        except (ProductNotSupported, SourceError) as error:
            _LOG.info("public profile lookup failed", platform=platform.key.value, error=str(error))
            if known is not None:
                return None
            raise _public_error(platform, error) from error

    async def _saved(self, platform: Platform, found: Creator) -> Creator:
        """Stores the creator and returns it merged with the data of other sources."""
        async with self._database.session() as session:
            await Creators(session).save([_with_platform_origin(found)])
            stored = await Creators(session).find(
                platform.key, handle=found.username, external_id=found.external_id
            )
        return stored.record if stored else found


async def stored_creator(session: Session, platform: Platform, identifier: str) -> Creator:
    """The creator of a handle, a profile's URL or an external id. Raises CreatorNotFound, WrongProfileUrl."""
    found = await _find_stored(session, platform, handle_from_identifier(platform, identifier))
    if found is None:
        raise _not_found(platform, identifier)
    return found


def handle_from_identifier(platform: Platform, identifier: str) -> str:
    """The handle in a profile URL; text without a slash is returned as it is. Raises WrongProfileUrl."""
    identifier = identifier.strip()
    if "/" not in identifier:
        return identifier
    handle = platform.handle_from_url(identifier)
    if handle is None:
        raise WrongProfileUrl(
            f"identifier: {identifier[:200]!r} is not the URL of a profile on {platform.name}."
        )
    return handle


async def _find_stored(session: Session, platform: Platform, name: str) -> Creator | None:
    creators = Creators(session)
    found = await creators.find(platform.key, handle=name) or await creators.find(
        platform.key, external_id=name
    )
    return found.record if found else None


def _not_found(platform: Platform, identifier: str) -> CreatorNotFound:
    return CreatorNotFound(f"No creator {identifier.strip()[:200]!r} was found on {platform.name}.")


def _is_fresh(creator: Creator) -> bool:
    fetched_at = [
        parse_timestamp(origin.at) for origin in creator.origins if origin.source is DataSource.PLATFORM
    ]
    return bool(fetched_at) and max(fetched_at) > now() - PROFILE_TTL


def _with_platform_origin(creator: Creator) -> Creator:
    """The record with the platform as the origin of every field that has a value."""
    values = msgspec.to_builtins(creator)
    fields = tuple(sorted(name for name in values if name not in {"platform", "origins"}))
    at = format_timestamp(now())
    origin = FieldOrigin(source=DataSource.PLATFORM, name=creator.platform.value, at=at, fields=fields)
    return msgspec.structs.replace(creator, origins=(origin,))


def _public_error(platform: Platform, error: Exception) -> LimelightError:
    match error:
        case ProductNotSupported():
            return error
        case RateLimited():
            wait = max(1, round((error.retry_at - now()).total_seconds()))
            return PlatformBusy(f"{platform.name} limits the rate of requests; retry later.", wait)
        case _:
            return PlatformUnavailable(f"{platform.name} is unavailable; retry later.")
