"""What anybody sees of the world's creators: only theirs, consistent with what is true of them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import sqrt
from statistics import mean

import pytest
from msgspec.structs import replace

from limelight.connectors.public_source import PublicItems
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Comment, Content, Creator, DataSource, FieldOrigin
from limelight.kernel.timestamps import format_timestamp, parse_timestamp
from limelight.sandbox import World
from limelight.sandbox.accounts.account_source import SandboxAccountSource
from limelight.sandbox.creators.profiles import midnight
from limelight.sandbox.ground_truth import CreatorTruth
from limelight.sandbox.public_source import SandboxPublicSource

pytestmark = pytest.mark.anyio

TODAY = datetime(2026, 6, 10, 15, tzinfo=UTC)
INSTAGRAM, YOUTUBE, TIKTOK = PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK
NO_LIMIT = 10_000


@pytest.fixture
def public(world: World) -> SandboxPublicSource:
    async def find_world() -> World:
        return world

    return SandboxPublicSource(find_world, lambda: TODAY)


def creators(
    world: World, platform: PlatformKey, fits: Callable[[CreatorTruth], bool] = lambda truth: True
) -> Iterator[Creator]:
    """Those that are seen, and fit."""
    for index in range(600):
        truth = world.truth(platform, index)
        if not truth.is_private and fits(truth):
            yield world.creator(platform, index)


async def contents(public: SandboxPublicSource, creator: Creator, limit: int = NO_LIMIT) -> Sequence[Content]:
    found = await public.contents(creator, limit)
    assert found is not None
    return found.items


def truth_of(world: World, creator: Creator) -> CreatorTruth:
    index = world.find(creator.platform, creator.username)
    assert index is not None
    return world.truth(creator.platform, index)


async def query_all(public: SandboxPublicSource, creator: Creator, post: Content) -> list[object]:
    return [
        await public.contents(creator, 3),
        await public.content(creator, post.url or ""),
        await public.comments(creator, post, 3),
        await public.audience(creator, AudienceKind.FOLLOWERS, 3),
        await public.membership(creator),
    ]


async def test_simulated_creator_has_all_public_data(world: World, public: SandboxPublicSource):
    creator = next(creators(world, INSTAGRAM))
    seen = await public.contents(creator, 5)
    assert isinstance(seen, PublicItems)
    assert (len(seen.items), seen.source, seen.observed_at) == (
        5,
        DataSource.SANDBOX,
        format_timestamp(TODAY),
    )
    assert seen.items == (await contents(public, creator))[:5]
    dates = [content.published_at for content in await contents(public, creator)]
    assert dates == sorted(dates, reverse=True)
    assert None not in await query_all(public, creator, seen.items[0])


@pytest.mark.parametrize(
    "known",
    [
        {"username": "nobody.of.this.world", "external_id": None},
        {"external_id": "12"},
        {"username": "nobody.of.this.world"},
        {"platform": PlatformKey.SPOTIFY},
        {
            "origins": (
                FieldOrigin(
                    source=DataSource.IMPORT,
                    name="mine.csv",
                    at=format_timestamp(TODAY),
                    fields=("username",),
                ),
            )
        },
    ],
)
async def test_other_creators_have_no_public_data(
    world: World, public: SandboxPublicSource, known: dict[str, object]
):
    """An imported creator that shares an id or handle with a simulated one does not get its posts."""
    creator = next(creators(world, INSTAGRAM))
    post = (await contents(public, creator, 1))[0]
    assert await query_all(public, replace(creator, **known), post) == [None] * 5


async def test_creator_is_found_by_handle_alone(world: World, public: SandboxPublicSource):
    creator = next(creators(world, INSTAGRAM))
    handle = Creator(platform=INSTAGRAM, username=creator.username)
    assert await contents(public, handle, 3) == await contents(public, creator, 3)


async def test_private_account_has_no_public_data(world: World, public: SandboxPublicSource):
    hidden = next(index for index in range(600) if world.truth(INSTAGRAM, index).is_private)
    post = (await contents(public, next(creators(world, INSTAGRAM)), 1))[0]
    assert await query_all(public, world.creator(INSTAGRAM, hidden), post) == [None] * 5


@pytest.mark.parametrize(
    ("platform", "address"),
    [(INSTAGRAM, "{}"), (INSTAGRAM, "{}?igsh=abc"), (YOUTUBE, "{}&t=12s"), (TIKTOK, "{}#top")],
)
async def test_a_content_is_found_by_its_url(
    world: World, public: SandboxPublicSource, platform: PlatformKey, address: str
):
    first, second, *_ = creators(world, platform)
    content = (await contents(public, first))[2]
    assert content.url
    url = address.format(content.url.removesuffix("/"))
    found = await public.content(first, url)
    assert found is not None
    assert found.items == [content]
    assert await public.content(second, url) is None
    assert await public.comments(second, content, 5) is None


async def test_comments_are_those_that_the_owner_sees(world: World, public: SandboxPublicSource):
    """Some are by creators of the world: under the same handle and id."""
    familiar = 0
    for creator in [creator for _, creator in zip(range(6), creators(world, YOUTUBE), strict=False)]:
        owner = SandboxAccountSource(world, YOUTUBE, creator.username, clock=lambda: TODAY)
        talked = next(
            (c for c in await contents(public, creator) if (c.engagement.comment_count or 0) > 20), None
        )
        if talked is None:
            continue
        seen = await public.comments(creator, talked, 20)
        assert seen is not None
        page = await owner.page(Comment, of=talked.external_id)
        assert list(seen.items) == list(page.items[:20])
        for comment in seen.items:
            who = world.find(YOUTUBE, comment.commenter_username or "")
            if who is not None:
                familiar += 1
                assert comment.commenter_id == world.external_id(YOUTUBE, who)
                assert comment.commenter_username != creator.username
    assert familiar > 0


async def test_audience_has_population_size(world: World, public: SandboxPublicSource):
    creator = next(creators(world, YOUTUBE))
    followers = await public.audience(creator, AudienceKind.FOLLOWERS, 500)
    likers = await public.audience(creator, AudienceKind.LIKERS, 500)
    members = await public.membership(creator)
    assert followers is not None
    assert likers is not None
    assert members is not None
    assert followers.population == members.population == creator.subscriber_count
    assert likers.population is None
    assert followers.seen_at == midnight(world.as_of)
    assert set(followers.people["id"].drop_nulls()) <= set(members.members)
    index = world.find(YOUTUBE, creator.username)
    assert index is not None
    assert list(members.members) == world.follower_ids(YOUTUBE, index).tolist()


def tolerance(share: float, count: int) -> float:
    """How far a share in a sample of that size may be from the truth."""
    return 4.5 * sqrt(share * (1 - share) / count) + 1e-9


async def test_as_many_posts_are_sponsored_as_in_truth(world: World, public: SandboxPublicSource):
    """By brands that the creator is known to work for."""
    for platform in (INSTAGRAM, YOUTUBE):
        sponsored = creators(
            world, platform, lambda truth: truth.sponsored_share > 0.15 and not truth.is_inactive
        )
        for creator, _ in zip(sponsored, range(4), strict=False):
            truth, found = truth_of(world, creator), await contents(public, creator)
            paid = [content for content in found if content.sponsored and content.sponsored.is_sponsored]
            share = truth.sponsored_share
            assert len(paid) / len(found) == pytest.approx(share, abs=tolerance(share, len(found)))
            if creator.sponsors:
                assert {content.sponsored.tags for content in paid if content.sponsored} <= {
                    *creator.sponsors
                }
        plain = next(
            creators(world, platform, lambda truth: truth.sponsored_share == 0 and not truth.is_inactive)
        )
        assert not any(c.sponsored and c.sponsored.is_sponsored for c in await contents(public, plain))


async def test_as_many_likes_are_hidden_as_in_truth(world: World, public: SandboxPublicSource):
    def some(truth: CreatorTruth) -> bool:
        return 0 < truth.hidden_likes_share < 1 and not truth.is_inactive

    for creator, _ in zip(creators(world, INSTAGRAM, some), range(5), strict=False):
        share = truth_of(world, creator).hidden_likes_share
        found = await contents(public, creator)
        hidden = sum(content.engagement.like_count is None for content in found)
        assert hidden / len(found) == pytest.approx(share, abs=tolerance(share, len(found)))


async def test_engagement_matches_ground_truth(world: World, public: SandboxPublicSource):
    """Likes of old posts per follower; those of one post scatter by a factor of about 1.7."""
    ratios = []
    for platform in (INSTAGRAM, TIKTOK):
        popular = creators(world, platform, lambda truth: not truth.is_inactive)
        for creator, _ in zip(popular, range(25), strict=False):
            rate = truth_of(world, creator).engagement_rate
            old = [
                c
                for c in await contents(public, creator)
                if (TODAY - parse_timestamp(c.published_at)).days > 60
            ]
            likes = [c.engagement.like_count for c in old if c.engagement.like_count is not None]
            if len(likes) > 30 and rate and mean(likes) > 20:
                ratio = mean(likes) / (creator.follower_count or 1) / rate
                assert ratio == pytest.approx(1, abs=4.5 * 0.7 / sqrt(len(likes)) + 0.05)
                ratios.append(ratio)
    assert len(ratios) > 20
    assert mean(ratios) == pytest.approx(1, abs=0.06)


async def test_posts_are_tagged_as_the_profile_says(world: World, public: SandboxPublicSource):
    for creator, _ in zip(
        creators(world, TIKTOK, lambda truth: not truth.is_inactive), range(5), strict=False
    ):
        found = await contents(public, creator)
        for name, percentage in (creator.hashtags or {}).items():
            share = percentage / 100
            tagged = sum(name in (content.hashtags or ()) for content in found)
            assert tagged / len(found) == pytest.approx(
                share, abs=tolerance(share, len(found)) + 1 / len(found)
            )
