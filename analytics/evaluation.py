"""
The year's learning evaluation (学习综合评定, catalogue 8): the points of every person, item by item, and the place.

Weights, grade factors and bands are settings ([evaluation] in declared/settings.toml, readings the office may change);
the points are computed in sql/learning/evaluation_*.sql, on which the indicator learning_evaluation_score builds too.
Before December it is the evaluation so far: what has not been held or is not due yet is left out.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

import duckdb
import pandas as pd

from analytics.declare import code_list
from analytics.measures import query_text, run
from analytics.months import Month
from analytics.scope import Scope
from analytics.store.settings import settings_in

GATES = ("course", "hours")
# columns of `results` and `departments` -> the code list of their values
CODE_LISTS: Mapping[str, str] = {
    "item": "evaluation_item", "missing": "evaluation_missing", "band": "learning_band", "not_ranked": "not_ranked",
}
Cursor = duckdb.DuckDBPyConnection


def weights(cursor: Cursor) -> dict[str, float]:
    """
    Item (code list evaluation_item) -> its points, in the order they are published: the six, which are to be 100
    together, or the gates too and the six scaled to make room for them (setting evaluation.gates_scored).
    """
    found = settings_in(cursor)
    points = {c.code: float(found[f"evaluation_weight_{c.code}"]) for c in code_list(CODE_LISTS["item"])}
    if not found["evaluation_gates_scored"]:
        return {item: weight for item, weight in points.items() if item not in GATES}
    left = 1 - sum(points[gate] for gate in GATES) / 100
    return {item: weight if item in GATES else weight * left for item, weight in points.items()}


def results(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The evaluation of every person on the roster in the month, of scope.persons_seen (OutsideScope: none), as at the
    month's end. Places are among everybody ranked in the agency, whoever of them the viewer sees.

    Grain: one row per person, in roster order. Columns: staff_id, name, name_en, unit_code, duty_months (of the year),
    for each item of `weights` the columns <item> (points, two decimals; NULL: left out) and <item>.missing (why it is
    left out, code list evaluation_missing), total (points of 100, two decimals), band (code list learning_band), place
    (1, 2, 2, 4), not_ranked (code list not_ranked: why there is no place; NULL: ranked), absences (without leave),
    course_completed, hours_a_day (year so far) and hours_met: the gates, provisional (a return this year of a unit
    they were in is not accepted yet, so the points may change). NULL total: nothing to judge, or no return of
    the unit this year. Not ranked people have their points all the same.
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    frame = run(cursor, query_text("learning/evaluation.sql"), month=str(month), today=today)
    found = [_by_item(items) for items in frame.pop("items")]
    frame["place"] = frame["place"].astype("Int64")
    for item in weights(cursor):
        one = [entries.get(item, {}) for entries in found]
        frame[item] = pd.Series([entry.get("score") for entry in one], index=frame.index, dtype="float64")
        frame[f"{item}.missing"] = pd.Series([entry.get("missing") for entry in one], index=frame.index, dtype=object)
    if persons is not None:
        frame = frame[frame["unit_code"].isin(persons)].reset_index(drop=True)
    return frame


def ranking(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of `results` that have a place, best first; those who share one stay in roster order."""
    return frame[frame["place"].notna()].sort_values("place", kind="stable").reset_index(drop=True)


def departments(frame: pd.DataFrame, points: Mapping[str, float]) -> pd.DataFrame:
    """
    The second list of the publication, from the rows of `results` and the `weights` they were made with.

    Grain: one row per department with anybody ranked, in roster order. Columns: unit_code, people (ranked), mean
    (points), excellent and good (shares 0-1 in the band), lowest_item (of the six or eight, the one of whose points the
    smallest share was earned; NULL: none was judged) and lowest_share (0-1).
    """
    ranked = frame[frame["place"].notna()]
    rows = []
    for unit_code, people in ranked.groupby("unit_code", sort=False):
        shares = {item: people[item].mean() / weight for item, weight in points.items()
                  if weight and people[item].notna().any()}
        lowest = min(shares, key=lambda item: shares[item]) if shares else None
        rows.append({
            "unit_code": unit_code, "people": len(people), "mean": people["total"].mean(),
            "excellent": (people["band"] == "excellent").mean(), "good": (people["band"] == "good").mean(),
            "lowest_item": lowest, "lowest_share": shares.get(lowest) if lowest else None,
        })
    columns = ["unit_code", "people", "mean", "excellent", "good", "lowest_item", "lowest_share"]
    return pd.DataFrame(rows, columns=columns)


def differences(then: pd.DataFrame, now: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """
    What is no longer as a list has it: the rows of `results` then and now.

    Grain: one row per person of whom anything differs, in the order of then, those who came since last. Columns:
    staff_id, name, name_en, unit_code (then, where they were there), total_then, total_now, place_then, place_now
    (NULL: had none, or not there).
    """
    before, after = ({row["staff_id"]: row for row in frame.to_dict("records")} for frame in (then, now))
    rows = []
    for staff_id in dict.fromkeys((*before, *after)):
        old, new = before.get(staff_id, {}), after.get(staff_id, {})
        if _judged(old, items) != _judged(new, items):
            known = old or new
            rows.append({
                **{name: known[name] for name in ("staff_id", "name", "name_en", "unit_code")},
                **{f"{name}_{when}": row.get(name) for name in ("total", "place")
                   for when, row in (("then", old), ("now", new))},
            })
    columns = ["staff_id", "name", "name_en", "unit_code", "total_then", "total_now", "place_then", "place_now"]
    return pd.DataFrame(rows, columns=columns)


def _judged(row: Mapping[str, Any], items: Collection[str]) -> tuple:
    """All that a list says of a person; no figure is None."""
    names = ("total", "band", "place", "not_ranked", "course_completed", "hours_met", *items)
    return tuple(None if row.get(name) is None or pd.isna(row[name]) else row[name] for name in names)


def _by_item(items: Any) -> Mapping[str, Mapping[str, Any]]:
    """The items of one person by name; none where the person was not evaluated."""
    return {entry["item"]: entry for entry in items}
