"""The learning page: tiles, sessions held against due, the table of persons."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from analytics import learning
from analytics.declare import indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.blocks import GLYPH
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import lang, month_name, t
from analytics.ui.views import lights, pieces, requirements

TILES = (
    "collective_study_attendance_rate",
    "collective_study_fortnight_compliance",
    "daily_study_hours",
    "study_note_monthly_rate",
)
SESSIONS = (
    "central_group_session_count",
    "cadre_session_fortnight_coverage",
    "cadre_session_count",
    "cadre_session_max_gap_days",
)
BY_DEPARTMENT = (
    ("collective_study_attendance_rate", "study_completion_rate"),
    ("daily_study_hours", "study_note_monthly_rate"),
    ("single_subject_course_completion_rate", "bachelor_attainment_rate_u45"),
)


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    return lights.computed(tuple(dict.fromkeys((*learning.ALL, *requirements.yearly("learning")))))


def lead(month: Month, unit_code: str) -> str:
    """The month in one sentence."""
    now = {i: pieces.series(i, month, unit_code, ids()).rows[-1] for i in TILES}
    values = {i: formats.NOTHING if r is None else lights.detail(lang(), indicator(i), r) for i, r in now.items()}
    return t(
        "learning.lead",
        month=month_name(month, long=True),
        unit=pieces.unit_name(unit_code, month),
        attendance=values[TILES[0]],
        fortnights=values[TILES[1]],
        hours=formats.amount(lang(), indicator(TILES[2]), pieces.value_of(indicator(TILES[2]), now[TILES[2]])),
        notes=values[TILES[3]],
    )


# ------------------------------------------------------------------------------------------- sessions
def sessions_card(month: Month) -> None:
    """The agency's recurring sessions: one block a month, one a fortnight."""
    rows = _duties(month, look())
    missed = sum(d.state == "missed" for r in rows for d in r.duties)
    gap = pieces.series("cadre_session_max_gap_days", month, _root(month), ids()).rows[-1]
    title = t("learning.sessions.title", missed=missed) if missed else t("learning.sessions.title_all")
    sub = t("learning.sessions.sub", gap=formats.trimmed(lang(), None if gap is None else gap.value))
    with blocks.card("sessions"):
        blocks.head(
            title,
            sub,
            "sessions",
            "\n\n".join(pieces.formula(indicator(i)) for i in SESSIONS if i in ids()),
            lambda: sessions_table(month),
            f"sessions_{month.year}",
            figures=pieces.figures(SESSIONS, month, _root(month)),
        )
        blocks.chart(_duties_figure(month, look()), "c_sessions", t("learning.sessions.alt"))


def _root(month: Month) -> str:
    root = data.top(month)
    return root.code if root else ""


@data.cached
def _duties_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import duties

    names = [formats.month_name(drawn_for.lang, f"{month.year}-{m:02d}") for m in range(1, 13)]
    return duties.strip(_duties(month, drawn_for), names, drawn_for)


def _duties(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts.duties import Duty, DutyRow

    language, year = drawn_for.lang, [Month(month.year, m) for m in range(1, 13)]
    frame = data.measured(ids(), pieces.last_months(month), pieces.EVERY_LEVEL)
    held = frame[
        (frame["indicator"] == "central_group_session_count")
        & (frame["period"] == "month")
        & (frame["level"] == "agency")
    ].set_index("month")["value"]
    months = []
    for m in year:
        state = "later" if m > month or str(m) not in held.index else "done" if held[str(m)] >= 1 else "missed"
        months.append(Duty(formats.month_name(language, m, True), state, m.month - 1 + 0.06, 0.88))
    last = data.scope().last_month
    found = data.ask(learning.fortnights, tuple(m for m in year if last is None or m <= last))
    fortnights = []
    for f in found.itertuples():
        first, last = pd.Timestamp(f.first_day).date(), pd.Timestamp(f.last_day).date()
        state = "waived" if not f.due else "later" if f.month > str(month) else "done" if f.cadre_sessions else "missed"
        at = _months_in(first, month.year)
        name = f"{formats.day_name(language, first)}–{formats.day_name(language, last)}"
        fortnights.append(
            Duty(name, state, at + 0.03, max(_months_in(last + dt.timedelta(days=1), month.year) - at - 0.06, 0.1))
        )
    return tuple(
        DutyRow(
            text(f"learning.sessions.{name}", language),
            tuple(duties),
            f"{sum(d.state == 'done' for d in duties)}/{sum(d.state in ('done', 'missed') for d in duties)}",
            text("learning.sessions.done_of_due", language),
        )
        for name, duties in (("central_group", months), ("cadre", fortnights))
    )


def _months_in(day: dt.date, year: int) -> float:
    """Where a day stands along the year, in months from its start."""
    if day.year != year:
        return 0.0 if day.year < year else 12.0
    return day.month - 1 + (day.day - 1) / Month(day.year, day.month).days


def sessions_table(month: Month) -> pd.DataFrame:
    from analytics.ui.texts import label

    months = tuple(Month(month.year, m) for m in range(1, month.month + 1))
    found = data.ask(learning.sessions_held, months)
    return pd.DataFrame(
        {
            t("learning.column.held_on"): found["held_on"].astype(str).str[:10],
            t("learning.column.type"): [label("session_type", c) for c in found["type"]],
            t("learning.column.title"): found["title"],
            t("learning.column.status"): [label("session_status", c) for c in found["status"]],
            t("learning.column.attended"): [
                formats.counts(lang(), a, d) if a == a and d == d else formats.NOTHING
                for a, d in zip(found["attended"], found["due"], strict=True)
            ],
        }
    )


# ------------------------------------------------------------------------------------------- persons
PERSON_COLUMNS = (
    "collective_study_attendance_rate",
    "collective_study_fortnight_compliance",
    "daily_study_hours",
    "study_note_monthly_rate",
    "study_exchange_participation_rate",
    "single_subject_course_completion_rate",
    "unexcused_absence_count",
)


def people_card(month: Month, unit_code: str) -> None:
    """Every person's year, those with most red first. Only for viewers whose scope has persons."""
    with blocks.card("people"):
        if not data.scope().personal:
            blocks.head(t("learning.people.title_none"), t("common.personal_hidden"), "people")
            return
        found = people(month, unit_code)
        watching.saw_persons("learning/people", set(found["unit_code"]), len(found))
        red = int((found["red"] > 0).sum()) if len(found) else 0
        blocks.head(
            t("learning.people.title", red=red, n=len(found)),
            t("learning.people.sub", year=month.year),
            "people",
            t("learning.people.why"),
            lambda: _people_table(found),
            f"learning_people_{month}",
            figures=pieces.figures(PERSON_COLUMNS, month, unit_code),
        )
        st.dataframe(
            _people_table(found),
            hide_index=True,
            height=min(460, 38 + 35 * max(len(found), 1)),
            alt=t("learning.people.alt"),
            placeholder="—",
        )


def people(month: Month, unit_code: str) -> pd.DataFrame:
    """learning.people of a unit and those below it, with the number of red and amber lights."""
    found = data.ask(learning.people, month)
    mine = found[found["unit_code"].isin(data.below(unit_code, month))].copy()
    marks = [f"{i}.light" for i in PERSON_COLUMNS if f"{i}.light" in mine]
    mine["red"] = (mine[marks] == "red").sum(axis=1)
    mine["amber"] = (mine[marks] == "amber").sum(axis=1)
    return mine.sort_values(["red", "amber"], ascending=False, kind="stable")


def _people_table(found: pd.DataFrame) -> pd.DataFrame:
    names = found["name"] if lang() == "zh" else found["name_en"].fillna(found["name"])
    table = {
        t("common.person"): list(names),
        t("common.department"): [pieces.short_name(code) for code in found["unit_code"]],
    }
    for name in (i for i in PERSON_COLUMNS if i in found):
        chosen = indicator(name)
        title = chosen.short(lang()).replace("|", "" if lang() == "zh" else " ")
        table[title] = [
            _cell(chosen, v, n, d, light)
            for v, n, d, light in zip(
                found[name],
                found[f"{name}.numerator"],
                found[f"{name}.denominator"],
                found[f"{name}.light"],
                strict=True,
            )
        ]
    table[t("learning.column.remark")] = [
        pieces.remarks(
            t("learning.people.off_duty") if not on else t("learning.people.not_ranked") if not ranked else "",
            may_change=may_change,
        )
        for on, ranked, may_change in zip(found["on_duty"], found["ranked"], found["provisional"], strict=True)
    ]
    return pd.DataFrame(table)


def _cell(chosen: Any, value: Any, numerator: Any, denominator: Any, light: Any) -> str:
    if formats.missing(value):
        return formats.NOTHING
    shown = (
        formats.share(lang(), numerator, denominator, data.setting("small_numbers_min_denominator"))
        if chosen.unit == "rate"
        else formats.amount(lang(), chosen, value)
    )
    return f"{GLYPH[light]} {shown}" if light in ("red", "amber", "green") else shown
