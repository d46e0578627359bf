"""审计: who did what, when and from where, and whether the trail is whole."""

from analytics.ui import blocks, data
from analytics.ui.views import audit_page as page
from analytics.ui.views import audit_state

data.authority().demand("read_audit")
with blocks.page_head("audit.title"):
    pass
page.css()
audit_state.show()
page.entries_card(page.choose_search())
