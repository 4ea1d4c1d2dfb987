"""Connected accounts of the world: consistent with their creators, the same whenever asked, and alive."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest

from limelight.connectors.source import GrantExpired, Item, ProductNotSupported
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
from limelight.kernel.timestamps import timestamp
from limelight.platforms import platform as platform_of
from limelight.world import World
from limelight.world.accounts import WorldSource
from limelight.world.formats import KINDS
from limelight.world.residents import people_of

pytestmark = pytest.mark.anyio

TODAY = datetime(2026, 6, 10, 15, tzinfo=UTC)
WITH_ACCOUNTS = (*KINDS, PlatformKey.LINKEDIN, PlatformKey.SPOTIFY)
LATELY = TODAY - timedelta(days=40)
NUMBER = 11


def source(world: World, platform: PlatformKey, at: datetime = TODAY, number: int = NUMBER) -> WorldSource:
    handle = world.external_id(people_of(platform), number)
    return WorldSource(world, platform, handle, clock=lambda: at)


async def everything(source: WorldSource, kind: type[Item], **arguments: Any) -> list[Item]:
    """The pages one after the other."""
    page = await source.page(kind, **arguments)
    found = list(page.items)
    while page.cursor:
        page = await source.page(kind, cursor=page.cursor, **arguments)
        found += page.items
    return found


@pytest.mark.parametrize("platform", WITH_ACCOUNTS)
async def test_an_account_answers_for_what_its_platform_shares(world: World, platform: PlatformKey):
    asked = source(world, platform)
    (profile,) = await everything(asked, Profile)
    assert profile.platform_username == asked.resident.creator.username
    assert profile.external_id == asked.resident.external_id
    assert all(email.email_id.split("@")[1].startswith("example.") for email in profile.emails)
    shares = {product.value for product in platform_of(platform).products}
    for product, kind in (
        ("engagement", Content),
        ("activity", ActivityArtist),
        ("activity", ActivityContent),
    ):
        if product in shares:
            assert await everything(asked, kind)
        else:
            with pytest.raises(ProductNotSupported):
                await asked.page(kind)


async def test_nobody_answers_for_another(world: World):
    with pytest.raises(GrantExpired):
        WorldSource(world, PlatformKey.INSTAGRAM, "nobody.of.this.world.at.all")


@pytest.mark.parametrize("platform", KINDS)
async def test_posts_are_the_same_whenever_asked(world: World, platform: PlatformKey):
    """What was published by then is found later too, but for what is gone in a day."""
    now = await everything(source(world, platform), Content, since=LATELY)
    later = await everything(source(world, platform, TODAY + timedelta(days=20)), Content, since=LATELY)
    ids = [content.external_id for content in now]
    assert len(set(ids)) == len(ids)
    assert [content.published_at for content in now] == sorted((c.published_at for c in now), reverse=True)
    known = {content.external_id: content for content in later}
    for content in now:
        if content.type is not ContentType.STORY:
            assert known[content.external_id].title == content.title


@pytest.mark.parametrize("platform", KINDS)
async def test_figures_only_grow(world: World, platform: PlatformKey):
    before, after = [
        {
            content.external_id: content.engagement
            for content in await everything(source(world, platform, at), Content, since=LATELY)
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
        await everything(source(world, PlatformKey.TIKTOK, TODAY + timedelta(seconds=wait)), Content)
        for wait in (0, 30)
    ]
    assert sum(one != other for one, other in zip(first, second, strict=True)) <= 1


@pytest.mark.parametrize("platform", [PlatformKey.TIKTOK, PlatformKey.YOUTUBE])
async def test_posts_do_as_well_as_is_known_of_their_creators(world: World, platform: PlatformKey):
    ratios = []
    for number in range(25):
        asked = source(world, platform, number=number)
        usual = asked.resident.creator.average_likes
        if not usual or usual < 50:
            continue
        old = await everything(asked, Content)
        likes = [c.engagement.like_count for c in old[10:] if c.engagement.like_count is not None]
        if len(likes) > 30:
            ratios.append(mean(likes) / usual)
    assert len(ratios) > 5
    assert 0.8 < mean(ratios) < 1.2


async def test_hidden_likes_are_unknown(world: World):
    for number in range(200):
        asked = source(world, PlatformKey.INSTAGRAM, number=number)
        if asked.resident.creator.posts_hidden_likes_percentage == 100:
            contents = await everything(asked, Content)
            assert {content.engagement.like_count for content in contents} <= {None}
            return
    pytest.fail("nobody hides likes")


async def test_only_what_was_published_since_is_answered(world: World):
    asked = source(world, PlatformKey.YOUTUBE)
    since = TODAY - timedelta(days=90)
    every = await everything(asked, Content)
    recent = await everything(asked, Content, since=since)
    assert recent == [content for content in every if content.published_at >= timestamp(since)]
    assert 0 < len(recent) < len(every)


@pytest.mark.parametrize("platform", NEWSLETTER_PLATFORMS)
async def test_issues_tell_of_their_readers(world: World, platform: PlatformKey):
    (profile,) = await everything(source(world, platform), Profile)
    assert profile.reputation.subscriber_count
    for issue in await everything(source(world, platform), Content):
        assert issue.audience
        assert issue.engagement.email_open_rate is not None
        assert 0 <= (issue.engagement.email_click_rate or 0) <= issue.engagement.email_open_rate <= 100


async def test_comments_stay_and_new_ones_come(world: World):
    asked = source(world, PlatformKey.FACEBOOK)
    newest = next(c for c in await everything(asked, Content) if c.engagement.comment_count)
    before = await everything(asked, Comment, of=newest.external_id)
    later = source(world, PlatformKey.FACEBOOK, TODAY + timedelta(days=2))
    after = await everything(later, Comment, of=newest.external_id)
    assert {comment.external_id for comment in before} <= {comment.external_id for comment in after}
    assert {comment.content_external_id for comment in after} == {newest.external_id}
    assert len({comment.external_id for comment in after}) == len(after)


async def test_the_audience_is_who_follows_in_truth(world: World):
    asked = source(world, PlatformKey.INSTAGRAM)
    (audience,) = await everything(asked, AudienceDemographics)
    truth = asked.resident.truth
    assert audience.countries[0].value == pytest.approx(truth.countries[audience.countries[0].code], abs=0.01)
    assert sum(share.value for share in audience.gender_age_distribution) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("platform", [PlatformKey.YOUTUBE, PlatformKey.PINTEREST])
async def test_groups_are_the_accounts_own(world: World, platform: PlatformKey):
    mine, others = [await everything(source(world, platform, number=n), ContentGroup) for n in (1, 2)]
    assert mine
    assert not {group.external_id for group in mine} & {group.external_id for group in others}


async def test_listening_differs_from_day_to_day_and_from_one_to_another(world: World):
    def ids(found: list[ActivityContent]) -> set[str]:
        return {song.external_id for song in found}

    ask: Callable[..., WorldSource] = lambda **more: source(world, PlatformKey.SPOTIFY, **more)  # noqa: E731
    today, tomorrow, other = [
        ids(await everything(asked, ActivityContent))
        for asked in (ask(), ask(at=TODAY + timedelta(days=1)), ask(number=12))
    ]
    assert len(today & tomorrow) > len(today) / 2
    assert today != tomorrow
    assert len(today & other) < len(today) / 2
