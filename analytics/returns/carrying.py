"""A workbook that has been read, as plain values on its way from the process that read it to the one that asked."""

import datetime as dt
import io
import pickle
from typing import Any

from analytics.returns.reading import RawReturn, RawSheet
from analytics.returns.sheet_xml import Marks

VALUES = {kind.__name__: kind for kind in (dt.datetime, dt.date, dt.time, dt.timedelta)}


def packed(raw: RawReturn) -> bytes:
    """For the way."""
    sheets = tuple(
        (s.title, s.visible, s.rows, s.first_row, s.first_column,
         (s.marks.errors, s.marks.empty_formulas, s.marks.formulas, s.marks.merged, tuple(s.marks.hidden_rows)),
         tuple(s.percent_cells))
        for s in raw.sheets
    )
    return pickle.dumps((sheets, raw.form_version, raw.date_1904, raw.extras), protocol=5)


def unpacked(answer: bytes) -> RawReturn:
    """What was packed."""
    sheets, form_version, date_1904, extras = _PlainValues(io.BytesIO(answer)).load()
    return RawReturn(
        tuple(
            RawSheet(
                title, visible, rows, first_row, first_column,
                Marks(errors, empty_formulas, formulas, merged, frozenset(hidden_rows)), frozenset(percent_cells),
            )
            for title, visible, rows, first_row, first_column,
            (errors, empty_formulas, formulas, merged, hidden_rows), percent_cells in sheets
        ),
        form_version, date_1904, extras,
    )


class _PlainValues(pickle.Unpickler):
    """
    Takes texts, numbers, truth values, dates and times, and nothing that runs: a reading process that a file has got
    the better of cannot reach the server by its answer.
    """

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in VALUES:
            return VALUES[name]
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a cell")
