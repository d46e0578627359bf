"""The overview's facts: what the month looks like, without a word of any language. overview_words.py says it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics import agency, awards, reporting
from analytics.declare import core_indicators
from analytics.months import Month, month_range
from analytics.store.registers import Unit
from analytics.ui import data
from analytics.ui.views import lights, pace_card, requirements

SHOWN_MONTHS = 12
OUT = ("missing", "sent_back", "not_due")  # whose figures are not there, whether or not they are late


@dataclass(frozen=True, slots=True)
class Overview:
    """
    core: the core indicators that are computed. figures: measures of the core and the policy's targets for the last
    twelve months. board: reporting.board of these months and of the whole year. cases: agency.case_pressure of them.
    by_month: one row a month with red, amber, judged (lights), out (returns missing or sent back), late, open, near and
    past (cases; near their limit or past it; NaN = hidden from this viewer), pressing (near or past), reach, behind,
    lost (policy targets), clear (departments that fail no condition of an advanced department so far). clear: those of
    this month, by code.
    """

    month: Month
    core: tuple[str, ...]
    units: tuple[str, ...]
    figures: pd.DataFrame
    board: pd.DataFrame
    cases: pd.DataFrame
    by_month: pd.DataFrame
    outlook: Mapping[str, list[str]]
    clear: tuple[str, ...]

    def at(self, name: str) -> float:
        """A column of by_month for this month."""
        return float(self.by_month[name].iloc[-1])

    def change(self, name: str) -> float | None:
        """The difference to the month before; None in the first month."""
        values = self.by_month[name]
        return None if len(values) < 2 else float(values.iloc[-1] - values.iloc[-2])

    def series(self, name: str) -> list[float]:
        return [float(v) for v in self.by_month[name]]


def core_ids() -> tuple[str, ...]:
    return lights.computed(tuple(i.id for i in core_indicators()))


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    wanted = (
        core_ids() + lights.policy_targets("agency") + lights.policy_targets("department")
        + requirements.dated(*lights.TYPES) + pace_card.running(*lights.TYPES) + awards.department_figures()
    )
    return tuple(dict.fromkeys(wanted))


def _clear(figures: pd.DataFrame, month: Month) -> tuple[str, ...]:
    """Departments that fail no condition of an advanced department by the end of the month."""
    units = [unit.code for unit in data.departments(month)]
    owed = Counter(unit.code for m in range(1, 13) for unit in data.departments(Month(month.year, m)))
    return awards.departments_clear(figures, units, month, data.settings(), owed, data.today())


def _pressing(found: pd.DataFrame, top: Unit | None) -> dict[str, float]:
    """Open cases of a month and those near or past their limit; for those who see none singly, the agency's counts."""
    if top is not None and not data.scope().sees_persons(top.code):
        found = found[found["unit_code"] == top.code]
    hidden = float("nan")
    return {n: hidden if found[n].isna().any() else float(found[n].sum()) for n in ("near", "past", "open")}


@data.cached
def facts(month: Month) -> Overview:
    """Everything the overview shows for a month."""
    first = max(month.plus(1 - SHOWN_MONTHS), data.months_available()[0])
    months = tuple(month_range(first, month))
    core = core_ids()
    figures = data.measured(ids(), months, ("department", "agency"))
    units = tuple(u.code for u in data.departments(month))
    top = data.top(month)
    year = month_range(min(first, Month(month.year, 1)), month)
    board = data.ask(reporting.board, tuple(year))
    cases = data.ask(agency.case_pressure, months)
    rows = []
    shown = lights.shown(figures[figures["indicator"].isin(core) & figures["unit_code"].isin(units)])
    for m in months:
        now = shown[shown["month"] == str(m)]
        returned = board[board["month"] == str(m)]
        pressing = _pressing(cases[cases["month"] == str(m)], top)
        outlook = lights.outlook(figures, top, m)
        rows.append(
            {
                "month": str(m),
                "red": (now["light"] == "red").sum(),
                "amber": (now["light"] == "amber").sum(),
                "judged": now["light"].isin(["red", "amber", "green"]).sum(),
                "out": returned["state"].isin(OUT).sum(),
                "late": (returned["state"] == "late").sum(),
                **pressing,
                "pressing": pressing["near"] + pressing["past"],
                "reach": len(outlook["on_pace"]),
                "behind": len(outlook["behind"]),
                "lost": len(outlook["out_of_reach"]),
                "clear": len(_clear(figures, m)),
            }
        )
    return Overview(
        month,
        core,
        units,
        figures,
        board,
        cases,
        pd.DataFrame(rows),
        lights.outlook(figures, top, month),
        _clear(figures, month),
    )
