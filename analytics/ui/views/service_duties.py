"""The service page's duties of the leaders and its brands: reception days leader by leader, brands and their stage."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from analytics import service, suggestions
from analytics.declare import Lang, code_list, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import Matter
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import day_name, label, lang, names, t
from analytics.ui.views import pieces

STATES = {"held": "done", "stand_in": "stand_in", "moved": "moved", "cancelled": "missed", "unrecorded": "missed"}
BLOCK = 0.34  # months wide: one day, drawn wide enough to be seen
RECOGNISED = ("awarded", "promoted")
BRANDS = "service_brand_count"
RECEPTION = ("reception_day_fulfilment_rate", "reception_matter_closure_rate")


# ------------------------------------------------------------------------------------------- reception days
def _days(month: Month) -> pd.DataFrame:
    """The year's reception days as far as the viewer's months reach; those after the month are still to come."""
    last = data.scope().last_month
    year = [Month(month.year, m) for m in range(1, 13)]
    found = data.ask(service.reception_days, tuple(m for m in year if last is None or m <= last))
    later = found["month"] > str(month)
    return found.assign(outcome=found["outcome"].mask(later, "planned"))


def reception_card(month: Month) -> None:
    """Each leader's days along the year: held, by a stand-in, moved, cancelled or never recorded, still to come."""
    found = _days(month)
    passed = found[found["outcome"] != "planned"]
    held = int(passed["outcome"].isin(["held", "stand_in"]).sum())
    counted = {o: int((passed["outcome"] == o).sum()) for o in ("stand_in", "moved", "cancelled", "unrecorded")}
    with blocks.card("reception"):
        if found.empty:
            blocks.head(t("service.reception.title_none"), t("service.reception.sub_none"), "reception")
            return
        blocks.head(
            t("service.reception.title", n=len(passed), held=held, **counted),
            t("service.reception.sub"),
            "reception",
            t("service.reception.why"),
            lambda: _table(found),
            f"reception_{month.year}",
            figures=pieces.figures(RECEPTION, month, ""),
        )
        blocks.chart(_reception_figure(month, look()), "c_reception", t("service.reception.alt"))
        _not_yet(month)


def _not_yet(month: Month) -> None:
    """The leaders who have not received anybody in the quarter so far, for those who may see single persons."""
    if not data.scope().personal:
        return
    found = data.ask(service.leaders_received, month)
    waiting: list[str] = found.loc[found["days"] == 0, "staff_id"].to_list()
    people = data.people()
    if waiting:
        who = names([people[i].shown(lang()) if i in people else i for i in waiting])
        st.markdown(t("service.reception.not_yet", quarter=(month.month + 2) // 3, who=who))


def _table(found: pd.DataFrame) -> pd.DataFrame:
    shown = {i: p.shown(lang()) for i, p in data.people().items()}
    return pd.DataFrame(
        {
            t("service.reception.day"): found["held_on"].astype(str).str[:10],
            t("service.reception.planned"): [shown.get(i, i) for i in found["planned_leader_id"]],
            t("service.reception.actual"): [shown.get(i, "") for i in found["actual_leader_id"]],
            t("service.reception.outcome"): [_outcome(o, lang()) for o in found["outcome"]],
            t("service.reception.visitors"): found["visitors"],
            t("service.reception.matters"): found["matters"],
        }
    )


def _outcome(outcome: str, language: Lang) -> str:
    if outcome == "unrecorded":
        return text("service.reception.unrecorded", language)
    return code_list("reception_status").label(outcome, language)


@data.cached
def _reception_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import duties

    language = drawn_for.lang
    months = [formats.month_name(language, f"{month.year}-{m:02d}") for m in range(1, 13)]
    return duties.strip(_leaders(month, language), months, drawn_for)


def _leaders(month: Month, language: Lang) -> Any:
    from analytics.ui.charts.duties import Duty, DutyRow

    found, people = _days(month), data.people()
    rows = []
    for leader, days in found.groupby("planned_leader_id", sort=False):
        name = people[leader].shown(language) if leader in people else str(leader)
        marks = [_duty(Duty, d, language) for d in days.itertuples()]
        due = [m for m in marks if m.state not in ("later", "moved")]
        kept = sum(m.state in ("done", "stand_in") for m in due)
        rows.append(DutyRow(name, tuple(marks), f"{kept}/{len(due)}", text("service.reception.held_of_due", language)))
    return tuple(rows)


def _duty(kind: Any, day: Any, language: Lang) -> Any:
    on: dt.date = pd.Timestamp(day.held_on).date()
    at = on.month - 1 + (on.day - 1) / Month.of(on).days
    words = f"{formats.day_name(language, on)} {_outcome(day.outcome, language)}"
    return kind(words, STATES.get(day.outcome, "later"), min(max(at - BLOCK / 2, 0), 12 - BLOCK), BLOCK)


# ------------------------------------------------------------------------------------------- brands
def brands_card(month: Month, unit_code: str) -> None:
    """The service brands and how far each has come; those recognised first."""
    found = data.ask(suggestions.goal_rows, month)
    mine = found[(found["goal_type"] == "brand") & found["unit_code"].isin(data.below(unit_code, month))]
    mine = mine.assign(known=mine["stage"].isin(RECOGNISED)).sort_values("known", ascending=False)
    ways = pieces.figures((BRANDS,), month, unit_code)
    with blocks.card("brands"):
        blocks.head(
            t("service.brands.title", n=len(mine), known=int(mine["known"].sum())), t("service.brands.sub"), "brands",
            figures=ways,
        )
        units = data.units(month)
        to = ("indicator", ways[0].params) if ways else ("suggestions", {"m": str(month)})
        blocks.attention(
            [
                Matter(
                    "green" if r.known else "red" if r.overdue else "grey",
                    r.title,
                    formats.word(r.measure),
                    f"{label('goal_stage', r.stage)} · {units[r.unit_code].short(lang())}",
                    day_name(pd.Timestamp(r.due_on).date()) if not pd.isna(r.due_on) else "",
                    bool(r.overdue),
                    *to,
                )
                for r in mine.itertuples()
            ],
            none=t("service.brands.none"),
            key="brand_",
        )
