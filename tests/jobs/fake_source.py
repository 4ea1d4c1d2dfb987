"""A source with the data of a test, and the creators of its data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap

from limelight.analytics.audience_samples import AudienceSample, FollowerSet, audience_frame
from limelight.connectors.public_source import PublicItems, PublicItemT
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AudienceKind,
    Comment,
    Content,
    ContentEngagement,
    ContentFormat,
    ContentType,
    Creator,
    DataSource,
    FieldOrigin,
    Sponsored,
)
from limelight.kernel.timestamps import Timestamp

SEEN_AT = Timestamp("2026-05-20T00:00:00.000000")
CONTENT_URL = "https://www.instagram.com/p/{}/"


@dataclass(frozen=True)
class FakeSource:
    """Returns data by username, or None."""

    posts: Mapping[str, Sequence[Content]] = field(default_factory=dict)
    comments_by_content: Mapping[str, Sequence[Comment]] = field(default_factory=dict)
    audiences: Mapping[tuple[str, AudienceKind], AudienceSample] = field(default_factory=dict)
    members: Mapping[str, FollowerSet] = field(default_factory=dict)

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        return _observed(self.posts.get(creator.username), limit)

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        mine = self.posts.get(creator.username, ())
        return _observed([post for post in mine if url in (post.url, post.external_id)] or None, 1)

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        known = ((name, post) for name, posts in self.posts.items() for post in posts)
        return next((name for name, post in known if content in (post.url, post.external_id)), None)

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        return _observed(self.comments_by_content.get(content.external_id), limit)

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        return self.audiences.get((creator.username, kind))

    async def membership(self, creator: Creator) -> FollowerSet | None:
        return self.members.get(creator.username)


def _observed(items: Sequence[PublicItemT] | None, limit: int) -> PublicItems[PublicItemT] | None:
    return None if items is None else PublicItems(items[:limit], DataSource.IMPORT, SEEN_AT)


def make_creator(username: str, follower_count: int | None = None) -> Creator:
    """Returns a creator without more than a follower count."""
    origin = FieldOrigin(source=DataSource.IMPORT, name="fake", at=SEEN_AT, fields=("follower_count",))
    return Creator(
        platform=PlatformKey.INSTAGRAM, username=username, follower_count=follower_count, origins=(origin,)
    )


def make_membership(members: range, population: int | None = None) -> FollowerSet:
    return FollowerSet(BitMap(members), population, DataSource.IMPORT, SEEN_AT)


def make_audience(columns: Mapping[str, Sequence[object]], population: int | None = None) -> AudienceSample:
    return AudienceSample(audience_frame(dict(columns)), population, DataSource.IMPORT, SEEN_AT)


def make_post(number: int, likes: int | None, comments: int | None = None, **more: object) -> Content:
    fields = {
        "external_id": f"post{number}",
        "title": "A cup of tea",
        "description": "A cup of #Tea with @Bo.",
        "type": ContentType.FEED,
        "format": ContentFormat.IMAGE,
        "published_at": Timestamp(f"2026-05-{20 - number:02}T08:00:00.000000"),
        "url": CONTENT_URL.format(f"post{number}"),
        "engagement": ContentEngagement(like_count=likes, comment_count=comments),
    }
    return Content(**{**fields, **more})


def make_comment(number: int, on: str, **more: object) -> Comment:
    return Comment(
        **{
            "external_id": f"{on}-{number}",
            "content_external_id": on,
            "text": f"Nice, number {number}",
            "published_at": Timestamp(f"2026-05-19T08:00:{59 - number:02}.250000"),
            "commenter_username": f"reader{number}",
            **more,
        }
    )


TEA_CREATORS = [
    make_creator("tea_house", 1_000),
    make_creator("tea_room", 600),
    make_creator("tea_pot"),
    make_creator("tea_leaf", 50),
]
"""The fake source has no data of the last one."""
SPONSORSHIP = Sponsored(is_sponsored=True, tags="Brew, Co")
FAKE_SOURCE = FakeSource(
    posts={
        "tea_house": [
            make_post(0, 30, 10, sponsored=SPONSORSHIP),
            make_post(1, None, 5, type=ContentType.REELS, format=ContentFormat.VIDEO),
            *(make_post(number, 10 * number, 1) for number in range(2, 14)),
        ],
        "tea_room": [make_post(number, None, None) for number in range(14, 16)],
    },
    comments_by_content={
        "post0": [make_comment(number, "post0") for number in range(30)],
        "post1": [make_comment(0, "post1", commenter_username=None)],
    },
    members={
        "tea_house": make_membership(range(1_000), 1_000),
        "tea_room": make_membership(range(400, 1_000), 600),
        "tea_pot": make_membership(range(5_000, 5_100), 400),
    },
    audiences={
        ("tea_house", AudienceKind.FOLLOWERS): make_audience(
            {
                "username": ["big", "small", "middle", "unknown"],
                "follower_count": [90_000, 10, 2_000, None],
                "has_email": [True, None, False, None],
                "gender": ["FEMALE", "MALE", None, None],
                "country": ["DE", None, "US", None],
            },
            1_000,
        ),
        ("tea_house", AudienceKind.LIKERS): make_audience(
            {
                "username": ["big", "ann"],
                "follower_count": [90_000, 3_000],
                "gender": ["FEMALE", "FEMALE"],
                "age_range": ["18-24", "18-24"],
                "country": ["DE", "DE"],
            }
        ),
        ("tea_house", AudienceKind.COMMENTERS): make_audience(
            {
                "username": ["bob", "cy"],
                "gender": ["MALE", "FEMALE"],
                "age_range": ["25-34", "18-24"],
                "country": ["US", "US"],
            }
        ),
    },
)
