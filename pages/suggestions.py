"""创新型: suggestions by department and person, coverage, goals, outcomes, and the list."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month, choose_unit
from analytics.ui.views import (
    pace_card,
    pieces,
    requirements,
    suggestions_card,
    suggestions_chain,
    suggestions_page,
    tiles,
)

with blocks.page_head("suggestions.title"):
    month = choose_month() if data.months_available() else None
    unit = choose_unit(month) if month else None
root = data.root(month) if month else None
if month is None or unit is None or root is None:
    blocks.empty_state()
    st.stop()

ids = suggestions_page.ids()
blocks.lead(suggestions_page.lead(month, unit))
tiles.tiles(month, unit, suggestions_page.TILES, ids)
left, right = st.columns(2, gap="small")
with left:
    suggestions_card.card(month, ids)
with right:
    pace_card.card(pace_card.running("innovative"), month, unit, ids)
left, right = st.columns(2, gap="small")
with left:
    suggestions_chain.chain_card(month, unit, ids)
with right:
    suggestions_chain.kinds_card(month, unit)
left, right = st.columns(2, gap="small")
for column, name in zip((left, right), suggestions_page.BY_DEPARTMENT, strict=True):
    with column:
        pieces.department_card(name, month, ids, state="pace" if name == "suggestion_coverage_rate" else "light")
requirements.card(requirements.yearly("innovative"), month, unit, ids)
suggestions_page.people_card(month, unit)
suggestions_page.list_card(month, unit)
suggestions_page.goals_card(month, unit)
blocks.source_line()
