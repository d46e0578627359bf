"""评优: who qualifies for which award, condition by condition, and a leader's exceptions."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.texts import label, t
from analytics.ui.views import awards_found, awards_one, awards_page

with blocks.page_head("awards.title"):
    shown = bool(data.months_available())
    award = awards_page.choose_award() if shown else None
    year = awards_page.choose_year() if shown else None
if award is None or year is None:
    blocks.empty_state()
    st.stop()

found = awards_found.found(award, year)
if found is None or not found.candidates:
    blocks.lead(t("awards.none", award=label("award", award)))
    st.stop()
blocks.lead(awards_page.lead(found))
awards_page.notices(found)
clicked = awards_page.table_card(found)
awards_one.card(found, clicked)
awards_one.quota_form(found)
blocks.source_line()
