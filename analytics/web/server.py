"""Everything of the server but the pages: routes, the wrappers around them, what happens at start and end."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from analytics import clock, process, retention
from analytics.identity import accounts, audit
from analytics.returns.reader_pool import readers
from analytics.store.warehouse import StoreError
from analytics.web import api, control, files, first_run, logs, oidc, sign_in
from analytics.web.gate import API, CONTROL, OPEN, Gate

HERE = Path(__file__).parent
FAVICON = HERE.parent / "ui" / "static" / "favicon.svg"
HOUSEKEEPING_SECONDS = 3600
SIGN_IN_MINUTES = 10  # at a provider
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def routes() -> list[BaseRoute]:
    """In front of Streamlit's own."""
    return [
        Route("/overview", overview), Route("/healthz", healthy), Route("/readyz", ready),
        Route("/assets/favicon.svg", favicon), Mount("/assets", StaticFiles(directory=HERE / "assets")),
        *sign_in.routes(), *oidc.routes(), *files.routes(), *control.routes(), *api.routes(),
        # Streamlit answers what nobody else does with its start page; behind these doors there is none
        *(Route(f"{door}{rest}", nothing_there, methods=EVERY_METHOD)
          for door in (API, CONTROL) for rest in ("", "/{rest:path}")),
        *(Route(path, nothing_there, methods=EVERY_METHOD) for path in sorted(OPEN)),
    ]


def middleware(goodbye: bytes) -> list[Middleware]:
    """The gate first: nothing below it sees a request it has not let in. goodbye: see Gate."""
    return [
        Middleware(Gate, goodbye=goodbye),
        Middleware(
            SessionMiddleware, secret_key=os.environ.get("SIXING_SECRET") or secrets.token_hex(32),
            session_cookie="sixing_oidc", path="/auth/oidc", max_age=SIGN_IN_MINUTES * 60, same_site="lax",
        ),
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=6),
    ]


@asynccontextmanager
async def lifespan(address: str) -> AsyncIterator[None]:
    """Opens store and accounts, greets the first administrator, tells commands on this machine where the server is."""
    logs.keep_queries_out()
    identity = process.identity()
    first_run.welcome(identity)
    audit.record(identity, "started", actor="server", at=clock.now())
    with control.announced(process.data_directory(), address):
        housekeeping = asyncio.create_task(_keep_house())
        readers().warm()  # the first clerk does not wait for a process to start
        try:
            yield
        finally:
            housekeeping.cancel()
            readers().close()


async def _keep_house() -> None:
    """Applies the retention once a day; what fails is tried again an hour later and said in the log."""
    while True:
        try:
            await run_in_threadpool(lambda: retention.due(process.warehouse(), process.identity(), clock.now()))
        except (StoreError, OSError):
            logging.getLogger("sixing").exception("the daily retention did not run")
        await asyncio.sleep(HOUSEKEEPING_SECONDS)


# ------------------------------------------------------------------------------------------- small answers
async def overview(request: Request) -> Response:
    """The overview is the first page and has no path of its own; people will type one."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


async def healthy(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


def ready(_request: Request) -> Response:
    """Store and accounts are open; 503 with no reason given, which is in the log."""
    try:
        process.warehouse().data_version()
        accounts.any_exists(process.identity())
    except Exception:  # whatever it is, requests had better go elsewhere
        logging.getLogger("sixing").exception("not ready")
        return PlainTextResponse("not ready", 503)
    return PlainTextResponse("ready")


async def nothing_there(_request: Request) -> Response:
    return PlainTextResponse("not found", 404)


async def favicon(_request: Request) -> Response:
    return FileResponse(FAVICON, media_type="image/svg+xml")
