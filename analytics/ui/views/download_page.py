"""汇总下载: every unit's rows and all indicators as files, and the templates of a month; made when asked for."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from analytics import clock, entry, measures
from analytics.declare import Lang, indicators, return_form
from analytics.exports import consolidated, frames
from analytics.months import Month, last_full_month, month_range
from analytics.returns import template
from analytics.scope import OutsideScope, Scope
from analytics.store.reading_registers import registers_for
from analytics.ui import blocks, data, formats
from analytics.ui.texts import lang, number, t
from analytics.ui.views import lights, markup
from analytics.ui.views.download_source import Source, Wanted, source
from analytics.ui.views.markup import esc, text

if TYPE_CHECKING:
    import duckdb

FORMATS = ("xlsx", "csv", "parquet")
MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
LEVELS = ("department", "agency")


# ------------------------------------------------------------------------------------------- what is wanted
def choose() -> Wanted:
    """Sheets, months, units and language."""
    language = lang()
    sheets = {s.name: s.title(language) for s in return_form().sheets}
    months = [str(m) for m in data.months_available()]
    names = {m: formats.month_name(language, m, long=True) for m in months}
    units = {u.code: u.name(language) for u in data.departments(Month.parse(months[-1]))}
    with blocks.card("choose"):
        st.markdown(f"### {t('download.choose.title')}\n\n{t('download.choose.words')}", anchors=False)
        picked = st.pills(
            t("download.sheets"),
            list(sheets),
            format_func=sheets.__getitem__,
            selection_mode="multi",
            default=list(sheets),
            key="sheets",
        )
        with st.container(horizontal=True):
            latest = str(min(last_full_month(data.today()), Month.parse(months[-1])))
            default = latest if latest in months else months[-1]
            first = st.selectbox(
                t("download.from"),
                months,
                format_func=names.__getitem__,
                key="from",
                index=months.index(max(months[0], f"{default[:4]}-01")),
                width=170,
            )
            last = st.selectbox(
                t("download.to"),
                months,
                format_func=names.__getitem__,
                key="to",
                index=months.index(default),
                width=170,
            )
        some = st.multiselect(
            t("download.units"),
            list(units),
            format_func=units.__getitem__,
            key="units",
            placeholder=t("download.all_units"),
        )
        tongues: dict[Lang, str] = {"zh": "中文", "en": "English"}
        chosen = st.segmented_control(
            t("download.language"),
            list(tongues),
            format_func=tongues.__getitem__,
            default=language,
            required=True,
            key="file_language",
        )
    return Wanted(
        tuple(s for s in sheets if s in picked),
        Month.parse(first),
        Month.parse(last),
        tuple(some) or None,
        chosen or language,
    )


def complaint(wanted: Wanted) -> str | None:
    """What has to be put right before there is anything to download."""
    if wanted.last < wanted.first:
        return t("download.months_reversed")
    return None if wanted.sheets else t("download.no_sheet")


# ------------------------------------------------------------------------------------------- preview
@data.cached
def counts(wanted: Wanted) -> tuple[tuple[str, int, int, int], ...]:
    """(sheet, rows, units with rows, rows not yet accepted) of each wanted sheet."""
    found = consolidated.consolidated(
        data.cursor(), data.scope(), wanted.first, wanted.last, wanted.language, wanted.sheets, wanted.units
    )
    return tuple(
        (
            name,
            table.num_rows,
            len(set(table["unit_code"].to_pylist())),
            table["return_status"].to_pylist().count("provisional"),
        )
        for name, table in found.items()
    )


def rows_card(wanted: Wanted) -> None:
    """How many rows each sheet would have, and the files."""
    with blocks.card("rows"):
        st.markdown(f"### {t('download.rows.title')}\n\n{t('download.rows.words')}", anchors=False)
        problem = complaint(wanted)
        if problem:
            st.info(problem, icon=":material/info:")
            return
        found = counts(wanted)
        lines = [
            [esc(return_form().sheet(name).title(lang())), number(rows), number(units), number(provisional)]
            for name, rows, units, provisional in found
        ]
        total = [
            f"<b>{text('download.total')}</b>",
            f"<b>{number(sum(f[1] for f in found))}</b>",
            "",
            f"<b>{number(sum(f[3] for f in found))}</b>",
        ]
        heads = [text(f"download.rows.{name}") for name in ("sheet", "count", "units", "provisional")]
        markup.show(markup.table(heads, [*lines, total], right=frozenset({1, 2, 3})))
        st.space("stretch")
        _buttons("rows", wanted.name, partial(_rows_file, source(), wanted), packed=len(wanted.sheets) > 1)


def _buttons(key: str, name: str, make: Callable[[str], bytes], *, packed: bool) -> None:
    """One button a format; several tables in CSV or Parquet come in one zip."""
    with st.container(horizontal=True):
        for kind in FORMATS:
            ending = "zip" if packed and kind != "xlsx" else kind
            label = (
                t(f"download.format.{kind}")
                if ending == kind
                else t("download.zipped", format=t(f"download.format.{kind}"))
            )
            st.download_button(
                label,
                partial(make, kind),
                f"{name}.{ending}" if ending == kind else f"{name}_{kind}.zip",
                MIMES[ending],
                icon=":material/download:",
                type="primary" if kind == "xlsx" else "secondary",
                on_click="ignore",
                key=f"{key}_{kind}",
            )


def _rows_file(made_from: Source, wanted: Wanted, kind: str) -> bytes:
    scope = made_from.still()
    cursor = made_from.warehouse.cursor_for(scope)
    content = _rows_content(cursor, scope, wanted, kind)
    return made_from.noted(content, ",".join(wanted.sheets), kind, wanted)


def _rows_content(cursor: "duckdb.DuckDBPyConnection", scope: Scope, wanted: Wanted, kind: str) -> bytes:
    if kind == "xlsx":
        return consolidated.write_xlsx(
            cursor, scope, wanted.first, wanted.last, wanted.language, wanted.sheets, wanted.units
        )
    found = consolidated.consolidated(
        cursor, scope, wanted.first, wanted.last, wanted.language, wanted.sheets, wanted.units
    )
    write = consolidated.write_csv if kind == "csv" else consolidated.write_parquet
    if len(found) == 1:
        return write(next(iter(found.values())))
    if kind == "csv":
        return consolidated.write_csv_zip(found)
    return packed_files({f"{name}.{kind}": write(table) for name, table in found.items()})


def packed_files(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------- indicators
def indicators_card(wanted: Wanted) -> None:
    """Every indicator, month and unit in one tidy table, with its definitions in the workbook."""
    ids = lights.computed(tuple(indicators()))
    with blocks.card("indicators"):
        st.markdown(
            f"### {t('download.indicators.title')}\n\n{t('download.indicators.words', count=len(ids))}", anchors=False
        )
        st.space("stretch")
        if wanted.last < wanted.first:
            st.caption(t("download.months_reversed"))
            return
        _buttons(
            "indicators", f"{wanted.name}_indicators", partial(_indicators_file, source(), ids, wanted), packed=False
        )


def _indicators_file(made_from: Source, ids: tuple[str, ...], wanted: Wanted, kind: str) -> bytes:
    scope = made_from.still()
    frame = measures.measure(
        made_from.warehouse.cursor_for(scope),
        scope,
        tuple(month_range(wanted.first, wanted.last)),
        ids,
        today=made_from.today,
        levels=LEVELS,
    )
    if wanted.units is not None:
        frame = frame[frame["unit_code"].isin(wanted.units)]
    content = frames.write_indicators(frame, wanted.language, kind)  # type: ignore[arg-type]
    return made_from.noted(content, "indicators", kind, wanted)


# ------------------------------------------------------------------------------------------- templates
def templates_card() -> None:
    """
    Each department's workbook for a month, filled in as far as the store knows; all of them in one zip. For those who
    submit for them: the workbooks carry names and open cases.
    """
    mine = data.authority().units("submit_return")
    if not mine:
        return
    with blocks.card("templates"):
        st.markdown(f"### {t('download.templates.title')}\n\n{t('download.templates.words')}", anchors=False)
        month = _template_month()
        if month is None:
            st.caption(t("download.templates.none"))
            return
        units = {u.code: u.name(lang()) for u in data.departments(month) if u.code in mine}
        names = {"*": t("download.templates.all", count=len(units)), **units}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            one = st.selectbox(
                t("common.unit"), list(names), format_func=names.__getitem__, key="template_unit", width=220
            )
            codes = tuple(units) if one == "*" else (one,)
            stem = f"{one}_{month.year}{month.month:02d}" if one != "*" else f"templates_{month.year}{month.month:02d}"
            ending = "zip" if one == "*" else "xlsx"
            st.download_button(
                t("download.templates.get"),
                partial(_templates_file, source(), codes, month, lang()),
                f"{stem}.{ending}",
                MIMES[ending],
                icon=":material/download:",
                on_click="ignore",
                key="templates_file",
            )


def _template_month() -> Month | None:
    now, known, language = Month.of(data.today()), data.due_dates(), lang()
    offered = [m for m in (now, now.plus(-1), now.plus(-2)) if str(m) in known and data.departments(m)]
    if not offered:
        return None
    names = {str(m): formats.month_name(language, m, long=True) for m in offered}
    default = str(now.plus(-1))
    index = list(names).index(default) if default in names else 0
    return Month.parse(
        st.selectbox(
            t("common.month"), list(names), format_func=names.__getitem__, index=index, key="template_month", width=220
        )
    )


def _templates_file(made_from: Source, codes: tuple[str, ...], month: Month, language: Lang) -> bytes:
    files = {}
    authority = entry.authority_of(made_from.account_id, clock.today())
    for code in codes:
        if authority is None or not authority.may("submit_return", code):
            raise OutsideScope(f"the template of {code}")
        registers = registers_for(made_from.warehouse.cursor(), code, month, clock.now())
        files[template.file_name(registers)] = template.build(registers, language)
    return next(iter(files.values())) if len(files) == 1 else packed_files(files)
