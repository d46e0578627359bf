"""
The server: `streamlit run app.py`. The pages' main script is analytics/ui/shell.py, so that Streamlit's own discovery
of pages/ never competes with the menu.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from analytics.ui.translation import LANGUAGES, script
from analytics.web import headers, server
from analytics.web.gate import SIGN_IN

SHELL = Path(__file__).parent / "analytics" / "ui" / "shell.py"


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict]:
    address = st.get_option("server.address") or "127.0.0.1"
    reached_at = "127.0.0.1" if address in ("0.0.0.0", "::") else address
    async with server.lifespan(f"http://{reached_at}:{st.get_option('server.port')}"):
        yield {}


def goodbye() -> bytes:
    """The message with which Streamlit itself sends a tab to another address (st.logout)."""
    message = ForwardMsg(hash="signed-out")
    message.auth_redirect.url = SIGN_IN
    return message.SerializeToString()


headers.allow_scripts([headers.streamlit_start_page(), *(script(language) for language in LANGUAGES)])
app = st.App(SHELL, routes=server.routes(), middleware=server.middleware(goodbye()), lifespan=lifespan)

if __name__ == "__main__":
    app.run()
