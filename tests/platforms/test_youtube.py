"""YouTube over HTTP: data of a connected channel and of a public one."""

from datetime import UTC, datetime, timedelta

import pytest

from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.platform_source import PlatformSource, fetch_public_creator
from limelight.connectors.responses import AuthMethod, ResourceGone, Response
from limelight.connectors.source import InsufficientScope, RateLimited, SourceError
from limelight.kernel.records import (
    AudienceDemographics,
    AudienceGender,
    CityShare,
    Comment,
    Content,
    ContentGroup,
    ContentType,
    CountryShare,
    GenderAgeShare,
    Profile,
    Visibility,
)
from limelight.kernel.timestamps import now
from limelight.platforms.youtube.google_api import ANALYTICS_SCOPE, PROFILE_SCOPE, READ_SCOPE, map_error
from limelight.testing.google import CHANNEL_ID, EMAIL, HANDLE, TITLE, FakeGoogle, unavailable
from limelight.testing.google.http import error_response
from tests.connectors.fake_grants import (
    YOUTUBE,
    MemoryGrantStore,
    connected_source,
    google_settings,
    obtain_grant,
)

pytestmark = pytest.mark.anyio


async def fetch_all(source: PlatformSource, kind: type, **asked: object) -> list:
    found, cursor = [], None
    while True:
        page = await source.page(kind, cursor=cursor, **asked)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found


async def test_the_profile_has_what_three_apis_know(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        [profile] = await fetch_all(source, Profile)
    assert profile.platform_profile_id == CHANNEL_ID
    assert profile.platform_profile_name == TITLE
    assert profile.platform_username == EMAIL
    assert (profile.first_name, profile.last_name) == ("Nuala", "Byrne")
    assert [(email.type, email.email_id) for email in profile.emails] == [("WORK", EMAIL)]
    assert profile.url == f"https://www.youtube.com/{HANDLE}"
    assert profile.country == "IE"
    assert profile.category == "Lifestyle (sociology)"
    assert profile.platform_profile_published_at == "2016-04-01T08:30:00.000000"
    assert profile.reputation.subscriber_count == 23400
    assert profile.reputation.content_count == 120
    assert profile.reputation.content_group_count == 60
    assert profile.reputation.watch_time_in_hours == round(2000 / 60)
    assert profile.reputation.follower_count is None
    assert profile.is_verified is None


async def test_a_profile_without_the_person_is_named_by_its_handle(google: FakeGoogle):
    keeper = MemoryGrantStore(await obtain_grant(google, without=(PROFILE_SCOPE, ANALYTICS_SCOPE)))
    async with connected_source(google, keeper) as source:
        [profile] = await fetch_all(source, Profile)
    assert profile.platform_username == HANDLE[1:]
    assert (profile.external_id, profile.full_name) == (CHANNEL_ID, TITLE)
    assert profile.emails == ()
    assert profile.reputation.watch_time_in_hours is None


async def test_the_audience_is_in_shares_largest_first(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        [audience] = await fetch_all(source, AudienceDemographics)
    assert audience.countries == (CountryShare(code="IE", value=66.67), CountryShare(code="PT", value=33.33))
    assert audience.cities == (CityShare(name="Cork", value=75.0), CityShare(name="Porto", value=25.0))
    assert audience.gender_age_distribution == (
        GenderAgeShare(gender=AudienceGender.MALE, age_range="25-34", value=58.0),
        GenderAgeShare(gender=AudienceGender.FEMALE, age_range="18-24", value=41.23),
        GenderAgeShare(gender=AudienceGender.MALE, age_range="65-", value=0.77),
    )


async def test_an_audience_that_was_not_granted_costs_the_account_nothing_else(google: FakeGoogle):
    async with connected_source(
        google, MemoryGrantStore(await obtain_grant(google, without=(ANALYTICS_SCOPE,)))
    ) as source:
        with pytest.raises(InsufficientScope):
            await fetch_all(source, AudienceDemographics)
        contents = await fetch_all(source, Content, since=now() - timedelta(days=10))
    assert contents[0].engagement.view_count == 1000
    assert contents[0].engagement.watch_time_in_hours is None


async def test_the_walk_over_all_uploads_ends_with_every_video_that_is_there(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        contents = await fetch_all(source, Content)
    assert [each.external_id for each in contents] == [
        video for video in google.channel.videos if video not in google.channel.deleted
    ]
    pages = [asked for asked in google.requests if asked.path.endswith("/playlistItems")]
    assert len(pages) == 3


async def test_contents_have_what_both_apis_know(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        contents = {each.external_id: each for each in await fetch_all(source, Content)}
    plain, hidden, unlisted = (contents[f"video{number:06}"] for number in range(3))
    placed, live = contents["video000013"], contents["video000004"]
    assert plain.title == "Morning 0 #tea"
    assert plain.url == "https://www.youtube.com/watch?v=video000000"
    assert (plain.type, plain.duration, plain.visibility) == (ContentType.VIDEO, 754, Visibility.PUBLIC)
    assert (plain.hashtags, plain.mentions) == (("tea", "slowtea"), ("steamandstone",))
    assert plain.content_tags == ("tea", "clouds")
    engagement = plain.engagement
    assert (engagement.like_count, engagement.view_count, engagement.comment_count) == (100, 1000, 0)
    assert engagement.watch_time_in_hours == 1.0
    assert engagement.avg_watch_time_in_sec == 120
    assert (engagement.dislike_count, engagement.share_count, engagement.save_count) == (180, 240, 300)
    assert (hidden.engagement.like_count, hidden.engagement.comment_count) == (None, None)
    assert unlisted.visibility is Visibility.PRIVATE
    assert placed.sponsored is not None
    assert placed.sponsored.is_sponsored
    assert plain.sponsored is not None
    assert not plain.sponsored.is_sponsored
    assert (live.type, live.duration) == (ContentType.STREAM, None)


async def test_a_window_stops_at_the_first_page_that_is_too_old(google: FakeGoogle):
    since = now() - timedelta(days=59, hours=12)
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        contents = await fetch_all(source, Content, since=since)
    assert len(contents) == 60 - len(google.channel.deleted)
    asked = [asked.path for asked in google.requests]
    assert asked.count("/youtube/v3/playlistItems") == 3
    assert asked.count("/youtube/v3/videos") == 2


async def test_a_channel_without_uploads_has_no_contents(google: FakeGoogle):
    gone = error_response(404, "playlistNotFound", "The playlist cannot be found.")
    google.fault = lambda asked: gone if asked.path.endswith("/playlistItems") else None
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        assert await fetch_all(source, Content) == []


async def test_playlists_are_content_groups(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        groups = await fetch_all(source, ContentGroup)
    assert [group.external_id for group in groups] == list(google.channel.playlists)
    assert (groups[7].title, groups[7].item_count) == ("Mornings 7", 7)


async def test_comments_are_read_with_the_key(google: FakeGoogle):
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        comments = await fetch_all(source, Comment, of="video000000")
        assert await fetch_all(source, Comment, of="video000005") == []
        assert await fetch_all(source, Comment, of="video000003") == []
    assert [comment.external_id for comment in comments] == list(google.channel.comments)
    first = comments[1]
    assert first.content_external_id == "video000000"
    assert first.text == "Lovely cloud number 1!"
    assert (first.commenter_username, first.commenter_display_name) == ("visitor1", "@visitor1")
    assert (first.like_count, first.reply_count) == (1, 1)
    threads = [asked for asked in google.requests if asked.path.endswith("/commentThreads")]
    assert {"authorization" in asked.headers for asked in threads} == {False}


async def test_an_expired_token_is_refreshed_on_the_way(google: FakeGoogle):
    keeper = MemoryGrantStore(await obtain_grant(google))
    google.oauth.expire_access()
    async with connected_source(google, keeper) as source:
        assert len(await fetch_all(source, ContentGroup)) == 60
    assert keeper.refreshes == 1


async def test_a_used_up_quota_waits_for_midnight_at_google_s(google: FakeGoogle):
    google.quota_units = 2
    async with connected_source(google, MemoryGrantStore(await obtain_grant(google))) as source:
        with pytest.raises(RateLimited) as raised:
            await fetch_all(source, Content)
    wait = raised.value.retry_at - now()
    assert timedelta(0) < wait <= timedelta(hours=24)


@pytest.mark.parametrize("identifier", [CHANNEL_ID, HANDLE, HANDLE[1:]])
async def test_a_public_profile_is_found_by_handle_and_id(google: FakeGoogle, identifier: str):
    async with PlatformHttpClient(google_settings(google)) as client:
        found = await fetch_public_creator(YOUTUBE, client, identifier)
        assert await fetch_public_creator(YOUTUBE, client, "nobodyatall") is None
    assert found is not None
    assert (found.username, found.external_id) == (HANDLE[1:], CHANNEL_ID)
    assert (found.subscriber_count, found.total_view_count) == (23400, 4815162)
    assert found.location is not None
    assert found.location.country == "Ireland"
    assert found.location.keys


def answer(
    status: int, reason: str, at: datetime, credential: AuthMethod = AuthMethod.ACCESS_TOKEN
) -> Response:
    body = error_response(status, reason, "No.").body
    return Response(status=status, headers={}, body=body, auth_method=credential, received_at=at)


WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(("at", "hours"), [(WINTER, 20), (SUMMER, 19), (WINTER.replace(hour=7), 1)])
def test_midnight_at_google_s_is_pacific_in_winter_and_summer(at: datetime, hours: int):
    busy = map_error(answer(403, "quotaExceeded", at))
    assert isinstance(busy, RateLimited)
    assert timedelta(hours=hours) <= busy.retry_at - at <= timedelta(hours=hours * 1.05)


@pytest.mark.parametrize(
    ("reason", "credential", "kind"),
    [
        ("dailyLimitExceeded", AuthMethod.API_KEY, RateLimited),
        ("userRateLimitExceeded", AuthMethod.ACCESS_TOKEN, RateLimited),
        ("insufficientPermissions", AuthMethod.ACCESS_TOKEN, InsufficientScope),
        ("forbidden", AuthMethod.ACCESS_TOKEN, InsufficientScope),
        ("forbidden", AuthMethod.API_KEY, ResourceGone),
        ("commentsDisabled", AuthMethod.API_KEY, ResourceGone),
        ("channelSuspended", AuthMethod.ACCESS_TOKEN, ResourceGone),
        ("accessNotConfigured", AuthMethod.ACCESS_TOKEN, SourceError),
        ("somethingNew", AuthMethod.ACCESS_TOKEN, type(None)),
    ],
)
def test_a_403_is_what_its_reason_says(reason: str, credential: AuthMethod, kind: type):
    assert type(map_error(answer(403, reason, WINTER, credential))) is kind


@pytest.mark.parametrize(
    "body", [unavailable().body, b"[]", b'{"error": "x"}', b'{"error": {"errors": [1]}}']
)
def test_a_refusal_without_reasons_is_left_to_the_usual_reading(body: bytes):
    found = Response(
        status=503, headers={}, body=body, auth_method=AuthMethod.ACCESS_TOKEN, received_at=WINTER
    )
    assert map_error(found) is None


def test_no_scope_is_asked_that_could_change_anything():
    assert YOUTUBE.auth is not None
    scopes = {scope for each in YOUTUBE.auth.scopes.values() for scope in each}
    assert {READ_SCOPE, ANALYTICS_SCOPE} <= scopes
    assert not [scope for scope in scopes if scope.endswith(("youtube", "force-ssl", "upload"))]
