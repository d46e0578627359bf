"""One indicator in full: ?i=indicator&u=unit&m=month. Two clicks from any figure to the rows behind it."""

import streamlit as st

from analytics.declare import indicator
from analytics.ui import blocks, data
from analytics.ui.choices import choose, choose_month, choose_unit, chosen_already
from analytics.ui.texts import lang, t
from analytics.ui.views import indicator_page as page
from analytics.ui.views import indicator_why, lights, pieces

names = page.offered()
language = lang()
name = chosen_already(names, "i")
with blocks.page_head("indicator.title", back="overview", indicator=indicator(name).name(language)):
    month = choose_month() if data.months_available() else None
    if month is None:
        unit = None
    else:
        name = choose(
            t("indicator.choose"),
            names,
            "i",
            lambda code: indicator(code).name(language),
            width=250,
            label_visibility="collapsed",
        )
        unit = choose_unit(month, page.units_for(indicator(name), month))
if month is None or unit is None:
    blocks.empty_state()
    st.stop()

blocks.lead(page.lead(name, month, unit))
page.figures(name, month, unit)
if "department" in indicator(name).levels:
    left, right = st.columns([1.15, 1], gap="small")
    with left:
        pieces.trend_card(name, month, unit)
    with right:
        pieces.department_card(name, month, state="pace" if indicator(name).colour == "R-PACE" else "light")
else:
    pieces.trend_card(name, month, unit)
indicator_why.why(name, month, unit, lights.shown_period(indicator(name)))
page.panels_card(name, month)
blocks.source_line()
