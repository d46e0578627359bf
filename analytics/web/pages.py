"""Plain HTML for the pages in front of the product: sign-in, password, messages. No script at all."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from analytics import clock, process
from analytics.authority import units_today
from analytics.declare import Lang, text
from analytics.store.warehouse import StoreError
from analytics.web import cookies

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_templates = Environment(
    loader=PackageLoader("analytics.web", "templates"), autoescape=select_autoescape(), trim_blocks=True
)


def language(request: Request) -> Lang:
    """The link's ?lang= first, then the cookie, then the browser; Chinese otherwise: as on the pages behind."""
    asked = request.query_params.get("lang") or cookies.language(request.scope)
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    accepted = request.headers.get("accept-language", "zh").lower()
    return "en" if accepted.startswith("en") or ("en" in accepted and "zh" not in accepted) else "zh"


def shown(request: Request, template: str, title: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language, which it remembers. values: the template's own; problem: a list of sentences."""
    lang = language(request)
    other = {**request.query_params, "lang": "en" if lang == "zh" else "zh"}
    body = _templates.get_template(template).render(
        lang=lang, t=partial(_text, lang), title=text(title, lang), agency=_agency(lang),
        other_language=urlencode(other), **values,
    )
    response = HTMLResponse(body, status, headers={"content-security-policy": POLICY, "cache-control": "no-store"})
    if "lang" in request.query_params:
        cookies.set_language(response, request.scope, lang)
    return response


def _text(lang: Lang, key: str) -> str:
    return text(key, lang)


def _agency(lang: Lang) -> str | None:
    """The name of the unit at the top of the tree; None while there is none, or the store is not to be had."""
    try:
        units = units_today(process.warehouse().cursor(), clock.today())
    except StoreError:
        return None
    return next((unit.name(lang) for unit in units.values() if unit.parent_code is None), None)
