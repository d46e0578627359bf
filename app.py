"""
The server: `streamlit run app.py`. The pages' main script is analytics/ui/shell.py, so that Streamlit's own discovery of
pages/ never competes with the menu.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

SHELL = Path(__file__).parent / "analytics" / "ui" / "shell.py"

app = st.App(SHELL, middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)])

if __name__ == "__main__":
    app.run()
