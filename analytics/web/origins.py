"""
Where a request comes from and where it thinks it goes: client address behind trusted proxies, allowed host names, and
whether another site sent it.

SIXING_HOSTS    host names this server answers to, separated by commas; without it the name of this machine and
                addresses in numbers. A name that somebody else's DNS points here is refused, or a page of theirs could
                talk to the server as if it were their own.
SIXING_PROXIES  addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, separated by commas.
                (uvicorn believes this machine itself unless FORWARDED_ALLOW_IPS is set, empty for nobody.)
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import Scope

LOCAL_NAMES = frozenset({"localhost"})
DOORS = ("/sign-in", "/password", "/auth/")  # nobody signs in in order to go there
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def header(scope: Scope, name: bytes) -> str:
    """A header's value; several of the same name are joined, so that none can hide behind another."""
    return ", ".join(value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)


def client_address(scope: Scope) -> str:
    """The address of whoever asks; of a trusted proxy's client when one is in between."""
    peer = _peer(scope)
    if not _is_proxy(peer):
        return peer
    hops = [_unmapped(hop.strip()) for hop in header(scope, b"x-forwarded-for").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if not _is_proxy(hop)), peer)[:64]


def _peer(scope: Scope) -> str:
    return _unmapped((scope.get("client") or ("", 0))[0])


def _unmapped(address: str) -> str:
    """::ffff:192.0.2.1, as a socket for both kinds shows it, is 192.0.2.1."""
    try:
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
    except ValueError:
        return address
    return str(mapped) if mapped else address


def _is_proxy(address: str) -> bool:
    trusted = _listed("SIXING_PROXIES")
    try:
        found = ipaddress.ip_address(address)
        return any(found in ipaddress.ip_network(network, strict=False) for network in trusted)
    except ValueError:
        return address in trusted


def scheme(scope: Scope) -> str:
    """The scheme of the reader's own address line: links back to us are made with it."""
    ours = {False: {"http": "http", "websocket": "ws"}, True: {"http": "https", "websocket": "wss"}}
    return ours[is_https(scope)][scope["type"]]


def is_https(scope: Scope) -> bool:
    """Whether the reader's browser speaks TLS, to us or to a trusted proxy."""
    if _is_proxy(_peer(scope)):
        return header(scope, b"x-forwarded-proto").split(",")[-1].strip() == "https"
    return scope["scheme"] in ("https", "wss")


def host_allowed(scope: Scope) -> bool:
    """Whether the Host header names this server."""
    name = _host_name(header(scope, b"host"))
    allowed = _listed("SIXING_HOSTS")
    if allowed:
        return name in allowed
    is_local = name in LOCAL_NAMES or name.endswith(".localhost") or name == socket.gethostname().lower()
    return is_local or _is_address(name)


def is_cross_site(scope: Scope) -> bool:
    """Whether a browser sent this for another site. Programs send neither header and have no cookie to abuse."""
    told, origin = header(scope, b"sec-fetch-site"), header(scope, b"origin")
    if told and told not in ("same-origin", "none"):
        return True
    if not origin:  # every browser names it for a socket
        return scope["type"] == "websocket"
    return not _is_ours(scope, origin)


def is_own_link(scope: Scope) -> bool:
    """Whether one of our own pages led here: for what a link may do, but not one on another site."""
    told = header(scope, b"sec-fetch-site")
    return told == "same-origin" if told else _is_ours(scope, header(scope, b"referer"))


def _is_ours(scope: Scope, address: str) -> bool:
    try:
        return urlsplit(address).netloc.lower() == header(scope, b"host").lower() != ""
    except ValueError:
        return False


def safe_next(path: str | None) -> str:
    """A path of this server to go on to after signing in; anything else is the start page."""
    if not path or not path.startswith("/") or path.startswith("//") or not _is_plain(path):
        return "/"
    parts = urlsplit(path)
    is_door = parts.path.startswith(DOORS)
    return path if not parts.scheme and not parts.netloc and not is_door and len(path) <= 1000 else "/"


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
