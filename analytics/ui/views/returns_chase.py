"""Who still has to report, with a message ready to be copied, and a log of having sent it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from analytics import clock, declare, submitting
from analytics.declare import Lang
from analytics.months import Month
from analytics.returns.asked_cells import findings_of
from analytics.returns.wording import render
from analytics.store.registers import AskedCell
from analytics.store.submissions import asked_cells
from analytics.ui import blocks, data, formats, viewing
from analytics.ui.texts import lang, month_name, t
from analytics.ui.views import markup, returns_sending, upload_head, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.returns_page import Board, known, mark
from analytics.ui.views.upload_state import Slot

EVERYONE = "*"
BOTH = "both"


def card(found: Board) -> None:
    waiting = found.waiting()
    with blocks.card("chase", stretch=False):
        if waiting.empty:
            st.markdown(f"### {t('returns.chase.none', month=month_name(found.month))}", anchors=False)
            markup.show(markup.tone("good", f"● {t('returns.chase.all_in')}"))
            return
        st.markdown(f"### {t('returns.chase.title', month=month_name(found.month), count=len(waiting))}", anchors=False)
        markup.show(_list(found.month, waiting))
        _message(found.month, waiting)
        returns_sending.log(found.month)


def _list(month: Month, waiting: Any) -> str:
    units = data.units(month)
    rows = []
    for r in waiting.itertuples(index=False):
        unit = units[r.unit_code]
        contact = returns_sending.contact_words(unit)
        late = text("returns.chase.late", days=int(r.days_late)) if known(r.days_late) and r.days_late else ""
        reminded = (
            text("returns.chase.reminded", count=int(r.reminders), day=formats.day_name(lang(), r.reminded_at.date()))
            if r.reminders
            else text("returns.chase.not_reminded")
        )
        rows.append(
            [
                f'<b>{esc(unit.name(lang()))}</b>　{mark(r.state)}<br><span class="small calm">{contact}</span>',
                f'{late}<br><span class="small calm">{reminded}</span>',
            ]
        )
    return markup.table([text("common.department"), text("returns.chase.so_far")], rows, right=frozenset({1}))


# ------------------------------------------------------------------------------------------- the message
def _message(month: Month, waiting: Any) -> None:
    units, codes = data.units(month), list(waiting["unit_code"])
    names = {EVERYONE: t("returns.chase.everyone"), **{c: units[c].name(lang()) for c in codes}}
    languages = {"zh": "中文", "en": "English", BOTH: t("returns.chase.both")}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        to = st.selectbox(t("returns.chase.to"), list(names), format_func=names.__getitem__, key="chase_to", width=200)
        wanted = st.segmented_control(
            t("returns.chase.language"),
            list(languages),
            format_func=languages.__getitem__,
            default=BOTH,
            required=True,
            key="chase_language",
        )
    chosen = codes if to == EVERYONE else [to]
    both: tuple[Lang, ...] = ("zh", "en") if wanted == BOTH else ("zh",) if wanted == "zh" else ("en",)
    rows = waiting[waiting["unit_code"].isin(chosen)]
    st.code("\n\n".join(message(language, month, rows) for language in both), language=None, wrap_lines=True)
    if all(data.scope().runs(code) for code in chosen):
        st.button(
            t("returns.chase.log", count=len(chosen)),
            icon=":material/check:",
            key="remind",
            on_click=_remind,
            args=(tuple(chosen), month),
        )
        each = {code: [message(one, month, rows[rows["unit_code"] == code]) for one in both] for code in chosen}
        returns_sending.button(month, {code: "\n\n".join(words) for code, words in each.items()}, both[0])
    st.caption(t("returns.chase.copy"))


def message(language: Lang, month: Month, rows: Any) -> str:
    """What to send: whose return is owed and why, until when, and where it is handed in."""
    due_on = upload_head.as_date(rows["due_on"].iloc[0])
    days = rows["days_late"].dropna()
    key = "returns.message.late" if due_on < data.today() else "returns.message.early"
    lines = [
        declare.text(
            key,
            language,
            month=formats.month_name(language, month, long=True),
            day=formats.day_name(language, due_on),
            days=int(days.max()) if len(days) else 0,
        )
    ]
    units = data.units(month)
    for number, row in enumerate(rows.itertuples(index=False), 1):
        lines.append(f"{number}. {units[row.unit_code].name(language)}{_why(language, row, month)}")
        lines += _cells(language, row, month)
    lines.append(declare.text("returns.message.where", language, address=_address(month, list(rows["unit_code"]))))
    lines.append(declare.text("returns.message.zero", language))
    return "\n".join(lines)


def _why(language: Lang, row: Any, month: Month) -> str:
    if row.state != "sent_back":
        return declare.text("returns.message.nothing", language)
    versions = upload_state.versions(Slot(row.unit_code, month))
    newest = versions[versions["version"].notna()].iloc[0]
    return declare.text("returns.message.sent_back", language, version=int(newest["version"]), reason=newest["reason"])


@data.cached
def _asked(return_id: int) -> tuple[AskedCell, ...]:
    return asked_cells(data.cursor(), return_id)


def _cells(language: Lang, row: Any, month: Month) -> list[str]:
    """The cells a return was sent back for, one a line."""
    if row.state != "sent_back" or not data.scope().sees_persons(row.unit_code):
        return []
    asked = _asked(int(upload_state.newest(Slot(row.unit_code, month)).return_id))
    places = [render(finding, language).where for finding in findings_of(asked)]
    return [
        declare.text("returns.message.cell", language, place=place, words=one.words)
        for place, one in zip(places, asked, strict=True)
    ]


def _address(month: Month, codes: Sequence[str]) -> str:
    """The address of the upload page; of the unit's own when one is meant."""
    base = (st.context.url or "").partition("?")[0].rstrip("/")
    page = f"{base.rpartition('/')[0]}/upload?m={month}"
    return f"{page}&u={codes[0]}" if len(codes) == 1 else page


def _remind(codes: tuple[str, ...], month: Month) -> None:
    for code in codes:
        viewing.guarded(
            partial(
                submitting.remind, data.warehouse(), code, month, by=data.scope().viewer, at=clock.now(),
                scope=data.scope(), trail=data.trail(),
            )
        )
    data.changed()
