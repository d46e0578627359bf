"""The frame around every page: who is looking, their language and theme, the menu, the mark of made-up data."""

import logging

import streamlit as st

from analytics.scope import OutsideScope
from analytics.store.warehouse import StoreBusy
from analytics.ui import blocks, data, frame, navigation, style, viewing
from analytics.ui.static import icon, logo
from analytics.ui.texts import settle_language, t
from analytics.ui.translation import translate_streamlit

st.set_page_config(
    page_title="四型看板 Sixing", page_icon=icon("favicon.svg"), layout="wide", initial_sidebar_state=208
)
settle_language()
style.css()
translate_streamlit()
name = ""
try:
    viewing.settle()
    page = st.navigation(navigation.menu(), expanded=True)
    name = page.url_path or "overview"
    st.logo(logo(t("sign_in.product"), style.ink()), size="large")
    viewing.look_at(name)
    with data.one_run():
        frame.sidebar(name)
        if not viewing.may_open(name):
            raise OutsideScope(f"page {name}")
        page.run()
except viewing.NotSignedIn:
    frame.signed_out()
except OutsideScope:
    if viewing.may_open(name):  # a part of an open page asked for more than the viewer may see: our own fault
        logging.getLogger("sixing").exception("page %s asked for too much", name)
    viewing.refused(name)
    blocks.refused_state(has_role=viewing.has_role())
except StoreBusy:
    blocks.error_state(t("common.error.busy"))
except Exception as error:  # the last resort: nobody should meet a stack trace
    logging.getLogger("sixing").exception("page %s failed", name)
    blocks.error_state(t("common.error.kind", kind=type(error).__name__))
    if st.session_state.get("raise_errors"):  # tests ask for it
        raise
finally:
    viewing.leave()
