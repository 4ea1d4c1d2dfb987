"""``limelight doctor``, and the errors of all commands in a broken environment."""

import pytest

from tests.cli.conftest import RunCommand


def test_all_checks_pass_after_migrate(limelight: RunCommand):
    assert "up to date" in limelight("migrate").out
    outcome = limelight("doctor")
    assert outcome.status == 0, outcome.out
    assert "✗" not in outcome.out


def test_missing_production_settings_are_reported_with_advice(
    limelight: RunCommand, monkeypatch: pytest.MonkeyPatch
):
    limelight("migrate")
    monkeypatch.setenv("LIMELIGHT_ENVIRONMENT", "production")
    outcome = limelight("doctor")
    assert outcome.status == 1
    assert "→ limelight tenant create NAME" in outcome.out
    assert "→ Set LIMELIGHT_SECRET_KEY" in outcome.out


def test_secrets_are_hidden(limelight: RunCommand, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIMELIGHT_SECRET_KEY", "k" * 40)
    monkeypatch.setenv("LIMELIGHT_DATABASE__URL", "postgresql://user:hush@127.0.0.1:1/name")
    out = limelight("doctor").out
    assert "cannot be reached" in out
    assert "hush" not in out
    assert "kkk" not in out


@pytest.mark.parametrize("command", [("serve",), ("tenant", "list"), ("migrate",), ("work",)])
def test_an_unreachable_database_prints_one_line(
    limelight: RunCommand, monkeypatch: pytest.MonkeyPatch, command
):
    monkeypatch.setenv("LIMELIGHT_DATABASE__URL", "postgresql://user:hush@127.0.0.1:1/name")
    outcome = limelight(*command)
    assert outcome.status == 2
    assert "Error: The database postgresql://user:***@127.0.0.1:1/name cannot be reached" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("LIMELIGHT_ENVIRONMENT", "prod", ["'prod'", "sandbox, staging, production"]),
        ("LIMELIGHT_HTTP__PORT", "0", ["'0'", "1 to 65535"]),
        ("LIMELIGHT_SECRET_KEY", "short", ["hidden", "32 characters"]),
        ("LIMELIGHT_DATABSE__URL", "x", ["did you mean LIMELIGHT_DATABASE__URL?"]),
    ],
)
def test_an_invalid_variable_is_reported_with_the_allowed_values(
    limelight: RunCommand, monkeypatch, name, value, words
):
    monkeypatch.setenv(name, value)
    outcome = limelight("doctor")
    assert outcome.status == 2
    assert [word for word in [name, *words] if word not in outcome.err] == []
