"""Checks that were left before they were submitted, and the workbooks a check gives back."""

from urllib.parse import urlencode

import streamlit as st

from analytics import continuing
from analytics.declare import settings
from analytics.findings import Severity
from analytics.store.kept_checks import KeptCheck
from analytics.ui.texts import number, t
from analytics.ui.views import markup, upload_receipt, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_state import Slot, Work

ADDRESS = "/files/check/{number}/{kind}"


def unfinished(slot: Slot, work: Work) -> None:
    """Above the first step: what was left, and the way back into it."""
    kept = upload_state.unfinished(slot)
    if not kept:
        return
    with st.container(border=True, key="unfinished", gap="small"):
        st.markdown(f"### {t('upload.kept.title')}", anchors=False)
        for place, one in enumerate(kept):
            with st.container(horizontal=True, vertical_alignment="center", key=f"kept_{place}"):
                with st.container(width="stretch"):
                    markup.show(_line(one))
                if one.has_file:
                    st.button(
                        t("upload.kept.go_on"), key=f"go_on_{place}", icon=":material/play_arrow:",
                        type="primary" if place == 0 else "secondary",
                        on_click=upload_state.take_up, args=(work, one.check_no),
                    )
                else:
                    st.caption(t("upload.kept.no_file"), width="content")
        st.caption(t("upload.kept.words", days=settings()["retention"]["unnamed_days"]))


def _line(one: KeptCheck) -> str:
    must = sum(c.finding.severity is Severity.REFUSE for c in one.findings)
    ask = sum(c.finding.severity is Severity.CONFIRM and not c.reason for c in one.findings)
    said = [text("upload.left.must", count=must)] if must else []
    said += [text("upload.left.ask", count=ask)] if ask else []
    left = f"{text('upload.left.label')} {'　'.join(said)}" if said else text("upload.left.none")
    done = f"　{text('upload.kept.corrected', count=number(len(one.corrections)))}" if one.corrections else ""
    who, when = upload_receipt.who(one.checked_by), f"{one.checked_at:%Y-%m-%d %H:%M}"
    return (
        f'<div class="confirmed"><b>{esc(one.file_name)}</b>　{left}{done}<br>'
        f'<span class="calm">{esc(when)}　{esc(who)}</span></div>'
    )


def copies(slot: Slot, work: Work) -> None:
    """
    The file with every finding at its cell, and the corrected one, as the check was kept last; of a file that is not
    kept, as long as this session has it.
    """
    checking = work.checking
    if checking is None or checking.raw is None or work.check_no is None:
        return
    name = f"{slot.unit_code}_{slot.month.year}{slot.month.month:02d}"
    for kind in ("marked", "corrected") if checking.corrections else ("marked",):
        address = ADDRESS.format(number=work.check_no, kind=kind)
        query = urlencode({"name": f"{name}_{t(f'upload.copy.{kind}_name')}"})
        with st.container(key=f"copy_{kind}", width="content"):
            markup.file_link(f"{address}?{query}", t(f"upload.copy.{kind}"))
    if not continuing.keeps_file(checking):
        st.caption(t("upload.kept.private"), width="content")
