"""The two cookies: the session (for the server alone) and the language (for the pages too)."""

from http.cookies import CookieError, SimpleCookie

from starlette.responses import Response
from starlette.types import Scope

from analytics.declare import settings
from analytics.web.origins import header, is_https

LANGUAGE = "sixing_lang"
YEAR_SECONDS = 365 * 24 * 3600


def session_name(scope: Scope) -> str:
    """Under TLS the name itself forbids other hosts and paths to set it."""
    return "__Host-sixing" if is_https(scope) else "sixing"


def session_token(scope: Scope) -> str | None:
    """The token of the session cookie; None when there is none, or more than one: then somebody planted the other."""
    name, found = session_name(scope), []
    for part in header(scope, b"cookie").replace(",", ";").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            found.append(value)
    return found[0] if len(found) == 1 and found[0] else None


def without_session(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's headers without the session's cookie: nothing behind the gate has a use for the token."""
    parts = (part.strip() for part in header(scope, b"cookie").split(";"))
    kept = "; ".join(part for part in parts if part and part.partition("=")[0] != session_name(scope))
    others = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    return [*others, (b"cookie", kept.encode("latin-1"))] if kept else others


def language(scope: Scope) -> str | None:
    """The language chosen earlier, zh or en."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header(scope, b"cookie"))
    except CookieError:
        return None
    return jar[LANGUAGE].value if LANGUAGE in jar and jar[LANGUAGE].value in ("zh", "en") else None


def set_session(response: Response, scope: Scope, token: str) -> None:
    response.set_cookie(
        session_name(scope), token, max_age=settings()["accounts"]["session_hours"] * 3600, path="/", httponly=True,
        secure=is_https(scope), samesite="lax",
    )


def drop_session(response: Response, scope: Scope) -> None:
    response.delete_cookie(session_name(scope), path="/", httponly=True, secure=is_https(scope), samesite="lax")


def set_language(response: Response, scope: Scope, lang: str) -> None:
    response.set_cookie(LANGUAGE, lang, max_age=YEAR_SECONDS, path="/", secure=is_https(scope), samesite="lax")
