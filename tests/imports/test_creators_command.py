"""``limelight import creators``: exit status, summary and interruption."""

import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from limelight.cli import imports
from limelight.imports import pipeline
from limelight.imports.pipeline import (
    ImportOptions,
    ImportStats,
    SaveCreators,
    creator_saver,
    import_creators,
)
from limelight.imports.rejects import RejectsWriter
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.store.creators import Creators, SaveCounts
from limelight.store.database import Database

Import = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("LIMELIGHT_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(imports.app, ["creators", *map(str, arguments)])


def creators_file(tmp_path: Path, rows: int) -> Path:
    path = tmp_path / "creators.csv"
    path.write_text("username,followers\n" + "".join(f"creator_{at},{at}\n" for at in range(rows)))
    return path


def test_repeated_import_changes_nothing(command: Import, tmp_path: Path):
    path = creators_file(tmp_path, 3)
    first, second = command(path, "--platform", "instagram"), command(path, "--platform", "Instagram")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.split()[-8:-2] == ["3", "3", "0", "0", "0", "0"]
    assert second.stdout.split()[-8:-2] == ["3", "0", "0", "3", "0", "0"]


def test_rejected_rows_set_the_exit_status_and_the_rejects_file(command: Import, tmp_path: Path):
    path = creators_file(tmp_path, 2)
    path.write_text(path.read_text() + ",7\n")
    rejects = tmp_path / "rejects.jsonl"
    outcome = command(path, "--platform", "instagram", "--rejects", rejects)
    assert outcome.exit_code == imports.EXIT_SOME_REJECTED
    assert json.loads(rejects.read_text()) == {
        "file": "creators.csv",
        "line": 4,
        "reason": "has no username, id or profile address",
        "row": ["", "7"],
    }


def test_an_unusable_file_does_not_stop_the_others(command: Import, tmp_path: Path):
    absent = tmp_path / "absent.csv"
    assert command(absent, "--platform", "instagram").exit_code == imports.EXIT_NOTHING_STORED
    outcome = command(absent, creators_file(tmp_path, 1), "--platform", "instagram")
    assert outcome.exit_code == imports.EXIT_SOME_REJECTED
    assert "absent.csv cannot be read" in outcome.stderr


def test_a_dry_run_stores_nothing(command: Import, tmp_path: Path):
    outcome = command(creators_file(tmp_path, 3), "--platform", "instagram", "--dry-run")
    assert outcome.exit_code == 0
    assert "follower_count" in outcome.stdout
    assert '"creator_2"' in outcome.stdout
    assert not (tmp_path / "data").exists()


def test_an_interrupted_import_can_be_continued(
    command: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def stopping(database: Database) -> SaveCreators:
        save = creator_saver(database)

        async def save_then_stop(batch: Sequence[Creator]) -> SaveCounts:
            saved = await save(batch)
            os.kill(os.getpid(), signal.SIGINT)
            return saved

        return save_then_stop

    path = creators_file(tmp_path, 10)
    monkeypatch.setattr(pipeline, "CREATORS_PER_TRANSACTION", 4)
    with monkeypatch.context() as stopped:
        stopped.setattr(imports, "creator_saver", stopping)
        outcome = command(path, "--platform", "instagram")
    assert outcome.exit_code == imports.EXIT_INTERRUPTED
    assert "run the same command again to continue" in outcome.stderr
    again = command(path, "--platform", "instagram")
    assert again.exit_code == 0
    assert again.stdout.split()[-8:-4] == ["10", "6", "0", "4"]


@pytest.mark.anyio
async def test_an_import_after_a_crash_completes(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pipeline, "CREATORS_PER_TRANSACTION", 4)
    path = creators_file(tmp_path, 10)
    path.write_text(path.read_text() + "creator_1,99\nCREATOR_9,7\n")
    save, crashes = creator_saver(database), iter([False, True])

    async def crashing(batch: Sequence[Creator]) -> SaveCounts:
        async with database.session() as session:
            saved = await Creators(session).save(batch)
            if next(crashes):
                raise RuntimeError
        return saved

    with pytest.raises(RuntimeError):
        await imported(path, crashing)
    await imported(path, save)
    async with database.session() as session:
        stored = await Creators(session).changed_since(0, 100)
    whole: dict[str, int | None] = {f"creator_{at}": at for at in range(9)} | {
        "creator_1": 99,
        "CREATOR_9": 7,
    }
    assert {each.record.username: each.record.follower_count for each in stored} == whole


async def imported(path: Path, save: SaveCreators) -> None:
    with RejectsWriter(path.with_suffix(".rejects")) as rejects:
        await import_creators(
            path, ImportOptions(platform=PlatformKey.INSTAGRAM), save, rejects, ImportStats()
        )
