"""服务型: how fast, how much on time, what is open, what came in and what came of it."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month, choose_unit
from analytics.ui.views import pieces, requirements, service_counts, service_duties, service_page, tiles

with blocks.page_head("service.title"):
    month = choose_month() if data.months_available() else None
    unit = choose_unit(month, service_page.units_for(month)) if month else None
if month is None or unit is None:
    blocks.empty_state()
    st.stop()

ids = service_page.ids()
blocks.lead(service_page.lead(month, unit))
service_counts.note(unit, month)
tiles.tiles(month, unit, service_page.TILES, ids)
left, right = st.columns([1.15, 1], gap="small")
with left:
    pieces.trend_card("first_response_time", month, unit, ids)
with right:
    pieces.trend_card("first_response_on_time_rate", month, unit, ids)
left, right = st.columns(2, gap="small")
with left:
    service_counts.ageing_card(month, unit)
with right:
    pieces.trend_card("hotline_answer_rate", month, unit, ids)
service_page.open_card(month, unit)
for pair in service_page.BY_DEPARTMENT:
    for column, name in zip(st.columns(2, gap="small"), pair, strict=True):
        with column:
            pieces.department_card(name, month, ids)
left, right = st.columns(2, gap="small")
with left:
    service_counts.categories_card(month, unit)
with right:
    service_page.areas_card(month, unit)
left, right = st.columns([1.4, 1], gap="small")
with left:
    service_duties.reception_card(month)
with right:
    service_duties.brands_card(month, unit)
service_page.outcomes_card(month, unit)
requirements.card(requirements.yearly("service"), month, unit, ids)
blocks.source_line()
