"""Why a number is what it is: formula, what went in, target, and the rows with the return each came from."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from analytics import agency, measures
from analytics.declare import Indicator, indicator, return_form, source_name
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.texts import label, lang, moment, number, t
from analytics.ui.views import lights, pieces
from analytics.ui.views.indicator_page import row_now

ROWS_SHOWN = 200


def why(name: str, month: Month, unit_code: str, period: str) -> None:
    """The formula, what went in, what was left out, the target, and the rows with the return each came from."""
    chosen, row = indicator(name), row_now(name, month, unit_code, period)
    with st.expander(t("indicator.why.title"), expanded=True, icon=":material/functions:"):
        if row is None:
            st.markdown(t("common.no_rows"))
            return
        found = rows_behind(name, month, unit_code, period)
        parts = _formula(chosen, row, found)
        half = (len(parts) + 1) // 2
        for column, key, mine in zip(st.columns(2, gap="medium"), "ab", (parts[:half], parts[half:]), strict=True):
            with column, st.container(key=f"formula_{key}", gap=None):
                for part in mine:
                    st.markdown(part)
        _rows(chosen, month, found)


def _formula(chosen: Indicator, row: Any, found: pd.DataFrame | None) -> list[str]:
    zh = lang() == "zh"
    words = chosen.numerator_zh if zh else chosen.numerator_en
    if chosen.denominator_zh:
        words += f" ÷ {chosen.denominator_zh if zh else chosen.denominator_en}"
    parts = [t("indicator.why.formula", words=words)]
    if chosen.statistic == "ratio" and row.state == "value":
        parts.append(
            t(
                "indicator.why.values",
                numerator=formats.trimmed(lang(), row.numerator, 2),
                denominator=formats.trimmed(lang(), row.denominator, 2),
                value=lights.printed(lang(), chosen, row),
            )
        )
    elif row.state == "value":
        parts.append(t("indicator.why.value", value=lights.printed(lang(), chosen, row), n=number(row.n)))
    if chosen.excluded_zh:
        parts.append(t("indicator.why.excluded", words=chosen.excluded_zh if zh else chosen.excluded_en))
    if found is not None and len(found):
        parts.append(t("indicator.why.notes", words=_note_counts(chosen, found)))
    own = chosen.target_zh if zh else chosen.target_en
    goal = own or (formats.goal(lang(), chosen, row.target) if not formats.missing(row.target) else "")
    parts.append(
        t("indicator.why.target", words=goal or t("common.mark.none"), mark=pieces.mark_words(chosen) if goal else "")
    )
    if chosen.steps:
        parts.append(
            t("indicator.why.steps", words=formats.names(lang(), [_step(d, v, chosen) for d, v in chosen.steps]))
        )
    if chosen.article:
        quote = f"「{chosen.quote}」" if chosen.quote else ""
        parts.append(t("indicator.why.source", article=chosen.article, quote=quote))
    sources = [source_name(s, lang()) for s in chosen.fed_by]
    parts.append(t("indicator.why.fed_by", words=formats.names(lang(), sources)))
    parts.append(t("indicator.why.colour", words=t(f"indicator.colour.{chosen.colour.removeprefix('R-').lower()}")))
    return parts


def _step(day: str, value: float, chosen: Indicator) -> str:
    return f"{formats.day_name(lang(), pd.Timestamp(f'2000-{day}').date())} {formats.trimmed(lang(), value)}"


def note_word(chosen: Indicator, code: str | None) -> str:
    """Why an observation counts as it does."""
    return measures.note_words(chosen.id, code, lang()) or t("indicator.rows.counted")


def _note_counts(chosen: Indicator, found: pd.DataFrame) -> str:
    counts = found["note"].fillna("").value_counts()
    return formats.names(lang(), [f"{note_word(chosen, code or None)} {number(n)}" for code, n in counts.items()])


def rows_behind(name: str, month: Month, unit_code: str, period: str) -> pd.DataFrame | None:
    """The observations behind a figure with the return each came from; None when the viewer may not see them."""
    return _rows_behind(name, month, unit_code, period) if data.scope().personal else None


@data.cached
def _rows_behind(name: str, month: Month, unit_code: str, period: str) -> pd.DataFrame:
    cursor = data.cursor()
    found = measures.observations(
        cursor, data.scope(), month, name, period=period, today=data.today(), unit_code=unit_code
    )
    known = found["return_id"].dropna()
    if known.empty:
        return found.assign(file_name=None, received_at=pd.NaT, received_by=None, version=None, label=None)
    found = found.assign(label=_labels(cursor, found))
    returns = agency.evidence(cursor, data.scope(), sorted({int(i) for i in known}))
    return found.merge(
        returns[["return_id", "file_name", "received_at", "received_by", "version"]], how="left", on="return_id"
    )


def _labels(cursor: Any, found: pd.DataFrame) -> list[tuple | None]:
    """The values that name each row in its sheet; None where no return is behind it."""
    named: dict[tuple, tuple] = {}
    for name, rows in found.dropna(subset=["return_id", "row_no"]).groupby("sheet"):
        sheet = return_form().sheet(str(name))
        labels = agency.row_labels(cursor, data.scope(), sheet, [int(i) for i in rows["return_id"]])
        named |= {(sheet.name, *key): values for key, values in labels.items()}
    return [
        named.get((sheet, int(return_id), int(row_no))) if pd.notna(return_id) and pd.notna(row_no) else None
        for sheet, return_id, row_no in zip(found["sheet"], found["return_id"], found["row_no"], strict=True)
    ]


def _label_words(sheet_name: Any, values: Any) -> str:
    """A row's name in the reader's language: codes as words, dates as dates."""
    if not isinstance(values, tuple):
        return ""
    sheet = return_form().sheet(sheet_name)
    words = []
    for name, value in zip(sheet.label, values, strict=True):
        column = sheet.column(name)
        if value is None:
            continue
        if column.list:
            words.append(label(column.list, str(value)))
        elif isinstance(value, dt.datetime):
            words.append(moment(value))
        else:
            words.append(str(value))
    return " · ".join(words)


def _rows(chosen: Indicator, month: Month, found: pd.DataFrame | None) -> None:
    if found is None:
        st.caption(t("common.personal_hidden"))
        return
    if found.empty:
        st.markdown(t("common.no_rows"))
        return
    watching.saw_persons(f"indicator/{chosen.id}", set(found["unit_code"]), len(found))
    st.dataframe(
        _rows_table(chosen, month, found.head(ROWS_SHOWN)),
        hide_index=True,
        height=min(470, 38 + 35 * len(found)),
        alt=t("indicator.rows.alt"),
        placeholder="—",
    )
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            t("indicator.rows.shown", shown=number(min(len(found), ROWS_SHOWN)), n=number(len(found))), width="content"
        )
        st.download_button(
            t("common.download_csv"),
            blocks.csv_bytes(_rows_table(chosen, month, found)),
            f"{chosen.id}_{month}.csv",
            "text/csv",
            key="csv_rows",
            icon=":material/download:",
        )


def _rows_table(chosen: Indicator, month: Month, found: pd.DataFrame) -> pd.DataFrame:
    sheets = {s.name: s.title(lang()) for s in return_form().sheets}
    people = data.people()
    measured_in = t("charts.column.numerator") if chosen.statistic == "ratio" else t(f"common.unit_of.{chosen.unit}")
    table = pd.DataFrame(
        {
            t("indicator.rows.month"): found["month"],
            t("common.department"): [pieces.short_name(c) for c in found["unit_code"]],
            t("indicator.rows.label"): list(map(_label_words, found["sheet"], found["label"])),
            t("common.person"): [people[s].shown(lang()) if s in people else "" for s in found["staff_id"]],
            measured_in: found["numerator"].astype("float64").round(2),
            t("charts.column.denominator"): found["denominator"].astype("float64"),
            t("indicator.rows.note"): [note_word(chosen, n if isinstance(n, str) else None) for n in found["note"]],
            t("indicator.rows.sheet"): [sheets.get(s, "") for s in found["sheet"]],
            t("indicator.rows.row"): found["row_no"].astype("Int64"),
            t("indicator.rows.file"): found["file_name"].fillna(""),
            t("indicator.rows.version"): found["version"].astype("Int64"),
            t("indicator.rows.sender"): found["received_by"].fillna(""),
            t("indicator.rows.received"): [
                moment(at.to_pydatetime()) if at == at and at is not None else ""
                for at in pd.to_datetime(found["received_at"])
            ],
        }
    )
    empty = [t("common.person")] if not found["staff_id"].notna().any() else []
    if not found["return_id"].notna().any():
        empty.append(t("indicator.rows.label"))
    if chosen.statistic != "ratio":
        empty.append(t("charts.column.denominator"))
    return table.drop(columns=empty)
