"""Asking: the board, indicators, consolidated tables. The same functions as the pages and the command line."""

import json
from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics import clock, process, reporting
from analytics.authority import below
from analytics.declare import actions, indicators, return_form
from analytics.exports import consolidated, frames
from analytics.exports.consolidated import OutFormat
from analytics.measures import measure
from analytics.months import Month, last_full_month, month_range
from analytics.scope import OutsideScope, Scope
from analytics.store.reading_registers import units_on
from analytics.web.api.declared import table_names
from analytics.web.api.door import Caller
from analytics.web.api.problems import Problem

Found = tuple[bytes, int]  # the content and how many rows it has


def me(caller: Caller) -> dict[str, Any]:
    account, token = caller.authority.account, caller.token
    return {
        "login": account.login, "name": account.name, "token": token.name, "token_actions": sorted(token.actions),
        "expires_on": token.expires_on.isoformat(), "views": list(caller.authority.views),
        "roles": {role: sorted(units) for role, units in caller.authority.units_by_role.items()},
        "may": [action for action in actions() if caller.authority.may(action)],
    }


def tables() -> list[dict[str, str]]:
    return [{"name": sheet.name, "zh": sheet.title("zh"), "en": sheet.title("en")} for sheet in return_form().sheets]


def status(caller: Caller, given: dict[str, Any], kind: str) -> Found:
    """The returns board, for the units of the caller's roles."""
    caller.authority.demand("see_returns")
    _, scope = caller.scope("working")
    month = given.get("month") or last_full_month(clock.today())
    board = reporting.board(process.warehouse().cursor_for(scope), scope, [month], today=clock.today())
    return _written(board, kind, "zh")


def figures(caller: Caller, given: dict[str, Any], kind: str) -> Found:
    """Indicators of some months, for the units and levels the caller sees."""
    caller.authority.demand("see_published")
    view, scope = caller.scope(given.get("view"))
    months = _months(scope, given)
    ids = given.get("ids") or list(indicators())
    unknown = [name for name in ids if name not in indicators()]
    if unknown:
        raise Problem(400, "parameters", [("ids", "no_indicator", {"name": unknown[0]})])
    levels = (given["level"],) if "level" in given else ("department", "agency")
    if "person" in levels and not scope.personal:
        raise OutsideScope("figures of single persons")
    cursor = process.warehouse().cursor_for(scope)
    frame = measure(cursor, scope, months, ids, today=clock.today(), levels=levels)
    if "units" in given:
        frame = frame[frame["unit_code"].isin(_units(cursor, scope, months[-1], given["units"]))]
    caller.trail.record(
        "exported", at=clock.now(), target=f"{view}: indicators",
        detail={"row_count": len(frame), "format": kind, "from_on": months[0].first_day, "to_on": months[-1].last_day},
    )
    return _written(frame, kind, given.get("lang", "zh"))


def table(caller: Caller, name: str, given: dict[str, Any], kind: str) -> Found:
    """One consolidated table. Rows of persons and cases only where the caller may see them."""
    if name not in table_names():
        raise Problem(404, "no_table", names=", ".join(table_names()))
    caller.authority.demand("see_published")
    view, scope = caller.scope(given.get("view"))
    months, lang = _months(scope, given), given.get("lang", "zh")
    cursor = process.warehouse().cursor_for(scope)
    units = _units(cursor, scope, months[-1], given["units"]) if "units" in given else None
    found = consolidated.table(cursor, scope, name, lang, months[0], months[-1], units)
    content = (
        consolidated.write_xlsx(cursor, scope, months[0], months[-1], lang, [name], units) if kind == "xlsx"
        else _arrow(found, kind)
    )
    caller.trail.record(
        "exported", at=clock.now(), target=f"{view}: {name}",
        detail={"row_count": found.num_rows, "format": kind, "from_on": months[0].first_day,
                "to_on": months[-1].last_day, "units": sorted(units) if units is not None else ["*"]},
    )
    return content, found.num_rows


# ------------------------------------------------------------------------------------------- parts
def _months(scope: Scope, given: dict[str, Any]) -> list[Month]:
    last = given.get("to") or min(last_full_month(clock.today()), scope.last_month or Month(9999, 12))
    first = given.get("from") or Month(last.year, 1)
    if last < first:
        raise Problem(400, "parameters", [("to", "before_from", {})])
    return scope.months(month_range(first, last))


def _units(cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, codes: Iterable[str]) -> set[str]:
    """The codes and everything below them. Codes that are not the caller's to see are refused, existing or not."""
    units = units_on(cursor, month.last_day)
    if any(code not in units or not scope.sees(code) for code in codes):
        raise OutsideScope("units that are not yours to see")
    return set().union(*(below(units, code) for code in codes))


def _written(frame: pd.DataFrame, kind: str, lang: Any) -> Found:
    if kind == "json":
        return _records(frames.as_table(frame)), len(frame)
    out: OutFormat = kind  # type: ignore[assignment]
    if "indicator" in frame:
        return frames.write_indicators(frame, lang, out), len(frame)
    return (frames.write_frame_xlsx({"board": frame}, None, lang) if kind == "xlsx" else _arrow(
        frames.as_table(frame), kind)), len(frame)


def _arrow(found: pa.Table, kind: str) -> bytes:
    if kind == "json":
        return _records(found)
    return consolidated.write_csv(found) if kind == "csv" else consolidated.write_parquet(found)


def _records(found: pa.Table) -> bytes:
    """JSON with null for what is not there; days and moments in ISO form."""
    return json.dumps(found.to_pylist(), ensure_ascii=False, default=_plain, allow_nan=False).encode("utf-8")


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
