"""上报: a unit's month from the prefilled workbook to the receipt, in five steps."""

import streamlit as st

from analytics.ui import blocks
from analytics.ui.texts import t
from analytics.ui.views import (
    markup,
    upload_asked,
    upload_bulk,
    upload_changes,
    upload_findings,
    upload_head,
    upload_kept,
    upload_receipt,
    upload_start,
)
from analytics.ui.views import upload_state as state

with blocks.page_head("upload.title"):
    slot = state.choose_slot()
if slot is None:
    blocks.empty_state()
    st.stop()

markup.css()
work = state.work_on(slot)
upload_start.check_dropped(slot, work)
closed = work.step == state.START and upload_asked.is_closed(slot)
upload_head.bar(slot)
if not closed:
    upload_head.steps(work.step)
if work.notice:
    st.warning(t(work.notice), icon=":material/info:")
    work.notice = None
match work.step:
    case state.FIX:
        upload_findings.show(slot, work)
    case state.COMPARE:
        upload_changes.show(slot, work)
    case state.DONE:
        upload_receipt.show(slot, work)
        upload_receipt.history(slot, work)
    case _:
        upload_asked.show(slot, work)
        if not closed:
            upload_kept.unfinished(slot, work)
            upload_start.show(slot, work)
        upload_bulk.show(slot)
        upload_receipt.history(slot, work)
