"""汇总下载: the consolidated sheets, the indicators and the month's templates as files."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.texts import t
from analytics.ui.views import download_page as page
from analytics.ui.views import markup

with blocks.page_head("download.title"):
    pass
markup.css()
if not data.months_available():
    blocks.empty_state()
    page.templates_card()
    st.stop()

blocks.lead(t("download.lead"))
left, right = st.columns(2, gap="small")
with left:
    wanted = page.choose()
with right:
    page.rows_card(wanted)
left, right = st.columns(2, gap="small")
with left:
    page.indicators_card(wanted)
with right:
    page.templates_card()
blocks.source_line()
