"""Who is let in, and who is not, on both databases."""

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
def test_the_sandbox_lets_the_demo_tenant_in(settings: Settings, user: str):
    with TestClient(create_app(settings)) as client:
        assert client.get(PATH, auth=(user, DEMO_SECRET)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("environment", [Environment.STAGING, Environment.PRODUCTION])
async def test_no_other_environment_does_though_the_row_is_there(database, settings, environment):
    async with database.session() as session:
        await Tenants(session).create_demo()
    keeper = Authenticator(database, replace(settings, environment=environment))
    for user in ("demo", DEMO_ID):
        with pytest.raises(InvalidCredentials):
            await keeper.authenticate(basic(user, DEMO_SECRET))


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
def test_nobody_else_gets_in(shared_client: TestClient, authorization: str | None):
    shared_client.auth = None
    answer = shared_client.get(
        PATH, headers={} if authorization is None else {"authorization": authorization}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")
    assert answer.json()["error"]["code"] == "invalid_credentials"


def test_all_of_v1_is_behind_the_door(shared_client: TestClient):
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
async def test_a_revoked_secret_is_good_for_seconds_at_most(
    database: Database, settings: Settings, monkeypatch
):
    keeper = Authenticator(database, settings)
    async with database.session() as session:
        acme, old = await Tenants(session).create("acme")
        new = await Tenants(session).rotate(acme.id)
    assert (
        await keeper.authenticate(basic(acme.id, old))
        == await keeper.authenticate(basic(acme.id, new))
        == acme
    )
    async with database.session() as session:
        await Tenants(session).revoke_old(acme.id)
    assert await keeper.authenticate(basic(acme.id, old)) == acme
    monkeypatch.setattr("limelight.api.auth.monotonic", lambda: asyncio.get_running_loop().time() + 6)
    assert await keeper.authenticate(basic(acme.id, new)) == acme
    with pytest.raises(InvalidCredentials):
        await keeper.authenticate(basic(acme.id, old))


def test_a_tenant_is_told_its_limit_and_held_to_it(embedded: Settings):
    limited = replace(embedded, limits=LimitSettings(requests_per_minute=2))
    with TestClient(create_app(limited)) as client:
        client.auth = ("demo", DEMO_SECRET)
        answers = [client.get(PATH) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"2"}
    assert 0 < int(answers[2].headers["retry-after"]) == int(answers[2].headers["ratelimit-reset"]) <= 60
    assert answers[2].json()["error"]["code"] == "rate_limit_exceeded"
