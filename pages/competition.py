"""竞争型: three-part assessments, appointments by open competition, places among peers, titles, experiences."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month, choose_unit
from analytics.ui.views import competition_outside, competition_page, competition_scores, requirements, tiles

with blocks.page_head("competition.title"):
    month = choose_month() if data.months_available() else None
    unit = choose_unit(month) if month else None
top = data.top(month) if month else None
if month is None or unit is None or top is None:
    blocks.empty_state()
    st.stop()

ids = competition_page.ids()
blocks.lead(competition_page.lead(month, unit))
tiles.tiles(month, unit, competition_page.tiles(), ids)
left, right = st.columns([1.5, 1], gap="small")
with left:
    competition_scores.scores_card(month, ids)
with right:
    competition_scores.best_card(month, ids)
requirements.card(requirements.yearly("competitive"), month, unit, ids)
competition_page.appointments_card(month, top.code, unit)
left, right = st.columns(2, gap="small")
with left:
    competition_outside.ranks_card(month, top.code)
with right:
    competition_outside.titles_card(month, top.code)
competition_outside.experiences_card(month, top.code)
competition_scores.people_card(month, unit)
blocks.source_line()
