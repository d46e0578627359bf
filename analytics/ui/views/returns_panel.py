"""One return in full: where it stands, what it was confirmed with, its versions, and the office's decision on it."""

from typing import Any

import streamlit as st

from analytics import clock, submitting
from analytics.returns.wording import render
from analytics.store import closing
from analytics.store.carried_findings import CarriedFinding, carried_findings
from analytics.store.closing import Closed
from analytics.store.warehouse import StoreError
from analytics.ui import blocks, data, navigation, viewing
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, label, lang, month_name, number, plain, t
from analytics.ui.views import markup, upload_receipt
from analytics.ui.views.markup import esc, text
from analytics.ui.views.returns_page import Board, known, mark
from analytics.ui.views.upload_state import Slot


def card(found: Board) -> None:
    units = data.units(found.month)
    names = {code: units[code].name(lang()) for code in found.units if code in units}
    with blocks.card("return", stretch=False):
        st.markdown(f"### {t('returns.panel.title')}", anchors=False)
        default = next(iter(found.waiting()["unit_code"]), None)
        unit_code = choose(t("common.unit"), list(names), "u", names.__getitem__, default=default)
        row = next(found.now[found.now["unit_code"] == unit_code].itertuples(index=False))
        slot = Slot(unit_code, found.month)
        _facts(row, slot)
        if known(row.return_id):
            _carried(int(row.return_id), unit_code)
        _decision(row, slot)
        if not known(row.closed_as) and data.scope().writes(unit_code) and navigation.offered("upload"):
            navigation.link("upload", t("returns.panel.upload"), u=unit_code, m=str(found.month))
    upload_receipt.history(slot)


def _facts(row: Any, slot: Slot) -> None:
    rows = [(t("common.month"), f"{esc(month_name(slot.month, long=True))}　{mark(row.state)}")]
    if known(row.version):
        stage = esc(label("return_stage", row.stage))
        provisional = "　" + text("returns.panel.provisional") if row.status == "provisional" else ""
        version = text("returns.panel.version", version=int(row.version))
        rows.append((t("returns.version"), f"{version}　{stage}{provisional}"))
        rows.append((t("returns.received"), f"{row.received_at:%Y-%m-%d %H:%M}"))
    if known(row.days_late) and row.days_late:
        rows.append((t("returns.days_late"), text("returns.panel.days", days=int(row.days_late))))
    if isinstance(row.unlock_reason, str):
        rows.append((t("returns.panel.open"), markup.tone("warn", f"▲ {t('review.month.why.unlocked')}")))
    for one in _unlockings(slot):
        words = text("returns.panel.unlocked_by", day=day_name(one.at.date(), year=True), reason=one.reason,
                     who=upload_receipt.who(one.by))
        rows.append((t("returns.panel.unlocked"), words))
    counted = {"sent_back": row.sent_back_count, "refusals": row.refusals, "reminders": row.reminders}
    times = [text(f"returns.panel.{name}", count=number(count)) for name, count in counted.items() if count]
    if times:
        rows.append((t("returns.panel.events"), "　".join(times)))
    markup.show(f'<div class="facts">{markup.pairs(rows)}</div>')


@data.cached
def _unlockings(slot: Slot) -> tuple[closing.Unlocking, ...]:
    return closing.unlockings(data.cursor(), slot.unit_code, slot.month)


# ------------------------------------------------------------------------------------------- what it came with
@data.cached
def _findings(return_id: int) -> tuple[CarriedFinding, ...]:
    return carried_findings(data.cursor(), return_id)


def _carried(return_id: int, unit_code: str) -> None:
    """What a version came with. Findings and reasons name rows of single persons and cases."""
    if not data.scope().sees_persons(unit_code):
        st.caption(t("common.personal_hidden"))
        return
    upload_receipt.corrected(return_id)
    found = _findings(return_id)
    confirmed, notes = [c for c in found if c.reason], [c for c in found if not c.reason]
    if not found:
        st.caption(t("returns.panel.no_findings"))
        return
    with st.expander(
        t("returns.panel.findings", confirmed=len(confirmed), notes=len(notes)), expanded=len(confirmed) in (1, 2, 3)
    ):
        items = []
        for one in [*confirmed, *notes]:
            words = render(one.finding, lang())
            reason = (
                f'<br><span class="calm">{text("returns.panel.reason", reason=one.reason)}</span>' if one.reason else ""
            )
            items.append(f"<li><code>{esc(words.where)}</code> {esc(words.title)}{reason}</li>")
        markup.show(f"<ul>{''.join(items)}</ul>")


# ------------------------------------------------------------------------------------------- the office decides
def _decision(row: Any, slot: Slot) -> None:
    if not data.scope().reviews(slot.unit_code) or row.status not in ("provisional", "accepted"):
        return
    if known(row.closed_as):
        st.caption(t(f"returns.panel.{row.closed_as}"))
        if navigation.offered("review"):
            navigation.link("review", t("returns.panel.to_review"), m=str(slot.month))
        return
    said = st.session_state.pop("decided", None)
    if said:
        st.warning(said, icon=":material/info:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if row.status == "provisional":
            st.button(
                t("returns.panel.accept"),
                type="primary",
                icon=":material/check:",
                key="accept",
                on_click=_accept,
                args=(int(row.return_id),),
            )
        with st.popover(t("returns.panel.send_back"), icon=":material/undo:", key="sending_back"):
            st.markdown(
                t("returns.panel.send_back_words", unit=plain(data.units(slot.month)[slot.unit_code].name(lang())))
            )
            st.text_area(t("returns.panel.why"), key="why_back", placeholder=t("returns.panel.why_hint"), height=90)
            st.button(
                t("returns.panel.send_back_now"),
                key="send_back",
                icon=":material/undo:",
                on_click=_send_back,
                args=(int(row.return_id),),
            )


def _accept(return_id: int) -> None:
    _decide(lambda: submitting.accept(data.warehouse(), return_id, **_who()))


def _send_back(return_id: int) -> None:
    reason = st.session_state.get("why_back", "").strip()
    if not reason:
        st.session_state["decided"] = t("returns.panel.why_first")
        return
    _decide(lambda: submitting.send_back(data.warehouse(), return_id, reason=reason, **_who()))
    st.session_state["why_back"] = ""


def _who() -> dict[str, Any]:
    return {"by": data.scope().viewer, "at": clock.now(), "scope": data.scope(), "trail": data.trail()}


def _decide(do: Any) -> None:
    try:
        viewing.guarded(do)  # a button is no authority: submitting asks the scope
    except submitting.OwnReturn:
        st.session_state["decided"] = t("returns.panel.own_return")
    except Closed:
        st.session_state["decided"] = t("returns.panel.closed_meanwhile")
    except StoreError:
        st.session_state["decided"] = t("returns.panel.decided_already")
    data.changed()
