"""Data frames (indicators above all) as Excel, CSV or Parquet, with their definitions in the same workbook."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pyarrow as pa

from analytics.declare import Lang, code_list, indicators, text, texts
from analytics.exports.consolidated import OutFormat, add_definitions
from analytics.exports.definitions import indicators_table
from analytics.exports.files import write_csv, write_parquet
from analytics.exports.tables import LABEL, labelled
from analytics.exports.workbook import Book, SheetColumn, as_writable, kind_of, plain_columns

# how a figure of an indicator is shown, by the indicator's unit; rates are 0 to 1 inside
VALUE_KINDS = {
    "rate": "percent", "count": "whole", "hours": "decimal", "days": "decimal", "hours_per_day": "number",
    "per_person": "number", "fraction": "number", "points": "decimal", "rank": "whole",
}
# columns whose figures are in the indicator's unit
FIGURES = ("value", "target", "expected", "previous")
COLUMN_KEY = "consolidated.column."
WIDE = {"indicator_name": 30, "unit_name": 18, "indicator": 30}


def write_frame_xlsx(
    frames: Mapping[str, pd.DataFrame | pa.Table], definitions: pa.Table | None, lang: Lang,
    columns: Mapping[str, Sequence[SheetColumn]] | None = None,
) -> bytes:
    """
    A workbook with one sheet for each frame (by sheet name) and, when given, the indicators' definitions.

    columns: how a frame's columns appear; without it they are written as they are, under their own names.
    """
    book = Book()
    for name, frame in frames.items():
        found = as_writable(as_table(frame))
        book.add_table(name, found, (columns or {}).get(name) or plain_columns(found))
    add_definitions(book, lang, None, definitions)
    return book.close()


def write_indicators(frame: pd.DataFrame | pa.Table, lang: Lang, out_format: OutFormat) -> bytes:
    """
    A tidy frame of indicators (unit_code, month, indicator, numerator, denominator, value, target, light and what
    else there is) as a file. Names are added beside the codes; Excel formats each figure by its indicator's unit.
    """
    found = _named(as_writable(_with_hidden(as_table(frame), lang)), lang)
    if out_format == "csv":
        return write_csv(found)
    if out_format == "parquet":
        return write_parquet(found)
    title = text("consolidated.column.indicator_name", lang)
    used = set(found["indicator"].to_pylist()) if "indicator" in found.column_names else set()
    return write_frame_xlsx(
        {title: found}, indicators_table(lang, used), lang, {title: _indicator_columns(found, lang)}
    )


def as_table(frame: pd.DataFrame | pa.Table) -> pa.Table:
    """Arrow, whatever came; the index of a data frame carries nothing here."""
    if isinstance(frame, pa.Table):
        return frame
    found = pa.Table.from_pandas(frame, preserve_index=False)
    return found.cast(pa.schema([_simple(field) for field in found.schema]))


def _with_hidden(found: pa.Table, lang: Lang) -> pa.Table:
    """
    One column of words in place of hidden and small (privacy.hide), in each row that lacks its figure for that reason,
    so that no empty cell is taken for nothing having happened.
    """
    if not {"hidden", "small"} <= set(found.column_names):
        return found
    words = [
        text("privacy.small" if small else "privacy.withheld", lang) if hidden else None
        for hidden, small in zip(found["hidden"].to_pylist(), found["small"].to_pylist(), strict=True)
    ]
    return found.drop_columns(["hidden", "small"]).append_column("not_shown", pa.array(words, pa.string()))


def _simple(field: pa.Field) -> pa.Field:
    """pandas writes texts as large_string and empty columns as null: both are plain texts here."""
    kind = field.type
    if pa.types.is_large_string(kind) or pa.types.is_null(kind) or pa.types.is_dictionary(kind):
        return pa.field(field.name, pa.string())
    return pa.field(field.name, kind)


def _named(found: pa.Table, lang: Lang) -> pa.Table:
    """Puts the word beside each code: the indicator's name, the light, the pace."""
    names = {
        "indicator": ("indicator_name", {i.id: i.name(lang) for i in indicators().values()}),
        "light": ("light" + LABEL, _words("light", lang)),
        "pace": ("pace" + LABEL, _words("pace", lang)),
    }
    for column, (name, labels) in names.items():
        if column in found.column_names and name not in found.column_names:
            place = found.column_names.index(column) + 1
            found = found.add_column(place, name, labelled(found[column].cast(pa.string()), labels))
    return found


def _words(list_name: str, lang: Lang) -> dict[str, str]:
    return {code.code: code_list(list_name).label(code.code, lang) for code in code_list(list_name)}


def _indicator_columns(found: pa.Table, lang: Lang) -> list[SheetColumn]:
    kinds = None
    if "indicator" in found.column_names:
        units = {i.id: VALUE_KINDS[i.unit] for i in indicators().values()}
        kinds = [units.get(code, "number") for code in found["indicator"].to_pylist()]
    columns = []
    for field in found.schema:
        title = text(COLUMN_KEY + field.name, lang) if COLUMN_KEY + field.name in texts() else field.name
        columns.append(SheetColumn(
            title, field.name, kind_of(field.type), WIDE.get(field.name, 14),
            kinds if field.name in FIGURES and kind_of(field.type) != "text" else None,
        ))
    return columns
