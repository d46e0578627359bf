"""Asking: the board, indicators, consolidated tables. The same functions as the pages and the command line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analytics import clock, process, reporting
from analytics.authority import View, below
from analytics.declare import Lang, actions, code_list, indicators, return_form, settings
from analytics.exports import consolidated, frames
from analytics.exports.tables import parts
from analytics.identity.audit import EVERY_UNIT
from analytics.measures import measure
from analytics.months import Month, last_full_month, month_range
from analytics.scope import OutsideScope, Scope
from analytics.store.reading_registers import unit_versions, units_of, units_on
from analytics.web.api import sending
from analytics.web.api.declared import table_names
from analytics.web.api.door import Caller
from analytics.web.api.problems import Problem
from analytics.web.api.sending import Content


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of somebody: parameters as declared, the format, what stands in the path."""

    caller: Caller
    given: Mapping[str, Any]
    kind: str
    path: Mapping[str, Any]

    @property
    def lang(self) -> Lang:
        return self.given.get("lang", "zh")

    @property
    def bom(self) -> bool:
        return self.given.get("bom", True)


@dataclass(frozen=True, slots=True)
class Planned:
    """What somebody may have; `make` makes it and notes that it was given out."""

    view: View
    scope: Scope
    make: Callable[[], Content]


def me(caller: Caller) -> dict[str, Any]:
    account, token = caller.authority.account, caller.token
    return {
        "login": account.login, "name": account.name, "token": token.name, "token_actions": sorted(token.actions),
        "expires_on": token.expires_on.isoformat(), "views": list(caller.authority.views),
        "roles": {role: sorted(units) for role, units in caller.authority.units_by_role.items()},
        "may": [action for action in actions() if caller.authority.may(action)],
    }


def tables() -> list[dict[str, Any]]:
    """Every table with its columns. personal: 'rows', 'columns', or None: what needs the right to persons and cases."""
    return [
        {
            "name": sheet.name, "zh": sheet.title("zh"), "en": sheet.title("en"), "kind": sheet.kind,
            "personal": sheet.personal or ("columns" if any(c.personal for c in sheet.columns) else None),
            "columns": [
                {"name": c.name, "zh": c.zh, "en": c.en, "type": c.type, "unit": c.unit} for c in sheet.columns
            ],
        }
        for sheet in return_form().sheets
    ]


# ------------------------------------------------------------------------------------------- the board
def status(asked: Asked) -> Planned:
    """The returns board, for the units of the caller's roles: columns of reporting.board, with the words of codes."""
    asked.caller.authority.demand("see_returns")
    view, scope = asked.caller.scope("working")
    month: Month = asked.given.get("month") or last_full_month(clock.today())

    def make() -> Content:
        cursor = process.warehouse().cursor_for(scope)
        board = reporting.board(cursor, scope, [month], today=clock.today())
        names = {code: unit.name(asked.lang) for code, unit in units_on(cursor, month.last_day).items()}
        board.insert(1, "unit_name", board["unit_code"].map(names))
        words = code_list("return_state")
        board.insert(5, "state_label", board["state"].map(lambda code: words.label(code, asked.lang)))
        return _written(frames.as_table(board), asked, f"status_{month}")

    return Planned(view, scope, make)


# ------------------------------------------------------------------------------------------- indicators
def figures(asked: Asked) -> Planned:
    """Indicators of some months, for the units and levels the caller sees."""
    asked.caller.authority.demand("see_published")
    view, scope = asked.caller.scope(asked.given.get("view"))
    months = scope.months(_few(month_range(*_months(scope, asked.given))))
    ids = asked.given.get("ids") or list(indicators())
    unknown = [name for name in ids if name not in indicators()]
    if unknown:
        raise Problem(400, "parameters", [("ids", "no_indicator", {"name": name}) for name in unknown])
    levels = (asked.given["level"],) if "level" in asked.given else ("department", "agency")
    if "person" in levels and not scope.personal:
        raise OutsideScope("figures of single persons")
    units = frozenset(asked.given["units"]) if _units(scope, asked.given) is not None else None

    def make() -> Content:
        cursor = process.warehouse().cursor_for(scope)
        frame = measure(cursor, scope, months, ids, today=clock.today(), levels=levels)
        if units is not None:
            frame = frame[frame["unit_code"].isin(units)]
        content = _figures_file(frame, asked, f"indicators_{months[0]}_{months[-1]}")
        of_persons = frame.loc[frame["level"] == "person", "unit_code"]
        _note(asked, f"{view}: indicators", content, len(frame), months, units)
        asked.caller.saw_persons("http/indicators", Counter(of_persons))
        return content

    return Planned(view, scope, make)


def _figures_file(frame: pd.DataFrame, asked: Asked, name: str) -> Content:
    if asked.kind == "json":
        return sending.of_parts([frames.as_table(frame)], "json", name)
    file = frames.write_indicators(frame, asked.lang, asked.kind)  # type: ignore[arg-type]
    return sending.of_bytes(file, name, bom=asked.bom)


def _few(months: Iterable[Month]) -> list[Month]:
    """Every month asked for is computed: an answer has so many at most."""
    most, found = settings()["http"]["most_months"], list(months)
    if len(found) > most:
        raise Problem(400, "parameters", [("from", "too_long", {"count": most})])
    return found


# ------------------------------------------------------------------------------------------- tables
def table(asked: Asked) -> Planned:
    """One consolidated table. Rows of persons and cases only where the caller may see them."""
    name = asked.path["name"]
    if name not in table_names():
        raise Problem(404, "no_table", names=", ".join(table_names()))
    asked.caller.authority.demand("see_published")
    view, scope = asked.caller.scope(asked.given.get("view"))
    first, last = _months(scope, asked.given)
    scope.months([first, last])
    units = _units(scope, asked.given)

    def make() -> Content:
        cursor = process.warehouse().cursor_for(scope)
        rows: Counter[str] = Counter()
        found = _counted(parts(cursor, scope, name, asked.lang, first, last, units), rows)
        content = _table_file(cursor, scope, asked, name, first, last, units, found)
        _note(asked, f"{view}: {name}", content, rows.total(), (first, last), units)
        if _is_personal(name):
            seen = Counter({code: count for code, count in rows.items() if scope.sees_persons(code)})
            asked.caller.saw_persons(f"http/tables/{name}", seen)
        return content

    return Planned(view, scope, make)


def _table_file(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, asked: Asked, name: str, first: Month, last: Month,
    units: frozenset[str] | None, found: Iterator[pa.Table],
) -> Content:
    file_name = f"{name}_{first}_{last}"
    if asked.kind != "xlsx":
        return sending.of_parts(found, asked.kind, file_name, bom=asked.bom)
    for _ in found:  # only counted; the workbook reads its rows itself
        continue
    return sending.of_bytes(consolidated.write_xlsx(cursor, scope, first, last, asked.lang, [name], units), file_name)


def _counted(found: Iterator[pa.Table], rows: Counter[str]) -> Iterator[pa.Table]:
    """The same parts; adds up the rows of each unit as they pass."""
    for part in found:
        for pair in pc.value_counts(part["unit_code"]).to_pylist():
            rows[pair["values"]] += pair["counts"]
        yield part


def _is_personal(name: str) -> bool:
    sheet = return_form().sheet(name)
    return bool(sheet.personal) or any(column.personal for column in sheet.columns)


# ------------------------------------------------------------------------------------------- parts
def _months(scope: Scope, given: Mapping[str, Any]) -> tuple[Month, Month]:
    """First and last month asked for; else January to the last full month, or to the last one published."""
    latest = last_full_month(clock.today())
    if scope.last_month is not None:
        latest = min(latest, scope.last_month)
    if "year" in given:
        if "from" in given or "to" in given:
            raise Problem(400, "parameters", [("year", "year_or_months", {})])
        year = given["year"]
        return Month(year, 1), latest if year == latest.year else Month(year, 12)
    last = given.get("to") or latest
    first = given.get("from") or Month(last.year, 1)
    if last < first:
        raise Problem(400, "parameters", [("to", "before_from", {})])
    return first, last


def _units(scope: Scope, given: Mapping[str, Any]) -> frozenset[str] | None:
    """
    The codes and everything below them, as on any day; None = all. OutsideScope for codes that are not the caller's to
    see, in the same words whether they exist or not.
    """
    if "units" not in given:
        return None
    versions = unit_versions(process.warehouse().cursor_for(scope))
    known = {v.unit.code for v in versions if scope.sees(v.unit.code)}
    if set(given["units"]) - known:
        raise OutsideScope("units that are not yours to see")
    days = {v.valid_from for v in versions}
    trees = [units_of(versions, day) for day in days]
    found = frozenset().union(*(below(tree, code) for tree in trees for code in given["units"]))
    return frozenset(code for code in found if scope.sees(code))


def _note(
    asked: Asked, what: str, content: Content, row_count: int, months: Iterable[Month],
    units: frozenset[str] | None,
) -> None:
    """Every giving out stands in the trail, also of nothing."""
    given = sorted(months)
    asked.caller.trail.record(
        "exported", at=clock.now(), target=what,
        detail={
            "units": sorted(units) if units is not None and len(units) <= 100 else [EVERY_UNIT],
            "from_on": given[0].first_day, "to_on": given[-1].last_day, "format": asked.kind,
            "row_count": row_count, "byte_count": content.size, "token_id": asked.caller.token.token_id,
        },
    )


def _written(found: pa.Table, asked: Asked, name: str) -> Content:
    if asked.kind == "xlsx":
        return sending.of_bytes(frames.write_frame_xlsx({"status": found}, None, asked.lang), name)
    return sending.of_parts([found], asked.kind, name, bom=asked.bom)
