"""学习型: attendance, fortnights, hours, notes, sessions, courses, and each person's year."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month, choose_unit
from analytics.ui.views import learning_evaluation, learning_page, pace_card, pieces, requirements, tiles

with blocks.page_head("learning.title"):
    month = choose_month() if data.months_available() else None
    unit = choose_unit(month) if month else None
if month is None or unit is None:
    blocks.empty_state()
    st.stop()

ids = learning_page.ids()
blocks.lead(learning_page.lead(month, unit))
tiles.tiles(month, unit, learning_page.TILES, ids)
left, right = st.columns(2, gap="small")
with left:
    pieces.trend_card("collective_study_attendance_rate", month, unit, ids)
with right:
    pieces.trend_card("daily_study_hours", month, unit, ids)
learning_page.sessions_card(month)
pace_card.card(pace_card.running("learning"), month, unit, ids, columns=2)
for pair in learning_page.BY_DEPARTMENT:
    for column, name in zip(st.columns(2, gap="small"), pair, strict=True):
        with column:
            pieces.department_card(name, month, ids)
requirements.card(requirements.yearly("learning"), month, unit, ids)
learning_evaluation.card(month, unit, ids)
learning_page.people_card(month, unit)
blocks.source_line()
