"""Rules about what is carried from month to month until finished: goals and outcomes, research projects."""

import datetime as dt
from collections.abc import Iterator, Mapping

from analytics.findings import Finding
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged, twice
from analytics.rows import Row, Value

GOALS, RESEARCH = "goals_outcomes", "research_projects"
SHEETS = (GOALS, RESEARCH)
# how far along a stage is; equal numbers may follow each other, an end without success may follow anything
STAGE_ORDER = {
    GOALS: {"drafted": 1, "in_progress": 2, "completed": 3, "declared": 4, "awarded": 5, "not_awarded": 5,
            "promoted": 6, "dropped": 9},
    RESEARCH: {"topic": 1, "approved": 2, "fieldwork": 3, "draft": 4, "review": 5, "completed": 6, "submitted": 7,
               "adopted": 8, "cancelled": 9},
}
PROVEN_STAGES = ("declared", "awarded", "promoted")


def _before(judged: Judged, sheet: str, row: Row) -> Mapping[str, Value]:
    """The same item in its latest earlier return."""
    return judged.registers.previous.get(sheet, {}).get(str(row.values[_key(sheet)]), {})


def _key(sheet: str) -> str:
    return "goal_id" if sheet == GOALS else "project_id"


def v20_ids(judged: Judged) -> Iterator[Finding]:
    """goal/project: id known or new"""
    for sheet in SHEETS:
        yield from twice(judged, "V20.id_twice", sheet)


def v20_carried(judged: Judged) -> Iterator[Finding]:
    """what is unfinished comes back every month until it is finished"""
    for sheet in SHEETS:
        key = _key(sheet)
        if not judged.has(sheet, key) or any(not judged.known(sheet, r, key) for r in judged.rows(sheet)):
            continue
        there = {row.values[key] for row in judged.rows(sheet)}
        missing = [item_id for item_id in judged.registers.carried.get(sheet, {}) if item_id not in there]
        if missing:
            yield Finding("V20.items_missing", CONFIRM, sheet, (), None, {"ids": missing, "count": len(missing)})


def v20_progress(judged: Judged) -> Iterator[Finding]:
    """progress not falling; 100 if 已完成"""
    for row in judged.rows(GOALS, "goal_id", "progress", "stage"):
        progress, before = row.values["progress"], _before(judged, GOALS, row).get("progress")
        if not isinstance(progress, float):
            continue
        if isinstance(before, int | float) and progress < before:
            yield judged.at("V20.progress_fell", CONFIRM, GOALS, row, "progress", before=float(before))
        elif row.values["stage"] == "completed" and progress < 100:
            yield judged.at("V20.not_full", CONFIRM, GOALS, row, "progress", other="stage")


def v20_stage_back(judged: Judged) -> Iterator[Finding]:
    """stage not going back without note"""
    for sheet in SHEETS:
        order = STAGE_ORDER[sheet]
        for row in judged.rows(sheet, _key(sheet), "stage"):
            stage, before = row.values["stage"], _before(judged, sheet, row).get("stage")
            if stage and before and order.get(str(stage), 0) < order.get(str(before), 0):
                list_name = "goal_stage" if sheet == GOALS else "research_stage"
                yield judged.at("V20.stage_back", CONFIRM, sheet, row, "stage", list=list_name, code=str(before))


def v21_stage_dates(judged: Judged) -> Iterator[Finding]:
    """stage date order"""
    for sheet in SHEETS:
        for row in judged.rows(sheet, _key(sheet), "stage", "stage_on"):
            day, before = row.values["stage_on"], _before(judged, sheet, row)
            earlier = before.get("stage_on")
            if not isinstance(day, dt.date) or not isinstance(earlier, dt.date):
                continue
            if row.values["stage"] != before.get("stage") and day < earlier:
                yield judged.at("V21.stage_date", REFUSE, sheet, row, "stage_on", date=earlier.isoformat())


def v21_evidence(judged: Judged) -> Iterator[Finding]:
    """报送 ⇒ target body; 已申报/已获评/已推广 ⇒ evidence"""
    for row in judged.rows(RESEARCH, "stage", "submitted_to"):
        if row.values["stage"] == "submitted" and judged.missing(RESEARCH, row, "submitted_to"):
            yield judged.at("V21.body_missing", REFUSE, RESEARCH, row, "submitted_to", other="stage")
    for row in judged.rows(GOALS, "stage", "evidence"):
        if row.values["stage"] in PROVEN_STAGES and judged.missing(GOALS, row, "evidence"):
            yield judged.at("V21.evidence_missing", REFUSE, GOALS, row, "evidence", list="goal_stage",
                            code=str(row.values["stage"]))


def v21_theme(judged: Judged) -> Iterator[Finding]:
    """对应重点工作: needed for key_work"""
    for row in judged.rows(GOALS, "goal_type", "theme"):
        if row.values["goal_type"] == "key_work" and judged.missing(GOALS, row, "theme"):
            yield judged.at("V21.theme_missing", REFUSE, GOALS, row, "theme", other="goal_type")


def v22_due_date(judged: Judged) -> Iterator[Finding]:
    """goal has measure and due date (a blank one is V22.missing); due date ≥ start of year"""
    first = judged.month.first_day.replace(month=1)
    for row in judged.rows(GOALS, "due_on"):
        day, new = row.values["due_on"], not _before(judged, GOALS, row)
        if new and isinstance(day, dt.date) and day < first:
            yield judged.at("V22.before_year", CONFIRM, GOALS, row, "due_on", first=first.isoformat())


def v29_field_days(judged: Judged) -> Iterator[Finding]:
    """本月下基层天数: 0 ≤ d ≤ days in month"""
    for row in judged.rows(RESEARCH, "field_days"):
        days = row.values["field_days"]
        if isinstance(days, float) and days > judged.month.days:
            yield judged.at("V29.out_of_range", REFUSE, RESEARCH, row, "field_days", least=0.0,
                            most=float(judged.month.days))


RULES = (
    v20_ids, v20_carried, v20_progress, v20_stage_back, v21_stage_dates, v21_evidence, v21_theme, v22_due_date,
    v29_field_days,
)
