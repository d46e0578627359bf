"""A small OpenID Connect provider for tests; what it says of the reader can be bent."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests.browser.serving import free_port


class Provider:
    """bend: claims that replace the right ones in the next ID tokens. challenges: the PKCE challenges that came."""

    def __init__(self, address: str) -> None:
        self.address, self.bend, self.codes = address, {}, {}
        self.challenges: list[str] = []
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})

    def app(self) -> Starlette:
        return Starlette(routes=[
            Route("/.well-known/openid-configuration", self.describe), Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]), Route("/jwks", self.keys),
        ])

    async def describe(self, _request: Request) -> JSONResponse:
        a = self.address
        return JSONResponse({
            "issuer": a, "authorization_endpoint": f"{a}/authorize", "token_endpoint": f"{a}/token",
            "jwks_uri": f"{a}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        })

    async def authorize(self, request: Request) -> RedirectResponse:
        asked, code = request.query_params, secrets.token_urlsafe(16)
        self.challenges.append(asked.get("code_challenge", ""))
        self.codes[code] = (asked["client_id"], asked.get("nonce"))
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> JSONResponse:
        form = await request.form()
        client_id, nonce = self.codes.pop(form["code"])
        now = int(time.time())
        claims = {"iss": self.address, "sub": "subject-1", "aud": client_id, "iat": now, "exp": now + 300,
                  "nonce": nonce, "preferred_username": "lihua", **self.bend}
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, self.key)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    async def keys(self, _request: Request) -> JSONResponse:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextmanager
def provided() -> Iterator[Provider]:
    """A provider that answers while the block runs."""
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
