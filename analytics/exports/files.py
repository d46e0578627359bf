"""Tables as CSV and Parquet. Spreadsheets run text that looks like a formula: CSV cells are made harmless."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

BOM = b"\xef\xbb\xbf"  # Excel reads a CSV as UTF-8 only with it
FORMULA_START = "=+-@\t\r\n＝＋－＠"
FORMULA_PATTERN = r"^[=+\-@\t\r\n＝＋－＠]"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same tables give the same file


def starts_formula(value: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula."""
    return value[:1] in FORMULA_START and value != ""


def write_csv(table: pa.Table) -> bytes:
    """One table as UTF-8 CSV with a BOM; text cells that look like formulas get a leading apostrophe."""
    stream = BytesIO()
    write_csv_parts([table], stream)
    return stream.getvalue()


def write_csv_parts(parts: Iterable[pa.Table], stream: IO[bytes], *, bom: bool = True) -> None:
    """One table that comes in parts (at least one, which may be empty) as CSV, without holding it whole."""
    if bom:
        stream.write(BOM)
    for number, part in enumerate(parts):
        pyarrow.csv.write_csv(_harmless(part), stream, pyarrow.csv.WriteOptions(include_header=number == 0))


def write_csv_zip(tables: Mapping[str, pa.Table]) -> bytes:
    """Every table as <name>.csv in one zip."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables.items():
            entry = zipfile.ZipInfo(f"{name}.csv", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, write_csv(table))
    return stream.getvalue()


def write_parquet(table: pa.Table) -> bytes:
    """One table with its types and the columns' titles; nothing is escaped, no spreadsheet reads it."""
    stream = BytesIO()
    write_parquet_parts([table], stream)
    return stream.getvalue()


def write_parquet_parts(parts: Iterable[pa.Table], stream: IO[bytes]) -> None:
    """One table that comes in parts (at least one, which may be empty) as Parquet, each part a row group."""
    writer = None
    for part in parts:
        writer = writer or pyarrow.parquet.ParquetWriter(stream, part.schema, compression="zstd")
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _harmless(table: pa.Table) -> pa.Table:
    return pa.table([_harmless_column(column) for column in table.columns], names=table.column_names)


def _harmless_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        risky = pc.match_substring_regex(column, FORMULA_PATTERN)
        return pc.if_else(risky, pc.binary_join_element_wise("'", column.cast(pa.string()), ""), column)
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("s"))  # spreadsheets do not read fractions of a second as times
    return column
