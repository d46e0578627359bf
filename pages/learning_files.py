"""学习档案: the year's learning results on their way to publication, and each person's year on a page."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.texts import t
from analytics.ui.views import learning_file_view, learning_results_list, learning_results_steps, markup
from analytics.ui.views import learning_files_page as page

data.authority().demand("see_learning_files")
with blocks.page_head("learning_files.title"):
    year = page.choose_year()
markup.css()
if year is None:
    page.nothing()
    st.stop()
if page.choose_part() == "file":
    learning_file_view.show(year)
else:
    found = page.shown(year)
    if found is None:
        page.hidden(year)
    else:
        learning_results_list.show(found)
        learning_results_steps.show(found)
st.caption(t("learning_files.seen"))
