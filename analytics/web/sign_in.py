"""Signing in and out, and changing one's password."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analytics import agency, clock, process
from analytics.declare import roles, text
from analytics.identity import accounts, grants, sessions
from analytics.identity.accounts import Account
from analytics.identity.problems import sentence
from analytics.identity.sessions import Session
from analytics.identity.sign_in import sign_in
from analytics.store.warehouse import StoreError
from analytics.web import cookies, oidc, pages
from analytics.web.gate import PASSWORD, SIGN_IN, SIGN_OUT
from analytics.web.origins import client_address, safe_next

MOST_CHARACTERS = 400  # of a field: longer ones are cut before anything looks at them


def routes() -> list[Route]:
    return [
        Route(SIGN_IN, ask, methods=["GET"]),
        Route(SIGN_IN, enter, methods=["POST"]),
        Route(f"{SIGN_IN}/demonstration", enter_demonstration, methods=["POST"]),
        Route(PASSWORD, ask_password, methods=["GET"]),
        Route(PASSWORD, change_password, methods=["POST"]),
        Route(SIGN_OUT, leave, methods=["GET", "POST"]),
    ]


# ------------------------------------------------------------------------------------------- signing in
def ask(request: Request) -> Response:
    """The sign-in page; whoever is signed in already goes on."""
    if request.scope.get("signed_in"):
        return RedirectResponse(safe_next(request.query_params.get("next")), 303)
    return _page(request, safe_next(request.query_params.get("next")))


async def enter(request: Request) -> Response:
    """A login and a password; a new session each time, never the one the browser came with."""
    form = await _fields(request)
    return await run_in_threadpool(_enter, request, form)


def _enter(request: Request, form: dict[str, str]) -> Response:
    then, login = safe_next(form.get("next")), form.get("login", "")
    if not login.strip() or not form.get("password"):
        return _page(request, then, login, [text("sign_in.incomplete", pages.language(request))], 400)
    found = sign_in(
        process.identity(), login=login, password=form["password"], address=client_address(request.scope),
        at=clock.now(),
    )
    if found.account is None:
        status = 429 if found.problem == "wait" else 401
        return _page(request, then, login, [found.sentence(pages.language(request)) or ""], status)
    return let_in(request, found.account, "password", then)


def let_in(request: Request, account: Account, how: Any, then: str) -> Response:
    """Ends the session the browser came with, opens a new one and goes on."""
    identity, now = process.identity(), clock.now()
    _end(request.scope.get("signed_in"), by=account.login)
    token = sessions.open_session(
        identity, account.account_id, address=client_address(request.scope),
        agent=request.headers.get("user-agent", ""), how=how, at=now,
    )
    response = RedirectResponse(PASSWORD if account.must_change_password and how == "password" else then, 303)
    cookies.set_session(response, request.scope, token)
    cookies.set_language(response, request.scope, account.language or pages.language(request))
    return response


def _page(
    request: Request, then: str, login: str = "", problem: list[str] | None = None, status: int = 200
) -> Response:
    from urllib.parse import urlencode

    return pages.shown(
        request, "sign_in.html", "sign_in.title", status=status, next=then, login=login[:64], problem=problem,
        provider=oidc.is_configured(), next_query=urlencode({"next": then}), personas=_personas(request),
        said=text("sign_in.signed_out", pages.language(request)) if "out" in request.query_params else None,
    )


# ------------------------------------------------------------------------------------------- the demonstration
def is_demonstration() -> bool:
    """Whether the store is marked as made up; only then do its accounts open."""
    try:
        return agency.holdings(process.warehouse().cursor()).is_demonstration
    except StoreError:  # somebody else has it open; people can still sign in
        return False


def _personas(request: Request) -> list[dict[str, str]]:
    """One way in for each role; none outside a demonstration."""
    if not is_demonstration():
        return []
    lang, order, found = pages.language(request), list(roles()), []
    for account in accounts.listed(process.identity()):
        held = [g.role for g in grants.in_force(process.identity(), account.account_id, clock.today())]
        if account.is_demonstration and account.is_active and held:
            name = account.name if lang == "zh" else account.name_en or account.name
            what = text(f"sign_in.demonstration.{held[0]}", lang)
            card = {"login": account.login, "role": roles()[held[0]][lang], "name": name, "what": what}
            found.append((order.index(held[0]), card))
    return [card for _, card in sorted(found, key=lambda one: one[0])]


async def enter_demonstration(request: Request) -> Response:
    """Enters as one of the demonstration's people, without a password; refused unless the store is a demonstration."""
    form = await _fields(request)
    return await run_in_threadpool(_enter_demonstration, request, form)


def _enter_demonstration(request: Request, form: dict[str, str]) -> Response:
    then = safe_next(form.get("next"))
    account = accounts.by_login(process.identity(), form.get("login", "")) if is_demonstration() else None
    if account is None or not account.is_demonstration or not account.is_active:
        return _page(request, then, "", [text("sign_in.not_found", pages.language(request))], 403)
    return let_in(request, account, "demonstration", then)


# ------------------------------------------------------------------------------------------- the password
def ask_password(request: Request) -> Response:
    return _password_page(request, _account(request), [])


async def change_password(request: Request) -> Response:
    """Ends all other sessions and gives this browser a new one."""
    form = await _fields(request)
    return await run_in_threadpool(_change_password, request, form)


def _change_password(request: Request, form: dict[str, str]) -> Response:
    account, lang = _account(request), pages.language(request)
    if form.get("new") != form.get("again"):
        return _password_page(request, account, [text("sign_in.change.differ", lang)], 400)
    problems = accounts.change_password(
        process.identity(), account.account_id, old=form.get("old", ""), new=form.get("new", ""), at=clock.now()
    )
    if problems:
        return _password_page(request, account, [sentence(code, lang) for code in problems], 400)
    changed = accounts.by_id(process.identity(), account.account_id)
    assert changed is not None
    return let_in(request, changed, request.scope["signed_in"].how, "/")


def _password_page(request: Request, account: Account, problem: list[str], status: int = 200) -> Response:
    return pages.shown(
        request, "password.html", "sign_in.change.title", status=status, problem=problem, login=account.login,
        must=account.must_change_password, has_password=account.has_password,
    )


def _account(request: Request) -> Account:
    account = accounts.by_id(process.identity(), request.scope["signed_in"].account_id)
    assert account is not None  # the gate has looked
    return account


# ------------------------------------------------------------------------------------------- leaving
def leave(request: Request) -> Response:
    """Where st.logout and the account page send the browser. A link on another site does not sign anybody out."""
    session = request.scope.get("signed_in")
    if session:
        _end(session, by=_account(request).login)
    response = RedirectResponse(f"{SIGN_IN}?out=", 303)
    cookies.drop_session(response, request.scope)
    return response


def _end(session: Session | None, *, by: str) -> None:
    if session:
        sessions.end(process.identity(), session.session_id, by=by, at=clock.now())


async def _fields(request: Request) -> dict[str, str]:
    """The form's text fields; files and more than ten fields are refused by the parser."""
    async with request.form(max_files=0, max_fields=10) as form:
        return {key: value[:MOST_CHARACTERS] for key, value in form.items() if isinstance(value, str)}
