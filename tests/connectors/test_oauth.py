"""OAuth grants from consent to revocation, against the fake Google."""

from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from limelight.accounts.oauth_sign_in import OAuthSignIn
from limelight.accounts.sign_in import SignInFailed, SignInFailure
from limelight.connectors.http_client import PlatformHttpClient
from limelight.connectors.oauth import AuthorizationCodeRejected, OAuthClient
from limelight.connectors.source import GrantExpired, ProductNotSupported, RateLimited, SourceError
from limelight.connectors.spec import Product
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.platforms.youtube.google_api import ANALYTICS_SCOPE, EMAIL_SCOPE, PROFILE_SCOPE, READ_SCOPE
from limelight.settings import PlatformSettings, PlatformsSettings, Settings
from limelight.testing.google import CHANNEL_ID, FakeGoogle, FakeResponse, too_many_requests, unavailable
from tests.connectors.fake_grants import (
    ALL_PRODUCTS,
    CALLBACK,
    YOUTUBE,
    authorization_code,
    google_settings,
    obtain_grant,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
def grants(google: FakeGoogle) -> OAuthClient:
    return OAuthClient(PlatformHttpClient(google_settings(google)))


def test_the_page_of_consent_is_asked_for_what_the_products_take(grants: OAuthClient):
    url, verifier = grants.authorization_url(YOUTUBE, [Product.ENGAGEMENT], "the state", CALLBACK)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked["scope"].split() == [READ_SCOPE, ANALYTICS_SCOPE]
    assert asked["redirect_uri"] == CALLBACK
    assert asked["state"] == "the state"
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["code_challenge_method"] == "S256"
    assert verifier
    assert verifier not in url


def test_without_a_gateway_the_page_is_google_s_own():
    own = PlatformSettings(client_id="id", client_secret="secret")
    grants = OAuthClient(PlatformHttpClient(Settings(platforms=PlatformsSettings(youtube=own))))
    url, _ = grants.authorization_url(YOUTUBE, ALL_PRODUCTS, "state", CALLBACK)
    assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert "secret" not in url


async def test_a_code_is_exchanged_once(google: FakeGoogle, grants: OAuthClient):
    url, verifier = grants.authorization_url(YOUTUBE, ALL_PRODUCTS, "state", CALLBACK)
    code = authorization_code(google.oauth.allow(url))
    before = now()
    grant = await grants.exchange_code(YOUTUBE, code, CALLBACK, verifier)
    assert set(grant.scopes) == {READ_SCOPE, ANALYTICS_SCOPE, "openid", PROFILE_SCOPE, EMAIL_SCOPE}
    assert grant.refresh_token
    assert grant.access_expires_at is not None
    assert 3500 < (grant.access_expires_at - before).total_seconds() < 3700
    with pytest.raises(AuthorizationCodeRejected):
        await grants.exchange_code(YOUTUBE, code, CALLBACK, verifier)


@pytest.mark.parametrize(
    ("redirect_uri", "verifier", "kind"),
    [
        (CALLBACK, "another" * 8, AuthorizationCodeRejected),
        (CALLBACK, None, AuthorizationCodeRejected),
        (CALLBACK + "/", "right", SourceError),
    ],
)
async def test_a_code_is_good_for_its_browser_and_address_alone(
    google: FakeGoogle, grants: OAuthClient, redirect_uri: str, verifier: str | None, kind: type[SourceError]
):
    url, right = grants.authorization_url(YOUTUBE, ALL_PRODUCTS, "state", CALLBACK)
    code = authorization_code(google.oauth.allow(url))
    with pytest.raises(kind):
        await grants.exchange_code(YOUTUBE, code, redirect_uri, right if verifier == "right" else verifier)


async def test_a_refreshed_grant_keeps_what_did_not_come_anew(google: FakeGoogle, grants: OAuthClient):
    grant = await obtain_grant(google)
    fresh = await grants.refresh(YOUTUBE, grant)
    assert fresh.access_token != grant.access_token
    assert (fresh.refresh_token, fresh.subject) == (grant.refresh_token, CHANNEL_ID)


async def test_a_rotated_refresh_token_takes_the_place_of_the_old_one(
    google: FakeGoogle, grants: OAuthClient
):
    grant = await obtain_grant(google)
    body = {"access_token": "new", "refresh_token": "rotated", "refresh_token_expires_in": 604800}
    google.fault = lambda _: FakeResponse(200, msgspec.json.encode(body))
    fresh = await grants.refresh(YOUTUBE, grant)
    assert (fresh.access_token, fresh.refresh_token) == ("new", "rotated")
    assert fresh.refresh_expires_at is not None
    assert fresh.scopes == grant.scopes


async def test_a_grant_that_the_creator_took_back_is_dead(google: FakeGoogle, grants: OAuthClient):
    grant = await obtain_grant(google)
    google.oauth.revoke_all()
    with pytest.raises(GrantExpired):
        await grants.refresh(YOUTUBE, grant)


async def test_without_a_refresh_token_a_grant_ends_with_its_access_token(
    google: FakeGoogle, grants: OAuthClient
):
    grant = msgspec.structs.replace(await obtain_grant(google), refresh_token=None)
    with pytest.raises(GrantExpired):
        await grants.refresh(YOUTUBE, grant)


@pytest.mark.parametrize(
    "trouble",
    [
        unavailable(),
        FakeResponse(401, b'{"error": "invalid_client"}'),
        FakeResponse(400, b'{"error": "temporarily_unavailable"}'),
        FakeResponse(200, b"<html>"),
        FakeResponse(200, b"[]"),
        FakeResponse(200, b"{}"),
        FakeResponse(302, b"", {"location": "http://127.0.0.1:1/"}),
        too_many_requests(7),
        FakeResponse(429, b"slower", {"retry-after": "7"}),
    ],
    ids=lambda trouble: f"{trouble.status} {trouble.body[:24]!r}",
)
async def test_nothing_but_a_dead_grant_expires_it(
    google: FakeGoogle, grants: OAuthClient, trouble: FakeResponse
):
    grant = await obtain_grant(google)
    google.fault = lambda _: trouble
    with pytest.raises(SourceError) as raised:
        await grants.refresh(YOUTUBE, grant)
    assert not isinstance(raised.value, GrantExpired)


async def test_a_token_url_that_is_too_busy_says_until_when(google: FakeGoogle, grants: OAuthClient):
    grant = await obtain_grant(google)
    google.fault = lambda _: FakeResponse(429, b"slower", {"Retry-After": "300"})
    with pytest.raises(RateLimited) as raised:
        await grants.refresh(YOUTUBE, grant)
    assert 290 < (raised.value.retry_at - now()).total_seconds() < 320


async def test_a_grant_is_given_back(google: FakeGoogle, grants: OAuthClient):
    grant = await obtain_grant(google)
    await grants.revoke(YOUTUBE, grant)
    assert google.oauth.consents[0].is_revoked
    assert "client_secret" not in google.requests[-1].form
    await grants.revoke(YOUTUBE, grant)
    google.fault = lambda _: unavailable()
    with pytest.raises(SourceError):
        await grants.revoke(YOUTUBE, grant)


def test_without_an_app_nobody_can_sign_in():
    grants = OAuthClient(PlatformHttpClient(Settings()))
    assert not grants.is_configured(YOUTUBE)
    with pytest.raises(ProductNotSupported):
        grants.authorization_url(YOUTUBE, ALL_PRODUCTS, "state", CALLBACK)


class TestAuthority:
    """Signing in, as the Connect page does it."""

    async def _back(self, google: FakeGoogle, **answer: str) -> dict[str, str]:
        self.authority = OAuthSignIn(google_settings(google))
        self.left = self.authority.authorization_redirect(YOUTUBE, list(AccountProduct), CALLBACK)
        back = urlsplit(google.oauth.allow(self.left.url)).query
        return {name: values[0] for name, values in parse_qs(back).items()} | answer

    async def test_the_grant_says_whose_account_it_is(self, google: FakeGoogle):
        answer = await self._back(google)
        assert answer["state"] == self.left.state
        grant = await self.authority.exchange_response(YOUTUBE, answer, CALLBACK, self.left.code_verifier)
        assert grant.subject == CHANNEL_ID
        assert grant.extra == {"username": "hello@kettle.example", "name": "Kettle & Cloud"}

    @pytest.mark.parametrize(
        ("answer", "failure"),
        [
            ({"error": "access_denied"}, SignInFailure.CANCELLED),
            ({"error": "admin_policy_enforced"}, SignInFailure.REFUSED),
            ({"code": "stolen"}, SignInFailure.REFUSED),
        ],
    )
    async def test_what_comes_back_may_be_a_failure(self, google: FakeGoogle, answer, failure: SignInFailure):
        await self._back(google)
        with pytest.raises(SignInFailed) as raised:
            await self.authority.exchange_response(YOUTUBE, answer, CALLBACK, self.left.code_verifier)
        assert raised.value.failure is failure

    async def test_who_has_no_channel_has_nothing_to_connect(self, google: FakeGoogle):
        answer = await self._back(google)
        empty = FakeResponse(200, b'{"kind": "youtube#channelListResponse"}')
        google.fault = lambda asked: empty if asked.path.endswith("/channels") else None
        with pytest.raises(SignInFailed) as raised:
            await self.authority.exchange_response(YOUTUBE, answer, CALLBACK, self.left.code_verifier)
        assert raised.value.failure is SignInFailure.REFUSED

    async def test_a_google_that_is_down_can_be_tried_again(self, google: FakeGoogle):
        answer = await self._back(google)
        google.fault = lambda _: unavailable()
        with pytest.raises(SignInFailed) as raised:
            await self.authority.exchange_response(YOUTUBE, answer, CALLBACK, self.left.code_verifier)
        assert raised.value.failure is SignInFailure.UNAVAILABLE
