"""``limelight reseal`` and ``limelight tenant brand``."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import RunCommand

OLD, NEW = "o" * 32, "n" * 32


def created(limelight: RunCommand) -> str:
    found = re.search(r"^client id +(\S+)$", limelight("tenant", "create", "acme").out, re.MULTILINE)
    assert found
    return found[1]


def test_after_resealing_the_old_key_can_be_removed(
    limelight: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIMELIGHT_SECRET_KEY", OLD)
    created(limelight)
    monkeypatch.setenv("LIMELIGHT_SECRET_KEY", NEW)
    assert "LIMELIGHT_PREVIOUS_SECRET_KEYS" in limelight("reseal").err
    monkeypatch.setenv("LIMELIGHT_PREVIOUS_SECRET_KEYS", OLD)
    assert limelight("reseal").out.startswith("1 secret")
    monkeypatch.delenv("LIMELIGHT_PREVIOUS_SECRET_KEYS")
    assert limelight("reseal").status == 0


def test_branding_is_stored_and_shown(limelight: RunCommand, tmp_path: Path) -> None:
    client_id = created(limelight)
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    given = ("--name", "Shop", "--logo", str(logo), "--colour", "#7a1fa2", "--origin", "https://a.example")
    assert limelight("tenant", "brand", client_id, *given).status == 0
    shown = limelight("tenant", "brand", client_id, "--origin", "").out
    assert "#7a1fa2" in shown
    assert "a.example" not in shown
    wrong = limelight("tenant", "brand", client_id, "--colour", "purple")
    assert (wrong.status, wrong.err.count("\n")) == (2, 1)
