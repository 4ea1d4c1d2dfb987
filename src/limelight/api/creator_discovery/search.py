"""Creator Discovery: search of public profiles."""

import asyncio
from collections.abc import Callable
from typing import Final

from litestar import Controller, MediaType, Response, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from msgspec.json import encode

from limelight.api.connect import work_platform_attribute
from limelight.catalog.discovery import Discovery, SearchPage
from limelight.catalog.work_platforms import require_platform
from limelight.errors import InvalidRequest
from limelight.kernel.platforms import PlatformKey
from limelight.schemas.common import BasicMetadata, Metadata, WorkPlatformAttribute
from limelight.schemas.creator_discovery.search import (
    MAX_RESULTS,
    CreatorProfileQuickSearchResponse,
    CreatorProfileSearchResponse,
    CreatorSearchRequest,
)
from limelight.settings import Settings

IGNORED_FILTERS: Final = "ignored-filters"

_SearchFunction = Callable[[CreatorSearchRequest, PlatformKey], SearchPage]


class PageTooFar(InvalidRequest):
    """The requested page ends after result 500."""


class CreatorSearch(Controller):
    """Filters that the platform does not support are ignored and listed in ``ignored-filters``."""

    # Settings come from the state: Litestar resolves a second dependency in a task, which takes 0.2 ms.
    path = "/social/creators/profiles"
    tags = ("Creator Discovery",)

    @post(
        "/search",
        status_code=200,
        responses={200: ResponseSpec(CreatorProfileSearchResponse, generate_examples=False)},
    )
    async def search_creator_profiles(
        self, data: CreatorSearchRequest, discovery: Discovery, state: State
    ) -> Response[bytes]:
        """Search public profiles by attributes of the profile, its audience and its contents.

        All filters must match. `limit` plus `offset` is at most 500.
        """
        metadata = BasicMetadata(offset=data.offset, limit=data.limit)
        return await _search_response(data, discovery.search, metadata, state.settings)

    @post(
        "/quick-search",
        status_code=200,
        responses={200: ResponseSpec(CreatorProfileQuickSearchResponse, generate_examples=False)},
    )
    async def quick_search_creator_profiles(
        self, data: CreatorSearchRequest, discovery: Discovery, state: State
    ) -> Response[bytes]:
        """Search public profiles; results have no contact details."""
        metadata = Metadata(offset=data.offset, limit=data.limit)
        return await _search_response(data, discovery.quick_search, metadata, state.settings)


async def _search_response(
    request: CreatorSearchRequest,
    search: _SearchFunction,
    metadata: BasicMetadata | Metadata,
    settings: Settings,
) -> Response[bytes]:
    if request.limit + request.offset > MAX_RESULTS:
        raise PageTooFar(
            f"limit + offset: {request.limit} + {request.offset} exceeds {MAX_RESULTS}, the maximum for a "
            "search. Export the search or add filters."
        )
    platform = require_platform(request.work_platform_id)
    found = await asyncio.to_thread(search, request, platform.key)
    return Response(
        _response_body(found, work_platform_attribute(platform, settings), metadata),
        media_type=MediaType.JSON,
        headers={IGNORED_FILTERS: ", ".join(found.ignored)} if found.ignored else None,
    )


def _response_body(
    found: SearchPage, platform: WorkPlatformAttribute, metadata: BasicMetadata | Metadata
) -> bytes:
    """Concatenates results that are already JSON instead of encoding them again."""
    head = encode({"work_platform": platform})[:-1] + b","
    results = b",".join(head + result[1:] for result in found.results)
    return b'{"data":[' + results + b'],"metadata":' + encode(metadata) + b"}"
