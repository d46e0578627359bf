"""The return that is looked at: how it came, what the clerk confirmed and why, and what differs from last month."""

from itertools import islice

import streamlit as st

from analytics import reviewing
from analytics.declare import return_form
from analytics.returns.comparing import Comparison, row_key
from analytics.returns.wording import render
from analytics.store.carried_findings import CarriedFinding, carried_findings
from analytics.ui import blocks, data, formats, navigation
from analytics.ui.style import narrow
from analytics.ui.texts import lang, month_name, number, signed, t
from analytics.ui.views import markup, upload_changes, upload_receipt, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.returns_page import known
from analytics.ui.views.review_queue import Chosen, unit_name

SHOWN_LINES = 60


def card(chosen: Chosen) -> None:
    row, slot = chosen.row, chosen.slot
    with blocks.card("review_return", stretch=False):
        title = t("review.return.title", unit=unit_name(slot), month=month_name(slot.month, long=True))
        st.markdown(f"### {title}", anchors=False)
        rows = [
            (t("returns.received"), f"{row.received_at:%Y-%m-%d %H:%M}　{esc(upload_receipt.who(row.received_by))}"),
            (t("returns.version"), text("returns.panel.version", version=int(row.version))),
            (t("review.return.rows"), number(row.row_count)),
        ]
        if row.is_correction:
            rows.append((t("review.return.correction"), esc(row.correction_note or "—")))
        markup.show(f'<div class="facts">{markup.pairs(rows)}</div>')
        if not data.scope().sees_persons(slot.unit_code):
            st.caption(t("common.personal_hidden"))
            return
        _carried(chosen)
        with st.container(horizontal=True, vertical_alignment="center"):
            _original(chosen)
            if navigation.offered("returns"):
                navigation.link("returns", t("review.return.board"), u=slot.unit_code, m=str(slot.month))


def _original(chosen: Chosen) -> None:
    versions = upload_state.versions(chosen.slot).itertuples(index=False)
    row = next((v for v in versions if v.return_id == chosen.return_id), None)
    if row is not None and not known(row.erased_at):
        upload_receipt.original_button(row.sha256, row.file_name, "review", t("review.return.original"))


@data.cached
def _findings(return_id: int) -> tuple[CarriedFinding, ...]:
    return carried_findings(data.cursor(), return_id)


def _carried(chosen: Chosen) -> None:
    """What the clerk confirmed with the reason given, in full; what was tidied, folded away."""
    found = _findings(chosen.return_id)
    confirmed, notes = [c for c in found if c.reason], [c for c in found if not c.reason]
    if confirmed:
        st.markdown(t("review.return.confirmed", count=len(confirmed)))
        heads = [text(f"review.return.{name}") for name in ("where", "what", "reason")]
        markup.show(markup.table(heads, [_finding(c) for c in confirmed]))
    else:
        markup.show(markup.tone("good", f"● {t('review.return.nothing_confirmed')}"))
    if notes:
        with st.expander(t("review.return.notes", count=len(notes))):
            markup.show(markup.table([text("review.return.where"), text("review.return.what")],
                                     [_finding(c)[:2] for c in notes]))


def _finding(carried: CarriedFinding) -> list[str]:
    words = render(carried.finding, lang())
    return [f"<code>{esc(words.where)}</code>", esc(words.title), f'<span class="calm">{esc(carried.reason)}</span>']


# ------------------------------------------------------------------------------------------- beside last month
@data.cached
def found_beside(return_id: int) -> reviewing.SideBySide:
    return reviewing.side_by_side(data.cursor(), data.scope(), return_id)


def beside(chosen: Chosen) -> None:
    if not data.scope().sees_persons(chosen.slot.unit_code):
        return
    found = found_beside(chosen.return_id)
    with blocks.card("beside", stretch=False):
        before = month_name(chosen.slot.month.plus(-1), long=True)
        st.markdown(f"### {t('review.beside.title', month=before)}", anchors=False)
        if found.last is None:
            st.caption(t("review.beside.no_last", month=before))
        _headlines(found)
        _sheets(found)
        _carried_on(found)
        if found.against_replaced is not None:
            _against_replaced(found.against_replaced)


def _headlines(found: reviewing.SideBySide) -> None:
    now = upload_changes.headlines(found.rows)
    before = upload_changes.headlines(found.last) if found.last else {}
    rows = []
    for name, value in now.items():
        was = before.get(name)
        change = "" if was is None else signed(value - was) if value != was else "0"
        rows.append([
            text(f"upload.headline.{name}"), formats.trimmed(lang(), was) if was is not None else "—",
            f"<b>{formats.trimmed(lang(), value)}</b>", change,
        ])
    heads = [text(f"review.beside.{name}") for name in ("figure", "last", "now", "change")]
    markup.show(markup.table(heads, rows, right=frozenset({1, 2, 3})))


def _sheets(found: reviewing.SideBySide) -> None:
    """Rows of each sheet; sheets that carry things on say what came, went and changed."""
    rows = []
    for sheet in return_form().sheets:
        if sheet.name not in found.rows.sheets:
            continue
        counts = found.against_last.counts.get(sheet.name)
        before = str(counts.before) if counts and found.last else "—" if not found.last else "0"
        carried = sheet.kind == "snapshot" and counts is not None and found.last is not None
        moved = text("review.beside.moved", added=counts.added, changed=counts.changed, removed=counts.removed) if (
            carried and counts is not None) else ""
        now, said = len(found.rows.sheets[sheet.name]), f'<span class="calm">{moved}</span>'
        if narrow():  # below the sheet's name: a column of its own would not fit
            rows.append([f"{esc(sheet.title(lang()))}{f'<br>{said}' if moved else ''}", before, f"<b>{now}</b>"])
        else:
            rows.append([esc(sheet.title(lang())), before, f"<b>{now}</b>", said])
    heads = [text(f"review.beside.{name}") for name in ("sheet", "last", "now", "carried")]
    markup.show(markup.table(heads[: len(rows[0])] if rows else heads, rows, right=frozenset({1, 2})))


def _carried_on(found: reviewing.SideBySide) -> None:
    """What has become of the rows that were there last month, cell by cell."""
    snapshots = {sheet.name for sheet in return_form().sheets if sheet.kind == "snapshot"}
    lines = [line for line in upload_changes.lines(found.against_last)
             if line.kind == "changed" and line.sheet in snapshots] if found.last else []
    if not lines:
        return
    with st.expander(t("review.beside.lines", count=len(lines))):
        heads, titles = [text("upload.changes.sheet"), text("upload.row"), text("upload.changes.what")], _titles(found)
        rows = []
        for line in lines[:SHOWN_LINES]:
            _, sheet, key, what = upload_changes.cells(line)
            title = titles.get((line.sheet, line.key), "")
            rows.append([sheet, f'{key}<br><span class="small calm">{esc(title)}</span>', what])
        markup.show(markup.table(heads, rows))
        if len(lines) > SHOWN_LINES:
            st.caption(t("review.beside.more", count=len(lines) - SHOWN_LINES))


def _titles(found: reviewing.SideBySide) -> dict[tuple[str, str], str]:
    """(sheet, key) -> what a row is called, where the sheet has a name for it besides its number."""
    titles = {}
    for name, rows in found.rows.sheets.items():
        sheet = return_form().sheet(name)
        named_by = [sheet.column(one) for one in sheet.label if one not in (*sheet.key, sheet.finished_column)]
        for row in rows:
            words = (upload_changes.shown(c, row[c.name]) for c in named_by if c.type in ("text", "list"))
            titles[name, row_key(sheet, row)] = " · ".join(filter(None, words))
    return titles


def _against_replaced(comparison: Comparison) -> None:
    total = comparison.total
    words = t("review.beside.replaced", added=total.added, changed=total.changed, removed=total.removed)
    with st.expander(words, expanded=not comparison.nothing and len(comparison.changed) < 10):
        if comparison.nothing:
            st.markdown(t("upload.changes.same_rows"))
            return
        lines = [upload_changes.cells(line) for line in islice(upload_changes.lines(comparison), SHOWN_LINES)]
        heads = [text("upload.changes.kind"), text("upload.changes.sheet"), text("upload.row"),
                 text("upload.changes.what")]
        markup.show(markup.table(heads, lines))
