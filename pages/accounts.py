"""账号管理: who may enter with which roles, help with passwords, and for administrators every change."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.views import account_page_parts, accounts_edit_new, accounts_page, accounts_page_panel

data.authority().demand("help_accounts")
with blocks.page_head("accounts.title"):
    pass
account_page_parts.css()
blocks.lead(accounts_page.heading())
found = accounts_page.book()
account, new = accounts_page.chosen(found), accounts_page.is_new()
place = "beside" if account or new else "alone"
with st.container(key=f"accounts_filters_{place}"):
    shown = accounts_page.filtered(found)
left, right = st.columns([6, 6], gap="small")
with left, st.container(key=f"accounts_list_{place}"):
    accounts_page.card(found, shown)
with right:
    if account:
        accounts_page_panel.card(account, found)
    elif new:
        accounts_edit_new.card(found)
    else:
        accounts_page.nothing_open()
account_page_parts.show_secret()
