"""
One register to look at and to change: the grid, the file that goes out and comes back, and below what is wrong and what
would change. Any page may show any register by its name: `show("exam")`; who may is asked here.
"""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from analytics import clock, entry, process
from analytics.declare import Column, Lang
from analytics.identity.trail import Trail
from analytics.keeping import files, naming
from analytics.keeping.reading import is_young, kept
from analytics.keeping.surroundings import surroundings
from analytics.scope import OutsideScope
from analytics.ui import blocks, data, viewing, watching
from analytics.ui.texts import lang, number, t
from analytics.ui.views import markup, registers_review
from analytics.ui.views import registers_state as state
from analytics.ui.views.registers_state import ALL, Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIXELS_A_CHARACTER = 9
HEAD_PIXELS, ROW_PIXELS, MOST_PIXELS = 38, 35, 560
YOUNG = "_young"  # a column of the roster that is worked out and no part of it
FIND_CHARACTERS = 60


def show(name: str) -> None:
    """A register, for a viewer who keeps it (OutsideScope for others); while looking back only to look at."""
    markup.css()
    if viewing.known_on() is not None:
        _past(name)
        return
    work = state.work_on(name)
    with blocks.card(f"register_{name}", stretch=False):
        _head(work)
        if work.notice:
            st.success(work.notice, icon=":material/check_circle:")
            work.notice = None
        if work.file is not None:
            _file_in_hand(work)
        else:
            _filters(work)
            _editor(work)
    registers_review.show(work, state.judged(work))


def _head(work: Work) -> None:
    register = work.register
    shown, every = len(work.table.shown), len(work.table.entries)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        count = t("registers.count", count=number(every)) if shown == every else t(
            "registers.count_shown", shown=number(shown), count=number(every))
        st.markdown(f"### {register.title(lang())}\n\n{count}", anchors=False, width="content")
        with st.container(horizontal=True, width="content"):
            _download(work)
            _upload(work)


# ------------------------------------------------------------------------------------------- filters and grid
def _filters(work: Work) -> None:
    """By year and by words; while something is not stored they stay as they are."""
    years = [ALL, *map(str, state.years_of(work))]
    name, locked = work.register.name, work.pending
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = work.year
        if len(years) > 1:
            year = st.selectbox(
                t("registers.year"), years, index=years.index(work.year) if work.year in years else 0, width=140,
                format_func=lambda code: t("registers.every_year") if code == ALL else code, disabled=locked,
                key=f"year_{name}_{work.round}",
            )
        find = st.text_input(
            t("registers.find"), work.find, max_chars=FIND_CHARACTERS, icon=":material/search:", disabled=locked,
            key=f"find_{name}_{work.round}", placeholder=t("registers.find_hint"), width=240,
        )
        if locked:
            st.button(t("registers.discard"), key=f"discard_{name}", icon=":material/undo:", on_click=state.reload,
                      args=(work,))
    if not locked and (year, find or "") != (work.year, work.find):
        work.year, work.find = year or ALL, find or ""
        state.narrow(work)
        st.rerun()


def _editor(work: Work) -> None:
    frame, extra = work.base, dict[str, ColumnConfig]()
    if work.table.hidden and work.register.name == "staff":
        frame, extra = _with_age(work, frame)
    rows = len(frame) + 1
    edited = st.data_editor(
        frame, key=work.grid_key, num_rows="dynamic", hide_index=False, width="stretch",
        height=min(MOST_PIXELS, HEAD_PIXELS + ROW_PIXELS * max(rows, 3)),
        column_config={"_index": st.column_config.NumberColumn(t("registers.row"), width=46, disabled=True),
                       **{c.name: _column(work, c) for c in work.columns()}, **extra},
        placeholder="", alt=work.register.title(lang()),
    )
    work.edited = edited.drop(columns=list(extra))
    st.caption(t("registers.grid_help"))
    if work.register.personal or work.register.name in ("staff", "duty"):
        watching.saw_persons(f"registers/{work.register.name}", None, len(work.table.shown))


def _column(work: Work, column: Column) -> ColumnConfig:
    """How a column is shown and typed: choices in the reader's words, everything else as text with its own reader."""
    title = f"{column.title(lang())}{' ＊' if column.required else ''}"
    help_ = (column.hint_zh if lang() == "zh" else column.hint_en) or _type_help(column)
    width = int(max(column.width, len(title) * (1.8 if lang() == "zh" else 0.95)) * PIXELS_A_CHARACTER)
    if options := _options(work, column):
        return st.column_config.SelectboxColumn(
            title, options=options, help=help_, width=width)
    right = column.type in ("number", "integer")
    return st.column_config.TextColumn(title, help=help_, width=width, alignment="right" if right else None)


def _type_help(column: Column) -> str | None:
    if column.type == "date":
        return t("registers.date_help")
    return t("registers.unit_help", unit=column.unit) if column.unit else None


def _options(work: Work, column: Column) -> list[str]:
    """What may be chosen, in the words that can be pasted too; and what stands there though nobody would choose it."""
    found = list(dict.fromkeys(one[lang()] for one in naming.options(work.around, column)))
    if not found:
        return []
    there = {str(value) for value in work.base[column.name].dropna()} - set(found)
    return [*found, *sorted(there)]


def _with_age(work: Work, frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, ColumnConfig]]:
    """Beside the roster, for those who do not see dates of birth: 45 or younger, yes or no."""
    limit, inclusive = data.setting("education_age_limit_years"), data.setting("education_age_limit_inclusive")
    born = {(v["staff_id"], v["valid_from"].isoformat()): v["birth_date"] for v in
            (entry.values for entry in work.table.entries)}
    young = [is_young(born.get((row["staff_id"], row["valid_from"])), data.today().year, limit, inclusive)
             for row in frame.to_dict("records")]
    words = [None if one is None else t("registers.yes_no.yes" if one else "registers.yes_no.no") for one in young]
    title = t("registers.young", age=limit)
    return frame.assign(**{YOUNG: pd.array(words, dtype="str")}), {
        YOUNG: st.column_config.TextColumn(title, disabled=True, help=t("registers.young_help"))}


# ------------------------------------------------------------------------------------------- files
def _download(work: Work) -> None:
    """The whole register as a workbook that may be filled in and sent back; handing it out is recorded."""
    name = work.register.name
    st.download_button(
        t("registers.download"), partial(_file, data.trail(), name, lang()),
        f"{work.register.title(lang())}_{data.today():%Y%m%d}.xlsx", XLSX, icon=":material/download:",
        on_click="ignore", key=f"download_{name}", help=t("registers.download_help"),
    )


def _file(trail: Trail, name: str, language: Lang) -> bytes:
    """Written in a thread that knows nothing of the session, after the page may have stood open for long."""
    authority = entry.authority_of(trail.account_id or "", clock.today())
    if authority is None or "working" not in authority.views:
        trail.record("access_refused", at=clock.now(), outcome="refused", target=f"registers/{name}")
        raise OutsideScope("registers are no longer yours to keep")
    cursor = process.warehouse().cursor()
    _, content, count = files.write(cursor, authority.scope("working"), [name], language, clock.now())
    watching.exported(f"registers/{name}", None, count, file_format="xlsx", trail=trail)
    return content


def _upload(work: Work) -> None:
    name = work.register.name
    with st.popover(t("registers.upload"), icon=":material/upload:", key=f"upload_{name}_{work.round}"):
        st.caption(t("registers.upload_help"))
        sent = st.file_uploader(t("registers.upload_file"), key=f"file_{name}_{work.round}",
                                label_visibility="collapsed")
        complete = st.checkbox(t("registers.upload_complete"), key=f"complete_{name}_{work.round}")
        if st.button(t("registers.upload_check"), key=f"check_{name}", type="primary", disabled=sent is None) and sent:
            cursor = data.cursor()
            table = kept(cursor, data.scope(), name)
            around = surroundings(cursor, clock.now())
            checked = files.read(table, sent.getvalue(), sent.name, around, complete=complete)
            state.reload(work)
            fresh = state.work_on(name)
            fresh.around, fresh.file = around, (sent.name, checked)
            st.rerun()


def _file_in_hand(work: Work) -> None:
    assert work.file is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(t("registers.in_hand", file=markup.esc(work.file[0])), width="content")
        st.button(t("registers.put_away"), key=f"put_away_{work.register.name}", icon=":material/close:",
                  on_click=state.reload, args=(work,))


# ------------------------------------------------------------------------------------------- looking back
def _past(name: str) -> None:
    """The register as it was known on an earlier day, to look at."""
    table, around = state.loaded(name)
    work = Work(table, around, language=lang())
    rows = [{c.title(lang()): state.in_words(work, c, entry.values) for c in work.columns()}
            for entry in table.entries]
    with blocks.card(f"register_{name}", stretch=False):
        st.markdown(f"### {table.register.title(lang())}\n\n{t('registers.count', count=number(len(rows)))}",
                    anchors=False)
        st.caption(t("registers.past"))
        st.dataframe(pd.DataFrame(rows, columns=[c.title(lang()) for c in work.columns()]), hide_index=True,
                     height=min(MOST_PIXELS, HEAD_PIXELS + ROW_PIXELS * max(len(rows), 1)),
                     alt=table.register.title(lang()))
    if table.register.personal or name in ("staff", "duty"):
        watching.saw_persons(f"registers/{name}", None, len(rows))
