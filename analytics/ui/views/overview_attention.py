"""What needs attention: computed from returns, lights and limits, with whose it is and until when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics import agency
from analytics.declare import Indicator, indicator
from analytics.pacing import due_date, steps_due
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import Matter
from analytics.ui.texts import day_name, label, lang, month_name, t
from analytics.ui.texts import names as names_of
from analytics.ui.views import lights, requirements
from analytics.ui.views.overview import Overview, ids
from analytics.ui.views.overview_cards import target_words

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Ranked:
    """A matter with what it is ordered by: weight first (smaller is more urgent), then its date."""

    weight: int
    due_on: dt.date
    matter: Matter


def card(o: Overview) -> None:
    found = matters(o)
    shown = found[:SHOWN]
    title = t("overview.attention.title", n=len(found)) if found else t("overview.attention.title_none")
    sub = t("overview.attention.sub_more", shown=len(shown)) if len(found) > SHOWN else t("overview.attention.sub")
    with blocks.card("attention"):
        blocks.head(title, sub, "attention", None, (lambda: _table(found)) if found else None)
        blocks.attention(shown)


def matters(o: Overview) -> list[Matter]:
    """Everything, most urgent first."""
    ranked = [*_returns(o), *_cases(o), *_requirements(o), *_figures(o)]
    return [r.matter for r in sorted(ranked, key=lambda r: (r.weight, r.due_on))]


def _table(found: list[Matter]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("overview.attention.matter"): [f"{blocks.GLYPH[m.light]} {m.what}" for m in found],
            t("overview.attention.reason"): [m.why for m in found],
            t("overview.attention.owner"): [m.who for m in found],
            t("overview.attention.due"): [m.due for m in found],
        }
    )


def _owner(o: Overview, code: str) -> str:
    """The unit and its head."""
    unit = data.units(o.month)[code]
    person = data.people().get(unit.head_id or "")
    return f"{unit.short(lang())} · {person.shown(lang())}" if person else unit.short(lang())


def _responsible(o: Overview, chosen: Indicator, top_code: str) -> str:
    """The unit and whoever the register of rules and activities names for what the figure asks for; else its head."""
    found = agency.responsible(data.people(), o.month.year) if chosen.items else {}
    staff = dict.fromkeys(found[item] for item in chosen.items if item in found)
    people = [data.people()[s].shown(lang()) for s in staff if s in data.people()]
    return f"{data.units(o.month)[top_code].short(lang())} · {names_of(people)}" if people else _owner(o, top_code)


def _due(day: dt.date | None, as_of: dt.date | None = None) -> tuple[str, bool]:
    """(in words, whether it had passed on the day the figure describes, or today)."""
    if day is None:
        return "", False
    over = ((as_of or data.today()) - day).days
    return (t("overview.attention.days_over", n=over), True) if over > 0 else (day_name(day), False)


def _returns(o: Overview) -> list[Ranked]:
    found = []
    year = o.board[o.board["month"].str[:4] == str(o.month.year)]
    for row in o.board[
        (o.board["month"] == str(o.month)) & o.board["state"].isin(["missing", "sent_back"])
    ].itertuples():
        mine = year[(year["unit_code"] == row.unit_code) & (year["month"] <= str(o.month))]["state"]
        due = pd.Timestamp(row.due_on).date()
        words, late = _due(due)
        unit = data.units(o.month)[row.unit_code].short(lang())
        found.append(
            Ranked(
                0 if row.state == "missing" else 2,
                due,
                Matter(
                    "red" if row.state == "missing" or late else "amber",
                    t(f"overview.attention.{row.state}", unit=unit, month=month_name(o.month)),
                    t(
                        f"overview.attention.{row.state}_why",
                        late=int((mine == "late").sum()),
                        missing=int((mine == "missing").sum()),
                        n=row.sent_back_count,
                    ),
                    _owner(o, row.unit_code),
                    words,
                    late,
                    "returns",
                    {"m": str(o.month), "u": row.unit_code},
                ),
            )
        )
    return found


def _cases(o: Overview) -> list[Ranked]:
    found = []
    as_of = min(o.month.last_day, data.today())
    for row in o.cases[o.cases["month"] == str(o.month)].itertuples():
        if row.unit_code not in o.units or not data.scope().sees_persons(row.unit_code):
            continue  # what is open is told for single departments only to those who may see their cases
        unit = data.units(o.month)[row.unit_code].short(lang())
        if row.past:
            first, key = pd.Timestamp(row.first_past_on).date(), "cases_dv" if row.dv_past else "cases"
            what = t(f"overview.attention.{key}", unit=unit, n=row.past, dv=row.dv_past)
            why = t("overview.attention.cases_why", days=int(row.longest_past))
            found.append(_case(o, row.unit_code, 0 if row.dv_past else 1, "red", what, why, first, as_of))
        if row.near:
            first = pd.Timestamp(row.first_near_on).date()
            what = t("overview.attention.cases_near", unit=unit, n=row.near)
            why = t("overview.attention.cases_near_why", day=day_name(first))
            found.append(_case(o, row.unit_code, 6, "amber", what, why, first, as_of))
    return found


def _case(
    o: Overview, unit: str, weight: int, light: str, what: str, why: str, first: dt.date, as_of: dt.date
) -> Ranked:
    words, late = _due(first, as_of)
    return Ranked(
        weight, first, Matter(light, what, why, _owner(o, unit), words, late, "service", {"m": str(o.month), "u": unit})
    )


def _figures(o: Overview) -> list[Ranked]:
    """Red figures, and amber ones that got worse. The discipline of returns is said by the returns themselves."""
    shown = lights.shown(o.figures)
    rows = lights.by_key(shown)
    found = []
    for row in shown[
        (shown["month"] == str(o.month)) & shown["unit_code"].isin(o.units) & shown["indicator"].isin(o.core)
    ].itertuples(index=False):
        chosen = indicator(row.indicator)
        before = rows.get((row.unit_code, row.indicator, str(o.month.plus(-1))))
        move = lights.direction(chosen, row, before) * (-1 if chosen.better == "lower" else 1)
        if chosen.type_of_agency == "reporting" or not (row.light == "red" or row.light == "amber" and move < 0):
            continue
        due = _figure_due(o, chosen)
        words, late = _due(due)
        trend = t("overview.attention.worse") if move < 0 else t("overview.attention.better") if move > 0 else ""
        unit = data.units(o.month)[row.unit_code].short(lang())
        what = t(
            "overview.attention.figure",
            unit=unit,
            indicator=chosen.name(lang()),
            value=lights.detail(lang(), chosen, row),
        )
        weight = 4 if row.light == "red" and chosen.mark == "P" else 5 if row.light == "red" else 7
        found.append(
            Ranked(
                weight,
                due or dt.date.max,
                Matter(
                    row.light,
                    what,
                    _why(chosen, row) + trend,
                    _owner(o, row.unit_code),
                    words,
                    late,
                    "indicator",
                    {"i": row.indicator, "u": row.unit_code, "m": str(o.month)},
                ),
            )
        )
    return found


def _requirements(o: Overview) -> list[Ranked]:
    """What the highest unit seen owes by a date and has not done, or has to do within a month; with whose it is."""
    top = data.top(o.month)
    names = [i for i in requirements.dated(*lights.TYPES) if i not in o.core]
    if top is None or top.code in o.units:  # of a single department they stand among its figures
        return []
    found, as_of = [], min(o.month.last_day, data.today())
    for one in requirements.found(names, o.month, top.code, ids()):
        if one.state not in ("unmet", "soon"):
            continue
        words, late = _due(one.due_on, as_of)
        what = t("overview.attention.requirement", indicator=one.chosen.name(lang()),
                 value=requirements.value_words(one.chosen, one.row))
        why = " · ".join([requirements.target_words(one.chosen, one.row), *_where(o, one.chosen.id)])
        weight = 3 if one.state == "unmet" and one.row.light == "red" else 6
        params = {"i": one.chosen.id, "u": top.code, "m": str(o.month)}
        who = _responsible(o, one.chosen, top.code)
        found.append(Ranked(weight, one.due_on or as_of, Matter(
            one.row.light, what, why, who, words or requirements.due_words(one), late, "indicator", params)))
    return found


def _where(o: Overview, name: str) -> list[str]:
    """In words the departments that have not done what each of them owes; nothing where it is the agency's to do."""
    rows = o.figures[(o.figures["indicator"] == name) & (o.figures["month"] == str(o.month))
                     & (o.figures["period"] == "year") & o.figures["light"].isin(["red", "amber"])]
    mine = set(rows[rows["unit_code"].isin(o.units)]["unit_code"])
    if mine and mine == set(o.units):
        return [t("overview.attention.requirement_all")]
    units = [data.units(o.month)[u].short(lang()) for u in o.units if u in mine]
    return [t("overview.attention.requirement_units", units=names_of(units))] if units else []


def _why(chosen: Indicator, row: Any) -> str:
    mark = f"[{chosen.mark}]" if chosen.mark else ""
    if chosen.pace == "P-STAGE" and not formats.missing(row.expected):
        due = formats.counts(lang(), lights.steps_reached(chosen, row.expected), len(chosen.steps))
        return t("overview.attention.figure_why_step", expected=due, pace=label("pace", row.pace), mark=mark)
    if chosen.colour == "R-PACE" and not formats.missing(row.expected) and chosen.pace != "P-RATE":
        return t(
            "overview.attention.figure_why_pace",
            expected=formats.goal(lang(), chosen, row.expected),
            pace=label("pace", row.pace),
            mark=mark,
        )
    return target_words(chosen, row.target)


def _figure_due(o: Overview, chosen: Indicator) -> dt.date | None:
    """The step or date it missed; otherwise the day the next figures are due."""
    as_of = min(o.month.last_day, data.today())
    if chosen.steps and chosen.colour == "R-STEP":
        passed = [d for d, _ in chosen.steps if dt.date(o.month.year, int(d[:2]), int(d[3:])) <= as_of]
        _, _, coming = steps_due(chosen, o.month, as_of)
        if passed:
            return dt.date(o.month.year, int(passed[-1][:2]), int(passed[-1][3:]))
        return coming
    if chosen.due:
        return due_date(chosen, o.month)
    return data.due_dates().get(str(o.month.plus(1)))
