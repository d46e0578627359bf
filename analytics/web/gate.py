"""
The gate: one ASGI wrapper around everything the server answers, pages, socket, uploads, media and static files alike.

Closed by default: what is not named as open here asks for a session, so a route that a new version of Streamlit brings
is closed until somebody decides otherwise. The session is looked up on the server for every request; pages get account,
session and address as headers that no client can set (server.trustedUserHeaders in .streamlit/config.toml).
"""

import asyncio
import logging
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics import clock, entry, process
from analytics.identity import accounts, audit, sessions
from analytics.identity.sessions import Session
from analytics.web import bodies, cookies, headers, origins

SIGN_IN, PASSWORD, SIGN_OUT = "/sign-in", "/password", "/auth/logout"
# Open to everybody, exactly these paths and the files of the sign-in page.
OPEN = frozenset({
    SIGN_IN, f"{SIGN_IN}/demonstration", "/auth/oidc", "/auth/oidc/callback", "/healthz", "/readyz",
})
OPEN_FILES = ("/assets",)
# Doors of their own: they ask for a token or a key instead of a session, and never see a cookie.
API, CONTROL = "/api", "/control"
WITH_OLD_PASSWORD = frozenset({PASSWORD, SIGN_OUT})  # all that is open to whoever must change the password first
UPLOAD = "/_stcore/upload_file"
SIGNED_IN_AS = (b"x-sixing-account", b"x-sixing-session", b"x-sixing-address")
WATCH_SECONDS = 3
GOING_AWAY = 4401


def is_under(path: str, prefixes: tuple[str, ...]) -> bool:
    """Whether the path is one of these or goes on from one with a slash."""
    return any(path == prefix or path.startswith(prefix + "/") for prefix in prefixes)


def _is_open(path: str) -> bool:
    return path in OPEN or is_under(path, (*OPEN_FILES, API, CONTROL))


class Gate:
    """Wraps an ASGI application. goodbye: the message that sends an open tab to the sign-in page."""

    def __init__(self, app: ASGIApp, goodbye: bytes) -> None:
        self.app, self.goodbye = app, goodbye

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        send = headers.added(scope, send)
        # /control is called from this machine, by whatever name the server has elsewhere
        if not is_under(scope["path"], (CONTROL,)) and not origins.host_allowed(scope):
            await self._refuse(scope, receive, send, PlainTextResponse("unknown host", 421))
        elif scope["type"] == "websocket" and _is_open(scope["path"]):
            await self._refuse(scope, receive, send, _way_in(scope))
        else:
            await self._answered(scope, receive, send)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Unless the request is larger than it may be; what fails behind the gate gets an answer with our headers."""
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        most = bodies.most_bytes(is_form=scope["path"] in OPEN | WITH_OLD_PASSWORD)
        try:
            if scope["type"] == "http" and bodies.says_too_much(scope, most):
                raise bodies.TooLarge
            limited = bodies.limited(receive, most)
            if is_under(scope["path"], (API, CONTROL)):
                await self.app(_without(scope, b"cookie", *SIGNED_IN_AS), limited, noted)
            else:
                await self._with_session(scope, limited, noted)
        except bodies.TooLarge:
            if not started:
                await self._refuse(scope, receive, send, PlainTextResponse("too large", 413))
        except Exception:
            if scope["type"] == "websocket" or started:
                raise
            logging.getLogger("sixing").exception("%s %s failed", scope["method"], scope["path"])
            await self._refuse(scope, receive, send, PlainTextResponse("Internal Server Error", 500))

    async def _with_session(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = await run_in_threadpool(self._session, scope)
        asked = _without(scope, *SIGNED_IN_AS)
        asked["headers"] = cookies.without_session(asked)
        asked["scheme"] = origins.scheme(scope)
        asked["signed_in"] = session[0] if session else None
        unsafe = scope["type"] == "websocket" or scope["method"] not in origins.SAFE_METHODS
        link = scope["path"] == SIGN_OUT and not unsafe
        if (unsafe and origins.is_cross_site(scope)) or (link and session and not origins.is_own_link(scope)):
            await self._refuse(scope, receive, send, PlainTextResponse("cross-site request refused", 403))
        elif _is_open(scope["path"]):
            await self.app(asked, receive, send)
        elif session is None:
            await self._refuse(scope, receive, send, _way_in(scope))
        elif session[1] and not (scope["path"] in WITH_OLD_PASSWORD or is_under(scope["path"], OPEN_FILES)):
            await self._refuse(scope, receive, send, _way_in(scope, PASSWORD))
        elif unsafe and is_under(scope["path"], (UPLOAD,)) and not await run_in_threadpool(_may_upload, session[0]):
            await run_in_threadpool(_note_upload, session[0], scope)
            await self._refuse(scope, receive, send, PlainTextResponse("not yours to upload", 403))
        else:
            asked["headers"] = [*asked["headers"], *_identity(session[0], scope)]
            watched = self._watched(session[0], receive, send) if scope["type"] == "websocket" else receive
            await self.app(asked, watched, send)

    @staticmethod
    def _session(scope: Scope) -> tuple[Session, bool] | None:
        """The session behind the cookie, and whether its account must change the password first."""
        token = cookies.session_token(scope)
        session = sessions.session_of(process.identity(), token, clock.now()) if token else None
        account = accounts.by_id(process.identity(), session.account_id) if session else None
        if account and account.is_demonstration and not entry.is_demonstration(clock.today()):
            return None
        return (session, account.must_change_password and session.how == "password") if session and account else None

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before accepting: the server answers 403
        else:
            await answer(scope, receive, send)

    def _watched(self, session: Session, receive: Receive, send: Send) -> Receive:
        """
        The socket's messages, until the session ends: then the tab is sent to the sign-in page and the socket closes.
        What the reader does keeps the session alive; that a tab stands open does not.
        """
        pending: asyncio.Future[Message] | None = None
        over = False

        async def next_message() -> Message:
            nonlocal pending, over
            while not over:
                pending = pending or asyncio.ensure_future(receive())
                done, _ = await asyncio.wait({pending}, timeout=WATCH_SECONDS)
                look = _touched if done else _alive
                if not await run_in_threadpool(look, session.session_id):
                    over = True
                    pending.cancel()
                    await send({"type": "websocket.send", "bytes": self.goodbye})
                elif done:
                    message, pending = pending.result(), None
                    return message
            return {"type": "websocket.disconnect", "code": GOING_AWAY}

        return next_message


def _alive(session_id: str) -> bool:
    return sessions.is_alive(process.identity(), session_id, clock.now())


def _touched(session_id: str) -> bool:
    return sessions.touch(process.identity(), session_id, clock.now()) is not None


def _may_upload(session: Session) -> bool:
    authority = entry.authority_of(session.account_id, clock.today())
    return authority is not None and authority.may("submit_return")


def _note_upload(session: Session, scope: Scope) -> None:
    account = accounts.by_id(process.identity(), session.account_id)
    audit.record(
        process.identity(), "access_refused", actor=account.login if account else "-", at=clock.now(),
        outcome="refused", account_id=session.account_id, session_id=session.session_id,
        address=origins.client_address(scope), target="upload",
    )


def _way_in(scope: Scope, to: str = SIGN_IN) -> Response:
    """People are sent to a page; programs and scripts are told."""
    wants_page = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    if not wants_page or "text/html" not in origins.header(scope, b"accept"):
        return PlainTextResponse("sign in first", 401)
    query = scope["query_string"].decode("latin-1")
    here = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(to if to == PASSWORD or here == "/" else f"{to}?next={quote(here, safe='')}", 303)


def _without(scope: Scope, *names: bytes) -> dict[str, Any]:
    """The request without some headers, however they are spelled."""
    spelled = set(names) | {name.replace(b"-", b"_") for name in names}
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key.lower() not in spelled]}


def _identity(session: Session, scope: Scope) -> list[tuple[bytes, bytes]]:
    values = (session.account_id, session.session_id, origins.client_address(scope))
    return [(name, value.encode("latin-1")) for name, value in zip(SIGNED_IN_AS, values, strict=True)]
