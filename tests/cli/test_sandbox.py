"""``limelight sandbox grow``."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from limelight.cli.sandbox import app
from limelight.settings import SettingsError


@pytest.fixture(autouse=True)
def data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIMELIGHT_DATA_DIR", str(tmp_path))


def test_growing_twice_adds_nothing() -> None:
    runner = CliRunner()
    assert "Added 120 creators." in runner.invoke(app, ["grow", "--creators", "120"]).stdout
    assert "Added 0 creators." in runner.invoke(app, ["grow", "--creators", "120"]).stdout
    more = runner.invoke(app, ["grow", "--creators", "20", "--platform", "twitch"])
    assert "Added 14 creators." in more.stdout


def test_a_platform_without_creators_is_refused() -> None:
    found = CliRunner().invoke(app, ["grow", "--creators", "5", "--platform", "spotify"])
    assert isinstance(found.exception, SettingsError)
    assert "instagram" in str(found.exception)


def test_production_has_no_simulated_creators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMELIGHT_ENVIRONMENT", "production")
    monkeypatch.setenv("LIMELIGHT_SECRET_KEY", "x" * 64)
    found = CliRunner().invoke(app, ["grow", "--creators", "5"])
    assert isinstance(found.exception, SettingsError)
