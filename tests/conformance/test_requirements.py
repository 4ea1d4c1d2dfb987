"""The pinned requirements cover pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
INSTALL = PROJECT["dependency-groups"]["install"]
DEVELOPMENT = [each for each in PROJECT["dependency-groups"]["dev"] if isinstance(each, str)]
FILES = {
    "requirements.txt": RUNTIME,
    "requirements-dev.txt": RUNTIME + DEVELOPMENT + INSTALL,
    "requirements-uv.txt": INSTALL,
}


def normal(requirement: str) -> str:
    return re.split(r"[\[<>=;! ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(("file", "wanted"), FILES.items())
def test_every_dependency_is_pinned(file: str, wanted: list[str]):
    pinned = {normal(line) for line in (ROOT / file).read_text("utf-8").splitlines() if "==" in line}
    assert {normal(requirement) for requirement in wanted} - pinned == set(), "run make lock"


@pytest.mark.parametrize("file", FILES)
def test_requirements_name_no_package_index(file: str):
    assert "://" not in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("file", FILES)
def test_every_package_has_hashes(file: str):
    packages = re.findall(r"^\S+==[^\n]*(?:\n +[^\n]*)*", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
