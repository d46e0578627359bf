"""The service page: how fast matters are answered and settled, what is open, what came in, what came of it."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics import service
from analytics.declare import code_list, indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, month_name, number, t
from analytics.ui.views import lights, pieces, requirements, service_counts

TILES = (
    "first_response_time",
    "first_response_on_time_rate",
    "in_scope_on_time_closure_rate",
    "referral_on_time_rate",
    "satisfaction_rate",
)
LIMITS = (
    "first_response_on_time_rate",
    "in_scope_on_time_closure_rate",
    "referral_on_time_rate",
    "statutory_overdue_count",
)
OUTCOMES = (
    "rural_training_person_times",
    "reemployment_count",
    "community_entity_count",
    "rights_support_count",
    "family_creation_count",
    "women_cadre_recommendation_count",
)
BY_DEPARTMENT = (
    ("in_scope_on_time_closure_rate", "referral_on_time_rate"),
    ("satisfaction_rate", "first_response_time"),
)


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    return lights.computed(tuple(dict.fromkeys((*TILES, *service.FIGURES, *requirements.yearly("service")))))


def units_for(month: Month) -> list[str]:
    """The agency and the departments that take in matters."""
    return [u.code for u in data.units(month).values() if u.kind == "agency" or u.has_window]


def lead(month: Month, unit_code: str) -> str:
    """How fast, how much on time, what is open."""
    time = pieces.series("first_response_time", month, unit_code, ids()).rows[-1]
    share = pieces.series("first_response_on_time_rate", month, unit_code, ids()).rows[-1]
    open_, near, past = (service_counts.count(n) for n in service_counts.pressure(month, unit_code))
    if time is None or time.state != "value" or share is None or share.state != "value":
        return t(
            "service.lead_none",
            unit=pieces.unit_name(unit_code, month),
            month=month_name(month, long=True),
            open=open_,
            past=past,
        )
    return t(
        "service.lead",
        unit=pieces.unit_name(unit_code, month),
        month=month_name(month, long=True),
        n=number(time.n),
        median=number(time.value, 1),
        p90=number(time.p90, 1),
        share=formats.share(lang(), share.numerator, share.denominator, data.setting("small_numbers_min_denominator")),
        goal=_against(share),
        open=open_,
        near=near,
        past=past,
    )


def _against(row: Any) -> str:
    if formats.missing(row.target):
        return ""
    gap = (row.value - row.target) * 100
    if gap >= 0:
        return t("service.goal_met", target=formats.percent(lang(), row.target))
    return t("service.goal_missed", target=formats.percent(lang(), row.target), gap=formats.number(lang(), -gap, 1))


# ------------------------------------------------------------------------------------------- open matters
def open_card(month: Month, unit_code: str) -> None:
    """Every open case, domestic violence first, then by due date. Only for those whose duty it is."""
    with blocks.card("open"):
        if not data.scope().personal:
            blocks.head(t("service.open.title_none"), t("common.personal_hidden"), "open")
            return
        found = data.ask(service.open_cases, (month,))
        mine = found[found["unit_code"].isin(data.below(unit_code, month))]
        watching.saw_persons("service/open_cases", set(mine["unit_code"]), len(mine))
        table = open_table(mine)
        blocks.head(
            t(
                "service.open.title",
                n=len(mine),
                past=int(mine["overdue"].sum()),
                near=int(mine["near"].sum()),
                dv=int(mine["is_dv"].sum()),
            ),
            t("service.open.sub"),
            "open",
            t("service.open.why"),
            table,
            f"open_{month}",
            figures=pieces.figures(LIMITS, month, unit_code),
        )
        st.dataframe(
            table,
            hide_index=True,
            height=min(500, 38 + 35 * max(len(table), 1)),
            alt=t("service.open.alt"),
            placeholder="—",
        )


def open_table(found: pd.DataFrame) -> pd.DataFrame:
    who = found["owner"] if lang() == "zh" else found["owner_en"].fillna(found["owner"])
    states = []
    for past, near, left in zip(found["overdue"], found["near"], found["days_left"], strict=True):
        if past:
            words = t("service.open.past", n=-int(left)) if left < 0 else t("service.open.past_now")
            states.append(f"◆ {words}")
        else:
            states.append(f"{'▲' if near else '●'} {t('service.open.left', n=int(left))}")
    return pd.DataFrame(
        {
            t("service.column.limit"): states,
            t("service.column.dv"): [f"◆ {t('common.yes')}" if d else "" for d in found["is_dv"]],
            t("service.column.case"): found["case_id"].to_list(),
            t("common.department"): [pieces.short_name(c) for c in found["unit_code"]],
            t("service.column.type"): [label("matter_type", c) for c in found["matter_type"]],
            t("service.column.category"): [label("rights_category", c) for c in found["rights_category"]],
            t("service.column.received"): found["received_at"].astype(str).str[:16],
            t("service.column.next"): [t(f"service.step.{s}") for s in found["next_step"]],
            t("service.column.due"): found["due_on"].astype(str).str[:10],
            t("service.column.chased"): found["chase_count"].to_list(),
            t("service.column.owner"): who.fillna("").to_list(),
        }
    )


# ------------------------------------------------------------------------------------------- in and out
def _year(month: Month) -> tuple[Month, ...]:
    return tuple(Month(month.year, m) for m in range(1, month.month + 1))


def _amounts(rows: list[tuple[str, float, str]], drawn_for: Look) -> Any:
    from analytics.ui.charts import bars

    shown = [bars.Bar(n, v, formats.trimmed(drawn_for.lang, v), d) for n, v, d in rows]
    return bars.horizontal(shown, drawn_for, state="none", row=32)


def areas_card(month: Month, unit_code: str) -> None:
    """The five service areas: activities and person-times of the year, areas without activity named."""
    found = _areas(month, unit_code)
    silent = [a for a, n, _ in found if not n]
    words = formats.names(lang(), [label("service_area", a) for a in silent])
    title = t("service.areas.title_gap", areas=words) if silent else t("service.areas.title", n=len(found))
    chosen = indicator("service_area_coverage")
    with blocks.card("areas"):
        blocks.head(
            title,
            t("service.areas.sub", n=number(sum(b for _, _, b in found)), article=chosen.article),
            "areas",
            pieces.formula(chosen),
            figures=pieces.figures((chosen.id, "service_beneficiary_count"), month, unit_code),
        )
        blocks.chart(_areas_figure(month, unit_code, look()), "c_areas", t("service.areas.alt"))


def _areas(month: Month, unit_code: str) -> list[tuple[str, int, float]]:
    found = data.ask(service.areas, _year(month))
    mine = found[found["unit_code"].isin(data.below(unit_code, month))]
    sums = mine.groupby("service_area")[["activities", "beneficiaries"]].sum()
    return [
        (c.code, int(sums["activities"].get(c.code, 0)), float(sums["beneficiaries"].get(c.code, 0)))
        for c in code_list("service_area")
    ]


@data.cached
def _areas_figure(month: Month, unit_code: str, drawn_for: Look) -> Any:
    names = code_list("service_area")
    return _amounts(
        [
            (
                names.label(a, drawn_for.lang),
                b,
                text("service.areas.detail", drawn_for.lang, activities=n, people=formats.number(drawn_for.lang, b)),
            )
            for a, n, b in _areas(month, unit_code)
        ],
        drawn_for,
    )


def outcomes_card(month: Month, unit_code: str) -> None:
    """What activities brought, in each measure's own unit; never added together."""
    found = data.ask(service.outcomes, _year(month))
    mine = found[(found["kind"] == "outcome_measure") & found["unit_code"].isin(data.below(unit_code, month))]
    sums = mine.groupby("code")["amount"].sum()
    measures = list(code_list("outcome_measure"))
    table = pd.DataFrame(
        {
            t("service.column.measure"): [label("outcome_measure", c.code) for c in measures],
            t("service.column.amount"): [float(sums.get(c.code, 0)) for c in measures],
        }
    )
    with blocks.card("outcomes"):
        blocks.head(
            t("service.outcomes.title", n=int((sums > 0).sum()), all=len(measures)),
            t("service.outcomes.sub"),
            "outcomes",
            None,
            table,
            f"outcomes_{month}",
            figures=pieces.figures(OUTCOMES, month, unit_code),
        )
        with st.grid(5, min_column_width=140, gap="small"):
            for one in measures:
                st.metric(label("outcome_measure", one.code), number(sums.get(one.code, 0)))
