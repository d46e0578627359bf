"""
Signing in through an OpenID Connect provider. It proves who somebody is; what they may do, and the session, are ours.

SIXING_OIDC_METADATA_URL, SIXING_OIDC_CLIENT_ID, SIXING_OIDC_CLIENT_SECRET turn it on. SIXING_OIDC_CLAIM names the claim
that is the sign-in name (preferred_username). SIXING_OIDC_LINK_BY_LOGIN=yes lets the first sign-in link a provider's
account to the account of that name, if that one is not linked yet; otherwise an administrator links them.
"""

import logging
import os
from functools import cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analytics import clock, process
from analytics.declare import text
from analytics.identity import accounts, audit
from analytics.identity.accounts import Account, AccountError
from analytics.web import pages
from analytics.web.origins import client_address, safe_next

NAME = "provider"
NOBODY = "-"


def is_configured() -> bool:
    return bool(os.environ.get("SIXING_OIDC_METADATA_URL") and os.environ.get("SIXING_OIDC_CLIENT_ID"))


def routes() -> list[Route]:
    return [Route("/auth/oidc", begin), Route("/auth/oidc/callback", come_back, name="oidc_callback")]


@cache
def _client() -> Any:
    """The provider's client: PKCE, state and nonce are its work."""
    from authlib.integrations.starlette_client import OAuth

    return OAuth().register(
        NAME, server_metadata_url=os.environ["SIXING_OIDC_METADATA_URL"],
        client_id=os.environ["SIXING_OIDC_CLIENT_ID"], client_secret=os.environ.get("SIXING_OIDC_CLIENT_SECRET"),
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
    )


async def begin(request: Request) -> Response:
    """To the provider, and back to `come_back`."""
    if not is_configured():
        return _message(request, "sign_in.oidc.failed", 404)
    request.session["next"] = safe_next(request.query_params.get("next"))
    return await _client().authorize_redirect(request, str(request.url_for("oidc_callback")))


async def come_back(request: Request) -> Response:
    """The provider's answer: checked for state, nonce, signature, issuer, audience and time; then our own session."""
    from authlib.common.errors import AuthlibBaseError
    from httpx import HTTPError
    from joserfc.errors import JoseError

    if not is_configured():
        return _message(request, "sign_in.oidc.failed", 404)
    try:
        token = await _client().authorize_access_token(request)
    except (AuthlibBaseError, JoseError, HTTPError, KeyError, ValueError) as error:
        logging.getLogger("sixing").warning("sign-in through the provider failed: %s", type(error).__name__)
        await run_in_threadpool(_refused, request)
        return _message(request, "sign_in.oidc.failed", 401)
    claims = token.get("userinfo") or {}
    then = safe_next(request.session.pop("next", "/"))
    return await run_in_threadpool(_let_in, request, dict(claims), then)


def _let_in(request: Request, claims: dict[str, Any], then: str) -> Response:
    from analytics.web.sign_in import let_in  # which offers the provider on its page

    account = _account(claims)
    if account is None or not account.is_active:
        _refused(request)
        return _message(request, "sign_in.oidc.title", 403, "sign_in.oidc.words")
    return let_in(request, account, "oidc", then)


def _account(claims: dict[str, Any]) -> Account | None:
    """The account the provider's account is linked to; linked now when that is allowed and it has no other."""
    identity, issuer, subject = process.identity(), str(claims.get("iss", "")), str(claims.get("sub", ""))
    if not issuer or not subject:
        return None
    found = accounts.by_subject(identity, issuer, subject)
    if found or os.environ.get("SIXING_OIDC_LINK_BY_LOGIN") != "yes":
        return found
    login = str(claims.get(os.environ.get("SIXING_OIDC_CLAIM", "preferred_username"), ""))
    named = accounts.by_login(identity, login) if login else None
    if named is None or named.oidc_subject or named.is_demonstration or not named.is_active:
        return None
    try:
        accounts.link_subject(identity, named.account_id, issuer, subject, by=named.login, at=clock.now())
    except AccountError:
        return None
    return accounts.by_id(identity, named.account_id)


def _refused(request: Request) -> None:
    audit.record(
        process.identity(), "sign_in_refused", actor=NOBODY, at=clock.now(), outcome="refused",
        address=client_address(request.scope), detail={"how": "oidc"},
    )


def _message(request: Request, title: str, status: int, words: str | None = None) -> Response:
    said = text(words or title, pages.language(request))
    return pages.shown(request, "message.html", title, status=status, words=said)
