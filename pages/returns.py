"""报送情况: who has reported and who has not, month by month; one return in full; whom to chase."""

import streamlit as st

from analytics.months import last_full_month
from analytics.ui import blocks, data
from analytics.ui.choices import choose_month
from analytics.ui.views import markup, returns_chase, returns_page, returns_panel, returns_publish, returns_trend

with blocks.page_head("returns.title"):
    month = choose_month(last_full_month(data.today())) if data.months_available() else None
if month is None or not data.departments(month):
    blocks.empty_state()
    st.stop()

markup.css()
st.session_state.setdefault("board_span", returns_page.default_span())
found = returns_page.board(month, st.session_state["board_span"])
returns_page.bar(found)
left, right = st.columns([7, 5], gap="small")
with right:  # first, because it decides which return the board frames
    returns_panel.card(found)
    returns_trend.card(found)
with left:
    returns_page.card(found, "board_span")
    returns_chase.card(found)
    returns_publish.card(found)
blocks.source_line()
