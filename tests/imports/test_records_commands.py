"""``limelight import contents|comments|audience``: command line options."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from limelight.cli import imports

Import = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("LIMELIGHT_DATA_DIR", str(tmp_path / "data"))
    return lambda *arguments: CliRunner().invoke(imports.app, list(map(str, arguments)))


def test_creator_and_kind_options(command: Import, tmp_path: Path):
    path = tmp_path / "likers.csv"
    path.write_text("username\nada\ntomo\n")
    options = path, "--platform", "instagram", "--creator", "lena", "--kind", "likers"
    first, again = command("audience", *options), command("audience", *options)
    assert first.stdout.split()[-8:-2] == ["2", "2", "0", "0", "0", "0"]
    assert again.stdout.split()[-8:-2] == ["2", "0", "0", "2", "0", "0"]


def test_undirected_edges_with_a_names_file(command: Import, tmp_path: Path):
    edges, names, rejects = (tmp_path / name for name in ("edges.csv", "names.csv", "rejects.jsonl"))
    edges.write_text("id_1,id_2\n0,1\n1,2\n2,2\n")
    names.write_text("id,handle\n0,ada\n1,tomo\n2,lena\n")
    outcome = command(
        *("audience", edges, "--platform", "facebook", "--undirected", "--names", names),
        *("--rejects", rejects),
    )
    assert outcome.exit_code == imports.EXIT_SOME_REJECTED
    assert "relates an account to itself" in rejects.read_text()
    shown = command("audience", edges, "--platform", "facebook", "--names", names, "--dry-run")
    assert '"username": "tomo"' in shown.stdout


def test_a_dry_run_of_contents_stores_nothing(command: Import, tmp_path: Path):
    path = tmp_path / "posts.csv"
    path.write_text("id,caption,likes\na1,Clay,7\n")
    shown = command("contents", path, "--platform", "instagram", "--creator", "lena", "--dry-run")
    assert shown.exit_code == 0
    assert '"external_id": "a1"' in shown.stdout
    assert not (tmp_path / "data").exists()


def test_comments_without_content_are_rejected(command: Import, tmp_path: Path):
    path = tmp_path / "comments.csv"
    path.write_text("id,author,comment\nc1,Ada,Nice\n")
    outcome = command("comments", path, "--platform", "youtube", "--creator", "lena")
    assert outcome.exit_code == imports.EXIT_NOTHING_STORED
    assert "--set content_id=ID" in outcome.stderr
    named = command("comments", path, "--platform", "youtube", "--creator", "lena", "--set", "content_id=v")
    assert named.exit_code == 0
