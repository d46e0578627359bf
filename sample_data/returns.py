"""Every return of the demonstration: cover, sheets and zero declarations as plain values, month by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.declare import return_form
from analytics.months import Month
from analytics.rows import ReturnRows, Row
from sample_data import activities, attendance, cases, goals, personal_study, quick, research, suggestions
from sample_data.agency import CLERKS, DEPARTMENTS, REVIEWERS, units
from sample_data.chance import SEED
from sample_data.people import everyone_in
from sample_data.schedule import received_at
from sample_data.story import CORRECTED, CORRECTED_AGO, SENT_BACK_AGO, Story

CORRECTION_NOTE = "补登一场服务活动，原报表漏报。"


@dataclass(frozen=True, slots=True)
class DemoReturn:
    """
    One version of one return. cover: field -> value; sheets: name -> rows (column -> code or Python value, None
    when empty), only the sheets the department owes; zero: name -> whether the cover declares 零报告.
    """

    unit_code: str
    month: Month
    version: int
    cover: Mapping[str, Any]
    sheets: Mapping[str, list[dict[str, Any]]]
    zero: Mapping[str, bool]

    @property
    def file_name(self) -> str:
        return f"{self.unit_code}_{self.month.year}{self.month.month:02d}.xlsx"

    def as_rows(self) -> ReturnRows:
        """The same as the typed rows the store takes."""
        form = return_form()
        first = form.first_data_row
        return ReturnRows(
            self.unit_code, self.month, form.version, self.cover,
            {name: tuple(Row(first + i, _typed(row)) for i, row in enumerate(rows))
             for name, rows in self.sheets.items()},
            dict(self.zero),
        )


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(value) if isinstance(value, int) else value for name, value in row.items()}


@cache
def build(last: Month, seed: int = SEED) -> Mapping[tuple[str, Month], tuple[DemoReturn, ...]]:
    """(unit code, month) -> the versions that were sent, oldest first; nothing for a month never sent."""
    found: dict[tuple[str, Month], tuple[DemoReturn, ...]] = {}
    for unit_code in DEPARTMENTS:
        story = Story(unit_code, last, seed)
        sheets = _sheets(story)
        for month in story.months():
            if story.is_sent(month):
                final = {name: rows[month] for name, rows in sheets.items()}
                found[unit_code, month] = tuple(_versions(story, month, final))
    return found


def _sheets(story: Story) -> dict[str, dict[Month, list[dict[str, Any]]]]:
    attended = attendance.by_month(story)
    found = {
        "study_attendance": attended, "personal_study": personal_study.by_month(story, attended),
        "suggestions": suggestions.by_month(story), "goals_outcomes": goals.by_month(story),
        "research_projects": research.by_month(story), "service_cases": cases.by_month(story),
        "service_activities": activities.by_month(story), "quick_consultations": quick.by_month(story),
    }
    return {s.name: found[s.name] for s in return_form().sheets_for(DEPARTMENTS[story.unit_code][-1])}


def _versions(story: Story, month: Month, final: dict[str, list[dict[str, Any]]]) -> list[DemoReturn]:
    """Usually one; two where the office sent the first one back or the department corrected it."""
    if (story.unit_code, story.ago(month)) in SENT_BACK_AGO:
        first = final | {"personal_study": _too_many_hours(final["personal_study"])}
        again = () if story.ago(month) == 0 else (_return(story, month, 2, final),)
        return [_return(story, month, 1, first), *again]
    if story.unit_code == CORRECTED and story.ago(month) == CORRECTED_AGO:
        more = activities.month_rows(story, month, {"culture_family": 1.0}, "forgotten")
        rows = sorted(final["service_activities"] + more, key=lambda row: row["held_on"])
        corrected = final | {"service_activities": rows}
        return [_return(story, month, 1, final), _return(story, month, 2, corrected, correction=True)]
    return [_return(story, month, 1, final)]


def _too_many_hours(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first person's hours far too high: what the office sent the return back for."""
    return [rows[0] | {"self_study_hours": rows[0]["self_study_hours"] + 15}, *rows[1:]]


def _return(
    story: Story, month: Month, version: int, sheets: dict[str, list[dict[str, Any]]], correction: bool = False
) -> DemoReturn:
    cover = _cover(story.unit_code, month) | {
        "prepared_on": received_at(story, month, version).date(),
        "return_type": "correction" if correction else "original",
        "correction_note": CORRECTION_NOTE if correction else None,
    }
    return DemoReturn(
        story.unit_code, month, version, cover, sheets, {name: not rows for name, rows in sheets.items()}
    )


def _cover(unit_code: str, month: Month) -> dict[str, Any]:
    names = {m.staff_id: m.name for m in everyone_in(month)}
    unit = next(u for u in units() if u["code"] == unit_code
                and u["valid_from"] <= month.last_day <= (u["valid_to"] or month.last_day))
    return {
        "department": unit["name_zh"], "period": str(month), "preparer": names[CLERKS[unit_code]],
        "reviewer": names[REVIEWERS[unit_code]], "head": names[unit["head_id"]],
    }
