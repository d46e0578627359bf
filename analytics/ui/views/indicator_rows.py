"""The rows behind a figure: the return each came in, its cell, who sent and accepted it, and the original file."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analytics import evidence, measures
from analytics.declare import Indicator, indicator, return_form
from analytics.months import Month
from analytics.returns.names import column_letter, place_of
from analytics.store import kept_checks
from analytics.ui import blocks, data, formats, watching
from analytics.ui.texts import day_name, label, lang, moment, number, t
from analytics.ui.views import pieces, upload_receipt

ROWS_SHOWN = 200
SHARES = ("rate", "fraction")  # units in which an observation of nought out of nought is one that is left out
LINK, LINK_PLACE = "_link", 3  # the column with the way to the original file, in sight without scrolling


# ------------------------------------------------------------------------------------------- what there is
def behind(name: str, month: Month, unit_code: str, period: str) -> pd.DataFrame | None:
    """
    The rows behind a figure, those that count first; None when the viewer may not see them. Columns: those of
    measures.observations and evidence.of_returns, label and cells (values of the row, None without one), and left_out:
    why a row adds nothing (a code), NULL for one that counts.
    """
    return _behind(name, month, unit_code, period) if data.scope().personal else None


@data.cached
def _behind(name: str, month: Month, unit_code: str, period: str) -> pd.DataFrame:
    cursor, scope, chosen = data.cursor(), data.scope(), indicator(name)
    asked: dict[str, Any] = {"period": period, "today": data.today(), "unit_code": unit_code}
    counted = measures.observations(cursor, scope, month, name, **asked)
    adds_nothing = pd.Series(False, index=counted.index)
    if chosen.statistic == "ratio" and chosen.unit in SHARES:
        adds_nothing = (counted["numerator"] == 0) & (counted["denominator"] == 0)
    counted = counted.assign(left_out=counted["note"].where(adds_nothing, None))
    missing = evidence.left_out(cursor, scope, month, name, **asked).assign(
        numerator=None, denominator=None, left_out=lambda rows: rows["note"]
    )
    found = counted if missing.empty else missing if counted.empty else pd.concat([counted, missing], ignore_index=True)
    found = found.sort_values("left_out", key=lambda codes: codes.notna(), kind="stable", ignore_index=True)
    found = found.assign(
        label=_values(found, {s.name: s.label for s in return_form().sheets}),
        cells=_values(found, _deciding(chosen)),
    )
    returns = evidence.of_returns(cursor, scope, (int(i) for i in found["return_id"].dropna()))
    return found.merge(returns.drop(columns=["unit_code", "month"]), how="left", on="return_id")


def _deciding(chosen: Indicator) -> dict[str, tuple[str, ...]]:
    """sheet -> the columns that decide how a row of it counts."""
    found: dict[str, tuple[str, ...]] = {}
    for sheet, _, column in (cell.partition(".") for cell in chosen.cells):
        found[sheet] = (*found.get(sheet, ()), column)
    return found


def _values(found: pd.DataFrame, columns: dict[str, tuple[str, ...]]) -> list[tuple | None]:
    """The values of each row in some columns of its sheet; None where no row of a return is behind it."""
    named: dict[tuple, tuple] = {}
    for sheet, rows in found.dropna(subset=["return_id", "row_no", "sheet"]).groupby("sheet"):
        if sheet in columns:
            ids = (int(i) for i in rows["return_id"])
            values = evidence.row_values(data.cursor(), data.scope(), str(sheet), columns[str(sheet)], ids)
            named |= {(sheet, *key): value for key, value in values.items()}
    return [
        named.get((sheet, int(return_id), int(row_no))) if pd.notna(return_id) and pd.notna(row_no) else None
        for sheet, return_id, row_no in zip(found["sheet"], found["return_id"], found["row_no"], strict=True)
    ]


# ------------------------------------------------------------------------------------------- in words
def note_word(chosen: Indicator, code: str | None) -> str:
    """Why an observation counts as it does."""
    return measures.note_words(chosen.id, code, lang()) or t("indicator.rows.counted")


def left_out_word(chosen: Indicator, code: str) -> str:
    """Why something is left out: an observation that adds nothing, or one of the indicator's own lists."""
    known = measures.note_words(chosen.id, code, lang())
    return known if known != code else t(f"left_out.{code}")


def _shown(sheet_name: str, column_name: str, value: Any) -> str:
    """A cell's value in the reader's language: codes as words, dates as dates."""
    column = return_form().sheet(sheet_name).column(column_name)
    if value is None:
        return formats.NOTHING
    if column.list:
        return label(column.list, str(value))
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day_name(value, year=True)
    return formats.trimmed(lang(), value, 2) if isinstance(value, float) else str(value)


def _label_words(sheet_name: Any, values: Any) -> str:
    """A row's name."""
    if not isinstance(values, tuple):
        return ""
    names = return_form().sheet(sheet_name).label
    return " · ".join(_shown(sheet_name, n, v) for n, v in zip(names, values, strict=True) if v is not None)


def _cell_words(chosen: Indicator, row: Any) -> str:
    """The cells that decide: name, address in the form as it is handed out, value."""
    if not isinstance(row.cells, tuple):
        return ""
    sheet = return_form().sheet(row.sheet)
    order = [c.name for c in sheet.columns_for(row.month)]
    words = []
    for name, value in zip(_deciding(chosen)[row.sheet], row.cells, strict=True):
        address = f"{column_letter(order.index(name))}{int(row.row_no)}" if name in order else ""
        words.append(
            t("indicator.rows.cell", column=sheet.column(name).title(lang()), address=address,
              value=_shown(row.sheet, name, value))
        )
    return " · ".join(words)


# ------------------------------------------------------------------------------------------- shown
def show(chosen: Indicator, month: Month, found: pd.DataFrame | None) -> None:
    if found is None:
        st.caption(t("common.personal_hidden"))
        return
    if found.empty:
        st.markdown(t("common.no_rows"))
        return
    watching.saw_persons(f"indicator/{chosen.id}", set(found["unit_code"]), len(found))
    shown = table(chosen, found.head(ROWS_SHOWN))
    if found["return_id"].notna().any():
        shown.insert(min(LINK_PLACE, shown.shape[1]), LINK, _links(found.head(ROWS_SHOWN)))
    st.dataframe(
        shown,
        hide_index=True,
        height=min(470, 38 + 35 * len(shown)),
        alt=t("indicator.rows.alt"),
        placeholder=formats.NOTHING,
        column_config={
            LINK: st.column_config.LinkColumn(t("indicator.rows.file"), display_text=t("indicator.rows.get"))
        },
    )
    left = int(found["left_out"].notna().sum())
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            t("indicator.rows.shown", shown=number(len(shown)), n=number(len(found)), left=number(left)),
            width="content",
        )
        st.download_button(
            t("common.download_csv"),
            blocks.csv_bytes(table(chosen, found)),
            f"{chosen.id}_{month}.csv",
            "text/csv",
            key="csv_rows",
            icon=":material/download:",
        )


def _links(found: pd.DataFrame) -> list[str | None]:
    """Where each row's original file is fetched from; None when it was erased or is not the viewer's to have."""
    may = data.authority().units("see_original")
    return [
        f"/files/original/{row.sha256}?{urlencode({'name': row.file_name})}"
        if isinstance(row.sha256, str) and row.unit_code in may and pd.isna(row.erased_at) else None
        for row in found.itertuples(index=False)
    ]


def _original_words(found: pd.DataFrame) -> list[str]:
    """The original file by name; one that was erased says so."""
    return [
        t("retention.original_erased", day=f"{row.erased_at:%Y-%m-%d}") if pd.notna(row.erased_at)
        else row.file_name if isinstance(row.file_name, str) else ""
        for row in found.itertuples(index=False)
    ]


def _corrected(found: pd.DataFrame) -> list[str]:
    """What was put right on screen in each row before it was submitted, by whom and when."""
    ids = [int(i) for i in found["return_id"].dropna()]
    of_row: dict[tuple, list[str]] = {}
    for return_id, corrections in kept_checks.corrections_of(data.cursor(), ids).items():
        for one in corrections:
            words = upload_receipt.correction_words(one, with_sheet=False)
            of_row.setdefault((return_id, one["sheet"], place_of(one["cell"])[0]), []).append(words)
    return [
        " · ".join(of_row.get((row.return_id, row.sheet, row.row_no), ())) for row in found.itertuples(index=False)
    ]


def _moments(values: Iterable[Any]) -> list[str]:
    return ["" if pd.isna(at) else moment(pd.Timestamp(at).to_pydatetime()) for at in values]


def table(chosen: Indicator, found: pd.DataFrame) -> pd.DataFrame:
    """The rows in words, without columns that would be empty."""
    sheets = {s.name: s.title(lang()) for s in return_form().sheets}
    people, names = data.people(), data.account_names()
    measured_in = t("charts.column.numerator") if chosen.statistic == "ratio" else t(f"common.unit_of.{chosen.unit}")
    shown = pd.DataFrame(
        {
            t("indicator.rows.month"): found["month"],
            t("common.department"): [pieces.short_name(c) for c in found["unit_code"]],
            t("indicator.rows.label"): list(map(_label_words, found["sheet"], found["label"])),
            t("common.person"): [people[s].shown(lang()) if s in people else "" for s in found["staff_id"]],
            measured_in: found["numerator"].astype("float64").round(2),
            t("charts.column.denominator"): found["denominator"].astype("float64"),
            t("indicator.rows.note"): [
                t("indicator.rows.left_out", why=left_out_word(chosen, out)) if isinstance(out, str)
                else note_word(chosen, note if isinstance(note, str) else None)
                for note, out in zip(found["note"], found["left_out"], strict=True)
            ],
            t("indicator.rows.sheet"): [sheets.get(s, "") for s in found["sheet"]],
            t("indicator.rows.row"): found["row_no"].astype("Int64"),
            t("indicator.rows.cells"): [_cell_words(chosen, row) for row in found.itertuples(index=False)],
            t("indicator.rows.corrected"): _corrected(found),
            t("indicator.rows.version"): found["version"].astype("Int64"),
            t("indicator.rows.sender"): [names.get(s, s) if isinstance(s, str) else "" for s in found["received_by"]],
            t("indicator.rows.received"): _moments(found["received_at"]),
            t("indicator.rows.accepted"): [
                when or (t("common.provisional_short") if state == "submitted" else "")
                for when, state in zip(_moments(found["accepted_at"]), found["state"], strict=True)
            ],
            t("indicator.rows.file_name"): _original_words(found),
        }
    )
    keep = [name for name in shown if shown[name].notna().any() and (shown[name] != "").any()]
    empty = [] if chosen.statistic == "ratio" else [t("charts.column.denominator")]
    return shown[keep].drop(columns=empty, errors="ignore")


# ------------------------------------------------------------------------------------------- registers
def registers(chosen: Indicator, month: Month, unit_code: str, period: str, found: pd.DataFrame | None) -> None:
    """The entries of registers the figure was computed from: what they say, who recorded them, when and why."""
    if found is None:
        return
    entries = _entries(chosen.id, month, unit_code, period)
    if not entries:
        return
    rows = [words for one in entries for words in _entry_rows(one)]
    st.markdown(t("indicator.registers.title"))
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height=min(320, 38 + 35 * len(rows)), alt=t("indicator.registers.alt"),
        placeholder=formats.NOTHING,
    )
    more = [
        t("indicator.registers.count", register=one.register.title(lang()), shown=number(len(one.rows)),
          n=number(one.count))
        for one in entries
    ]
    st.caption(formats.names(lang(), more))


@data.cached
def _entries(name: str, month: Month, unit_code: str, period: str) -> tuple[evidence.Entries, ...]:
    found = _behind(name, month, unit_code, period)
    first = Month(month.year, 1) if period == "year" else month
    suggestions = found[found["sheet"] == "suggestions"]
    about = evidence.Behind(
        sorted(data.below(unit_code, month)),
        first.first_day,
        month.last_day,
        sorted({s for s in found["staff_id"] if isinstance(s, str)}),
        sorted({values[0] for values in suggestions["label"] if isinstance(values, tuple)}),
    )
    return evidence.of_registers(data.cursor(), data.scope(), indicator(name), about)


def _entry_rows(one: evidence.Entries) -> list[dict[str, str]]:
    names = data.account_names()
    return [
        {
            t("indicator.registers.register"): one.register.title(lang()),
            t("indicator.registers.entry"): _entry_words(one, entry),
            t("indicator.registers.recorded_at"): _moments([entry["recorded_at"]])[0],
            t("indicator.registers.recorded_by"): names.get(entry["recorded_by"], entry["recorded_by"] or ""),
            t("indicator.registers.reason"): entry["reason"] if isinstance(entry["reason"], str) else "",
        }
        for entry in one.rows.to_dict("records")
    ]


def _entry_words(one: evidence.Entries, entry: dict) -> str:
    """What an entry says, column by column; what is empty is left out."""
    people, words = data.people(), []
    for column in one.register.columns:
        value = entry.get(column.name)
        if value is None or pd.isna(value):
            continue
        if column.list:
            said = label(column.list, str(value))
        elif column.type == "boolean":
            said = t("common.yes") if value else t("common.no")
        elif column.type == "date":
            said = day_name(pd.Timestamp(value).date(), year=True)
        elif column.refers_to == "staff" and value in people:
            said = people[value].shown(lang())
        elif column.refers_to == "unit":
            said = pieces.short_name(str(value))
        else:
            said = formats.trimmed(lang(), value, 2) if isinstance(value, float) else str(value)
        words.append(t("indicator.registers.says", column=column.title(lang()), value=said))
    return " · ".join(words)
