"""
The server: `streamlit run app.py`. The pages' main script is analytics/ui/shell.py, so that Streamlit's own discovery
of pages/ never competes with the menu.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

SHELL = Path(__file__).parent / "analytics" / "ui" / "shell.py"


async def overview(request: Request) -> RedirectResponse:
    """The overview is the first page and has no path of its own; people will type one."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


app = st.App(
    SHELL,
    routes=[Route("/overview", overview)],
    middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)],
)

if __name__ == "__main__":
    app.run()
