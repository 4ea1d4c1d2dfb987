"""Imports of contents, comments and audiences, and the metrics of their creators."""

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
class ImportRun:
    """Imports files dated 2026-05-01 into its own database."""

    database: Database
    directory: Path

    async def run(
        self,
        text: str | Path,
        platform: PlatformKey,
        importer: Importer,
        sets: Sequence[str] = (),
        day: date = date(2026, 5, 1),
    ) -> ImportStats:
        stats = ImportStats()
        with RejectsWriter(self.directory / "rejects.jsonl") as rejects:
            await import_records(
                self.path(text), options(platform, sets, day), importer, self.database, rejects, stats
            )
        return stats

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


def options(platform: PlatformKey, sets: Sequence[str] = (), day: date = date(2026, 5, 1)) -> ImportOptions:
    return ImportOptions(platform, parse_overrides([], sets, None), day)


@pytest.fixture
async def imports(embedded: Settings, tmp_path: Path) -> AsyncIterator[ImportRun]:
    database = Database(embedded)
    await database.migrate()
    yield ImportRun(database, tmp_path)
    await database.close()


async def test_videos_update_their_creators(imports: ImportRun):
    stats = await imports.run(SAMPLES / "videos-tiktok.csv", PlatformKey.TIKTOK, CONTENT_IMPORTER)
    assert (stats.saved, stats.rejected, stats.cell_warnings) == (SaveCounts(added=3), 0, 0)
    lena = await imports.creator(PlatformKey.TIKTOK, "lenamarlow")
    assert (lena.follower_count, lena.average_likes, lena.average_views) == (5000, 200, 2000)
    assert (lena.engagement_rate, lena.hashtags) == (0.04, {"clay": 100.0, "kiln": 50.0})
    newest, _ = await imports.contents(PlatformKey.TIKTOK, "lenamarlow")
    assert (newest.type, newest.format) == (ContentType.VIDEO, ContentFormat.VIDEO)
    assert newest.published_at == lena.last_posted_at == "2020-11-07T22:00:17.000000"


async def test_tweets_have_ids_from_urls_and_tags_from_texts(imports: ImportRun):
    await imports.run(SAMPLES / "tweets-twitter.csv", PlatformKey.TWITTER, CONTENT_IMPORTER)
    newest, older = await imports.contents(PlatformKey.TWITTER, "LenaMarlow")
    assert newest.external_id.isdecimal()
    assert newest.url.endswith(newest.external_id)
    assert (newest.hashtags, newest.mentions, older.hashtags) == (("kiln",), ("tomo_k",), None)
    assert newest.title == newest.description == "Café & clay with @tomo_k #kiln"


async def test_hidden_likes_are_unknown_instead_of_zero(imports: ImportRun):
    await imports.run(
        "channel_title,video_id,title,likes,ratings_disabled,comment_count,comments_disabled,publish_time\n"
        "Terre Cuite,a,Four,0,True,5,False,2026-01-02\nTerre Cuite,b,Tour,8,False,0,True,2026-01-01\n"
        "Terre Cuite,c,Terre,4,False,1,False,2025-12-01\n",
        PlatformKey.YOUTUBE,
        CONTENT_IMPORTER,
    )
    engagements = [each.engagement for each in await imports.contents(PlatformKey.YOUTUBE, "Terre Cuite")]
    assert [each.like_count for each in engagements] == [None, 8, 4]
    assert [each.comment_count for each in engagements] == [5, None, 1]
    creator = await imports.creator(PlatformKey.YOUTUBE, "Terre Cuite")
    assert (creator.average_likes, creator.average_comments) == (6, 3)
    assert creator.posts_hidden_likes_percentage == 33.33


async def test_imported_metrics_stay_and_computed_ones_are_updated(imports: ImportRun):
    async with imports.database.session() as session:
        await Creators(session).save(
            [Creator(platform=PlatformKey.TIKTOK, username="lena", average_likes=1, follower_count=100)]
        )
    rows = "user,id,caption,likes,comments,date\nlena,a,#clay,10,{},2026-04-01\n"
    await imports.run(rows.format(4), PlatformKey.TIKTOK, CONTENT_IMPORTER)
    await imports.run(rows.format(6), PlatformKey.TIKTOK, CONTENT_IMPORTER, day=date(2026, 5, 2))
    lena = await imports.creator(PlatformKey.TIKTOK, "lena")
    assert (lena.average_likes, lena.average_comments, lena.captions) == (1, 6, "#clay")
    assert all(origin.source is DataSource.IMPORT for origin in lena.origins)


async def test_insights_of_one_account_need_its_name(imports: ImportRun):
    path = SAMPLES / "insights-instagram.csv"
    with pytest.raises(NobodyNamed, match="--creator HANDLE"):
        await imports.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER)
    named = ["creator.username=lena"]
    first = await imports.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER, named)
    again = await imports.run(path, PlatformKey.INSTAGRAM, CONTENT_IMPORTER, named)
    assert first.saved.added == again.saved.unchanged == first.rows
    lena = await imports.creator(PlatformKey.INSTAGRAM, "lena")
    assert (lena.average_likes, lena.last_posted_at, lena.following_count) == (193, None, None)
    (post, *_) = await imports.contents(PlatformKey.INSTAGRAM, "lena")
    assert post.engagement.impression_organic_count
    assert post.engagement.save_count


COMMENTS = (
    "COMMENT_ID,AUTHOR,DATE,CONTENT,label\n"
    "c1,Ada L.,2015-05-28T21:39:52,Nice &lt;3,0\nc2,Tomo,,Fine,0\nc3,Ada L.,2015-05-30T21:39:52,,1\n"
)


async def test_comments_on_one_video_and_their_authors(imports: ImportRun):
    named = ["creator.username=lena", "content_id=v1"]
    stats = await imports.run(COMMENTS, PlatformKey.YOUTUBE, COMMENT_IMPORTER, named)
    assert stats.saved == SaveCounts(added=2)
    assert imports.rejected[0]["reason"] == "has no text"
    lena = await imports.creator(PlatformKey.YOUTUBE, "lena")
    video = Content(external_id="v1", title="", type=ContentType.VIDEO, published_at="")
    comments = await imports.source.comments(lena, video, 10)
    assert [each.text for each in comments.items] == ["Nice <3", "Fine"]
    commenters = await imports.source.audience(lena, AudienceKind.COMMENTERS, 10)
    assert set(commenters.people["full_name"]) == {"Ada L.", "Tomo"}
    assert commenters.people["username"].null_count() == 2


async def test_comments_need_a_content(imports: ImportRun):
    with pytest.raises(NobodyNamed, match="--set content_id=ID"):
        await imports.run(COMMENTS, PlatformKey.YOUTUBE, COMMENT_IMPORTER, ["creator.username=lena"])


async def test_edges_with_headers_of_many_files(imports: ImportRun):
    for header in (
        *("creator,follower", "influencer,follower_username", "target,source", "followed,user"),
        *("to,from", "channel,subscriber", "page name,fan"),
    ):
        shown = preview_records(imports.path(f"{header}\nlena,ada\n"), options(PlatformKey.TWITCH), DIRECTED)
        ((creator, follower),) = shown.records[0]
        assert (creator.username, follower.username) == ("lena", "ada"), header


async def test_an_export_of_one_creator_s_followers(imports: ImportRun):
    stats = await imports.run(
        "username,full name,followers,following,posts,private,bio,member since\n"
        "ada,Ada L.,1.2k,300,0,yes,Clay,2020-01-01\ntomo,,,,,,,\nlena,,,,,,,\n,Nobody,,,,,,\n",
        PlatformKey.INSTAGRAM,
        DIRECTED,
        ["creator.username=lena"],
    )
    assert stats.saved == SaveCounts(added=2)
    assert [each["reason"] for each in imports.rejected] == [
        "relates an account to itself",
        "does not identify the person",
    ]
    sample = await imports.source.audience(
        Creator(platform=PlatformKey.INSTAGRAM, username="lena"), FOLLOWERS, 10
    )
    (ada,) = sample.people.filter(sample.people["username"] == "ada").rows(named=True)
    assert (ada["follower_count"], ada["following_count"], ada["is_private"]) == (1200, 300, True)
    assert ada["content_count"] == 0
    assert ada["account_age_days"] == 2312


async def test_undirected_edges_are_mutual(imports: ImportRun):
    graph = "node_1,node_2\n0,1\n1,2\n0,1\n"
    stats = await imports.run(graph, PlatformKey.SPOTIFY, audience_importer(FOLLOWERS, {}, is_mutual=True))
    assert stats.saved == SaveCounts(added=4, unchanged=2)
    membership = [
        await imports.source.membership(Creator(platform=PlatformKey.SPOTIFY, username=each))
        for each in "012"
    ]
    assert [len(each.members) for each in membership] == [1, 2, 1]
    assert membership[0].members == membership[2].members


def named(path: Path) -> GraphNodes:
    return load_graph_nodes(path, import_batch(path, options(PlatformKey.FACEBOOK)))


async def test_node_ids_are_resolved_to_pages(imports: ImportRun):
    pages = SAMPLES / "pages-facebook.csv"
    importer = audience_importer(FOLLOWERS, named(pages), is_mutual=True)
    await imports.run("id_1,id_2\n0,1\n0,77\n", PlatformKey.FACEBOOK, importer)
    voice = await imports.creator(PlatformKey.FACEBOOK, "The Voice of Clay")
    assert voice.external_id == "145647315578475"
    sample = await imports.source.audience(voice, FOLLOWERS, 10)
    assert set(sample.people["external_id"]) == {"77", named(pages)["1"].creator.external_id}
    assert sample.people["username"].null_count() == 2


def test_a_names_file_needs_node_ids(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_text("page_name,followers\nClay,5\n")
    with pytest.raises(NodesNotNumbered):
        named(path)


async def test_followers_are_sketched_for_audience_lookalikes(imports: ImportRun):
    edges = [f"{name},fan{number}" for name in ("lena", "mira") for number in range(200)]
    text = "creator,follower\n" + "\n".join([*edges, *(f"omar,other{number}" for number in range(100))])
    await imports.run(text, PlatformKey.TWITCH, DIRECTED)
    lena, mira, omar = [await imports.creator(PlatformKey.TWITCH, name) for name in ("lena", "mira", "omar")]
    assert lena.followers.sketch == mira.followers.sketch
    assert len(set(lena.followers.sketch)) == 64
    assert not set(lena.followers.sketch) & set(omar.followers.sketch)
    await imports.run("creator,follower\nlena,fan1\nlena,late\n", PlatformKey.TWITCH, DIRECTED)
    again = await imports.creator(PlatformKey.TWITCH, "lena")
    assert len(set(again.followers.sketch) - set(lena.followers.sketch)) <= 1


async def test_the_same_edges_again_add_nothing(imports: ImportRun):
    text = "creator,follower\nlena,ada\nlena,tomo\nmira,ada\n"
    for saved in (SaveCounts(added=3), SaveCounts(unchanged=3)):
        assert (await imports.run(text, PlatformKey.TWITCH, DIRECTED)).saved == saved
    assert await imports.followers(PlatformKey.TWITCH, "lena") == {"ada", "tomo"}
