"""
Who leads the creation of the four-type agency (组织领导): the leading group against the posts that belong in it. The
figures themselves are indicators (declared/indicators/organisation.toml).
"""

import datetime as dt

import duckdb
import pandas as pd

from analytics.measures import query_text, run
from analytics.months import Month
from analytics.scope import Scope


def seats(cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The seats that the policy wants in the leading group at the month's end, the head first.

    Grain: one row a seat. Columns: seat ('head' | 'deputy' | 'member'), unit_code (whose post goes with it), staff_id
    (who holds the post, NULL = vacant), role (what the holder is in the group, NULL = nothing), seated (rightly taken).
    Empty in the scope of some departments only: the group is the whole agency's. Source: reg_group and ref_staff.
    """
    [month] = scope.months([month])
    found = run(cursor, query_text("organisation/seats.sql"), as_of=min(month.last_day, today))
    return found if scope.units_seen is None else found.iloc[:0]
