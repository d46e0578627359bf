"""总览: how the month stands, in one screen for leaders."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.choices import choose_month
from analytics.ui.views import (
    lights,
    overview,
    overview_attention,
    overview_cards,
    overview_tiles,
    pace_card,
    research_card,
    suggestions_card,
)

with blocks.page_head("overview.title"):
    month = choose_month() if data.months_available() else None
if month is None:
    blocks.empty_state()
    st.stop()

facts = overview.facts(month)
blocks.lead(overview_tiles.sentence(facts))
overview_tiles.tiles(facts)
left, right = st.columns(2, gap="small")
with left:
    overview_cards.four_types(facts)
with right:
    overview_attention.card(facts)
overview_cards.grid(facts)
left, right = st.columns(2, gap="small")
with left:
    suggestions_card.card(month, overview.ids())
with right:
    research_card.card(month, overview.ids())
root = data.top(month)
if root is not None:
    pace_card.card(pace_card.running(*lights.TYPES), month, root.code, overview.ids(), columns=2)
overview_cards.board(facts)
blocks.source_line()
