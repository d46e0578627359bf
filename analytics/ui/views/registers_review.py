"""Below a register: what has to be put right, what would change, which figures move, and storing it with a reason."""

from types import SimpleNamespace

import pandas as pd
import streamlit as st

from analytics import clock
from analytics.declare import indicator
from analytics.findings import Finding, Severity
from analytics.keeping.changes import Change
from analytics.keeping.checking import Checked
from analytics.keeping.committing import Outcome, commit
from analytics.keeping.effect import SAID, effect
from analytics.months import Month
from analytics.returns.names import column_letter, place_of
from analytics.returns.wording import render
from analytics.store.kept_entries import Values
from analytics.ui import blocks, data, viewing
from analytics.ui.texts import lang, month_name, names, number, t, value_text
from analytics.ui.views import markup
from analytics.ui.views import registers_state as state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.registers_state import Work

MARKS = {"withdrawn": markup.CHANGED["removed"], **{kind: markup.CHANGED[kind] for kind in ("added", "changed")}}
FINDINGS_SHOWN, CHANGES_SHOWN, FIGURES_SHOWN = 30, 60, 200
FIELDS_SHOWN = 7
REASON_CHARACTERS = 200


def show(work: Work, checked: Checked) -> None:
    """Nothing while the register says what the store says."""
    serious = [f for f in checked.findings if f.severity is not Severity.NOTE]
    notes = [f for f in checked.findings if f.severity is Severity.NOTE]
    if serious or work.said:
        _findings(work, [*work.said, *serious])
    if work.said:
        st.button(t("registers.load_again"), key=f"again_{work.register.name}", icon=":material/refresh:",
                  on_click=state.reload, args=(work,))
    if work.file is not None and not checked.changes and not checked.refused:
        st.info(t("registers.file_same"), icon=":material/info:")
    if checked.changes:
        with blocks.card("register_changes", stretch=False):
            _changes(work, checked.changes)
            _notes(work, notes)
        with blocks.card("register_effect", stretch=False):
            _effect(work, checked)
        with blocks.card("register_store", stretch=False):
            _store(work, checked)


# ------------------------------------------------------------------------------------------- findings
def _findings(work: Work, found: list[Finding]) -> None:
    must = sum(f.severity is Severity.REFUSE for f in found)
    lead = t("registers.must", count=must) if must else t("registers.ask", count=len(found))
    rows = [_finding_row(work, f) for f in found[:FINDINGS_SHOWN]]
    more = "" if len(found) <= FINDINGS_SHOWN else f"<p>{text('registers.more', count=len(found) - FINDINGS_SHOWN)}</p>"
    with blocks.card("register_findings", stretch=False):
        st.markdown(f"### {lead}", anchors=False)
        heads = [text(f"registers.finding.{name}") for name in ("where", "what", "fix")]
        markup.show(markup.table(heads, rows) + more)


def _finding_row(work: Work, finding: Finding) -> list[str]:
    words = render(finding, lang())
    tone, mark = markup.FOUND[finding.severity]
    return [
        f'<span class="{tone}">{mark}</span> {esc(_place(work, finding, words.where))}', esc(words.title),
        esc(words.fix),
    ]


def _place(work: Work, finding: Finding, where: str) -> str:
    """In a file the cell; in the grid the row's number and the column's title."""
    if work.file is not None or not finding.cells:
        return where
    by_letter = {column_letter(i): c.title(lang()) for i, c in enumerate(work.register.columns)}
    places = []
    for cell in finding.cells:
        row, column = place_of(cell)
        places.append(t("registers.place", row=row, column=by_letter.get(column_letter(column), "")))
    return names(places[:3]) if len(places) <= 3 else t("registers.places", places=names(places[:3]), count=len(places))


def _notes(work: Work, notes: list[Finding]) -> None:
    if notes:
        with st.expander(t("registers.notes", count=len(notes)), icon=":material/auto_fix_high:"):
            rows = [[esc(_place(work, f, render(f, lang()).where)), esc(render(f, lang()).title)] for f in notes]
            markup.show(markup.table([text("registers.finding.where"), text("registers.finding.what")], rows))


# ------------------------------------------------------------------------------------------- changes
def _changes(work: Work, changes: tuple[Change, ...]) -> None:
    counts = {kind: sum(c.kind == kind for c in changes) for kind in MARKS}
    said = names([t(f"registers.kinds.{kind}", count=number(count)) for kind, count in counts.items() if count])
    st.markdown(f"### {t('registers.changes', said=said)}", anchors=False)
    rows = [_change_row(work, change) for change in changes[:CHANGES_SHOWN]]
    heads = ["", text("registers.entry"), text("registers.what")]
    more = len(changes) - CHANGES_SHOWN
    markup.show(markup.table(heads, rows) + (f"<p>{text('registers.more', count=more)}</p>" if more > 0 else ""))


def _change_row(work: Work, change: Change) -> list[str]:
    tone, mark = MARKS[change.kind]
    return [f'<span class="{tone} nowrap">{mark} {text(f"registers.kind.{change.kind}")}</span>',
            entry_name(work, change.values), fields_in_words(work, change.kind, change.values, change.fields())]


def entry_name(work: Work, values: Values) -> str:
    """Markup: what names an entry."""
    return f'<span class="nowrap">{esc(state.label(work, values))}</span>'


def fields_in_words(work: Work, kind: str, values: Values, fields: tuple) -> str:
    """Markup: column: old -> new; of a new entry only what it says. values: of the entry, as it is now."""
    parts: list[str] = []
    for name, old, new in fields:
        column = work.register.column(name)
        if name in work.table.hidden or (kind == "added" and new is None):
            continue
        was, now = (esc(state.in_words(work, column, {**values, name: one})) or "—" for one in (old, new))
        value, before = f"<ins>{now}</ins>", f"<del>{was}</del> → " if kind == "changed" else ""
        parts.append(f'<span class="calm">{esc(column.title(lang()))}</span> {before}{value}')
    more = f'　<span class="calm">{text("registers.fields_more", count=len(parts) - FIELDS_SHOWN)}</span>'
    return "　".join(parts[:FIELDS_SHOWN]) + (more if len(parts) > FIELDS_SHOWN else "")


# ------------------------------------------------------------------------------------------- figures
def _signature(checked: Checked) -> tuple:
    return (data.data_version(), tuple((c.kind, c.key, c.fields()) for c in checked.changes))


def _effect(work: Work, checked: Checked) -> None:
    """Trying takes seconds, so it is done when asked for."""
    st.markdown(f"### {t('registers.effect.title')}", anchors=False)
    if work.moved is None or work.moved[0] != _signature(checked):
        with st.container(horizontal=True, vertical_alignment="center"):
            asked = st.button(t("registers.effect.ask"), key=f"try_{work.register.name}", icon=":material/calculate:")
            st.caption(t("registers.effect.words"))
        if not asked:
            return
        with st.spinner(t("registers.effect.running")):
            frame = viewing.guarded(lambda: effect(
                data.warehouse(), data.scope(), work.register, checked.changes, today=data.today()))
        if frame is None:
            return
        work.moved = (_signature(checked), frame)
        st.rerun()
    frame = work.moved[1]
    if frame.empty:
        st.markdown(t("registers.effect.none"))
        return
    st.markdown(t("registers.effect.some", figures=number(len(frame)), count=number(frame["indicator"].nunique())))
    st.dataframe(figures(frame), hide_index=True, height=min(420, 38 + 35 * min(len(frame), FIGURES_SHOWN)),
                 alt=t("registers.effect.title"))


def figures(frame: pd.DataFrame) -> pd.DataFrame:
    """The figures that move as a reader wants them: indicator, unit, period, before, after, lights."""
    lights = {light: t(f"charts.light.{light}") for light in ("green", "amber", "red", "grey")}
    rows = []
    for row in frame.head(FIGURES_SHOWN).to_dict("records"):
        month = Month.parse(row["month"])
        units = data.units(month)
        unit = units[row["unit_code"]].short(lang()) if row["unit_code"] in units else row["unit_code"]
        before, after = ({name: row[f"{when}_{name}"] for name in SAID} for when in ("before", "after"))
        rows.append({
            t("registers.effect.indicator"): indicator(row["indicator"]).name(lang()), t("common.unit"): unit,
            t("registers.effect.period"): t(f"registers.effect.{row['period']}", month=month_name(month, long=True)),
            t("registers.effect.before"): _figure(before, row["indicator"]),
            t("registers.effect.after"): _figure(after, row["indicator"]),
            t("registers.effect.light"): _lights(lights, before["light"], after["light"]),
        })
    return pd.DataFrame(rows)


def _figure(said: dict, name: str) -> str:
    if pd.isna(said["state"]):
        return "—"
    return value_text(SimpleNamespace(**said), name)


def _lights(words: dict[str, str], before: object, after: object) -> str:
    old, new = (f"{blocks.GLYPH[str(one)]} {words[str(one)]}" if one in words else "—" for one in (before, after))
    return new if old == new else f"{old} → {new}"


# ------------------------------------------------------------------------------------------- storing
def _store(work: Work, checked: Checked) -> None:
    name = work.register.name
    gone = sum(c.kind == "withdrawn" for c in checked.changes)
    reason = st.text_input(t("registers.reason"), key=f"reason_{work.grid_key}", max_chars=REASON_CHARACTERS,
                           placeholder=t("registers.reason_hint"))
    gone_seen = not gone or st.checkbox(t("registers.confirm_gone", count=gone), key=f"gone_{work.grid_key}_{gone}")
    odd = len(checked.to_confirm)
    odd_seen = not odd or st.checkbox(t("registers.confirm_odd", count=odd), key=f"odd_{work.grid_key}_{odd}")
    if st.button(t("registers.store", count=len(checked.changes)), key=f"store_{name}", type="primary",
                 icon=":material/save:"):
        if not reason.strip():
            st.toast(t("registers.reason_first"), icon=":material/error:")
        elif not (gone_seen and odd_seen):
            st.toast(t("registers.tick_first"), icon=":material/error:")
        else:
            _commit(work, checked, reason, bool(odd_seen))


def _commit(work: Work, checked: Checked, reason: str, confirmed: bool) -> None:
    def do() -> Outcome:
        return commit(
            data.warehouse(), checked, reason=reason, by=data.viewer().login, at=clock.now(), confirmed=confirmed,
            scope=data.scope(), trail=data.trail(),
        )

    outcome = viewing.guarded(do)
    if outcome is None or outcome.event_no is None:
        work.said = outcome.findings if outcome else ()
    else:
        data.changed()
        state.reload(work, t("registers.stored", count=number(len(checked.changes))))
    st.rerun()


