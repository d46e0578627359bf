"""
Runs the declared indicators' queries and returns one tidy frame.

Every indicator has one query, analytics/sql/<type_of_agency>/<id>.sql, that lists its observations:

    unit_code    the department the observation counts for (agency-only indicators: the agency's code)
    staff_id     the person, or NULL
    month        'YYYY-MM' the observation belongs to (accumulate = "state": the requested month it describes)
    numerator, denominator   what it adds to each; a NULL numerator is no observation
    return_id, sheet, row_no the row of the return behind it, NULL where a register or the calendar is behind it
    note         why it counts as it does, a code such as 'official_leave' (note_words says it in words), or NULL
    period       only when accumulate = "given": 'month' or 'year'

Indicators with accumulate = "derived" have no query: they are counted from the lights of others (goal_completion.py).

A query may read the views of the store, the CTE `requested` (month, first_day, last_day, year, as_of, settled_on: see
compose.sql) and settings such as $fortnight_min_workdays: a reading of the policy is a scalar subquery of the store's
value, as the cursor knows it (so no column computed with it is named again in its own SELECT); other settings are bound
as declared. compose.sql adds the observations up.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import pandas as pd

from analytics import goal_completion, marks, privacy
from analytics.colours import lights
from analytics.declare import (
    SQL,
    DeclarationError,
    Indicator,
    Lang,
    code_list,
    indicator,
    indicators,
    return_form,
    text,
    texts,
)
from analytics.milestones import done_late, milestone_months
from analytics.months import Month
from analytics.pacing import pace_columns
from analytics.readings import declared_values, readings
from analytics.scope import OutsideScope, Scope

OBSERVATION_COLUMNS = (
    "unit_code, staff_id::VARCHAR AS staff_id, month, numerator::DOUBLE AS numerator, "
    "denominator::DOUBLE AS denominator, return_id::BIGINT AS return_id, sheet::VARCHAR AS sheet, "
    "row_no::INTEGER AS row_no, note::VARCHAR AS note"
)
MARK = "/* observations */"
INCLUDE = re.compile(r"/\* include (\w+/\w+\.sql) \*/")
UNIT_LEVELS = ("department", "agency")
SHARED_VIEWS = (
    "calendar_month", "current_return", "unit_ancestor", "staff_month", "staff_year", "root_unit", "reported_so_far",
    "person_to_judge", "session_attendance", "study_time", "staff_fortnight", "all_study_attendance",
    "all_personal_study", "all_suggestions", "valid_suggestion", "goal_as_of", "case_clock", "case_step",
    "project_as_of", "return_timing", "unit", "study_session", "setting", "reviewed_suggestion", "institution",
    "exam_as_of", "assessment_due", "assessment_result", "appointment_step",
)
# indicator -> the code list its observations' notes are values of; other notes are keys of texts/notes.toml
NOTE_LISTS: Mapping[str, str] = {
    "collective_study_attendance_rate": "attendance_status",
    "study_completion_rate": "attendance_status",
    "central_group_attendance_rate": "attendance_status",
    "unexcused_absence_count": "attendance_status",
    "learning_content_coverage": "session_content",
    "learning_evaluation_score": "learning_band",
    "study_form_coverage": "session_form",
    "key_work_innovation_coverage": "theme",
    "innovation_measure_completion_rate": "goal_stage",
    "outstanding_outcomes_declared": "goal_stage",
    "outstanding_outcomes_awarded": "goal_stage",
    "suggestions_per_person": "suggestion_result",
    "suggestion_adoption_rate": "suggestion_result",
    "suggestion_implementation_rate": "implementation",
    "suggestion_review_days": "suggestion_result",
    "satisfaction_rate": "satisfaction",
    "evaluation_participation_rate": "satisfaction",
    "resolution_rate": "case_result",
    "hotline_volume": "rights_category",
    "service_area_coverage": "service_area",
    "service_beneficiary_count": "service_area",
    "rural_training_person_times": "outcome_measure",
    "reemployment_count": "outcome_measure",
    "community_entity_count": "outcome_measure",
    "rights_support_count": "outcome_measure",
    "family_creation_count": "outcome_measure",
    "women_cadre_recommendation_count": "outcome_measure",
    "department_research_count": "research_stage",
    "grassroots_days": "research_stage",
    "research_conversion_rate": "research_stage",
    "opinion_report_count": "research_stage",
    "assessment_score": "assessment_round",
    "experience_promoted_count": "promotion_level",
}


@cache
def query_text(name: str) -> str:
    """
    The text of a query file below analytics/sql, without its closing semicolon; absent = our own fault. Where it says
    /* include learning/x.sql */ the text of that query stands, so that what one figure counts another can build on.
    """
    try:
        text_of = (SQL / name).read_text(encoding="utf-8").strip().removesuffix(";")
    except OSError as error:
        raise DeclarationError(f"analytics/sql/{name}: {error}") from error
    return INCLUDE.sub(lambda found: query_text(found[1]), text_of)


def run(cursor: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> pd.DataFrame:
    """Runs a query with the values it names (others, and the settings, may be offered freely) and returns a frame."""
    sql = with_readings(sql, values)
    return cursor.execute(sql, bound(sql, **values)).df()


def with_readings(sql: str, given: Collection[str] = ()) -> str:
    """The query with every reading it names as $name, and that is not given otherwise, taken from the store."""

    def taken(found: re.Match[str]) -> str:
        name = found[1]
        return readings()[name].sql if name in readings() and name not in given else found[0]

    return re.sub(r"\$([a-z_]\w*)", taken, sql)


def bound(sql: str, **values: Any) -> dict[str, Any]:
    """The values and settings that the query names as $name; a name nobody offers is our own fault."""
    offered = {**declared_values(), **values}
    names = set(re.findall(r"\$([a-z_]\w*)", re.sub(r"--[^\n]*", "", sql)))
    missing = names - set(offered)
    if missing:
        raise DeclarationError(f"a query names ${', $'.join(sorted(missing))}, which is neither a value nor a setting")
    return {name: offered[name] for name in names}


def measure(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], ids: Sequence[str], *,
    today: dt.date, levels: Sequence[str] = ("person", "department", "agency"),
) -> pd.DataFrame:
    """
    The values of some indicators for some months.

    Grain: one row per indicator, level (person | department | agency), unit or person, period and month. Columns:
    indicator, level, unit_code, staff_id (None unless person), period ('month' | 'year' = January to that month),
    month, state ('value' | 'not_applicable' empty denominator | 'not_reported' the month's return is missing |
    'hidden'), numerator, denominator, n, few (n is under the office's smallest denominator: n/N is shown, and
    satisfaction-type rates get no light), value (rates 0-1; hours, days, counts as declared; median for quantiles),
    p90, furthest (P-STAGE: stage reached), duty_months, duty_since and ranked (persons: on-duty months of the year,
    the first of them, and whether they are enough to be judged on yearly figures),
    provisional (a return behind it is not yet accepted), target, full_target, expected (by the end of the month, in
    the unit of value), needed_per_month, pace ('on_pace' | 'behind' | 'out_of_reach' | None), done_late (R-MILE: done,
    but not yet at the end of the month it was due in) and light ('green' | 'amber' | 'red' | 'grey').  NULL means: no
    such figure.  A department's month that is not reported has no numerator and no value; its year is the sum of the
    months that were. With statistic "sum" the denominator is no share: study_hours_total has the hours due there.
    Persons: those of scope.persons_seen; OutsideScope when there are none and no other level was asked for.
    hidden, small: a figure taken out because it would tell a count of 1 or 2 matters (privacy.hide) or the marks of one
    or two people (marks.hide_means; state 'hidden').
    """
    asked, levels = scope.months(months), _levels_of(scope, levels)
    derived = [name for name in ids if indicator(name).is_derived]
    goals = [name for name in goal_completion.goals() if derived and name not in ids]
    counted = [*(name for name in ids if name not in derived), *goals]
    known = _Known(targets(cursor), calendar_facts(cursor))
    frame = _figures(cursor, asked, counted, known, today=today, levels=levels, units=scope.seen, without_persons=goals)
    if "person" in levels and (persons := scope.persons_seen) is not None:
        frame = frame[(frame["level"] != "person") | frame["unit_code"].isin(persons)].reset_index(drop=True)

    def of_all_units(months: Sequence[Month], ids: Sequence[str]) -> pd.DataFrame:
        return _figures(cursor, months, ids, known, today=today, levels=UNIT_LEVELS, units=None)

    frame = marks.hide_means(scope, privacy.hide(cursor, scope, frame, of_all_units, today))
    if derived:
        frame = pd.concat([frame, *(_completion(frame, indicator(name), known, today) for name in derived)])
        frame = frame[~frame["indicator"].isin(goals)].reset_index(drop=True)
    return frame.drop(columns="few_under")


@dataclass(frozen=True, slots=True)
class _Known:
    """What every figure of a call is paced by, asked for once: frames of `targets` and `calendar_facts`."""

    targets: pd.DataFrame
    calendar: pd.DataFrame


def _completion(frame: pd.DataFrame, chosen: Indicator, known: _Known, today: dt.date) -> pd.DataFrame:
    """The rows of a derived indicator, from the goals as this viewer sees them."""
    rows = goal_completion.completion_rows(frame, chosen.periods, today, frame["few_under"].max())
    rows = pace_columns(rows, known.targets, today=today, calendar=known.calendar)
    rows = rows.assign(done_late=False, hidden=False, small=False)
    rows["light"] = lights(rows, today=today)
    return rows.reindex(columns=frame.columns)


def _figures(
    cursor: duckdb.DuckDBPyConnection, asked: Sequence[Month], ids: Sequence[str], known: _Known, *, today: dt.date,
    levels: Sequence[str], units: Sequence[str] | None, without_persons: Collection[str] = (),
) -> pd.DataFrame:
    """What measure returns, and few_under, before anything is hidden. without_persons: ids wanted of units alone."""
    chosen = [indicator(name) for name in ids]
    if not chosen or not asked:
        raise ValueError("measure needs at least one indicator and one month")
    milestones = milestone_months(chosen, asked)
    computed = sorted({*asked, *milestones})
    bodies = "\n    UNION ALL\n".join(_observations(i) for i in chosen)
    sql = _with_shared_views(query_text("compose.sql").replace(MARK, bodies))
    frame = run(
        cursor, sql, today=today, months=[str(m) for m in computed], units=units,
        declared=[_declared(i, UNIT_LEVELS if i.id in without_persons else levels) for i in chosen],
    )
    frame = _with_open_cases(cursor, frame, chosen, computed, today)
    frame = pace_columns(frame, known.targets, today=today, calendar=known.calendar)
    frame["done_late"] = done_late(frame) if milestones else False
    frame = frame[frame["month"].isin([str(m) for m in asked])].reset_index(drop=True)
    frame["light"] = lights(frame, today=today)
    return frame


def observations(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, name: str, *, period: str, today: dt.date,
    unit_code: str | None = None, staff_id: str | None = None,
) -> pd.DataFrame:
    """
    The rows behind one figure: one row per observation with the columns listed at the head of this module.
    period 'year' takes January up to the month. Units below unit_code are included. Rows of scope.persons_seen only.
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    chosen = indicator(name)
    if chosen.is_derived:
        frame = measure(cursor, scope, [month], goal_completion.goals(), today=today, levels=UNIT_LEVELS)
        rows = goal_completion.observations(frame, period, today)
        of_unit = True if unit_code is None else rows["unit_code"] == unit_code
        allowed = True if persons is None else rows["unit_code"].isin(persons)
        return rows[(rows["unit_code"].notna()) & of_unit & allowed].reset_index(drop=True)
    sql = query_text("observations.sql").replace(MARK, _observations(chosen))
    first = Month(month.year, 1) if period == "year" and chosen.accumulate == "sum" else month
    return run(
        cursor, sql, today=today, months=[str(month)], first_month=str(first), last_month=str(month),
        units=persons, unit_code=unit_code, staff_id=staff_id,
        period=period if chosen.accumulate == "given" else None,
        needs_return=_needs_return(chosen) and chosen.accumulate == "sum",
    )


def note_words(indicator: str, note: str | None, lang: Lang) -> str:
    """The note of an indicator's observation in the reader's language; an unknown one as it is, NULL as ''."""
    if note is None or note != note:
        return ""
    if indicator == goal_completion.COMPLETION:
        return goal_completion.note_words(note, lang)
    if indicator in NOTE_LISTS and (code := code_list(NOTE_LISTS[indicator]).get(note)):
        return code.title(lang)
    return text(f"note.{note}", lang) if f"note.{note}" in texts() else note


def targets(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """
    The targets that are not the declared ones: indicator, year, unit_code ('*' = all), target, full_target, green,
    amber. Year 0 = every year: a target that is a reading of the policy; the office's own targets name their year.
    """
    by_reading = [
        f"SELECT '{i.id}', 0, '*', {_reading_sql(i.target_reading)}, {_reading_sql(i.full_target_reading)}, NULL, NULL"
        for i in indicators().values() if i.target_reading or i.full_target_reading
    ]
    return cursor.execute("\nUNION ALL\n".join([query_text("targets.sql"), *by_reading])).df()


def _reading_sql(name: str) -> str:
    return readings()[name].sql if name else "NULL"


def calendar_facts(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row a month: month, due_fortnights (ended in the year so far), workdays (in the year so far)."""
    return run(cursor, query_text("calendar_facts.sql"))


def _levels_of(scope: Scope, levels: Sequence[str]) -> list[str]:
    """The levels asked for without the persons a viewer may not see."""
    if scope.personal:
        return list(levels)
    units = [level for level in levels if level != "person"]
    if not units:
        raise OutsideScope("figures of single persons are outside this viewer's scope")
    return units


def _observations(chosen: Indicator) -> str:
    body = query_text(f"{chosen.type_of_agency}/{chosen.id}.sql")
    given = "period" if chosen.accumulate == "given" else "NULL"
    return (
        f"    SELECT '{chosen.id}' AS indicator, {OBSERVATION_COLUMNS}, {given}::VARCHAR AS given_period\n"
        f"    FROM (\n{body}\n    ) AS o"
    )


def _with_shared_views(sql: str) -> str:
    """
    The query with every view it reads more than once written out as one CTE of the same name, so that the database
    plans and computes it once. Comments are left out: they may name views too.
    """
    read = Counter(re.findall(r"\b(?:FROM|JOIN) (\w+)", re.sub(r"--[^\n]*", "", sql)))
    shared = [name for name in SHARED_VIEWS if read[name] > 1]
    ctes = "".join(f"{name} AS MATERIALIZED (SELECT * FROM {name}),\n" for name in shared)
    return re.sub(r"^WITH ", f"WITH {ctes}", sql, count=1, flags=re.MULTILINE)


def _needs_return(chosen: Indicator) -> bool:
    sheets = {sheet.name for sheet in return_form().sheets}
    return any(source in sheets for source in chosen.fed_by)


def _with_open_cases(
    cursor: duckdb.DuckDBPyConnection, frame: pd.DataFrame, chosen: Sequence[Indicator], asked: Sequence[Month],
    today: dt.date,
) -> pd.DataFrame:
    """Adds open_past_limit, open_near_limit, past_statutory_limit, which colour rule R-LIMIT looks at."""
    if not any(i.colour == "R-LIMIT" for i in chosen):
        return frame
    pressure = run(cursor, query_text("service/open_pressure.sql"), months=[str(m) for m in asked], today=today)
    return frame.merge(pressure, how="left", on=["indicator", "unit_code", "month"])


def _declared(chosen: Indicator, levels: Sequence[str]) -> dict[str, Any]:
    return {
        "indicator": chosen.id, "statistic": chosen.statistic, "accumulate": chosen.accumulate,
        "levels": [level for level in chosen.levels if level in levels], "periods": list(chosen.periods),
        "needs_return": _needs_return(chosen),
    }
