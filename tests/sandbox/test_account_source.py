"""Connected accounts of the world: consistent with their creators, the same whenever asked, and alive."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest

from limelight.connectors.source import AccountRecordT, GrantExpired, ProductNotSupported
from limelight.kernel.platforms import NEWSLETTER_PLATFORMS, PlatformKey
from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentEngagement,
    ContentGroup,
    ContentType,
    Profile,
)
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms import platform_by_key as platform_of
from limelight.sandbox import World
from limelight.sandbox.account_owners import creator_platform
from limelight.sandbox.accounts.account_source import SandboxAccountSource
from limelight.sandbox.contents.post_formats import POST_FORMATS

pytestmark = pytest.mark.anyio

TODAY = datetime(2026, 6, 10, 15, tzinfo=UTC)
WITH_ACCOUNTS = (*POST_FORMATS, PlatformKey.LINKEDIN, PlatformKey.SPOTIFY)
SINCE = TODAY - timedelta(days=40)
CREATOR_INDEX = 11


def open_source(
    world: World, platform: PlatformKey, at: datetime = TODAY, number: int = CREATOR_INDEX
) -> SandboxAccountSource:
    handle = world.external_id(creator_platform(platform), number)
    return SandboxAccountSource(world, platform, handle, clock=lambda: at)


async def read_all(
    source: SandboxAccountSource, kind: type[AccountRecordT], **arguments: Any
) -> list[AccountRecordT]:
    """The pages one after the other."""
    page = await source.page(kind, **arguments)
    found = list(page.items)
    while page.cursor:
        page = await source.page(kind, cursor=page.cursor, **arguments)
        found += page.items
    return found


@pytest.mark.parametrize("platform", WITH_ACCOUNTS)
async def test_account_returns_the_products_of_its_platform(world: World, platform: PlatformKey):
    source = open_source(world, platform)
    (profile,) = await read_all(source, Profile)
    assert profile.platform_username == source.owner.creator.username
    assert profile.external_id == source.owner.external_id
    assert all(email.email_id.split("@")[1].startswith("example.") for email in profile.emails)
    shares = {product.value for product in platform_of(platform).products}
    for product, kind in (
        ("engagement", Content),
        ("activity", ActivityArtist),
        ("activity", ActivityContent),
    ):
        if product in shares:
            assert await read_all(source, kind)
        else:
            with pytest.raises(ProductNotSupported):
                await source.page(kind)


async def test_unknown_handle_is_refused(world: World):
    with pytest.raises(GrantExpired):
        SandboxAccountSource(world, PlatformKey.INSTAGRAM, "nobody.of.this.world.at.all")


@pytest.mark.parametrize("platform", POST_FORMATS)
async def test_posts_do_not_change_between_calls(world: World, platform: PlatformKey):
    """What was published by then is found later too, but for what is gone in a day."""
    now = await read_all(open_source(world, platform), Content, since=SINCE)
    later = await read_all(open_source(world, platform, TODAY + timedelta(days=20)), Content, since=SINCE)
    ids = [content.external_id for content in now]
    assert len(set(ids)) == len(ids)
    assert [content.published_at for content in now] == sorted((c.published_at for c in now), reverse=True)
    known = {content.external_id: content for content in later}
    for content in now:
        if content.type is not ContentType.STORY:
            assert known[content.external_id].title == content.title


@pytest.mark.parametrize("platform", POST_FORMATS)
async def test_engagement_never_falls(world: World, platform: PlatformKey):
    before, after = [
        {
            content.external_id: content.engagement
            for content in await read_all(open_source(world, platform, at), Content, since=SINCE)
        }
        for at in (TODAY, TODAY + timedelta(days=3))
    ]
    for content_id in before.keys() & after.keys():
        for name in ContentEngagement.__struct_fields__:
            earlier, later = getattr(before[content_id], name), getattr(after[content_id], name)
            assert (earlier is None) is (later is None)
            assert earlier is None or earlier <= later, name


async def test_a_second_sync_of_the_same_hour_finds_nothing_new(world: World):
    first, second = [
        await read_all(open_source(world, PlatformKey.TIKTOK, TODAY + timedelta(seconds=wait)), Content)
        for wait in (0, 30)
    ]
    assert sum(one != other for one, other in zip(first, second, strict=True)) <= 1


@pytest.mark.parametrize("platform", [PlatformKey.TIKTOK, PlatformKey.YOUTUBE])
async def test_engagement_matches_creator_averages(world: World, platform: PlatformKey):
    ratios = []
    for number in range(25):
        source = open_source(world, platform, number=number)
        usual = source.owner.creator.average_likes
        if not usual or usual < 50:
            continue
        old = await read_all(source, Content)
        likes = [c.engagement.like_count for c in old[10:] if c.engagement.like_count is not None]
        if len(likes) > 30:
            ratios.append(mean(likes) / usual)
    assert len(ratios) > 5
    assert 0.8 < mean(ratios) < 1.2


async def test_hidden_likes_are_unknown(world: World):
    for number in range(200):
        source = open_source(world, PlatformKey.INSTAGRAM, number=number)
        if source.owner.creator.posts_hidden_likes_percentage == 100:
            contents = await read_all(source, Content)
            assert {content.engagement.like_count for content in contents} <= {None}
            return
    pytest.fail("no creator hides likes")


async def test_since_limits_the_posts(world: World):
    source = open_source(world, PlatformKey.YOUTUBE)
    since = TODAY - timedelta(days=90)
    every = await read_all(source, Content)
    recent = await read_all(source, Content, since=since)
    assert recent == [content for content in every if content.published_at >= format_timestamp(since)]
    assert 0 < len(recent) < len(every)


@pytest.mark.parametrize("platform", NEWSLETTER_PLATFORMS)
async def test_newsletter_issues_have_email_rates(world: World, platform: PlatformKey):
    (profile,) = await read_all(open_source(world, platform), Profile)
    assert profile.reputation.subscriber_count
    for issue in await read_all(open_source(world, platform), Content):
        assert issue.audience
        assert issue.engagement.email_open_rate is not None
        assert 0 <= (issue.engagement.email_click_rate or 0) <= issue.engagement.email_open_rate <= 100


async def test_published_comments_stay(world: World):
    source = open_source(world, PlatformKey.FACEBOOK)
    newest = next(c for c in await read_all(source, Content) if c.engagement.comment_count)
    before = await read_all(source, Comment, of=newest.external_id)
    later = open_source(world, PlatformKey.FACEBOOK, TODAY + timedelta(days=2))
    after = await read_all(later, Comment, of=newest.external_id)
    assert {comment.external_id for comment in before} <= {comment.external_id for comment in after}
    assert {comment.content_external_id for comment in after} == {newest.external_id}
    assert len({comment.external_id for comment in after}) == len(after)


async def test_demographics_match_ground_truth(world: World):
    source = open_source(world, PlatformKey.INSTAGRAM)
    (audience,) = await read_all(source, AudienceDemographics)
    truth = source.owner.truth
    assert audience.countries[0].value == pytest.approx(truth.countries[audience.countries[0].code], abs=0.01)
    assert sum(share.value for share in audience.gender_age_distribution) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("platform", [PlatformKey.YOUTUBE, PlatformKey.PINTEREST])
async def test_groups_are_the_accounts_own(world: World, platform: PlatformKey):
    mine, others = [await read_all(open_source(world, platform, number=n), ContentGroup) for n in (1, 2)]
    assert mine
    assert not {group.external_id for group in mine} & {group.external_id for group in others}


async def test_listening_differs_from_day_to_day_and_from_one_to_another(world: World):
    def ids(found: list[ActivityContent]) -> set[str]:
        return {song.external_id for song in found}

    ask: Callable[..., SandboxAccountSource] = lambda **more: open_source(world, PlatformKey.SPOTIFY, **more)  # noqa: E731
    today, tomorrow, other = [
        ids(await read_all(source, ActivityContent))
        for source in (ask(), ask(at=TODAY + timedelta(days=1)), ask(number=12))
    ]
    assert len(today & tomorrow) > len(today) / 2
    assert today != tomorrow
    assert len(today & other) < len(today) / 2
