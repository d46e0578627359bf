"""
What somebody is in the middle of in one register: the entries as they were loaded, the grid, an uploaded file. Kept in
the session, so that a look at another tab, page or language loses nothing; what others store meanwhile is found out
when it is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import streamlit as st

from analytics import clock
from analytics.declare import Column, Lang, Register
from analytics.findings import Finding
from analytics.keeping import naming
from analytics.keeping.cells import RawRow
from analytics.keeping.checking import Checked, Kept, check
from analytics.keeping.judged import shown_text
from analytics.keeping.reading import kept, year_of
from analytics.keeping.surroundings import Surroundings, surroundings
from analytics.store.kept_entries import Entry, Values
from analytics.store.unfinished import unfinished
from analytics.ui import data
from analytics.ui.texts import lang
from analytics.ui.views import awards_found

ALL = "all"
FIRST_ROW = 1  # the number the grid gives its first row


@dataclass
class Work:
    """
    table: as loaded, with what is shown of it. base: what the grid began with; edited: what it held last. round: counts
    beginnings, for the widgets' keys. file: an uploaded file's name and what it says. said: what storing was refused
    for. moved: the changes that were tried, and the figures they would move.
    """

    table: Kept
    around: Surroundings
    year: str = ALL
    find: str = ""
    base: pd.DataFrame = field(default_factory=pd.DataFrame)
    edited: pd.DataFrame | None = None
    carried: bool = False
    language: Lang = "zh"
    round: int = 0
    file: tuple[str, Checked] | None = None
    said: tuple[Finding, ...] = ()
    moved: tuple[tuple, pd.DataFrame] | None = None
    notice: str | None = None

    @property
    def register(self) -> Register:
        return self.table.register

    @property
    def grid_key(self) -> str:
        return f"grid_{self.register.name}_{self.round}"

    @property
    def pending(self) -> bool:
        """Whether anything has been typed that is not stored yet."""
        if self.file is not None or self.carried:
            return True
        state: Mapping[str, Any] = st.session_state.get(self.grid_key) or {}
        return any(state.get(part) for part in ("edited_rows", "added_rows", "deleted_rows"))

    def columns(self) -> tuple[Column, ...]:
        """Those of the viewer."""
        return tuple(c for c in self.register.columns if c.name not in self.table.hidden)


def work_on(name: str) -> Work:
    """The work on a register, begun when there is none."""
    works: dict[str, Work] = st.session_state.setdefault("_registers", {})
    if name not in works:
        works[name] = _begin(name, years_default=True)
    work = works[name]
    _carry_over(work)
    return work


def reload(work: Work, notice: str | None = None) -> None:
    """Begins anew with what the store says now, under the same filters; what was typed is gone."""
    fresh = _begin(work.register.name)
    fresh.year, fresh.find, fresh.round, fresh.notice = work.year, work.find, work.round + 1, notice
    st.session_state["_registers"][work.register.name] = fresh
    narrow(fresh)


@data.cached
def loaded(name: str) -> tuple[Kept, Surroundings]:
    """A register and what judging it needs, as the viewer's view of the store has them; the same for all sessions."""
    cursor = data.cursor()
    return kept(cursor, data.scope(), name), surroundings(cursor, clock.now())


@data.cached
def _unfinished() -> Mapping[str, int]:
    return unfinished(data.cursor())


def _begin(name: str, years_default: bool = False) -> Work:
    now = clock.now()
    table, around = loaded(name)
    around = replace(around, now=now, conditions=awards_found.conditions, unfinished=_unfinished)
    work = Work(table, around, language=lang())
    if years_default and (years := years_of(work)):
        work.year = str(max((year for year in years if year <= now.year), default=years[0]))
    narrow(work)
    return work


def years_of(work: Work) -> list[int]:
    """The years there are entries of, the latest first; empty where a register is not looked at by year."""
    found = {year_of(work.register, entry.values) for entry in work.table.entries}
    return sorted((year for year in found if year is not None), reverse=True)


def narrow(work: Work) -> None:
    """The grid begins anew with the entries that the filters leave."""
    shown = tuple(entry for entry in work.table.entries if _is_wanted(work, entry))
    work.table = replace(work.table, shown=shown)
    work.base, work.edited, work.carried, work.moved = _frame(work, shown), None, False, None
    work.round += 1


def _is_wanted(work: Work, entry: Entry) -> bool:
    year = year_of(work.register, entry.values)
    if work.year != ALL and year is not None and str(year) != work.year:
        return False
    if not work.find.strip():
        return True
    words = " ".join(in_words(work, column, entry.values) for column in work.columns())
    return all(word in words.casefold() for word in work.find.casefold().split())


def in_words(work: Work, column: Column, values: Values) -> str:
    """An entry's value as the reader's language has it, and as the workbook shows it; nothing for none."""
    return shown_text(naming.in_words(work.around, work.register, column, values, lang())) or ""


def label(work: Work, values: Values) -> str:
    """What names an entry to the reader: its label, and the name of whom it is about."""
    words = [in_words(work, work.register.column(name), values) for name in work.register.label]
    return " · ".join(filter(None, words))


# ------------------------------------------------------------------------------------------- the grid's frame
def _frame(work: Work, entries: tuple[Entry, ...]) -> pd.DataFrame:
    """Texts as they are typed and pasted: names of codes, `id name`, dates as 2026-03-05; columns by name."""
    rows = [{c.name: in_words(work, c, entry.values) or None for c in work.columns()} for entry in entries]
    frame = pd.DataFrame(rows, columns=[c.name for c in work.columns()], dtype="str")
    frame.index = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(frame))
    return frame


def _translated(work: Work, frame: pd.DataFrame, old: Lang, new: Lang) -> pd.DataFrame:
    """The same cells with what can be chosen in the other language."""
    frame = frame.copy()
    for column in work.columns():
        if options := naming.options(work.around, column):
            names = {one[old]: one[new] for one in options}
            frame[column.name] = frame[column.name].map(lambda word, names=names: names.get(word, word)).astype("str")
    return frame


def _carry_over(work: Work) -> None:
    """
    A grid whose words change with the language, or that was out of sight, begins anew: with what it held last. The
    numbers of its rows start over.
    """
    away = work.edited is not None and work.grid_key not in st.session_state
    if work.language == lang() and not away:
        return
    held = work.base if work.edited is None else work.edited
    work.carried = work.carried or not held.equals(work.base)
    work.base = _translated(work, held.reset_index(drop=True), work.language, lang())
    work.base.index = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(work.base))
    work.edited, work.language = None, lang()
    work.round += 1


def judged(work: Work) -> Checked:
    """What the grid, or the uploaded file, says and would change."""
    if work.file is not None:
        return work.file[1]
    frame = work.base if work.edited is None else work.edited
    rows = [
        RawRow(int(number), {str(name): value for name, value in row.items() if str(name) in own})
        for own in [{c.name for c in work.columns()}]
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    return check(work.table, rows, work.around, withdraw_missing=True)
