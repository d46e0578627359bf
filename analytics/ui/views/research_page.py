"""The research page: leaders' reports, days in the field, the list of projects."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics import research
from analytics.declare import indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import lang, month_name, number, t
from analytics.ui.views import lights, pieces, requirements, research_card

IDS = (
    "department_research_count",
    "leader_research_report_rate",
    "grassroots_days",
    "research_conversion_rate",
    "opinion_report_count",
)
DUTIES = ("research_system_established",)
MOST = 8  # people shown as bars; all are in the table


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    return lights.computed((*IDS, *DUTIES))


def owed() -> tuple[str, ...]:
    """What the year is judged by."""
    return tuple(name for name in requirements.yearly("service") if name in ids())


def lead(month: Month, unit_code: str) -> str:
    found, now = research_card.projects(month), research_card.paces(month, ids())
    reports = pieces.series("leader_research_report_rate", month, unit_code, ids()).rows[-1]
    return t(
        "research.lead",
        month=month_name(month, long=True),
        n=len(found),
        finished=int(found["completed_on"].notna().sum()),
        late=sum(p in ("behind", "out_of_reach") for p in now.values()),
        reports=formats.counts(lang(), reports.numerator, reports.denominator) if reports is not None else "—",
    )


def leaders_card(month: Month) -> None:
    """Each leader's furthest project: did they lead one themselves and send it up?"""
    rows = _leaders(month)
    done = sum(r.state == "value" and r.value >= 1 for r in rows)
    chosen = indicator("leader_research_report_rate")
    with blocks.card("leaders"):
        blocks.head(
            t("research.leaders.title", done=done, n=len(rows)),
            t("research.leaders.sub", article=chosen.article),
            "leaders",
            pieces.formula(chosen),
            figures=pieces.figures((chosen.id,), month, ""),
        )
        if rows and data.scope().personal:
            watching.saw_persons("research/leaders", {r.unit_code for r in rows}, len(rows))
            blocks.chart(_leaders_figure(month, look()), "c_leaders", t("research.leaders.alt"))
        else:
            st.caption(t("common.personal_hidden"))


def _leaders(month: Month) -> list:
    frame = data.measured(("leader_research_report_rate",), (month,), ("person", "department", "agency"))
    return list(frame[frame["level"] == "person"].itertuples(index=False))


@data.cached
def _leaders_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import tracks

    found, people = research_card.projects(month), data.people()
    rows = []
    for row in _leaders(month):
        mine = sorted(found[found["lead_id"] == row.staff_id].itertuples(), key=lambda p: -p.stage_no)
        name = people[row.staff_id].shown(drawn_for.lang) if row.staff_id in people else row.staff_id
        pace = "on_pace" if row.value >= 1 else next((p.pace for p in mine if isinstance(p.pace, str)), "behind")
        name += lights.finality(drawn_for.lang, row)
        rows.append(tracks.TrackRow(name, tuple(research_card.track(p, drawn_for.lang) for p in mine), pace))
    rows.sort(key=lambda r: -max((x.reached for x in r.tracks), default=0))
    return tracks.stages(
        rows,
        research_card.step_names(drawn_for.lang),
        research_card.steps_now(month),
        research_card.due_words(month, drawn_for.lang),
        drawn_for,
    )


def field_days_card(month: Month) -> None:
    """Days in the field by the person who leads, the year so far."""
    rows = _field_days(month)
    total = sum(r.value for r in rows)
    with blocks.card("field_days"):
        blocks.head(
            t("research.field.title", total=formats.trimmed(lang(), total), n=len(rows)),
            t("research.field.sub", shown=min(len(rows), MOST)),
            "field_days",
            pieces.formula(indicator("grassroots_days")),
            (lambda: _field_table(month)) if data.scope().personal else None,
            f"field_days_{month}",
            figures=pieces.figures(("grassroots_days",), month, ""),
        )
        if not rows:
            st.markdown(t("common.no_rows"))
        elif data.scope().personal:
            watching.saw_persons("research/field_days", {r.unit_code for r in rows}, len(rows))
            blocks.chart(_field_figure(month, look()), "c_field", t("research.field.alt"))
        else:
            st.caption(t("common.personal_hidden"))


def _field_days(month: Month) -> list:
    frame = data.ask(research.field_days, (month,))
    found = frame[(frame["level"] == "person") & (frame["period"] == "year") & (frame["state"] == "value")]
    return sorted(found.itertuples(index=False), key=lambda r: -r.value)


def _field_table(month: Month) -> pd.DataFrame:
    people, units = data.people(), data.units(month)
    return pd.DataFrame(
        [
            {
                t("common.person"): people[r.staff_id].shown(lang()) if r.staff_id in people else r.staff_id,
                t("common.department"): units[r.unit_code].name(lang()) if r.unit_code in units else r.unit_code,
                t("research.column.field_days"): r.value,
                t("learning.column.remark"): pieces.remarks(may_change=r.provisional),
            }
            for r in _field_days(month)
        ]
    )


@data.cached
def _field_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import bars

    people, units = data.people(), data.units(month)
    shown = []
    for r in _field_days(month)[:MOST]:
        person = people.get(r.staff_id)
        name = person.shown(drawn_for.lang) if person else r.staff_id
        unit = units[r.unit_code].short(drawn_for.lang) if r.unit_code in units else ""
        days = text("research.field.days", drawn_for.lang, n=formats.trimmed(drawn_for.lang, r.value))
        hover = f"{unit} · {days}{lights.finality(drawn_for.lang, r)}"
        shown.append(bars.Bar(name, r.value, formats.trimmed(drawn_for.lang, r.value), hover))
    return bars.horizontal(shown, drawn_for, state="none", row=30)


def projects_card(month: Month) -> None:
    table = research_card.table(month)
    overdue = int(research_card.projects(month)["overdue"].sum())
    with blocks.card("projects"):
        blocks.head(
            t("research.projects.title", n=number(len(table)), overdue=overdue),
            t("research.projects.sub"),
            "projects",
            None,
            table,
            f"research_{month}",
            figures=pieces.figures(ids(), month, ""),
        )
        st.dataframe(
            table, hide_index=True, height=min(460, 38 + 35 * max(len(table), 1)), alt=t("research.projects.alt")
        )
