"""Step 3: everything the checks have to say, sheet by sheet and at its cell; what is odd but true is confirmed here."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import pandas as pd
import streamlit as st

from analytics import continuing
from analytics.findings import Finding, Severity
from analytics.returns.wording import RenderedFinding, render
from analytics.ui.texts import lang, names, number, plain, t
from analytics.ui.views import (
    markup,
    upload_alike,
    upload_columns,
    upload_grid,
    upload_kept,
    upload_missing,
    upload_sheets,
    upload_state,
)
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_card import card
from analytics.ui.views.upload_sheets import title_words
from analytics.ui.views.upload_state import Slot, Work

PLACES_SHOWN = 4  # in the message about what is left
REASONS = ("checked", "entered_late", "campaign", "other")
OTHER = "other"


def show(slot: Slot, work: Work) -> None:
    must, ask, notes = (work.findings(s) for s in (Severity.REFUSE, Severity.CONFIRM, Severity.NOTE))
    _summary(slot, work, must, ask, notes)
    upload_sheets.show(slot, work)
    upload_columns.show(slot, work)
    in_grids, done = [*must.values(), *ask.values()], _put_right(work, list(must.values()))
    if must or done:
        st.subheader(t("upload.must.title"), anchor=False)
        _must(slot, work, list(must.values()), in_grids, done)
    if ask:
        st.subheader(t("upload.ask.title"), anchor=False)
        st.caption(t("upload.ask.words"))
        _ask(slot, work, ask)
        shown = {f.sheet for f in must.values()} | set(done)
        _ask_grids(slot, work, [f for f in ask.values() if f.sheet not in shown])
    if notes:
        _notes(list(notes.values()))
    _foot(work, must)


# ------------------------------------------------------------------------------------------- summary
def _summary(
    slot: Slot, work: Work, must: Mapping[int, Finding], ask: Mapping[int, Finding], notes: Mapping[int, Finding]
) -> None:
    waiting = work.unconfirmed()
    parts = [f"<strong>{esc(lead(len(must), len(waiting)))}</strong>"]
    if must:
        parts.append(_sum("bad", len(must), "must", t("upload.sum.cells", cells=cells_of(must.values()))))
    if waiting:
        parts.append(_sum("warn", len(waiting), "ask", ""))
    if notes:
        parts.append(_sum("calm", len(notes), "notes", ""))
    with st.container(border=True, gap="small"):
        markup.show(f'<div class="sums">{"".join(parts)}</div><div class="under">{esc(_file_line(work))}</div>')
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                t("upload.again"),
                icon=":material/upload:",
                on_click=upload_state.start_again,
                args=(work,),
                key="again",
            )
            upload_kept.copies(slot, work)
        st.caption(t("upload.again_words") if must else t("upload.again_if_wrong"))


def lead(must: int, ask: int) -> str:
    """What has to be done before the return can be submitted, in one sentence."""
    if must and ask:
        return t("upload.lead.both", must=must, ask=ask)
    if must:
        return t("upload.lead.must", must=must)
    return t("upload.lead.ask", ask=ask) if ask else t("upload.lead.ready")


def _sum(tone: str, count: int, key: str, small: str) -> str:
    words = f" <small>{esc(small)}</small>" if small else ""
    return f'<span class="{tone}"><b>{count}</b> {text(f"upload.sum.{key}")}{words}</span>'


def _file_line(work: Work) -> str:
    checking = work.checking
    assert checking is not None
    typed = checking.checked.typed
    read = (
        t("upload.file.read", sheets=len(typed.sheets), rows=number(typed.row_count))
        if typed
        else t("upload.file.unread")
    )
    line = t("upload.file.line", file=checking.file_name, read=read, seconds=number(max(work.seconds, 0.1), 1))
    return t("upload.file.line_kept", line=line) if continuing.keeps_file(checking) else line


def cells_of(findings: Iterable[Finding]) -> int:
    """Places to change: a finding about a whole sheet or file is one."""
    return sum(len(f.cells) or 1 for f in findings)


# ------------------------------------------------------------------------------------------- must be fixed
def _put_right(work: Work, must: Sequence[Finding]) -> list[str]:
    """Sheets in which something was put right and nothing must be any more: they stay, so that typing can go on."""
    corrected = {c.sheet for c in work.checking.corrections} if work.checking else set()
    shown = dict.fromkeys((*work.grids, *upload_missing.sheets_added_to(work)))
    return [sheet for sheet in shown if sheet in corrected and sheet not in {f.sheet for f in must}]


def _ask_grids(slot: Slot, work: Work, ask: Sequence[Finding]) -> None:
    """What only asks to be confirmed may be put right here as well."""
    by_sheet = {f.sheet: [g for g in ask if g.sheet == f.sheet] for f in ask if f.sheet and f.cells}
    if by_sheet:
        with st.expander(t("upload.ask.fix_here"), icon=":material/edit_note:"):
            for sheet, found in by_sheet.items():
                markup.show(f'<div class="sheet">{esc(_sheet_name(sheet))}</div>')
                upload_grid.show(slot, work, str(sheet), found)


def _must(
    slot: Slot, work: Work, found: Sequence[Finding], for_grids: Sequence[Finding], done: Sequence[str]
) -> None:
    """By sheet: each finding with what puts all its cells right, then the sheet's rows to type in."""
    typed = work.checking.checked.typed if work.checking else None
    by_sheet = {sheet: list(group) for sheet, group in groupby(found, key=lambda f: f.sheet)}
    place = 0
    for sheet in [*by_sheet, *done]:
        mine = by_sheet.get(sheet, [])
        count = t("upload.group", findings=len(mine), cells=cells_of(mine)) if mine else f"✓ {t('upload.grid.done')}"
        markup.show(
            f'<div class="sheet" role="heading" aria-level="4">{esc(_sheet_name(sheet))}'
            f"<small>{esc(count)}</small></div>"
        )
        for finding in mine:
            with st.container(border=True, key=f"fix_{place}", gap="small"):
                if place < upload_alike.OFFERED and upload_alike.offered(work, finding):
                    left, right = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
                    with left:
                        markup.show(card(finding, typed, rows_named=False))
                    with right:
                        upload_alike.show(slot, work, finding, place)
                else:
                    markup.show(card(finding, typed))
                upload_missing.show(slot, work, finding, f"must_{place}")
            place += 1
        if sheet is not None:
            upload_grid.show(slot, work, sheet, [f for f in for_grids if f.sheet == sheet])
            upload_missing.undo(slot, work, sheet)


def _sheet_name(sheet: str | None) -> str:
    return t("upload.whole_file") if sheet is None else title_words(sheet)


# ------------------------------------------------------------------------------------------- please confirm
def _tick(slot: Slot, work: Work, position: int) -> str:
    """The widget's key. "All" makes new ones: a click that was under way when the old ones changed cannot undo it."""
    return f"tick_{slot.key}_{work.checking.sha256[:8] if work.checking else ''}_{work.tick_round}_{position}"


def _ask(slot: Slot, work: Work, ask: Mapping[int, Finding]) -> None:
    waiting = work.unconfirmed()
    with st.container(border=True, key="ask"):
        if waiting:
            _reasons(slot, work, list(waiting))
        for position, finding in ask.items():
            words = render(finding, lang())
            if position in work.confirmed:
                _confirmed(work, position, words)
                continue
            with st.container(gap=None):
                st.checkbox(f"**{plain(words.title)}**", work.all_ticked, key=_tick(slot, work, position))
                value = (
                    f" {t('upload.you_put')} <mark>{esc(finding.value)}</mark>"
                    if finding.value and finding.cells
                    else ""
                )
                markup.show(
                    f'<div class="asked"><span class="warn">▲</span> <code>{esc(words.where)}</code>{value}　'
                    f"{esc(words.fix)}</div>"
                )
                upload_missing.show(slot, work, finding, f"ask_{position}")


def _reasons(slot: Slot, work: Work, waiting: Sequence[int]) -> None:
    every = f"all_{slot.key}_{work.attempt}"
    texts = {code: t(f"upload.reason.{code}") for code in REASONS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.checkbox(t("upload.ask.all"), key=every, on_change=_tick_all, args=(work, every))
        reason = st.selectbox(
            t("upload.ask.reason"), REASONS, format_func=texts.__getitem__, key=f"reason_{slot.key}", width=260
        )
        more = st.text_input(
            t("upload.ask.more"), key=f"more_{slot.key}", placeholder=t("upload.ask.more_hint"), width=300
        )
        ticked = [p for p in waiting if st.session_state.get(_tick(slot, work, p), work.all_ticked)]
        words = t("upload.ask.confirm", count=len(ticked)) if ticked else t("upload.ask.confirm_none")
        if st.button(words, key="confirm", icon=":material/check:", type="primary" if ticked else "secondary"):
            if not ticked:
                st.toast(t("upload.ask.tick_first"), icon=":material/help:")
            elif reason == OTHER and not more.strip():
                st.toast(t("upload.ask.say_why"), icon=":material/help:")
            else:
                upload_state.confirm(work, dict.fromkeys(ticked, _given(reason, texts[reason], more.strip())))
                st.rerun()


def _given(code: str, words: str, more: str) -> str:
    """The reason as it is stored: the chosen words, what the clerk added, or only that."""
    if code == OTHER:
        return more
    return t("upload.reason_with", reason=words, more=more) if more else words


def _tick_all(work: Work, key: str) -> None:
    work.all_ticked, work.tick_round = st.session_state[key], work.tick_round + 1


def _confirmed(work: Work, position: int, words: RenderedFinding) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch"):
            markup.show(
                f'<div class="confirmed"><span class="good">✓ {text("upload.ask.confirmed")}</span>　'
                f"<code>{esc(words.where)}</code>　{esc(words.title)}　"
                f'<span class="calm">{esc(work.confirmed[position])}</span></div>'
            )
        st.button(
            t("upload.ask.undo"),
            key=f"undo_{position}",
            type="tertiary",
            icon=":material/undo:",
            on_click=upload_state.unconfirm,
            args=(work, position),
        )


# ------------------------------------------------------------------------------------------- notes and the next step
def _notes(found: Sequence[Finding]) -> None:
    with st.expander(t("upload.notes.title", count=len(found)), icon=":material/auto_fix_high:"):
        rows = []
        for finding in found:
            words = render(finding, lang())
            rows.append(
                {
                    t("upload.notes.where"): words.where,
                    t("upload.notes.before"): finding.value or "",
                    t("upload.notes.what"): words.title,
                    t("upload.notes.do"): words.fix,
                }
            )
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            height=min(430, 38 + 35 * len(rows)),
            alt=t("upload.notes.alt"),
            column_config={t("upload.notes.what"): st.column_config.TextColumn(width="large")},
        )


def _foot(work: Work, must: Mapping[int, Finding]) -> None:
    waiting = work.unconfirmed()
    with (
        st.bottom,
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small"),
    ):
        left = [markup.tone("bad", t("upload.left.must", count=len(must)))] if must else []
        left += [markup.tone("warn", t("upload.left.ask", count=len(waiting)))] if waiting else []
        words = f"{text('upload.left.label')} {'　'.join(left)}" if left else markup.tone("good", t("upload.left.none"))
        with st.container(width="content"):
            markup.show(f'<div class="confirmed">{words}</div>')
        if st.button(
            t("upload.next"), type="primary", icon=":material/arrow_forward:", icon_position="right", key="next"
        ):
            if must or waiting:
                st.toast(missing(list(must.values()), list(waiting.values())), icon=":material/error:")
            else:
                work.reviewing = True
                st.rerun()


def missing(must: Sequence[Finding], waiting: Sequence[Finding]) -> str:
    """Names what still stands in the way, for a message."""
    found = must or waiting
    places = names([plain(render(f, lang()).where) for f in found[:PLACES_SHOWN]])
    if len(found) > PLACES_SHOWN:
        places = t("upload.left.more", places=places)
    return t("upload.left.must_at" if must else "upload.left.ask_at", count=len(found), places=places)
