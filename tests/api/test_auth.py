"""Authentication and rate limits."""

import asyncio
from base64 import b64encode
from uuid import UUID

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from limelight.api.auth import Authenticator, InvalidCredentials
from limelight.app import create_app
from limelight.settings import Environment, LimitSettings, Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID, DEMO_SECRET, Tenants

PATH = "/v1/work-platforms"


def basic(user: object, secret: str) -> bytes:
    return b"Basic " + b64encode(f"{user}:{secret}".encode())


@pytest.mark.parametrize("user", ["demo", str(DEMO_ID), str(DEMO_ID).upper()])
def test_the_demo_tenant_authenticates_in_the_sandbox(settings: Settings, user: str):
    with TestClient(create_app(settings)) as client:
        assert client.get(PATH, auth=(user, DEMO_SECRET)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("environment", [Environment.STAGING, Environment.PRODUCTION])
async def test_the_demo_tenant_is_rejected_outside_the_sandbox(database, settings, environment):
    async with database.session() as session:
        await Tenants(session).create_demo()
    authenticator = Authenticator(database, replace(settings, environment=environment))
    for user in ("demo", DEMO_ID):
        with pytest.raises(InvalidCredentials):
            await authenticator.authenticate(basic(user, DEMO_SECRET))


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !!!!",
        "Basic ZGVtbw==",
        "Bearer x",
        basic("demo", "wrong").decode(),
        basic("", "").decode(),
        basic("de\0mo", "x").decode(),
        basic("7f0c", DEMO_SECRET).decode(),
        basic(UUID(int=7), DEMO_SECRET).decode(),
        "Basic " + b64encode(b"\xff\xfe:\xff").decode(),
    ],
)
def test_invalid_credentials_are_rejected(shared_client: TestClient, authorization: str | None):
    shared_client.auth = None
    response = shared_client.get(
        PATH, headers={} if authorization is None else {"authorization": authorization}
    )
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Basic ")
    assert response.json()["error"]["code"] == "invalid_credentials"


def test_every_v1_route_requires_authentication(shared_client: TestClient):
    shared_client.auth = None
    paths = [path for path in shared_client.get("/openapi.json").json()["paths"] if path.startswith("/v1/")]
    assert len(paths) > 5
    for path in paths:
        found = {
            shared_client.request(method, path.replace("{id}", str(DEMO_ID))).status_code
            for method in ("GET", "POST")
        }
        assert found <= {401, 405}, path


@pytest.mark.anyio
async def test_a_revoked_secret_is_rejected_after_the_cache_expires(
    database: Database, settings: Settings, monkeypatch
):
    authenticator = Authenticator(database, settings)
    async with database.session() as session:
        acme, old = await Tenants(session).create("acme")
        new = await Tenants(session).rotate(acme.id)
    assert (
        await authenticator.authenticate(basic(acme.id, old))
        == await authenticator.authenticate(basic(acme.id, new))
        == acme
    )
    async with database.session() as session:
        await Tenants(session).revoke_old(acme.id)
    assert await authenticator.authenticate(basic(acme.id, old)) == acme
    monkeypatch.setattr("limelight.api.auth.monotonic", lambda: asyncio.get_running_loop().time() + 6)
    assert await authenticator.authenticate(basic(acme.id, new)) == acme
    with pytest.raises(InvalidCredentials):
        await authenticator.authenticate(basic(acme.id, old))


def test_the_rate_limit_is_enforced_and_sent_in_headers(embedded: Settings):
    limited = replace(embedded, limits=LimitSettings(requests_per_minute=2))
    with TestClient(create_app(limited)) as client:
        client.auth = ("demo", DEMO_SECRET)
        responses = [client.get(PATH) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert [response.headers["ratelimit-remaining"] for response in responses] == ["1", "0", "0"]
    assert {response.headers["ratelimit-limit"] for response in responses} == {"2"}
    assert 0 < int(responses[2].headers["retry-after"]) == int(responses[2].headers["ratelimit-reset"]) <= 60
    assert responses[2].json()["error"]["code"] == "rate_limit_exceeded"
