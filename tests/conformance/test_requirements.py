"""The pinned requirements are those of pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def normal(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_what_is_declared_is_pinned(file: str, wanted: list[str]):
    pinned = {normal(line) for line in (ROOT / file).read_text("utf-8").splitlines() if "==" in line}
    assert {normal(requirement) for requirement in wanted} - pinned == set(), "run make lock"


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_no_index_is_named(file: str):
    assert "://" not in (ROOT / file).read_text("utf-8")
