"""Files of contents, comments and audiences, from bytes to what is told of their creators."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from limelight.catalog.imported_source import ImportedSource
from limelight.imports.audience_records import GraphNodes, NodesNotNumbered, load_graph_nodes
from limelight.imports.column_mapping import NobodyNamed, parse_overrides
from limelight.imports.importers import COMMENT_IMPORTER, CONTENT_IMPORTER, audience_importer
from limelight.imports.pipeline import (
    Importer,
    ImportOptions,
    ImportStats,
    import_batch,
    import_records,
    preview_records,
)
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Content, ContentFormat, ContentType, Creator, DataSource
from limelight.settings import Settings
from limelight.store.creators import Creators, SaveCounts
from limelight.store.database import Database

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parent / "samples"
FOLLOWERS = AudienceKind.FOLLOWERS
DIRECTED = audience_importer(FOLLOWERS, {}, is_mutual=False)


@dataclass
class Kept:
    """Imports files of the first of May into a database of their own."""

    database: Database
    directory: Path

    async def run(
        self,
        text: str | Path,
        platform: PlatformKey,
        intake: Importer,
        sets: Sequence[str] = (),
        day: date = date(2026, 5, 1),
    ) -> ImportStats:
        tally = ImportStats()
        with RejectsWriter(self.directory / "rejects.jsonl") as rejects:
            await import_records(
                self.path(text), order(platform, sets, day), intake, self.database, rejects, tally
            )
        return tally

    def path(self, text: str | Path) -> Path:
        if isinstance(text, Path):
            return text
        path = self.directory / "file.csv"
        path.write_text(text)
        return path

    @property
    def rejected(self) -> list[dict]:
        return [json.loads(line) for line in (self.directory / "rejects.jsonl").read_text().splitlines()]

    @property
    def source(self) -> ImportedSource:
        return ImportedSource(self.database)

    async def creator(self, platform: PlatformKey, handle: str) -> Creator:
        async with self.database.session() as session:
            return (await Creators(session).find(platform, handle=handle)).record

    async def contents(self, platform: PlatformKey, handle: str) -> Sequence[Content]:
        return (await self.source.contents(Creator(platform=platform, username=handle), 10)).items

    async def followers(self, platform: PlatformKey, handle: str) -> set[str]:
        sample = await self.source.audience(Creator(platform=platform, username=handle), FOLLOWERS, 100)
        return set(sample.people["username"].fill_null("")) if sample else set()


def order(platform: PlatformKey, sets: Sequence[str] = (), day: date = date(2026, 5, 1)) -> ImportOptions:
    return ImportOptions(platform, parse_overrides([], sets, None), day)


@pytest.fixture
async def kept(embedded: Settings, tmp_path: Path) -> AsyncIterator[Kept]:
    database = Database(embedded)
    await database.migrate()
    yield Kept(database, tmp_path)
    await database.close()


async def test_videos_with_what_they_tell_of_their_creators(kept: Kept):
    tally = await kept.run(SAMPLES / "videos-tiktok.csv", PlatformKey.TIKTOK, CONTENT_IMPORTER)
    assert (tally.saved, tally.rejected, tally.cell_warnings) == (SaveCounts(added=3), 0, 0)
    lena = await kept.creator(PlatformKey.TIKTOK, "lenamarlow")
    assert (lena.follower_count, lena.average_likes, lena.average_views) == (5000, 200, 2000)
    assert (lena.engagement_rate, lena.hashtags) == (0.04, {"clay": 100.0, "kiln": 50.0})
    newest, _ = await kept.contents(PlatformKey.TIKTOK, "lenamarlow")
    assert (newest.type, newest.format) == (ContentType.VIDEO, ContentFormat.VIDEO)
    assert newest.published_at == lena.last_posted_at == "2020-11-07T22:00:17.000000"


async def test_tweets_are_known_by_their_addresses_and_tagged_by_their_texts(kept: Kept):
    await kept.run(SAMPLES / "tweets-twitter.csv", PlatformKey.TWITTER, CONTENT_IMPORTER)
    newest, older = await kept.contents(PlatformKey.TWITTER, "LenaMarlow")
    assert newest.external_id.isdecimal()
    assert newest.url.endswith(newest.external_id)
    assert (newest.hashtags, newest.mentions, older.hashtags) == (("kiln",), ("tomo_k",), None)
    assert newest.title == newest.description == "Café & clay with @tomo_k #kiln"


async def test_hidden_likes_are_unknown_and_not_none(kept: Kept):
    await kept.run(
        "channel_title,video_id,title,likes,ratings_disabled,comment_count,comments_disabled,publish_time\n"
        "Terre Cuite,a,Four,0,True,5,False,2026-01-02\nTerre Cuite,b,Tour,8,False,0,True,2026-01-01\n"
        "Terre Cuite,c,Terre,4,False,1,False,2025-12-01\n",
        PlatformKey.YOUTUBE,
        CONTENT_IMPORTER,
    )
    engagements = [each.engagement for each in await kept.contents(PlatformKey.YOUTUBE, "Terre Cuite")]
    assert [each.like_count for each in engagements] == [None, 8, 4]
    assert [each.comment_count for each in engagements] == [5, None, 1]
    creator = await kept.creator(PlatformKey.YOUTUBE, "Terre Cuite")
    assert (creator.average_likes, creator.average_comments) == (6, 3)
    assert creator.posts_hidden_likes_percentage == 33.33


async def test_what_is_better_known_of_a_creator_stays_and_what_was_computed_moves(kept: Kept):
    async with kept.database.session() as session:
        await Creators(session).save(
            [Creator(platform=PlatformKey.TIKTOK, username="lena", average_likes=1, follower_count=100)]
        )
    rows = "user,id,caption,likes,comments,date\nlena,a,#clay,10,{},2026-04-01\n"
    await kept.run(rows.format(4), PlatformKey.TIKTOK, CONTENT_IMPORTER)
    await kept.run(rows.format(6), PlatformKey.TIKTOK, CONTENT_IMPORTER, day=date(2026, 5, 2))
    lena = await kept.creator(PlatformKey.TIKTOK, "lena")
    assert (lena.average_likes, lena.average_comments, lena.captions) == (1, 6, "#clay")
    assert all(origin.source is DataSource.IMPORT for origin in lena.origins)


async def test_insights_of_one_account_need_its_name_and_have_no_dates(kept: Kept):
    path = SAMPLES / "insights-instagram.csv"
    with pytest.raises(NobodyNamed, match="--creator HANDLE"):
        await kept.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER)
    named = ["creator.username=lena"]
    first = await kept.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER, named)
    again = await kept.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER, named)
    assert first.saved.added == again.saved.unchanged == first.rows
    lena = await kept.creator(PlatformKey.INSTAGRAM, "lena")
    assert (lena.average_likes, lena.last_posted_at, lena.following_count) == (193, None, None)
    (post, *_) = await kept.contents(PlatformKey.INSTAGRAM, "lena")
    assert post.engagement.impression_organic_count
    assert post.engagement.save_count


COMMENTS = (
    "COMMENT_ID,AUTHOR,DATE,CONTENT,label\n"
    "c1,Ada L.,2015-05-28T21:39:52,Nice &lt;3,0\nc2,Tomo,,Fine,0\nc3,Ada L.,2015-05-30T21:39:52,,1\n"
)


async def test_comments_on_one_video_and_who_made_them(kept: Kept):
    named = ["creator.username=lena", "content_id=v1"]
    tally = await kept.run(COMMENTS, PlatformKey.YOUTUBE, COMMENT_IMPORTER, named)
    assert tally.saved == SaveCounts(added=2)
    assert kept.rejected[0]["reason"] == "has no text"
    lena = await kept.creator(PlatformKey.YOUTUBE, "lena")
    video = Content(external_id="v1", title="", type=ContentType.VIDEO, published_at="")
    comments = await kept.source.comments(lena, video, 10)
    assert [each.text for each in comments.items] == ["Nice <3", "Fine"]
    commenters = await kept.source.audience(lena, AudienceKind.COMMENTERS, 10)
    assert set(commenters.people["full_name"]) == {"Ada L.", "Tomo"}
    assert commenters.people["username"].null_count() == 2


async def test_comments_say_what_they_are_on(kept: Kept):
    with pytest.raises(NobodyNamed, match="--set content_id=ID"):
        await kept.run(COMMENTS, PlatformKey.YOUTUBE, COMMENT_IMPORTER, ["creator.username=lena"])


async def test_edges_in_the_words_of_many_files(kept: Kept):
    for header in (
        *("creator,follower", "influencer,follower_username", "target,source", "followed,user"),
        *("to,from", "channel,subscriber", "page name,fan"),
    ):
        shown = preview_records(kept.path(f"{header}\nlena,ada\n"), order(PlatformKey.TWITCH), DIRECTED)
        ((creator, follower),) = shown.records[0]
        assert (creator.username, follower.username) == ("lena", "ada"), header


async def test_an_export_of_one_creator_s_followers(kept: Kept):
    tally = await kept.run(
        "username,full name,followers,following,posts,private,bio,member since\n"
        "ada,Ada L.,1.2k,300,0,yes,Clay,2020-01-01\ntomo,,,,,,,\nlena,,,,,,,\n,Nobody,,,,,,\n",
        PlatformKey.INSTAGRAM,
        DIRECTED,
        ["creator.username=lena"],
    )
    assert tally.saved == SaveCounts(added=2)
    assert [each["reason"] for each in kept.rejected] == [
        "is of somebody with themselves",
        "does not say who follows, likes or comments",
    ]
    sample = await kept.source.audience(
        Creator(platform=PlatformKey.INSTAGRAM, username="lena"), FOLLOWERS, 10
    )
    (ada,) = sample.people.filter(sample.people["username"] == "ada").rows(named=True)
    assert (ada["follower_count"], ada["following_count"], ada["is_private"]) == (1200, 300, True)
    assert ada["content_count"] == 0
    assert ada["account_age_days"] == 2312


async def test_friends_follow_each_other(kept: Kept):
    graph = "node_1,node_2\n0,1\n1,2\n0,1\n"
    tally = await kept.run(graph, PlatformKey.SPOTIFY, audience_importer(FOLLOWERS, {}, is_mutual=True))
    assert tally.saved == SaveCounts(added=4, unchanged=2)
    membership = [
        await kept.source.membership(Creator(platform=PlatformKey.SPOTIFY, username=each)) for each in "012"
    ]
    assert [len(each.members) for each in membership] == [1, 2, 1]
    assert membership[0].members == membership[2].members


def named(path: Path) -> GraphNodes:
    return load_graph_nodes(path, import_batch(path, order(PlatformKey.FACEBOOK)))


async def test_the_numbers_of_a_graph_stand_for_pages(kept: Kept):
    pages = SAMPLES / "pages-facebook.csv"
    intake = audience_importer(FOLLOWERS, named(pages), is_mutual=True)
    await kept.run("id_1,id_2\n0,1\n0,77\n", PlatformKey.FACEBOOK, intake)
    voice = await kept.creator(PlatformKey.FACEBOOK, "The Voice of Clay")
    assert voice.external_id == "145647315578475"
    sample = await kept.source.audience(voice, FOLLOWERS, 10)
    assert set(sample.people["external_id"]) == {"77", named(pages)["1"].creator.external_id}
    assert sample.people["username"].null_count() == 2


def test_names_need_a_column_of_numbers(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_text("page_name,followers\nClay,5\n")
    with pytest.raises(NodesNotNumbered):
        named(path)


async def test_followers_are_sketched_for_audience_lookalikes(kept: Kept):
    edges = [f"{name},fan{number}" for name in ("lena", "mira") for number in range(200)]
    text = "creator,follower\n" + "\n".join([*edges, *(f"omar,other{number}" for number in range(100))])
    await kept.run(text, PlatformKey.TWITCH, DIRECTED)
    lena, mira, omar = [await kept.creator(PlatformKey.TWITCH, name) for name in ("lena", "mira", "omar")]
    assert lena.followers.sketch == mira.followers.sketch
    assert len(set(lena.followers.sketch)) == 64
    assert not set(lena.followers.sketch) & set(omar.followers.sketch)
    await kept.run("creator,follower\nlena,fan1\nlena,late\n", PlatformKey.TWITCH, DIRECTED)
    again = await kept.creator(PlatformKey.TWITCH, "lena")
    assert len(set(again.followers.sketch) - set(lena.followers.sketch)) <= 1


async def test_the_same_edges_again_add_nothing(kept: Kept):
    text = "creator,follower\nlena,ada\nlena,tomo\nmira,ada\n"
    for saved in (SaveCounts(added=3), SaveCounts(unchanged=3)):
        assert (await kept.run(text, PlatformKey.TWITCH, DIRECTED)).saved == saved
    assert await kept.followers(PlatformKey.TWITCH, "lena") == {"ada", "tomo"}
