"""The innovative page: suggestions by person, coverage, goals and outcomes, and the list of suggestions."""

import pandas as pd
import streamlit as st

from analytics import suggestions
from analytics.declare import indicator
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.texts import label, lang, month_name, number, t
from analytics.ui.views import lights, pieces, requirements

TILES = (
    "suggestions_per_person",
    "suggestion_coverage_rate",
    "innovation_measure_completion_rate",
    "outstanding_outcomes_declared",
)
OF_SUGGESTIONS = ("suggestions_per_person", "suggestion_coverage_rate", "golden_idea_count", "suggestion_month_held")
OF_GOALS = (
    "innovation_measure_completion_rate",
    "dept_innovation_goal_rate",
    "person_innovation_goal_rate",
    "outstanding_outcomes_declared",
)
BY_DEPARTMENT = ("suggestion_coverage_rate", "innovation_measure_completion_rate")


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    return lights.computed(tuple(dict.fromkeys((*suggestions.ALL, *requirements.yearly("innovative")))))


def lead(month: Month, unit_code: str) -> str:
    per_person = pieces.series("suggestions_per_person", month, unit_code, ids()).rows[-1]
    coverage = pieces.series("suggestion_coverage_rate", month, unit_code, ids()).rows[-1]
    if per_person is None or per_person.state != "value":
        return t("indicator.lead_missing", unit=pieces.unit_name(unit_code, month), month=month_name(month, long=True))
    chosen = indicator("suggestions_per_person")
    return t(
        "suggestions.lead",
        unit=pieces.unit_name(unit_code, month),
        month=month_name(month, long=True),
        total=number(per_person.numerator),
        value=formats.amount(lang(), chosen, per_person.value),
        expected=formats.trimmed(lang(), per_person.expected, 1),
        pace=label("pace", per_person.pace),
        met=number(coverage.numerator if coverage is not None else None),
        n=number(coverage.denominator if coverage is not None else None),
    )


def people_card(month: Month, unit_code: str) -> None:
    """Every cadre's number against what is due by now, those furthest behind first."""
    with blocks.card("people"):
        if not data.scope().personal:
            blocks.head(t("suggestions.people.title_none"), t("common.personal_hidden"), "people")
            return
        rows = people(month, unit_code)
        watching.saw_persons("suggestions/people", {r.unit_code for r in rows}, len(rows))
        behind = sum(r.light == "red" for r in rows)
        none = sum(r.value == 0 for r in rows)
        table = people_table(rows)
        blocks.head(
            t("suggestions.people.title", n=len(rows), behind=behind, none=none),
            t("suggestions.people.sub"),
            "people",
            pieces.formula(indicator("suggestions_per_person")),
            table,
            f"suggestions_people_{month}",
            figures=pieces.figures(("suggestions_per_person",), month, unit_code),
        )
        st.dataframe(
            table,
            hide_index=True,
            height=min(460, 38 + 35 * max(len(rows), 1)),
            alt=t("suggestions.people.alt"),
            column_config={
                t("overview.suggestions.total"): st.column_config.ProgressColumn(
                    format="%d", min_value=0, max_value=max([3, *[int(r.value) for r in rows]])
                )
            },
        )


def people(month: Month, unit_code: str) -> list:
    frame = data.measured(("suggestions_per_person",), (month,), ("person", "department", "agency"))
    below = data.below(unit_code, month)
    rows = [
        r
        for r in frame[frame["level"] == "person"].itertuples(index=False)
        if r.unit_code in below and r.state == "value"
    ]
    order = {"red": 0, "amber": 1, "green": 2, "grey": 3}
    return sorted(rows, key=lambda r: (order[r.light], r.value))


def people_table(rows: list) -> pd.DataFrame:
    known = data.people()
    return pd.DataFrame(
        {
            t("common.person"): [known[r.staff_id].shown(lang()) if r.staff_id in known else r.staff_id for r in rows],
            t("common.department"): [pieces.short_name(r.unit_code) for r in rows],
            t("overview.suggestions.total"): [int(r.value) for r in rows],
            t("overview.suggestions.expected_column"): [formats.trimmed(lang(), r.expected, 1) for r in rows],
            t("suggestions.column.still"): [
                formats.trimmed(lang(), max((r.target or 0) - r.value, 0)) if r.target == r.target else "" for r in rows
            ],
            t("charts.column.light"): [
                f"{blocks.GLYPH[r.light]} {label('light', r.light)}{lights.finality(lang(), r)}" for r in rows
            ],
        }
    )


def list_card(month: Month, unit_code: str) -> None:
    """The year's suggestions with what the office decided, newest first."""
    months = tuple(Month(month.year, m) for m in range(1, month.month + 1))
    found = data.ask(suggestions.list_rows, months)
    mine = found[found["unit_code"].isin(data.below(unit_code, month))].sort_values("proposed_on", ascending=False)
    waiting = int((mine["result"] == "pending").sum())
    used = int((mine["result"].isin(["adopted", "partly_adopted"])).sum())
    who = mine["name"] if lang() == "zh" else mine["name_en"].fillna(mine["name"])
    table = pd.DataFrame(
        {
            t("suggestions.column.proposed_on"): mine["proposed_on"].astype(str).str[:10],
            t("common.department"): [pieces.short_name(c) for c in mine["unit_code"]],
            t("common.person"): who.fillna("").to_list(),
            t("suggestions.column.title"): mine["title"].to_list(),
            t("suggestions.column.channel"): [label("suggestion_channel", c) for c in mine["channel"]],
            t("suggestions.column.field"): [label("suggestion_field", c) for c in mine["field"]],
            t("suggestions.column.result"): [label("suggestion_result", c) for c in mine["result"]],
            t("suggestions.column.valid"): [t("common.yes") if v else t("common.no") for v in mine["valid"]],
        }
    )
    with blocks.card("list"):
        blocks.head(
            t("suggestions.list.title", n=len(mine), used=used, waiting=waiting),
            t("suggestions.list.sub"),
            "list",
            None,
            table,
            f"suggestions_{month.year}",
            figures=pieces.figures(OF_SUGGESTIONS, month, unit_code),
        )
        st.dataframe(
            table, hide_index=True, height=min(460, 38 + 35 * max(len(table), 1)), alt=t("suggestions.list.alt")
        )


def goals_card(month: Month, unit_code: str) -> None:
    """Goals and outcomes, overdue ones first."""
    found = data.ask(suggestions.goal_rows, month)
    mine = found[found["unit_code"].isin(data.below(unit_code, month))]
    mine = mine.sort_values(["overdue", "finished", "due_on"], ascending=[False, True, True])
    people = data.people()
    table = pd.DataFrame(
        {
            t("suggestions.column.type"): [label("goal_type", c) for c in mine["goal_type"]],
            t("suggestions.column.title"): mine["title"].to_list(),
            t("common.department"): [pieces.short_name(c) for c in mine["unit_code"]],
            t("suggestions.column.owner"): [people[o].shown(lang()) if o in people else "" for o in mine["owner_id"]],
            t("suggestions.column.due_on"): mine["due_on"].astype(str).str[:10],
            t("suggestions.column.stage"): [label("goal_stage", c) for c in mine["stage"]],
            t("suggestions.column.progress"): mine["progress"].to_list(),
            t("suggestions.column.overdue"): [f"◆ {t('common.yes')}" if o else "" for o in mine["overdue"]],
        }
    )
    with blocks.card("goals"):
        blocks.head(
            t(
                "suggestions.goals.title",
                n=len(mine),
                finished=int(mine["finished"].sum()),
                overdue=int(mine["overdue"].sum()),
            ),
            t("suggestions.goals.sub"),
            "goals",
            None,
            table,
            f"goals_{month}",
            figures=pieces.figures(OF_GOALS, month, unit_code),
        )
        st.dataframe(
            table,
            hide_index=True,
            height=min(460, 38 + 35 * max(len(table), 1)),
            alt=t("suggestions.goals.alt"),
            column_config={
                t("suggestions.column.progress"): st.column_config.ProgressColumn(
                    format="%d%%", min_value=0, max_value=100
                )
            },
        )
