"""Health, metrics, headers, CORS and the OpenAPI document."""

import re
from uuid import UUID

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from limelight.api.health import check_readiness
from limelight.app import create_app
from limelight.settings import HttpSettings, Settings


def test_readiness_with_all_dependencies(settings: Settings):
    with TestClient(create_app(settings)) as client:
        response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "checks": {"database": "ok", "search": "ok"}}


@pytest.mark.anyio
async def test_readiness_names_the_failing_dependency():
    async def good() -> None:
        pass

    async def bad() -> None:
        raise ConnectionRefusedError("secret details")

    found = await check_readiness({"database": good, "search": bad})
    assert (found.status, found.checks) == (
        "not ready",
        {"database": "ok", "search": "ConnectionRefusedError"},
    )


def test_metrics_count_by_route_not_by_path(client: TestClient):
    client.get("/v1/work-platforms/7645460a-96e0-4192-a3ce-a1fc30641f72")
    client.get("/v1/nobody/knows/this")
    text = client.get("/metrics").text
    assert 'limelight_requests_total{method="GET",route="/v1/work-platforms/{id}",status="200"} 1.0' in text
    assert 'route="unknown",status="404"' in text
    assert "limelight_creators 0.0" in text
    assert "nobody" not in text


def test_every_response_has_its_own_request_id(client: TestClient):
    sent = str(UUID(int=1))
    ids = {
        client.get(path, headers={"request-id": sent}).headers["request-id"]
        for path in ("/", "/nowhere", "/v1/x")
    }
    assert len(ids) == 3
    assert sent not in ids


def test_pages_load_only_local_resources(client: TestClient):
    for page in ("/", "/docs"):
        response = client.get(page)
        assert "default-src 'none'" in response.headers["content-security-policy"]
        links = re.findall(r'(?:src|href)="([^"]+)"', response.text)
        assert links
        for link in links:
            assert link.startswith("/"), link
            assert client.get(link).status_code == 200, link


def test_the_openapi_document_uses_the_operation_ids_of_the_reference(client: TestClient):
    document = client.get("/openapi.json").json()
    operations = {each["operationId"]: each for path in document["paths"].values() for each in path.values()}
    search = operations["search_creator_profiles"]
    assert search["security"] == [{"basicAuth": []}]
    refusal = search["responses"]["400"]["content"]["application/json"]["schema"]
    assert refusal == {"$ref": "#/components/schemas/Error"}
    assert "request-id" in search["responses"]["200"]["headers"]
    assert client.get("/schema/openapi.json").json() == document


def test_cors_is_enabled_only_by_a_setting(embedded: Settings, client: TestClient):
    origin = {"origin": "https://app.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in client.options("/v1/work-platforms", headers=origin).headers
    opened = replace(embedded, http=HttpSettings(cors_origins=("https://app.example",)))
    with TestClient(create_app(opened)) as other:
        allowed = other.options("/v1/work-platforms", headers=origin).headers
    assert allowed["access-control-allow-origin"] == "https://app.example"
