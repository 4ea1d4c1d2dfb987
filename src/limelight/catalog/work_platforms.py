"""The platform that a request's ``work_platform_id`` names."""

from uuid import UUID

from limelight.connectors.spec import Platform
from limelight.errors import InvalidRequest
from limelight.platforms import PLATFORMS, platform_by_id


class UnknownWorkPlatform(InvalidRequest):
    """``work_platform_id`` is no work platform's id."""


def require_platform(work_platform_id: UUID | str) -> Platform:
    try:
        platform = platform_by_id(UUID(str(work_platform_id)))
    except ValueError:
        platform = None
    if platform is None:
        allowed = ", ".join(f"{each.id} ({each.name})" for each in PLATFORMS)
        raise UnknownWorkPlatform(
            f"work_platform_id: {str(work_platform_id)[:80]!r} is not allowed; it takes {allowed}."
        )
    return platform
