"""The gate alone, around an application that notes what reaches it."""

from typing import Any

from analytics.web.gate import Gate
from tests.asynchronous import finished

HOST = "127.0.0.1:8501"
GOODBYE = b"to the sign-in page"


class Listener:
    """Answers everything with `behind`; scopes: what came through."""

    def __init__(self) -> None:
        self.scopes: list[dict[str, Any]] = []
        self.body = b""

    async def __call__(self, scope, receive, send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                pass
            return
        while (message := await receive()).get("more_body"):
            self.body += message["body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"behind"})

    @property
    def headers(self) -> dict[str, str]:
        """Of the last request that came through."""
        return {name.decode(): value.decode() for name, value in self.scopes[-1]["headers"]}


def scope_of(path: str, *, method: str = "GET", kind: str = "http", cookie: str | None = None, **headers: str) -> dict:
    """A request; headers with underscores for dashes."""
    given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if cookie:
        given["cookie"] = cookie
    scheme = "http" if kind == "http" else "ws"
    return {
        "type": kind, "method": method, "path": path, "query_string": b"", "scheme": scheme,
        "client": ("203.0.113.9", 40000), "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
    }


def ask(path: str, listener: Listener | None = None, *, body: tuple[bytes, ...] = (b"",), **how: Any):
    """(status, headers) of the answer to one request."""
    sent, parts = [], [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts[-1]["more_body"] = False

    async def run() -> None:
        waiting = iter(parts)

        async def receive():
            return next(waiting)

        async def send(message):
            sent.append(message)

        await Gate(listener or Listener(), GOODBYE)(scope_of(path, **how), receive, send)

    finished(run())
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}
