"""Users, SDK tokens, links and accounts over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect
from limelight.connectors.grants import Grant
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import platform_by_key
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.tenants import DEMO_ID

Client = TestClient[Litestar]

YOUTUBE = str(platform_by_key(PlatformKey.YOUTUBE).id)
SPOTIFY = str(platform_by_key(PlatformKey.SPOTIFY).id)


def created(client: Client, external_id: object = "one", name: str = "Ada") -> dict[str, Any]:
    response = client.post("/v1/users", json={"name": name, "external_id": external_id})
    assert response.status_code == 201, response.text
    return response.json()


def connected(
    client: Client,
    settings: Settings,
    user_id: str,
    key: PlatformKey = PlatformKey.YOUTUBE,
    subject: str = "UC1",
    products: tuple[AccountProduct, ...] = tuple(AccountProduct),
) -> str:
    """An account of the demo tenant's user, as the Connect page connects it."""

    async def run() -> UUID:
        database = Database(settings)
        grant = Grant(access_token="sandbox:youtube:ada", subject=subject, extra={"username": "ada"})
        async with database.session() as session:
            row = await connect(session, GrantCipher(settings), DEMO_ID, UUID(user_id), key, grant, products)
        await database.close()
        return row.id

    return str(client.blocking_portal.call(run))


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_an_external_id_is_unique_and_may_be_a_number(client: Client) -> None:
    user = created(client, external_id=42)
    assert user["external_id"] == "42"
    assert user["status"] == "ACTIVE"
    again = client.post("/v1/users", json={"name": "Bea", "external_id": "42"})
    assert code(again) == (400, "user_exists_with_external_id")
    assert client.get("/v1/users/external_id/42").json() == user
    assert client.get(f"/v1/users/{user['id']}").json() == user


@pytest.mark.parametrize("external_id", ["x" * 101, ""])
def test_an_external_id_has_1_to_100_characters(client: Client, external_id: str) -> None:
    response = client.post("/v1/users", json={"name": "Ada", "external_id": external_id})
    assert response.status_code == 400
    assert "external_id" in response.json()["error"]["message"]
    assert created(client, external_id="x" * 100)["external_id"] == "x" * 100


def test_users_are_listed_oldest_first_and_filtered_by_external_id(client: Client) -> None:
    ids = [created(client, external_id=f"user-{number}")["id"] for number in range(3)]
    listed = client.get("/v1/users", params={"limit": 100}).json()
    assert [user["id"] for user in listed["data"]][-3:] == ids
    found = client.get("/v1/users", params={"external_id": "user-1"}).json()["data"]
    assert [user["id"] for user in found] == [ids[1]]
    assert client.get("/v1/users", params={"external_id": "nobody"}).json()["data"] == []


def test_unknown_users_and_accounts_return_404(client: Client) -> None:
    assert code(client.get(f"/v1/users/{uuid4()}")) == (404, "incorrect_user_id")
    assert code(client.get("/v1/users/external_id/nobody")) == (404, "incorrect_user_id")
    assert code(client.get(f"/v1/accounts/{uuid4()}")) == (404, "incorrect_account_id")
    assert code(client.post(f"/v1/accounts/{uuid4()}/disconnect", json={})) == (404, "incorrect_account_id")


def test_token_claims_match_what_clients_read(client: Client) -> None:
    user = created(client)
    body = {"user_id": user["id"], "products": ["IDENTITY", "IDENTITY.AUDIENCE", "INCOME"]}
    response = client.post("/v1/sdk-tokens", json=body)
    assert response.status_code == 201
    claims = jwt.decode(response.json()["sdk_token"], options={"verify_signature": False})
    assert {"tenant_id", "tenant_app_id", "iss", "aud", "iat"} <= claims.keys()
    assert claims["user_id"] == user["id"]
    assert claims["products"] == ["IDENTITY", "IDENTITY_AUDIENCE", "INCOME"]
    expires_at = datetime.fromisoformat(response.json()["expires_at"]).replace(tzinfo=UTC)
    assert abs(expires_at - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=1)
    assert claims["exp"] == pytest.approx(expires_at.timestamp(), abs=1)


def test_a_token_requires_a_user_and_valid_products(client: Client) -> None:
    user = created(client)
    strange = client.post("/v1/sdk-tokens", json={"user_id": user["id"], "products": ["TELEPATHY"]})
    assert strange.status_code == 400
    assert "PUBLISH.CONTENT" in strange.json()["error"]["message"]
    nobody = client.post("/v1/sdk-tokens", json={"user_id": str(uuid4()), "products": ["IDENTITY"]})
    assert code(nobody) == (404, "incorrect_user_id")


def test_a_link_creates_its_user_only_once(client: Client) -> None:
    first = client.post("/v1/links", json={"name": "Ada", "external_id": 7})
    second = client.post("/v1/links", json={"name": "Another name", "external_id": "7"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["invite_id"] != second.json()["invite_id"]
    assert first.json()["external_id"] == "7"
    assert first.json()["microsite_url"].startswith("http://127.0.0.1:8080/connect/links/")
    users = client.get("/v1/users", params={"external_id": "7"}).json()["data"]
    assert [user["name"] for user in users] == ["Ada"]


def test_an_account_shows_the_requested_products_of_its_platform(client: Client, embedded: Settings) -> None:
    account = client.get(f"/v1/accounts/{connected(client, embedded, created(client)['id'])}").json()
    assert account["status"] == "CONNECTED"
    assert account["platform_username"] == "ada"
    assert account["platform_profile_id"] == "UC1"
    assert account["work_platform"]["id"] == YOUTUBE
    assert account["data"].keys() == {"identity", "engagement"}
    engagement = account["data"]["engagement"]
    assert {"refresh_since", "data_available_from", "audience"} <= engagement.keys()
    assert engagement["monitoring_type"] == engagement["monitor_type"] == "STANDARD"


def test_accounts_are_filtered_by_user_platform_and_status(client: Client, embedded: Settings) -> None:
    ada, bea = created(client, "ada")["id"], created(client, "bea")["id"]
    tube = connected(client, embedded, ada)
    music = connected(client, embedded, ada, PlatformKey.SPOTIFY, "listener")
    other = connected(client, embedded, bea, subject="UC2")

    def listed(**params: str) -> list[str]:
        return [account["id"] for account in client.get("/v1/accounts", params=params).json()["data"]]

    assert listed(user_id=ada) == [tube, music]
    assert listed(user_id=ada, work_platform_id=SPOTIFY) == [music]
    assert listed(user_id=bea, work_platform_id=SPOTIFY) == []
    client.post(f"/v1/accounts/{other}/disconnect", json={})
    assert listed(user_id=bea, status="NOT_CONNECTED") == [other]
    assert listed(user_id=bea, status="CONNECTED") == []


def test_a_disconnected_account_keeps_its_id_when_reconnected(client: Client, embedded: Settings) -> None:
    user = created(client)["id"]
    account = connected(client, embedded, user)
    gone = client.post(f"/v1/accounts/{account}/disconnect")
    assert (gone.status_code, gone.json()["status"]) == (200, "NOT_CONNECTED")
    assert gone.json().keys() == {"id", "created_at", "updated_at", "user", "work_platform", "status"}
    assert code(client.post(f"/v1/accounts/{account}/disconnect")) == (403, "account_disconnected")
    assert connected(client, embedded, user) == account
    assert client.get(f"/v1/accounts/{account}").json()["status"] == "CONNECTED"


def test_monitoring_changes_for_all_products_or_one(client: Client, embedded: Settings) -> None:
    account = f"/v1/accounts/{connected(client, embedded, created(client)['id'])}"

    def monitored(body: object) -> list[str]:
        data = client.patch(account, json=body).json()["data"]
        engagement = data["engagement"]
        return [part["monitoring_type"] for part in (data["identity"], engagement, engagement["audience"])]

    assert monitored({"monitoring_type": "ON_DEMAND"}) == ["ON_DEMAND"] * 3
    one = {"data": {"engagement": {"monitoring_type": "STANDARD"}}}
    assert monitored(one) == ["ON_DEMAND", "STANDARD", "ON_DEMAND"]
    assert client.patch(account, json={"monitoring_type": "SOMETIMES"}).status_code == 400
