"""Runs commands in the test process, on SQLite and PostgreSQL."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from limelight.cli import main
from limelight.cli.context import STDOUT
from limelight.settings import Settings


@dataclass(frozen=True)
class CommandResult:
    status: int
    out: str
    err: str


RunCommand = Callable[..., CommandResult]


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaces all settings that the developer's shell exports."""
    for name in [name for name in os.environ if name.startswith("LIMELIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LIMELIGHT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("LIMELIGHT_SANDBOX__CREATORS", "0")
    monkeypatch.setenv("LIMELIGHT_DATABASE__URL", settings.database.url or "")
    # The console reads COLUMNS once, at its import, which may be in an earlier test.
    monkeypatch.setattr(STDOUT, "width", 200)
    monkeypatch.setattr("limelight.cli.serving.configure", lambda _log: None)


@pytest.fixture
def limelight(environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """``limelight("tenant", "list")`` runs ``limelight tenant list``."""

    def run(*arguments: str) -> CommandResult:
        monkeypatch.setattr("sys.argv", ["limelight", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return CommandResult(int(ended.value.code or 0), *capsys.readouterr())

    return run
