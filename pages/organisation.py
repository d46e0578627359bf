"""组织领导: the leading group, responsibilities, mobilisation, gap analyses, assessments held, targets met by unit."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month, choose_unit
from analytics.ui.views import organisation_grid, organisation_page, requirements, tiles

with blocks.page_head("organisation.title"):
    month = choose_month() if data.months_available() else None
    unit = choose_unit(month) if month else None
top = data.top(month) if month else None
if month is None or unit is None or top is None:
    blocks.empty_state()
    st.stop()

ids = organisation_page.ids()
blocks.lead(organisation_page.lead(month, unit))
tiles.tiles(month, unit, organisation_page.tiles(), ids)
left, right = st.columns(2, gap="small")
with left:
    organisation_page.group_card(month, top.code)
with right:
    organisation_page.responsibility_card(month)
requirements.card(requirements.yearly("organisation"), month, unit, ids)
organisation_grid.grid_card(month)
left, right = st.columns([1.5, 1], gap="small")
with left:
    organisation_grid.completion_card(month)
with right:
    organisation_page.gaps_card(month, unit)
blocks.source_line()
