"""审核: what waits for a decision, one return in full beside the unit's own past, and the month as a whole."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.style import narrow
from analytics.ui.views import markup, review_decide, review_month, review_past, review_queue, review_return

with blocks.page_head("review.title"):
    waiting = review_queue.waiting()
    chosen = review_queue.chosen(waiting)
if not data.months_available():
    blocks.empty_state()
    st.stop()

markup.css()
review_queue.bar(waiting)
if chosen is None:
    review_queue.nothing()
    review_month.card(waiting)
else:
    left, right = st.columns([4, 8], gap="small")
    with left:
        review_queue.card(waiting, chosen)
        if not narrow():  # on a phone the return comes first
            review_month.card(waiting)
    with right:
        review_return.card(chosen)
        review_past.card(chosen)
        review_return.beside(chosen)
        review_decide.cells(chosen)
        review_decide.bar(chosen, waiting)
    if narrow():
        review_month.card(waiting)
blocks.source_line()
