"""
The rows of a sheet in which something was found, as a grid: what names the row is fixed, everything else can be typed
over, and is checked again with every cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics.continuing import Change
from analytics.declare import Column, code_list, return_form
from analytics.findings import SEVERITY_ORDER, Finding
from analytics.returns.comparing import NAMING_COLUMNS
from analytics.returns.correcting import ZERO_TABLE, cell_text, corrected
from analytics.returns.missing_rows import added_rows
from analytics.returns.names import place_of
from analytics.returns.reading import RawSheet
from analytics.returns.sheet_titles import sheets_by_name
from analytics.returns.suggesting import choice_words, choices, rows_of
from analytics.rows import ReturnRows
from analytics.store.registers import Registers
from analytics.ui import formats, watching
from analytics.ui.texts import lang, number, t
from analytics.ui.views import markup, upload_state
from analytics.ui.views.upload_state import Slot, Work

COVER = "cover"
ROWS_MOST = 200            # rows in one grid; with more it is quicker to correct the workbook
ROW_PIXELS, HEAD_PIXELS, MOST_PIXELS = 35, 38, 430
PIXELS_A_CHARACTER = 9


@dataclass(slots=True)
class Grid:
    """
    What a grid started from: base stays as it is while the grid is typed in, so that nothing typed is lost; rows only
    grow. columns: those of the form that the sheet has. number: a new one makes a fresh grid.
    """

    rows: list[int]
    columns: list[str]
    base: pd.DataFrame
    number: int


def show(slot: Slot, work: Work, sheet: str, findings: Sequence[Finding]) -> None:
    """The grid of one sheet; nothing when none of the findings names a cell that can be typed in."""
    checking = work.checking
    typed = checking.checked.typed if checking else None
    if checking is None or checking.raw is None or typed is None:
        return
    now = sheets_by_name(corrected(checking.raw, checking.corrections)).get(sheet)
    if now is None:
        return
    wanted = _cover_rows(typed) if sheet == COVER else rows_of(findings)
    if sheet != COVER:
        added = sorted({*wanted, *added_rows(sheet, checking.corrections)})
        wanted = added if len(added) <= ROWS_MOST else wanted
    if not wanted and sheet not in work.grids:
        return
    if len(wanted) > ROWS_MOST:
        st.caption(t("upload.grid.too_many", rows=number(len(wanted))))
        return
    grid = _grid(work, sheet, wanted, now, typed)
    changes = _cover_changes(grid, now, typed, slot) if sheet == COVER else _rows(
        slot, work, sheet, grid, now, typed, findings
    )
    watching.saw_persons("upload/grid", {slot.unit_code}, len(grid.rows))
    if changes:
        upload_state.put_right(slot, work, changes)
        st.rerun()


def _grid(work: Work, sheet: str, wanted: Sequence[int], now: RawSheet, typed: ReturnRows) -> Grid:
    """The grid as it is being typed in; made anew when there are rows it does not have."""
    kept = work.grids.get(sheet)
    if kept is not None and set(wanted) <= set(kept.rows):
        return kept
    rows = sorted({*wanted, *(kept.rows if kept else ())})
    if sheet == COVER:
        columns = [address for _, address, _ in _cover_cells(typed)]
        base = pd.DataFrame({"value": [cell_text(now, address) for address in columns]}, dtype="str")
    else:
        columns = [c.name for c in return_form().sheet(sheet).columns if (sheet, c.name) in typed.addresses]
        base = pd.DataFrame(
            {name: [cell_text(now, f"{typed.addresses[sheet, name]}{row}") for row in rows] for name in columns},
            dtype="str",
        )
    work.grids[sheet] = Grid(rows, columns, base, work.next_grid())
    return work.grids[sheet]


# ------------------------------------------------------------------------------------------- a sheet of rows
def _rows(
    slot: Slot, work: Work, sheet: str, grid: Grid, now: RawSheet, typed: ReturnRows, findings: Sequence[Finding]
) -> list[Change]:
    assert work.checking is not None
    form, registers = return_form().sheet(sheet), work.checking.registers
    faulty = _faulty_columns(sheet, typed, findings)
    naming = [name for name in (*(form.key or NAMING_COLUMNS.get(sheet, ())), "name") if name in grid.columns]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(t("upload.grid.help") if sheet == next(iter(work.grids)) else t("upload.grid.help_short"))
        added = bool(added_rows(sheet, work.checking.corrections))  # nothing of them was ever seen in the workbook
        every = st.toggle(t("upload.grid.whole_rows"), added, key=f"whole_{slot.key}_{sheet}_{added}")
    first = [name for name in grid.columns if name in faulty or name in work.seen_faulty.get(sheet, ())]
    work.seen_faulty[sheet] = frozenset(first)
    shown = [*first, *(name for name in naming if name not in first)]  # what is typed in shows on a telephone, too
    rest = [n for n in grid.columns if n not in shown]
    frame = grid.base.assign(_row=grid.rows, _what=_what(sheet, grid, typed, findings))
    edited = st.data_editor(
        frame,
        key=f"grid_{slot.key}_{sheet}_{grid.number}",
        hide_index=True,
        num_rows="fixed",
        height=min(MOST_PIXELS, HEAD_PIXELS + ROW_PIXELS * len(grid.rows) + 4),
        column_order=["_row", "_what", *shown, *(rest if every else ())],
        column_config={
            "_row": st.column_config.NumberColumn(t("upload.grid.row"), disabled=True, width=56, pinned=True),
            "_what": st.column_config.TextColumn(t("upload.grid.what"), disabled=True, width="medium"),
            **{name: _column(form.column(name), registers, grid, name in naming and name not in first)
               for name in grid.columns},
        },
        placeholder="",
        alt=t("upload.grid.alt", sheet=form.title(lang())),
    )
    return changes_in(sheet, grid, edited, now, typed)


def changes_in(sheet: str, grid: Grid, edited: pd.DataFrame, now: RawSheet, typed: ReturnRows) -> list[Change]:
    """The cells of a grid that are no longer what they are in the workbook as corrected so far."""
    return [
        Change(sheet, address, name, new)
        for place, row in enumerate(grid.rows) for name in grid.columns
        if (new := _typed(edited[name].iloc[place])) != _typed(
            cell_text(now, address := f"{typed.addresses[sheet, name]}{row}")
        )
    ]


def _typed(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()  # NaN is not itself


def _faulty_columns(sheet: str, typed: ReturnRows, findings: Iterable[Finding]) -> set[str]:
    by_letter = {letter: name for (of, name), letter in typed.addresses.items() if of == sheet}
    letters = {cell.rstrip("0123456789") for finding in findings for cell in finding.cells}
    return {by_letter[letter] for letter in letters if letter in by_letter}


def _what(sheet: str, grid: Grid, typed: ReturnRows, findings: Sequence[Finding]) -> list[str]:
    """For each row the columns that still have to be looked at, must-fix first; a tick when nothing is left."""
    form = return_form().sheet(sheet)
    by_letter = {letter: name for (of, name), letter in typed.addresses.items() if of == sheet}
    of_row: dict[int, list[str]] = {}
    for finding in sorted(findings, key=lambda f: SEVERITY_ORDER[f.severity]):
        for cell in finding.cells:
            name = by_letter.get(cell.rstrip("0123456789"))
            if name is not None:
                words = f"{markup.FOUND[finding.severity][1]} {form.column(name).title(lang())}"
                of_row.setdefault(place_of(cell)[0], []).append(words)
    return ["　".join(dict.fromkeys(of_row[row])) if row in of_row else f"✓ {t('upload.grid.done')}"
            for row in grid.rows]


def _column(column: Column, registers: Registers, grid: Grid, disabled: bool) -> Any:
    title = f"{column.title(lang())}{' ＊' if column.required else ''}"
    width = int(min(max(column.width, len(title) * 1.8), 34) * PIXELS_A_CHARACTER)
    options = choices(column, registers)
    if not options:
        return st.column_config.TextColumn(title, disabled=disabled, width=width, help=_help(column))
    there = [word for word in dict.fromkeys(grid.base[column.name]) if word and word not in options]
    language = lang()
    return st.column_config.SelectboxColumn(
        title, options=[*options, *there], width=width, disabled=disabled,
        format_func=lambda word: choice_words(column, str(word), registers, language),
    )


def _help(column: Column) -> str | None:
    """How a cell of the column is typed."""
    return t(f"upload.grid.type.{column.type}") if column.type in ("date", "datetime", "number") else None


# ------------------------------------------------------------------------------------------- the cover
def _cover_rows(typed: ReturnRows) -> list[int]:
    return sorted(place_of(address)[0] for (sheet, _), address in typed.addresses.items() if sheet == COVER)


def _cover_cells(typed: ReturnRows) -> list[tuple[str, str, str]]:
    """(what it is, address, column) of each line: the fields, then what is declared of each sheet."""
    form, known = return_form(), typed.addresses
    found = [(f.title(lang()), known[COVER, f.name], f.name) for f in form.cover.fields if (COVER, f.name) in known]
    return found + [
        (t("upload.grid.zero", sheet=s.title(lang())), known[ZERO_TABLE, s.name], ZERO_TABLE)
        for s in form.sheets if (ZERO_TABLE, s.name) in known
    ]


def _cover_changes(grid: Grid, now: RawSheet, typed: ReturnRows, slot: Slot) -> list[Change]:
    cells = _cover_cells(typed)
    frame = grid.base.assign(_field=[words for words, _, _ in cells])
    words = formats.names(lang(), [code.zh for code in code_list(ZERO_TABLE).codes])
    st.caption(t("upload.grid.cover_help", words=words))
    edited = st.data_editor(
        frame,
        key=f"grid_{slot.key}_{COVER}_{grid.number}",
        hide_index=True,
        num_rows="fixed",
        height=min(MOST_PIXELS, HEAD_PIXELS + ROW_PIXELS * len(cells) + 4),
        column_order=["_field", "value"],
        column_config={
            "_field": st.column_config.TextColumn(t("upload.grid.field"), disabled=True, width="medium"),
            "value": st.column_config.TextColumn(t("upload.grid.value"), width="large"),
        },
        placeholder="",
        alt=t("upload.grid.alt", sheet=return_form().cover.zh if lang() == "zh" else return_form().cover.en),
    )
    return [
        Change(COVER, address, column, new)
        for place, (_, address, column) in enumerate(cells)
        if (new := _typed(edited["value"].iloc[place])) != _typed(cell_text(now, address))
    ]
