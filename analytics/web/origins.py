"""
Where a request comes from and where it thinks it goes: client address behind trusted proxies, allowed host names, and
whether another site sent it.

SIXING_HOSTS    host names this server answers to, separated by commas; without it the names of this machine and
                addresses in numbers. A name that somebody else's DNS points here is refused, or a page of theirs could
                talk to the server as if it were their own.
SIXING_PROXIES  addresses of proxies whose X-Forwarded-For and -Proto are believed, separated by commas.
"""

import ipaddress
import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import Scope

LOCAL_NAMES = frozenset({"localhost"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def header(scope: Scope, name: bytes) -> str:
    """A header's value; several of the same name are joined, so that none can hide behind another."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def client_address(scope: Scope) -> str:
    """The address of whoever asks; of a trusted proxy's client when one is in between."""
    peer = (scope.get("client") or ("", 0))[0]
    trusted = _listed("SIXING_PROXIES")
    if peer not in trusted:
        return peer
    hops = [hop.strip() for hop in header(scope, b"x-forwarded-for").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in trusted), peer)[:64]


def is_https(scope: Scope) -> bool:
    """Whether the reader's browser speaks TLS, to us or to a trusted proxy."""
    if (scope.get("client") or ("", 0))[0] in _listed("SIXING_PROXIES"):
        return header(scope, b"x-forwarded-proto").split(",")[-1].strip() == "https"
    return scope["scheme"] in ("https", "wss")


def host_allowed(scope: Scope) -> bool:
    """Whether the Host header names this server."""
    name = _host_name(header(scope, b"host"))
    allowed = _listed("SIXING_HOSTS")
    if allowed:
        return name in allowed
    return name in LOCAL_NAMES or name.endswith(".localhost") or _is_address(name)


def is_cross_site(scope: Scope) -> bool:
    """Whether a browser sent this for another site. Programs send neither header and have no cookie to abuse."""
    told = header(scope, b"sec-fetch-site")
    if told:
        return told not in ("same-origin", "none")
    origin = header(scope, b"origin")
    return bool(origin) and urlsplit(origin).netloc.lower() != header(scope, b"host").lower()


def safe_next(path: str | None) -> str:
    """A path of this server to go on to after signing in; anything else is the start page."""
    if not path or not path.startswith("/") or path.startswith("//") or not _is_plain(path):
        return "/"
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc and len(path) <= 1000 else "/"


def _is_plain(path: str) -> bool:
    return "\\" not in path and all(ord(character) > 32 for character in path)


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _listed(variable: str) -> frozenset[str]:
    words: Iterable[str] = os.environ.get(variable, "").split(",")
    return frozenset(word.strip().lower() for word in words if word.strip())
