"""The fake's OAuth server: consents, single-use codes, refreshes and revocations."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from limelight.testing.google.http import (
    FakeRequest,
    FakeResponse,
    RequestRejected,
    json_response,
    lacks_scope,
    unauthorized,
)

CLIENT_ID = "limelight.apps.example"
CLIENT_SECRET = "the secret of the app"  # noqa: S105 -- of nothing
LIFETIME_SECONDS = 3600


@dataclass
class Consent:
    """The scopes that a creator granted to the app. Revocation is final."""

    scopes: tuple[str, ...]
    refresh_token: str = field(default_factory=lambda: f"1//{secrets.token_urlsafe(32)}")
    is_revoked: bool = False


@dataclass
class _Code:
    consent: Consent
    redirect_uri: str
    challenge: str | None
    is_used: bool = False


@dataclass
class _AccessToken:
    consent: Consent
    until: float


@dataclass
class FakeOAuthServer:
    """``redirect_uris`` are those registered for the app."""

    redirect_uris: set[str] = field(default_factory=set)
    consents: list[Consent] = field(default_factory=list)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _access: dict[str, _AccessToken] = field(default_factory=dict)

    def consent_page(self, asked: FakeRequest) -> FakeResponse:
        """The page of consent, where a browser goes on by one of two links."""
        query = urlencode(asked.query)
        allow, deny = self.allow(f"?{query}"), self.deny(f"?{query}")
        html = f"""<!doctype html><title>Sign in</title><h1>Let Limelight see your channel?</h1>
<a id="allow" href="{escape(allow)}">Allow</a> <a id="deny" href="{escape(deny)}">Cancel</a>"""
        return FakeResponse(200, html.encode(), content_type="text/html; charset=utf-8")

    def allow(self, url: str, without: Collection[str] = ()) -> str:
        """Consent to the authorization URL, except some scopes; returns the redirect URL."""
        asked = self._check_authorization_url(url)
        scopes = tuple(scope for scope in asked["scope"].split() if scope not in without)
        consent = Consent(scopes)
        self.consents.append(consent)
        code = f"4/{secrets.token_urlsafe(24)}"
        self._codes[code] = _Code(consent, asked["redirect_uri"], asked.get("code_challenge"))
        back = {"state": asked["state"], "code": code, "scope": " ".join(scopes)}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def deny(self, url: str) -> str:
        asked = self._check_authorization_url(url)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"

    def expire_access(self) -> None:
        """Expire all access tokens."""
        for access in self._access.values():
            access.until = 0.0

    def revoke_all(self) -> None:
        """Revoke all consents, as if the creator had removed the app."""
        for consent in self.consents:
            consent.is_revoked = True

    def token(self, asked: FakeRequest) -> FakeResponse:
        form = asked.form
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return _oauth_error("invalid_client", "The OAuth client was not found.", 401)
        match form.get("grant_type"):
            case "authorization_code":
                return self._exchange_code(form)
            case "refresh_token":
                return self._refresh(form)
            case _:
                return _oauth_error("unsupported_grant_type", "Invalid grant_type.")

    def revoke(self, asked: FakeRequest) -> FakeResponse:
        token = asked.form.get("token", "")
        consent = (
            self._access[token].consent if token in self._access else self._consent_by_refresh_token(token)
        )
        if consent is None or consent.is_revoked:
            return _oauth_error("invalid_token", "Token expired or revoked")
        consent.is_revoked = True
        return json_response({})

    def require_scope(self, asked: FakeRequest, scopes: Collection[str]) -> None:
        """Raises RequestRejected unless the bearer token has one of the scopes."""
        access = self._access.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if access is None or access.consent.is_revoked or access.until < monotonic():
            raise RequestRejected(unauthorized())
        if not set(scopes) & set(access.consent.scopes):
            raise RequestRejected(lacks_scope())

    def _exchange_code(self, form: Mapping[str, str]) -> FakeResponse:
        code = self._codes.get(form.get("code", ""))
        if code is None or code.is_used:
            return _oauth_error("invalid_grant", "Malformed auth code.")
        if form.get("redirect_uri") != code.redirect_uri:
            return _oauth_error("redirect_uri_mismatch", "Bad Request")
        if code.challenge and _challenge(form.get("code_verifier", "")) != code.challenge:
            return _oauth_error("invalid_grant", "Invalid code verifier.")
        code.is_used = True
        return self._issue_token(code.consent, {"refresh_token": code.consent.refresh_token})

    def _refresh(self, form: Mapping[str, str]) -> FakeResponse:
        consent = self._consent_by_refresh_token(form.get("refresh_token", ""))
        if consent is None or consent.is_revoked:
            return _oauth_error("invalid_grant", "Token has been expired or revoked.")
        return self._issue_token(consent, {})

    def _issue_token(self, consent: Consent, more: Mapping[str, Any]) -> FakeResponse:
        access = f"ya29.{secrets.token_urlsafe(24)}"
        self._access[access] = _AccessToken(consent, monotonic() + LIFETIME_SECONDS)
        return json_response(
            {
                "access_token": access,
                "expires_in": LIFETIME_SECONDS - 1,
                "scope": " ".join(consent.scopes),
                "token_type": "Bearer",
                **more,
            }
        )

    def _consent_by_refresh_token(self, token: str) -> Consent | None:
        return next((each for each in self.consents if each.refresh_token == token), None)

    def _check_authorization_url(self, url: str) -> dict[str, str]:
        """The query of a valid authorization URL. Raises RequestRejected where Google shows an error page."""
        asked = dict(parse_qsl(urlsplit(url).query))
        if asked.get("client_id") != CLIENT_ID:
            raise RequestRejected(FakeResponse(401, b"invalid_client", content_type="text/html"))
        if asked.get("redirect_uri") not in self.redirect_uris:
            raise RequestRejected(FakeResponse(400, b"redirect_uri_mismatch", content_type="text/html"))
        is_whole = asked.get("response_type") == "code" and asked.get("scope") and asked.get("state")
        if not is_whole or asked.get("code_challenge_method", "S256") != "S256":
            raise RequestRejected(FakeResponse(400, b"invalid_request", content_type="text/html"))
        return asked


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _oauth_error(code: str, description: str, status: int = 400) -> FakeResponse:
    return json_response({"error": code, "error_description": description}, status)
