"""Research projects as tracks by department, against the stage that is due."""

from typing import Any

import pandas as pd

from analytics import research
from analytics.declare import code_list, indicator, text
from analytics.months import Month
from analytics.pacing import steps_due
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, t
from analytics.ui.views import lights, pieces

ID = "department_research_count"


def projects(month: Month) -> pd.DataFrame:
    """Projects of the year that are not cancelled."""
    found = data.ask(research.projects, (month,))
    return found[found["stage_no"] > 0]


def steps_now(month: Month) -> int:
    """How many of the dated steps are due by now."""
    chosen = indicator(ID)
    due, _, _ = steps_due(chosen, month, min(month.last_day, data.today()))
    return lights.steps_reached(chosen, due)


def step_names(language: Any) -> list[str]:
    """The stages that have a date, by their name."""
    codes = code_list("research_stage").codes
    return [
        codes[int(stage) - 1].zh if language == "zh" else codes[int(stage) - 1].en for _, stage in indicator(ID).steps
    ]


def paces(month: Month, ids: tuple[str, ...] = ()) -> dict[str, str | None]:
    """Each department's pace: that of its furthest project; None when its return is missing."""
    return {r.unit_code: r.pace if r.state == "value" else None for r in pieces.department_rows(ID, month, ids)}


def card(month: Month, ids: tuple[str, ...] = ()) -> None:
    """The card of the overview and of the research page. ids: what the page measures in one statement."""
    if not lights.computed((ID,)):
        return
    now, chosen = paces(month, ids), indicator(ID)
    counted = {s: sum(p == s for p in now.values()) for s in ("on_pace", "behind", "out_of_reach")}
    key = "title_lost" if counted["out_of_reach"] else "title"
    title = t(f"overview.research.{key}", ok=counted["on_pace"], behind=counted["behind"], lost=counted["out_of_reach"])
    with blocks.card("research"):
        blocks.head(
            title,
            t("research.sub", n=len(projects(month)), article=chosen.article),
            "research",
            "\n\n".join([pieces.formula(chosen), chosen.target_zh if lang() == "zh" else chosen.target_en]),
            lambda: table(month),
            f"research_{month}",
            figures=pieces.figures((ID,), month, ""),
        )
        blocks.chart(figure(month, ids, look()), "c_research", t("research.alt"))


@data.cached
def figure(month: Month, ids: tuple[str, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import tracks
    from analytics.ui.charts.base import unit_labels

    language, units, now = drawn_for.lang, data.units(month), paces(month, ids)
    found = projects(month)
    names = dict(zip(now, unit_labels([units[c] for c in now], drawn_for), strict=True))
    rows = []
    for code, pace in now.items():
        mine = sorted(found[found["unit_code"] == code].itertuples(), key=lambda p: -p.stage_no)
        rows.append(
            (
                -max([p.stage_no for p in mine], default=0),
                tracks.TrackRow(names[code], tuple(track(p, language) for p in mine), pace),
            )
        )
    rows.sort(key=lambda r: r[0])
    return tracks.stages(
        [r for _, r in rows], step_names(language), steps_now(month), due_words(month, language), drawn_for
    )


def due_words(month: Month, language: Any) -> str:
    due = steps_now(month)
    return (
        text("research.due", language, month=formats.month_name(language, month), stage=step_names(language)[due - 1])
        if due
        else ""
    )


def track(project: Any, language: Any) -> Any:
    from analytics.ui.charts.tracks import Track

    stage = code_list("research_stage").label(project.stage, language)
    who = project.lead if language == "zh" else project.lead_en
    reached = lights.steps_reached(indicator(ID), project.stage_no)
    names = [name for name in (who, project.lead_id) if not formats.missing(name)]  # none where persons are not shown
    return Track(" · ".join([stage, *names[:1]]), reached, project.title)


def table(month: Month) -> pd.DataFrame:
    units, found = data.units(month), projects(month)
    found = found[found["unit_code"].isin(set(units))]
    who = found["lead"] if lang() == "zh" else found["lead_en"].fillna(found["lead"])
    return pd.DataFrame(
        {
            t("common.department"): [units[c].name(lang()) for c in found["unit_code"]],
            t("research.column.title"): found["title"],
            t("research.column.lead"): list(who.fillna("")),
            t("research.column.stage"): [label("research_stage", s) for s in found["stage"]],
            t("research.column.stage_on"): found["stage_on"].astype(str).str[:10],
            t("research.column.due_on"): found["due_on"].astype(str).str[:10],
            t("research.column.field_days"): found["field_days"],
            t("research.column.pace"): [label("pace", p) if isinstance(p, str) else "" for p in found["pace"]],
        }
    )
