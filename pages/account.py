"""我的账号: who one is here, where one is signed in, and one's tokens."""

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.views import account_page, account_page_parts, account_sessions, account_tokens

data.authority().demand("own_account")
with blocks.page_head("account.title"):
    pass
account_page_parts.css()
account_page_parts.said()
left, right = st.columns([5, 7], gap="small")
with left:
    account_page.card()
with right:
    account_sessions.card()
    account_tokens.card()
account_page_parts.show_secret()
