"""Creator Discovery: searching public profiles."""

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
    """A search gives its first 500 results."""


class CreatorSearch(Controller):
    """A filter that the platform does not have is ignored and named in the ``ignored-filters`` header."""

    # The settings come with the state: two dependencies are resolved in tasks, which takes 0.2 ms.
    path = "/social/creators/profiles"
    tags = ("Creator Discovery",)

    @post("/search", status_code=200, responses={200: ResponseSpec(CreatorProfileSearchResponse)})
    async def search_creator_profiles(
        self, data: CreatorSearchRequest, discovery: Discovery, state: State
    ) -> Response[bytes]:
        """Find public profiles by what is known of them, of their audience and of their contents.

        All filters have to match. At most 500 results: `limit` and `offset` together are at most 500.
        """
        metadata = BasicMetadata(offset=data.offset, limit=data.limit)
        return await _search_response(data, discovery.search, metadata, state.settings)

    @post("/quick-search", status_code=200, responses={200: ResponseSpec(CreatorProfileQuickSearchResponse)})
    async def quick_search_creator_profiles(
        self, data: CreatorSearchRequest, discovery: Discovery, state: State
    ) -> Response[bytes]:
        """The same search, whose results are without contact details."""
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
            f"limit + offset: {request.limit} + {request.offset} is more than {MAX_RESULTS}, which is as far "
            "as a search goes. For more results, export the search or narrow it."
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
    """The results are JSON already: they are put together, not encoded again."""
    head = encode({"work_platform": platform})[:-1] + b","
    results = b",".join(head + result[1:] for result in found.results)
    return b'{"data":[' + results + b'],"metadata":' + encode(metadata) + b"}"
