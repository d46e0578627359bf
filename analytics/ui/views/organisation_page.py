"""The organisation page: the leading group and its three tests, who leads which department, who has not filed."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics import organisation
from analytics.declare import indicator, indicators
from analytics.months import Month
from analytics.store.registers import Unit
from analytics.ui import blocks, data, formats, watching
from analytics.ui.blocks import Matter
from analytics.ui.texts import label, lang, month_name, t
from analytics.ui.views import lights, pieces, requirements

TILES = (
    "leading_group_established",
    "responsibility_coverage_rate",
    "mobilisation_discussion_rate",
    "person_gap_analysis_rate",
    "creation_goal_completion_rate",
)
BY_DEPARTMENT = (
    "responsibility_coverage_rate", "dept_gap_analysis_rate", "person_gap_analysis_rate", "half_year_assessment_done",
    "annual_assessment_done", "civilised_office_participation", "creation_goal_completion_rate",
)
SEATS = ("head", "deputy", "member")
GROUP, GAPS = "leading_group_established", "person_gap_analysis_rate"


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement: the organisation's figures and every policy target."""
    mine = tuple(i.id for i in indicators().values() if i.type_of_agency == "organisation")
    targets = lights.policy_targets("agency") + lights.policy_targets("department")
    return lights.computed(tuple(dict.fromkeys((*mine, *targets))))


def tiles() -> tuple[str, ...]:
    return lights.computed(TILES)


def lead(month: Month, unit_code: str) -> str:
    """Whether the group stands, who has looked for gaps, what is open, in one sentence."""
    words = {}
    for name in (GROUP, "dept_gap_analysis_rate", GAPS):
        row = pieces.series(name, month, pieces.kept_at(name, month, unit_code), ids()).rows[-1]
        words[name] = formats.NOTHING if row is None else lights.detail(lang(), indicator(name), row)
    rows = requirements.found(requirements.yearly("organisation"), month, unit_code, ids())
    return t(
        "organisation.lead", unit=pieces.unit_name(unit_code, month), month=month_name(month, long=True),
        group=words[GROUP], departments=words["dept_gap_analysis_rate"], people=words[GAPS], n=len(rows),
        open=sum(r.state == "unmet" for r in rows),
    )


# ------------------------------------------------------------------------------------------- leading group
def group_card(month: Month, unit_code: str) -> None:
    """The three tests of the leading group; whoever is missing and every vacant post is named."""
    found = data.ask(organisation.seats, month)
    with blocks.card("group"):
        if found.empty:
            blocks.head(t("organisation.group.title_none"), t("organisation.group.sub_none"), "group")
            return
        passed = sum(bool(mine["seated"].all()) for _, mine in found.groupby("seat"))
        blocks.head(
            t("organisation.group.title", passed=passed, n=len(SEATS), missing=int((~found["seated"]).sum())),
            t("organisation.group.sub", n=len(found), article=indicator(GROUP).article),
            "group",
            pieces.formula(indicator(GROUP)),
            lambda: _seats_table(found, month),
            f"leading_group_{month}",
        )
        matters = [_test(seat, found[found["seat"] == seat], month, unit_code) for seat in SEATS]
        blocks.attention(matters, key="seat_")


def _test(seat: str, mine: pd.DataFrame, month: Month, unit_code: str) -> Matter:
    """One test: how many seats are rightly taken, and who is missing."""
    gone = [_holder(r, month) for r in mine[~mine["seated"]].itertuples()]
    why = t("organisation.group.missing", who=formats.names(lang(), gone)) if gone else (
        formats.names(lang(), [_holder(r, month) for r in mine.itertuples()]))
    seated = int(mine["seated"].sum())
    return Matter(
        "red" if gone else "green",
        t(f"organisation.group.test.{seat}"),
        why,
        t("organisation.group.seated", seated=seated, n=len(mine)),
        t("requirements.state.unmet" if gone else "requirements.state.met"),
        bool(gone),
        "indicator",
        {"i": GROUP, "u": unit_code, "m": str(month)},
    )


def _holder(row: Any, month: Month) -> str:
    """The person of a seat, or whose post is vacant."""
    person = data.people().get(row.staff_id) if isinstance(row.staff_id, str) else None
    unit = data.units(month).get(row.unit_code)
    place = unit.short(lang()) if unit else row.unit_code
    if person is None:
        return t("organisation.group.vacant", unit=place)
    if row.seat != "member":
        return person.shown(lang())
    return f"{person.shown(lang())}（{place}）" if lang() == "zh" else f"{person.shown('en')} ({place})"


def _seats_table(found: pd.DataFrame, month: Month) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("organisation.column.seat"): [t(f"organisation.group.test.{s}") for s in found["seat"]],
            t("organisation.column.holder"): [_holder(r, month) for r in found.itertuples()],
            t("organisation.column.role"): [
                label("group_role", r) if isinstance(r, str) else formats.NOTHING for r in found["role"]],
            t("organisation.column.seated"): [
                f"● {t('common.yes')}" if s else f"◆ {t('common.no')}" for s in found["seated"]],
        }
    )


# ------------------------------------------------------------------------------------------- responsibilities
def responsibility_card(month: Month) -> None:
    """Who in the leadership answers for each department, and who heads it."""
    units = data.departments(month)
    without = [u for u in units if u.supervisor_id is None]
    with blocks.card("responsibility"):
        blocks.head(
            t("organisation.responsibility.title", n=len(units) - len(without), all=len(units)),
            t("organisation.responsibility.sub"),
            "responsibility",
            None,
            lambda: _responsibility_table(units),
            f"responsibility_{month}",
        )
        blocks.attention([_responsible(u, month) for u in units], key="unit_", none=t("common.no_rows"))


def _named(staff_id: str | None) -> str:
    person = data.people().get(staff_id or "")
    return person.shown(lang()) if person else ""


def _responsible(unit: Unit, month: Month) -> Matter:
    leader, head = _named(unit.supervisor_id), _named(unit.head_id)
    return Matter(
        "green" if leader and head else "red",
        unit.name(lang()),
        t("organisation.responsibility.head", who=head) if head else t("organisation.responsibility.no_head"),
        leader or t("organisation.responsibility.no_leader"),
        "",
        False,
        "indicator",
        {"i": "responsibility_coverage_rate", "u": unit.code, "m": str(month)},
    )


def _responsibility_table(units: Sequence[Unit]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("common.department"): [u.name(lang()) for u in units],
            t("organisation.column.leader"): [_named(u.supervisor_id) or formats.NOTHING for u in units],
            t("organisation.column.head"): [_named(u.head_id) or formats.NOTHING for u in units],
        }
    )


# ------------------------------------------------------------------------------------------- people without gaps filed
def gaps_card(month: Month, unit_code: str) -> None:
    """Cadres who have not filed what they lack and what they will do: by name for those who may see persons."""
    chosen, row = indicator(GAPS), pieces.series(GAPS, month, unit_code, ids()).rows[-1]
    shown = formats.NOTHING if row is None else lights.detail(lang(), chosen, row)
    link = ("indicator", t("common.see_rows"), {"i": GAPS, "u": unit_code, "m": str(month)})
    with blocks.card("gaps"):
        if not data.scope().personal:
            blocks.head(t("organisation.gaps.title", shown=shown), t("common.personal_hidden"), "gaps",
                        pieces.formula(chosen), None, None, link)
            return
        frame = data.measured((GAPS,), (month,), ("person",))
        open_ = frame[(frame["value"] < 1) & frame["unit_code"].isin(data.below(unit_code, month))]
        watching.saw_persons("organisation/gaps", set(open_["unit_code"]), len(open_))
        table = pd.DataFrame(
            {
                t("common.person"): [_named(s) or s for s in open_["staff_id"]],
                t("common.department"): [pieces.short_name(u) for u in open_["unit_code"]],
            }
        )
        blocks.head(t("organisation.gaps.title", shown=shown), t("organisation.gaps.sub", n=len(open_)), "gaps",
                    pieces.formula(chosen), table, f"gaps_{month}", link)
        if table.empty:
            st.markdown(f":green[●] {t('organisation.gaps.none')}")
            return
        st.dataframe(table, hide_index=True, height=min(320, 38 + 35 * len(table)), alt=t("organisation.gaps.alt"))
