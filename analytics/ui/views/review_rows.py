"""The rows of the return that is looked at, a sheet at a time; a click on a cell chooses it for the picker below."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.declare import Sheet
from analytics.rows import Row
from analytics.ui import watching
from analytics.ui.texts import lang, t
from analytics.ui.views import upload_changes
from analytics.ui.views.review_queue import Chosen

HEAD_PIXELS, ROW_PIXELS, MOST_PIXELS = 38, 35, 320
PIXELS_A_CHARACTER, LEAST_PIXELS = 9, 90


def row_key(chosen: Chosen, sheet: str) -> str:
    """Where the row that is chosen is kept: its number in the file."""
    return f"cell_row_{chosen.return_id}_{sheet}"


def column_key(chosen: Chosen, sheet: str) -> str:
    """Where the column that is chosen is kept."""
    return f"cell_column_{chosen.return_id}_{sheet}"


def show(chosen: Chosen, sheet: Sheet, rows: Sequence[Row]) -> None:
    """Every row as the reader's language has it; columns that are empty throughout are left out."""
    filled = [c for c in sheet.columns if any(row.values.get(c.name) is not None for row in rows)]
    frame = pd.DataFrame(
        [{c.name: upload_changes.shown(c, row.values.get(c.name)) for c in filled} for row in rows],
        columns=[c.name for c in filled], index=pd.Index([row.row_no for row in rows]), dtype="str",
    )
    columns = {
        c.name: st.column_config.TextColumn(
            c.title(lang()), width=max(LEAST_PIXELS, int(min(c.width, 24) * PIXELS_A_CHARACTER)),
            pinned=c.name in sheet.key,
        ) for c in filled
    }
    key = f"rows_{chosen.return_id}_{sheet.name}"
    st.dataframe(
        frame, key=key, height=min(MOST_PIXELS, HEAD_PIXELS + ROW_PIXELS * len(rows)), selection_mode="single-cell",
        column_config={"_index": st.column_config.NumberColumn(t("registers.row"), width=46), **columns},
        on_select=lambda: _clicked(chosen, sheet.name, key, [row.row_no for row in rows]), alt=sheet.title(lang()),
    )
    watching.saw_persons("review/rows", {chosen.slot.unit_code}, len(rows))


def _clicked(chosen: Chosen, sheet: str, key: str, row_numbers: Sequence[int]) -> None:
    for place, column in st.session_state[key]["selection"]["cells"]:
        st.session_state[row_key(chosen, sheet)] = row_numbers[place]
        st.session_state[column_key(chosen, sheet)] = column
