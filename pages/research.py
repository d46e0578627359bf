"""调研: every project on its way, leaders' own reports, days in the field."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month
from analytics.ui.views import requirements, research_card, research_page, tiles

with blocks.page_head("research.title"):
    month = choose_month() if data.months_available() else None
root = data.root(month) if month else None
if month is None or root is None:
    blocks.empty_state()
    st.stop()

ids = research_page.ids()
blocks.lead(research_page.lead(month, root.code))
tiles.tiles(month, root.code, research_page.IDS, ids)
research_card.card(month, ids)
left, right = st.columns(2, gap="small")
with left:
    research_page.leaders_card(month)
with right:
    research_page.field_days_card(month)
requirements.card(research_page.owed(), month, root.code, ids)
research_page.projects_card(month)
blocks.source_line()
