"""Paging, errors and invalid rows of declared endpoints."""

import gzip
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec import Struct

from limelight.connectors import http_client as client_module
from limelight.connectors.endpoints import CursorPaginator, Endpoint, OffsetPaginator
from limelight.connectors.grants import Grant
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.platform_source import PlatformSource, source_for_new_grant
from limelight.connectors.responses import AuthMethod
from limelight.connectors.source import (
    GrantExpired,
    InsufficientScope,
    ProductNotSupported,
    RateLimited,
    SourceError,
)
from limelight.kernel.records import (
    ActivityArtist,
    Comment,
    Content,
    ContentGroup,
    ContentType,
    Profile,
)
from limelight.kernel.timestamps import format_timestamp, now
from limelight.settings import PlatformSettings, PlatformsSettings, Settings
from limelight.testing.google import FakeGoogle, FakeRequest, FakeResponse, too_many_requests
from tests.connectors.fake_grants import (
    YOUTUBE,
    MemoryGrantStore,
    connected_source,
    google_settings,
    obtain_grant,
)

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
GRANT = Grant(access_token="stale", refresh_token="refresh", subject="me")


class Post(Struct, frozen=True):
    id: str
    day: int
    likes: int | None = None


def content(raw: Post) -> Content | None:
    if raw.id == "deleted":
        return None
    published = format_timestamp(NOON - timedelta(days=raw.day))
    return Content(external_id=raw.id, title=raw.id, type=ContentType.POST, published_at=published)


POSTS = Endpoint(
    path="/posts",
    params={"size": "2"},
    data_selector="data",
    row_type=Post,
    map_row=content,
    paginator=CursorPaginator(response_field="next", param="after"),
    newest_first=True,
)
TEST_PLATFORM = replace(
    YOUTUBE,
    base_url="https://api.example",
    resources={
        Content: POSTS,
        ContentGroup: replace(POSTS, required_scope="groups", auth_method=AuthMethod.ACCESS_TOKEN),
        Comment: replace(POSTS, auth_method=AuthMethod.API_KEY, content_id_param="post"),
    },
    error_mapper=lambda _: None,
)


def post(name: str, day: int = 0, **more: object) -> dict[str, object]:
    return {"id": name, "day": day, **more}


class FakeSite:
    """Serves pages of posts by cursor; the first page has the cursor ``""``."""

    def __init__(self, google: FakeGoogle, pages: Mapping[str, object]) -> None:
        self.pages = pages
        self.refusals: list[FakeResponse] = []
        google.fault = self.answer

    def answer(self, asked: FakeRequest) -> FakeResponse | None:
        if asked.host != "api.example":
            return None
        if self.refusals:
            return self.refusals.pop(0)
        return FakeResponse(200, msgspec.json.encode(self.pages[asked.query.get("after", "")]))


@pytest.fixture
def site(google: FakeGoogle) -> FakeSite:
    first = {"data": [post("a", 1), post("b", 2)], "next": "p2"}
    return FakeSite(google, {"": first, "p2": {"data": [post("c", 3)]}})


async def names(source: PlatformSource, **asked: object) -> list[str]:
    found, cursor = [], None
    while True:
        page = await source.page(Content, cursor=cursor, **asked)
        found += [item.external_id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            return found


async def test_pages_are_walked_to_the_end(google: FakeGoogle, site: FakeSite):
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        assert await names(source) == ["a", "b", "c"]
    assert [asked.query for asked in google.requests] == [{"size": "2"}, {"size": "2", "after": "p2"}]
    assert {asked.headers["authorization"] for asked in google.requests} == {"Bearer stale"}


async def test_what_is_too_old_is_left_out_and_ends_the_walk(google: FakeGoogle, site: FakeSite):
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        assert await names(source, since=NOON - timedelta(days=1)) == ["a"]
        assert len(google.requests) == 2
        google.exchanges.clear()
        assert await names(source, since=NOON) == []
        assert len(google.requests) == 1


async def test_an_offset_ends_with_the_first_short_page():
    pager = OffsetPaginator(param="skip", page_size=2)
    assert pager.request_params(None) == {"skip": "0"}
    assert pager.next_cursor({}, 2, None) == "2"
    assert pager.next_cursor({}, 2, "2") == "4"
    assert pager.next_cursor({}, 1, "4") is None


async def test_an_odd_row_is_left_out_and_the_others_stay(google: FakeGoogle, site: FakeSite):
    rows = [post("a"), post("b", likes="many"), {"day": 1}, None, post("deleted"), post("c", likes="7")]
    site.pages = {"": {"data": rows}}
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        assert await names(source) == ["a", "c"]


async def test_an_answer_that_has_changed_is_said_with_its_path(google: FakeGoogle, site: FakeSite):
    site.pages = {"": {"data": [{"id": 1}, {"id": 2}]}}
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        with pytest.raises(SourceError, match="/posts"):
            await names(source)
        site.pages = {"": {"data": "none"}}
        with pytest.raises(SourceError, match="no list"):
            await names(source)
        site.pages = {"": {}}
        assert await names(source) == []


async def test_a_refused_token_is_refreshed_once_and_the_request_repeated(google: FakeGoogle, site: FakeSite):
    keeper = MemoryGrantStore(await obtain_grant(google))
    site.refusals = [FakeResponse(401, b"{}")]
    async with connected_source(google, keeper, TEST_PLATFORM) as source:
        assert await names(source) == ["a", "b", "c"]
        assert keeper.refreshes == 1
        site.refusals = [FakeResponse(401, b"{}"), FakeResponse(401, b"{}")]
        with pytest.raises(SourceError) as raised:
            await names(source)
    assert not isinstance(raised.value, GrantExpired), "only a failed refresh expires a session"
    assert keeper.refreshes == 2


async def test_a_refresh_that_fails_for_good_ends_the_session(google: FakeGoogle, site: FakeSite):
    keeper = MemoryGrantStore(await obtain_grant(google))
    google.oauth.revoke_all()
    site.refusals = [FakeResponse(401, b"{}")]
    async with connected_source(google, keeper, TEST_PLATFORM) as source:
        with pytest.raises(GrantExpired):
            await names(source)


async def test_a_token_about_to_expire_is_refreshed_before_it_is_used(google: FakeGoogle, site: FakeSite):
    grant = msgspec.structs.replace(
        await obtain_grant(google), access_expires_at=now() + timedelta(seconds=5)
    )
    keeper = MemoryGrantStore(grant)
    async with connected_source(google, keeper, TEST_PLATFORM) as source:
        await names(source)
    assert keeper.refreshes == 1
    assert google.requests[-1].headers["authorization"] == f"Bearer {keeper.grant.access_token}"


async def test_what_was_not_granted_is_not_even_asked_for(google: FakeGoogle, site: FakeSite):
    limited = msgspec.structs.replace(GRANT, scopes=("posts",))
    async with connected_source(google, MemoryGrantStore(limited), TEST_PLATFORM) as source:
        with pytest.raises(InsufficientScope):
            await source.page(ContentGroup)
    assert google.requests == []


async def test_a_limit_says_until_when(google: FakeGoogle, site: FakeSite):
    site.refusals = [too_many_requests(40)]
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        with pytest.raises(RateLimited) as raised:
            await names(source)
    assert 39 < (raised.value.retry_at - now()).total_seconds() < 43


async def test_what_is_gone_is_nothing_and_no_failure(google: FakeGoogle, site: FakeSite):
    site.refusals = [FakeResponse(404, b"{}")]
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        assert await names(source) == []


async def test_the_operator_s_key_is_shown_in_a_header_alone(google: FakeGoogle, site: FakeSite):
    site.pages = {"": {"data": []}}
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        await source.page(Comment, of="a")
    asked = google.requests[-1]
    assert asked.query["post"] == "a"
    assert asked.headers["x-goog-api-key"]
    assert "authorization" not in asked.headers


async def test_without_a_key_the_refusal_names_the_setting(google: FakeGoogle):
    async with PlatformHttpClient(Settings()) as client:
        with pytest.raises(ProductNotSupported, match="LIMELIGHT_PLATFORMS__YOUTUBE__API_KEY"):
            await source_for_new_grant(TEST_PLATFORM, client, GRANT).page(Comment, of="a")


async def test_a_kind_that_the_platform_does_not_have_is_not_supported(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        for kind in (Profile, ActivityArtist):
            with pytest.raises(ProductNotSupported):
                await source.page(kind)


@pytest.mark.parametrize(
    "reply",
    [
        FakeResponse(500, b"{}"),
        FakeResponse(200, b"<html>"),
        FakeResponse(302, b"", {"location": "http://127.0.0.1:1/"}),
        FakeResponse(200, gzip.compress(b" " * 2_000_000), {"content-encoding": "gzip"}),
    ],
    ids=["a failure", "not JSON", "elsewhere", "too large"],
)
async def test_whatever_else_comes_is_worth_another_try(
    google: FakeGoogle, site: FakeSite, reply: FakeResponse, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(client_module, "MAX_RESPONSE_BYTES", 1_000_000)
    site.refusals = [reply]
    async with connected_source(google, MemoryGrantStore(GRANT), TEST_PLATFORM) as source:
        with pytest.raises(SourceError) as raised:
            await names(source)
    assert type(raised.value) is SourceError
    assert len(google.requests) == 1


async def test_a_platform_that_takes_too_long_is_left(google: FakeGoogle):
    own = msgspec.structs.replace(google.settings, timeout_seconds=0.2)
    google.fault = lambda _: _slow()
    async with PlatformHttpClient(Settings(platforms=PlatformsSettings(youtube=own))) as client:
        with pytest.raises(SourceError, match="did not answer"):
            await source_for_new_grant(TEST_PLATFORM, client, GRANT).page(Content)


def _slow() -> FakeResponse:
    time.sleep(0.6)
    return FakeResponse(200, b"{}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]"])
async def test_a_name_that_leads_inside_is_not_followed(host: str):
    inside = replace(TEST_PLATFORM, base_url=f"http://{host}:9")
    async with PlatformHttpClient(
        Settings(platforms=PlatformsSettings(youtube=PlatformSettings()))
    ) as client:
        with pytest.raises(SourceError, match="not allowed"):
            await source_for_new_grant(inside, client, GRANT).page(Content)


async def test_a_gateway_is_told_the_host_that_was_meant(google: FakeGoogle):
    client = PlatformHttpClient(google_settings(google))
    assert client.resolve_url(YOUTUBE, "https://api.example/v1/x") == f"{google.url}/api.example/v1/x"
