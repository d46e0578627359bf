"""The frame around every page: the reader's language and theme, the menu, the mark of made-up data. No figures here."""

import logging

import streamlit as st

from analytics.store.warehouse import StoreBusy
from analytics.ui import blocks, data, navigation, style
from analytics.ui.static import icon
from analytics.ui.texts import settle_language, t
from analytics.ui.translation import translate_streamlit

st.set_page_config(
    page_title="四型看板 Sixing", page_icon=icon("favicon.svg"), layout="wide", initial_sidebar_state=208
)
settle_language()
page = st.navigation(navigation.menu(), expanded=True)
st.logo(icon("logo_dark.svg" if st.context.theme.type == "dark" else "logo.svg"), size="large")
style.css()
translate_streamlit()
try:
    with data.one_run():
        with st.sidebar:
            blocks.demonstration_badge("menu")
        page.run()
except StoreBusy:
    blocks.error_state(t("common.error.busy"))
except Exception as error:  # the last resort: nobody should meet a stack trace
    logging.getLogger("sixing").exception("page %s failed", page.url_path or "overview")
    blocks.error_state(t("common.error.kind", kind=type(error).__name__))
    if st.session_state.get("raise_errors"):  # tests ask for it
        raise
