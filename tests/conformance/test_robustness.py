"""Schemathesis over the OpenAPI document: no valid or invalid request causes a 5xx response."""

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from litestar.testing import TestClient
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from limelight.api.openapi import build_openapi
from limelight.app import create_app
from limelight.settings import SandboxSettings, Settings
from limelight.store.tenants import DEMO_NAME, DEMO_SECRET
from tests.examples import examples

BASE_URL = "http://testserver.local"
SHARDS = 12
"""Parts of the document, for several workers."""


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    directory = tmp_path_factory.mktemp("limelight")
    app = create_app(Settings(data_dir=directory, sandbox=SandboxSettings(creators=200)))
    with TestClient(app, BASE_URL, raise_server_exceptions=False) as client:
        client.auth = (DEMO_NAME, DEMO_SECRET)
        yield client


@pytest.fixture(scope="module")
def operations(caller: TestClient) -> list[APIOperation]:
    found = schemathesis.openapi.from_dict(build_openapi(caller.app)).get_all_operations()
    return [each.ok() for each in found]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_valid_request_is_a_server_error(shard, operations, caller, subtests):
    for operation in operations[shard::SHARDS]:
        with subtests.test(operation.label):
            _send_examples(operation, GenerationMode.POSITIVE, caller)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_invalid_request_is_a_server_error(shard, operations, caller, subtests):
    for operation in operations[shard::SHARDS]:
        if operation.query or operation.path_parameters or operation.body:
            with subtests.test(operation.label):
                _send_examples(operation, GenerationMode.NEGATIVE, caller)


def _send_examples(operation: APIOperation, mode: GenerationMode, caller: TestClient) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples(25),
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case):
        sent = case.as_transport_kwargs(base_url=BASE_URL)
        del sent["cookies"]
        sent["content"] = sent.pop("data", None)
        response = caller.request(**sent)
        assert response.status_code < 500, response.text
        assert response.headers["request-id"]

    send()
