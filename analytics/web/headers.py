"""
The headers every answer carries, above all what a browser may load and run (content security policy).

Scripts: Streamlit's own files, and the inline scripts whose hashes `allow_scripts` was given: the one in Streamlit's
start page and the product's translation of Streamlit's words. Styles are allowed inline: Streamlit makes them as it
draws.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.types import Message, Scope, Send

from analytics.web.origins import is_https

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
YEAR_SECONDS = 365 * 24 * 3600
SAME_EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "x-robots-tag": "noindex, nofollow",
}
_scripts: set[str] = set()


def allow_scripts(pages: Iterable[str]) -> None:
    """Allows the inline scripts of these pieces of HTML, as they are and no others."""
    for page in pages:
        for text in INLINE.findall(page):
            digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
            _scripts.add(f"'sha256-{digest}'")


def streamlit_start_page() -> str:
    """The page that Streamlit serves for every path of its own."""
    import importlib.util

    found = importlib.util.find_spec("streamlit")
    if found is None or found.origin is None:
        raise RuntimeError("streamlit is not installed")
    return (Path(found.origin).parent / "static" / "index.html").read_text(encoding="utf-8")


def content_security_policy() -> str:
    """For the pages. Websockets to the same host fall under 'self'."""
    scripts = " ".join(["'self'", *sorted(_scripts)])
    return "; ".join((
        "default-src 'self'", f"script-src {scripts}", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'", "worker-src 'self' blob:",
        "object-src 'none'", "base-uri 'self'", "form-action 'self'", "frame-src 'none'", "frame-ancestors 'none'",
    ))


def _is_bundle(scope: Scope, answer: Message) -> bool:
    """
    A file of Streamlit's whose name changes with its content: Streamlit says so itself. For a name it no longer has it
    answers with its start page, which must not be kept under that name.
    """
    said = b"".join(value for name, value in answer["headers"] if name.lower() == b"cache-control")
    return scope["path"].startswith("/static/") and b"immutable" in said and answer["status"] in (200, 304)


def added(scope: Scope, send: Send) -> Send:
    """`send`, with these headers on every answer; an answer's own stricter policy and caching stay."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            more = {**SAME_EVERYWHERE, "content-security-policy": content_security_policy()}
            is_bundle = _is_bundle(scope, message)
            if not scope["path"].startswith("/assets/"):  # which are the same for everybody
                message["headers"] = [h for h in message["headers"] if h[0].lower() != b"cache-control"]
                given.discard(b"cache-control")
                more["cache-control"] = f"private, max-age={YEAR_SECONDS}, immutable" if is_bundle else "no-store"
            if is_https(scope):
                more["strict-transport-security"] = f"max-age={YEAR_SECONDS}"
            message["headers"] = [
                *message["headers"],
                *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in given),
            ]
        await send(message)

    return send_with_headers
