"""Imports of sample files in the format of real ones."""

import gzip
import json
from pathlib import Path

import msgspec
import polars
import pytest

from limelight.imports.column_mapping import (
    FieldNotKnown,
    MappingNotUsable,
    MappingOverrides,
    NobodyNamed,
    parse_overrides,
)
from limelight.imports.file_formats import FileNotUsable
from limelight.imports.pipeline import ImportOptions, ImportStats, import_creators, preview_creators
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AccountType, Creator, DataSource
from limelight.store.creators import SaveCounts

pytestmark = pytest.mark.anyio

SAMPLES = Path(__file__).parent / "samples"


class ImportRun:
    """Collects the creators and rejects of an import."""

    def __init__(self, tmp_path: Path) -> None:
        self.creators: list[Creator] = []
        self.stats = ImportStats()
        self._rejects = tmp_path / "rejects.jsonl"

    async def save(self, batch: list[Creator]) -> SaveCounts:
        self.creators += batch
        return SaveCounts(added=len(batch))

    async def run(
        self, path: Path, platform: PlatformKey, overrides: MappingOverrides | None = None
    ) -> list[Creator]:
        options = ImportOptions(platform=platform, overrides=overrides or MappingOverrides())
        with RejectsWriter(self._rejects) as rejects:
            await import_creators(path, options, self.save, rejects, self.stats)
        return self.creators

    @property
    def rejected(self) -> list[dict]:
        lines = self._rejects.read_text("utf-8").splitlines() if self._rejects.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def imports(tmp_path: Path) -> ImportRun:
    return ImportRun(tmp_path)


async def test_a_ranking_with_rounded_and_exact_columns(imports: ImportRun):
    lena, tomo, again = await imports.run(SAMPLES / "ranking-instagram.csv", PlatformKey.INSTAGRAM)
    assert (lena.username, lena.full_name) == ("lena.marlow", "Lena Marlow")
    assert lena.follower_count == 475_800_000
    assert lena.engagement_rate == round(6_200_000 / 475_800_000, 6)
    assert (lena.interests, lena.category) == (("Music",), "Porcelain")
    assert lena.location is None
    assert lena.followers is None
    assert (tomo.full_name, again.category) == ("Tomo ✨", "Porcelain")
    read, computed = lena.origins
    assert (read.source, read.name) == (DataSource.IMPORT, "ranking-instagram.csv")
    assert set(read.fields) == {"username", "full_name", "follower_count", "interests", "category"}
    assert computed.fields == ("engagement_rate",)


async def test_name_headers_are_decided_by_cells(imports: ImportRun):
    pottery, clay, _ = await imports.run(SAMPLES / "ranking-youtube.csv", PlatformKey.YOUTUBE)
    assert (pottery.username, pottery.full_name) == ("potterytime", "Pottery Time")
    assert (pottery.subscriber_count, pottery.follower_count) == (212_100_000, None)
    assert (clay.average_views, clay.average_likes, clay.average_comments) == (13_800_000, None, None)
    assert imports.rejected == []


async def test_streamers(imports: ImportRun):
    night, mud, foreign = await imports.run(SAMPLES / "streamers-twitch.csv", PlatformKey.TWITCH)
    assert night.account_type is AccountType.PARTNERS
    assert mud.account_type is None
    assert night.livestream
    assert night.livestream.average_viewers == 27716
    assert night.livestream.hours_watched is None
    assert (night.language, mud.language, foreign.username) == ("en", None, "??? (tonwerk)")
    assert imports.rejected == [
        {
            "file": "streamers-twitch.csv",
            "line": 3,
            "column": "Language",
            "value": "Other",
            "reason": "is not a language",
        }
    ]


async def test_videos_are_aggregated_by_creator(imports: ImportRun):
    lena, tomo = await imports.run(SAMPLES / "videos-tiktok.csv", PlatformKey.TIKTOK)
    assert (lena.average_likes, lena.average_comments, lena.average_views) == (200, 15, 2000)
    assert (lena.follower_count, lena.content_count, lena.share_count) == (5000, 12, None)
    assert lena.hashtags == {"clay": 100.0, "kiln": 50.0}
    assert lena.last_posted_at == "2020-11-07T22:00:17.000000"
    assert lena.engagement_rate == 0.04
    assert tomo.average_likes == 7
    assert imports.stats.rows == 3


async def test_a_repeated_post_counts_once_with_its_last_metrics(imports: ImportRun):
    terre, argile = await imports.run(SAMPLES / "trending-youtube.csv", PlatformKey.YOUTUBE)
    assert (terre.username, terre.average_views, terre.average_likes) == ("Terre Cuite", 300, 30)
    assert terre.captions == "Le four\nUne pièce\nen plus"
    assert argile.hashtags == {"argile": 100.0, "gresblanc": 100.0}
    assert all("username" not in origin.fields for origin in terre.origins)


async def test_tweets_in_a_western_encoding(imports: ImportRun):
    (lena,) = await imports.run(SAMPLES / "tweets-twitter.csv", PlatformKey.TWITTER)
    assert lena.average_likes == 50
    assert lena.captions == "Café & clay with @tomo_k #kiln\nRT clay"
    assert (lena.hashtags, lena.mentions) == ({"kiln": 50.0}, {"tomo_k": 50.0})
    assert (lena.url, lena.last_posted_at) == (None, "2017-10-16T22:59:00.000000")


async def test_pages_with_an_id_and_a_name(imports: ImportRun):
    voice, *_ = await imports.run(SAMPLES / "pages-facebook.csv", PlatformKey.FACEBOOK)
    assert (voice.external_id, voice.username) == ("145647315578475", "The Voice of Clay")
    assert voice.category == "tvshow"


@pytest.mark.parametrize(
    ("platform", "found"),
    [
        (PlatformKey.TWITTER, ("LenaMarlow", "3026622545")),
        (PlatformKey.YOUTUBE, ("UCGdrLQbt1PYDTPsampx4t1A", "UCGdrLQbt1PYDTPsampx4t1A")),
        (PlatformKey.FACEBOOK, ("tomo.k", None)),
    ],
)
async def test_the_platform_selects_the_account_of_a_person(
    imports: ImportRun, platform: PlatformKey, found: tuple[str, str | None]
):
    (creator,) = await imports.run(SAMPLES / "accounts.yaml", platform)
    assert (creator.username, creator.external_id) == found
    (rejected,) = imports.rejected
    assert rejected["reason"] == "has no username, id or profile address"


async def test_a_file_without_creators_needs_a_name(imports: ImportRun):
    path = SAMPLES / "insights-instagram.csv"
    with pytest.raises(NobodyNamed, match="--set username=NAME"):
        await imports.run(path, PlatformKey.INSTAGRAM)
    (lena,) = await imports.run(path, PlatformKey.INSTAGRAM, MappingOverrides(constants={"username": "lena"}))
    assert (lena.username, lena.average_likes, lena.following_count) == ("lena", 193, None)
    assert lena.hashtags == {"clay": 100.0, "kiln": 50.0}
    with pytest.raises(NobodyNamed):
        await imports.run(SAMPLES / "unnamed.json", PlatformKey.INSTAGRAM)


ROWS = [
    {"username": "lena.marlow", "followers": 1200, "country": "France", "email": "lena@example.org"},
    {"username": "tomo_k", "followers": None, "country": None, "email": None},
]


def delimited(sign: str, encoding: str) -> bytes:
    rows = [list(ROWS[0]), *([str("" if cell is None else cell) for cell in row.values()] for row in ROWS)]
    return "".join(sign.join(row) + "\r\n" for row in rows).encode(encoding)


WAYS = {
    "comma.csv": delimited(",", "utf-8-sig"),
    "semicolon.csv": delimited(";", "utf-8"),
    "tab.tsv": delimited("\t", "utf-16"),
    "wide.csv": delimited(",", "utf-16-le"),
    "packed.csv.gz": gzip.compress(delimited(",", "utf-8")),
    "excel.csv": b"sep=;\r\n" + delimited(";", "utf-8"),
    "lines.jsonl": b"\n".join(map(msgspec.json.encode, ROWS)),
    "array.json": msgspec.json.encode(ROWS),
    "lines.json": b"\n".join(map(msgspec.json.encode, ROWS)),
}


@pytest.mark.parametrize("name", WAYS)
async def test_all_formats_give_the_same_creators(imports: ImportRun, tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(WAYS[name])
    await imports.run(path, PlatformKey.INSTAGRAM)
    check(imports)


@pytest.mark.parametrize("nested", [False, True])
async def test_parquet(imports: ImportRun, tmp_path: Path, nested: bool):
    path = tmp_path / "creators.parquet"
    frame = polars.DataFrame([{"account": row} for row in ROWS] if nested else ROWS)
    frame.write_parquet(path)
    await imports.run(path, PlatformKey.INSTAGRAM)
    check(imports)


def check(imports: ImportRun) -> None:
    lena, tomo = imports.creators
    assert (lena.username, lena.follower_count) == ("lena.marlow", 1200)
    assert lena.location
    assert lena.location.keys == ("FR",)
    assert lena.contact_details
    assert lena.contact_details[0].value == "lena@example.org"
    assert (tomo.username, tomo.follower_count, tomo.location) == ("tomo_k", None, None)


async def test_rejects_have_line_and_reason(imports: ImportRun, tmp_path: Path):
    path = tmp_path / "creators.csv"
    path.write_text(f"username,followers\nlena,many\n,5\ntomo,1,2,3\n\nkiln,7\nshort\n{'x' * 301},1\n")
    creators = await imports.run(path, PlatformKey.INSTAGRAM)
    assert [(creator.username, creator.follower_count) for creator in creators] == [
        ("lena", None),
        ("kiln", 7),
        ("short", None),
    ]
    assert [(each["line"], each["reason"]) for each in imports.rejected] == [
        (2, "is not a number"),
        (3, "has no username, id or profile address"),
        (4, "has 4 cells where the header has 2"),
        (8, "has a username or id of more than 300 characters"),
    ]
    assert (imports.stats.rows, imports.stats.rejected, imports.stats.cell_warnings) == (6, 3, 1)


async def test_a_damaged_file_is_imported_up_to_the_damage(imports: ImportRun, tmp_path: Path):
    path = tmp_path / "creators.csv.gz"
    body = "username\n" + "".join(f"creator_{at * 7919 % 99991}\n" for at in range(60_000))
    path.write_bytes(gzip.compress(body.encode())[:-2000])
    creators = await imports.run(path, PlatformKey.INSTAGRAM)
    assert len(creators) > 1000
    assert "damaged from here" in imports.rejected[-1]["reason"]


def test_overrides_take_precedence(tmp_path: Path):
    path = tmp_path / "creators.csv"
    path.write_text("Who,Fans,Country\nlena,5,France\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[map]\nusername = "Who"\ncountry = ""\n[set]\nlanguage = "French"\n')
    overrides = parse_overrides(['followers="Fans"'], [], mapping)
    shown = preview_creators(path, ImportOptions(platform=PlatformKey.INSTAGRAM, overrides=overrides))
    (lena,) = shown.records
    assert (lena.username, lena.follower_count, lena.language, lena.location) == ("lena", 5, "fr", None)
    assert [leftover.header for leftover in shown.mapping.unmapped] == ["Country"]


def test_overrides_are_validated(tmp_path: Path):
    path = tmp_path / "creators.csv"
    path.write_text("Who\nlena\n")
    with pytest.raises(FieldNotKnown, match="follower_count"):
        preview_creators(
            path, ImportOptions(PlatformKey.INSTAGRAM, MappingOverrides(columns={"folower_count": "Who"}))
        )
    with pytest.raises(MappingNotUsable, match="FIELD=COLUMN"):
        parse_overrides(["username"], [], None)
    with pytest.raises(FileNotUsable, match="no known format"):
        preview_creators(tmp_path / "creators.docx", ImportOptions(PlatformKey.INSTAGRAM))
    with pytest.raises(FileNotUsable, match="cannot be read"):
        preview_creators(tmp_path / "absent.csv", ImportOptions(PlatformKey.INSTAGRAM))
