"""Before the first step: what the last version was sent back for, at its cells, and a month that takes no returns."""

import streamlit as st

from analytics.returns.asked_cells import findings_of
from analytics.store.registers import Closure
from analytics.ui import data, navigation
from analytics.ui.texts import day_name, lang, month_name, plain, t
from analytics.ui.views import markup, upload_card, upload_receipt, upload_state
from analytics.ui.views.markup import esc
from analytics.ui.views.upload_state import Slot, Work


def show(slot: Slot, work: Work) -> None:
    registers = upload_state.registers(slot)
    row = upload_state.standing(slot)
    if registers.closure is not None:
        _closed(slot, registers.closure)
    elif row is not None and isinstance(row.unlock_reason, str):
        words = t("upload.closed.unlocked_why", reason=plain(row.unlock_reason))
        st.info(f"**{t('upload.closed.unlocked')}**  \n{words}", icon=":material/lock_open:")
    if registers.stored is not None and registers.stored.state == "sent_back":
        _sent_back(slot, work, registers.stored.version)


def is_closed(slot: Slot) -> bool:
    """Whether the month takes no return of the unit."""
    return upload_state.registers(slot).closure is not None


def _closed(slot: Slot, closure: Closure) -> None:
    """What still can be done: look at what counts, and ask for the month to be opened; the office opens it itself."""
    said = t(f"upload.closed.{closure.closed_as}", month=month_name(slot.month, long=True),
             day=day_name(closure.at.date(), year=True))
    stored = upload_state.registers(slot).stored
    with st.container(border=True, key="closed_month", gap="small"):
        st.markdown(f"### :material/lock: {said}", anchors=False)
        if stored is not None:
            st.markdown(t("upload.closed.look", version=stored.version))
        if data.scope().runs(slot.unit_code) and navigation.offered("review"):
            st.markdown(t(f"upload.closed.open_{closure.closed_as}"))
            navigation.link("review", t("returns.panel.to_review"), m=str(slot.month))
            return
        st.markdown(t("upload.closed.ask"))
        st.code(_request(slot, stored.version if stored else None), language=None, wrap_lines=True)
        st.caption(t("upload.closed.then"))


def _request(slot: Slot, version: int | None) -> str:
    """What to write to the office, to be copied and completed."""
    unit = data.units(slot.month)[slot.unit_code]
    asked = {"unit": unit.name(lang()), "month": month_name(slot.month, long=True)}
    return t("upload.closed.request_first", **asked) if version is None else t(
        "upload.closed.request", **asked, version=version)


def _sent_back(slot: Slot, work: Work, version: int) -> None:
    asked = upload_state.registers(slot).asked
    newest = upload_state.newest(slot)
    with st.container(border=True, key="sent_back_card"):
        st.markdown(f"### {t('upload.asked.title', version=version)}", anchors=False)
        if isinstance(newest.reason, str):
            markup.show(f'<div class="what">{esc(newest.reason)}</div>')
        st.caption(t("upload.asked.words"))
        if not data.scope().sees_persons(slot.unit_code):
            return
        if asked:
            markup.show("".join(upload_card.card(finding, None) for finding in findings_of(asked)))
        with st.container(horizontal=True):
            st.button(
                t("upload.asked.start"), type="primary", icon=":material/edit_note:", key="start_from_sent_back",
                on_click=upload_state.start_from, args=(work, int(newest.return_id)),
            )
            upload_receipt.original_button(newest.sha256, newest.file_name, "sent_back", t("upload.asked.original"))
