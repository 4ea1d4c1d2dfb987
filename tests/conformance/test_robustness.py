"""Schemathesis over the whole OpenAPI document: whatever a schema allows or forbids, no answer is a bug."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar.testing import TestClient
from schemathesis.generation import GenerationMode

from limelight.api.document import document
from limelight.app import create_app
from limelight.settings import SandboxSettings, Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET

BASE_URL = "http://testserver.local"
EXAMPLES = 25


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    directory = tmp_path_factory.mktemp("limelight")
    app = create_app(Settings(data_dir=directory, sandbox=SandboxSettings(creators=200)))
    with TestClient(app, BASE_URL, raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


def cases() -> Iterator:
    """Every operation with requests that fit its schema, and those that take something with others too."""
    app = create_app(Settings(data_dir=Path(mkdtemp())))
    for found in schemathesis.openapi.from_dict(document(app)).get_all_operations():
        operation = found.ok()
        yield pytest.param(operation, GenerationMode.POSITIVE, id=f"{operation.label} as it should be")
        if operation.query or operation.path_parameters or operation.body:
            yield pytest.param(operation, GenerationMode.NEGATIVE, id=f"{operation.label} as it should not")


@pytest.mark.parametrize(("operation", "mode"), list(cases()))
def test_no_request_is_a_bug(operation, mode, caller):
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: schemathesis.Case):
        sent = case.as_transport_kwargs(base_url=BASE_URL)
        del sent["cookies"]
        sent["content"] = sent.pop("data", None)
        answer = caller.request(**sent)
        assert answer.status_code < 500, answer.text
        assert answer.headers["request-id"]

    call()
