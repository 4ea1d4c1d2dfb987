"""``limelight tenant``."""

import re
from uuid import uuid4

from litestar.testing import TestClient

from limelight.app import create_app
from limelight.settings import Settings
from tests.cli.conftest import RunCommand

PATH = "/v1/work-platforms"


def printed(out: str, what: str) -> str:
    found = re.search(rf"^{what} +(\S+)$", out, re.MULTILINE)
    assert found, out
    return found[1]


def test_printed_credentials_authenticate(limelight: RunCommand, settings: Settings):
    out = limelight("tenant", "create", "acme [bold] & sons").out
    client_id, secret = printed(out, "client id"), printed(out, "secret")
    assert "acme [bold] & sons" in limelight("tenant", "list").out
    with TestClient(create_app(settings)) as client:
        assert client.get(PATH, auth=(client_id, secret)).status_code == 200


def test_a_complete_secret_rotation(limelight: RunCommand, settings: Settings):
    out = limelight("tenant", "create", "acme").out
    client_id, old = printed(out, "client id"), printed(out, "secret")
    new = printed(limelight("tenant", "rotate", client_id).out, "secret")
    assert "revoke" in limelight("tenant", "rotate", client_id).err
    assert limelight("tenant", "rotate", client_id, "--revoke-old").status == 0
    with TestClient(create_app(settings)) as client:
        assert client.get(PATH, auth=(client_id, new)).status_code == 200
        assert client.get(PATH, auth=(client_id, old)).status_code == 401


def test_a_user_error_prints_one_line_and_exits_with_2(limelight: RunCommand):
    outcome = limelight("tenant", "rotate", str(uuid4()))
    assert outcome.status == 2
    assert outcome.err.startswith("Error: There is no tenant with the id")
    assert outcome.err.count("\n") == 1
