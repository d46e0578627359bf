"""The competitive page: the sentence at its head, appointments with their three steps."""

import pandas as pd
import streamlit as st

from analytics import competition
from analytics.declare import indicator, indicators
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.texts import label, lang, month_name, t
from analytics.ui.views import lights, pieces, requirements

TILES = (
    "assessment_component_coverage",
    "open_competition_rate",
    "assessment_result_use_rate",
    "merit_based_award_rate",
    "experience_promoted_count",
)
STEPS = ("exam", "open_competition", "recommendation")
OPEN = "open_competition_rate"


def ids() -> tuple[str, ...]:
    """Everything the page measures, in one statement."""
    mine = tuple(i.id for i in indicators().values() if i.type_of_agency == "competitive")
    return lights.computed(mine)


def tiles() -> tuple[str, ...]:
    return lights.computed(TILES)


def lead(month: Month, unit_code: str) -> str:
    """How far assessing, appointing and competing outside have come, in one sentence."""
    words = {}
    for name in ("assessment_component_coverage", OPEN):
        row = pieces.series(name, month, pieces.kept_at(name, month, unit_code), ids()).rows[-1]
        words[name] = formats.NOTHING if row is None else lights.detail(lang(), indicator(name), row)
    rows = requirements.found(requirements.yearly("competitive"), month, unit_code, ids())
    return t(
        "competition.lead",
        unit=pieces.unit_name(unit_code, month),
        month=month_name(month, long=True),
        assessed=words["assessment_component_coverage"],
        competed=words[OPEN],
        n=len(rows),
        open=sum(r.state == "unmet" for r in rows),
    )


# ------------------------------------------------------------------------------------------- appointments
def appointments_card(month: Month, top_code: str, unit_code: str) -> None:
    """The unit's appointments with their steps, for those who may see persons; the agency's share for everybody."""
    row = pieces.series(OPEN, month, top_code, ids()).rows[-1] if OPEN in ids() else None
    shown = formats.NOTHING if row is None else lights.detail(lang(), indicator(OPEN), row)
    link = ("indicator", t("common.see_rows"), {"i": OPEN, "u": top_code, "m": str(month)})
    with blocks.card("appointments"):
        if not data.scope().personal:
            blocks.head(t("competition.appointments.title", shown=shown), t("common.personal_hidden"), "appointments",
                        pieces.formula(indicator(OPEN)), None, None, link)
            _steps(month)
            return
        found = data.ask(competition.appointments, month)
        found = found[found["unit_code"].isin(data.below(unit_code, month))]
        watching.saw_persons("competition/appointments", set(found["unit_code"].dropna()), len(found))
        table = _appointments_table(found)
        blocks.head(t("competition.appointments.title", shown=shown), t("competition.appointments.sub", n=len(found)),
                    "appointments", pieces.formula(indicator(OPEN)), table, f"appointments_{month}", link)
        _steps(month)
        if found.empty:
            st.markdown(t("competition.appointments.none"))
            return
        st.dataframe(table, hide_index=True, height="content", alt=t("competition.appointments.alt"), placeholder="—")


def _steps(month: Month) -> None:
    """Each step by itself, done ÷ required, of the whole agency; nothing before an appointment needs them."""
    found = data.ask(competition.steps, month)
    if not found.empty and found["appointments"].iat[0]:
        done = {r.step: f"**{r.done}/{r.appointments}**" for r in found.itertuples()}
        st.markdown(t("competition.appointments.steps", **done))


def _appointments_table(found: pd.DataFrame) -> pd.DataFrame:
    people = data.people()

    def step(done: bool, required: bool) -> str:
        return f"● {t('requirements.done')}" if done else f"◆ {t('requirements.not_done')}" if required else "—"

    rows = []
    for r in found.itertuples():
        row = {
            t("competition.column.decided_on"): str(r.decided_on)[:10],
            t("common.person"): people[r.staff_id].shown(lang()) if r.staff_id in people else r.staff_id,
            t("competition.column.post"): r.post,
            t("competition.column.rank"): label("post_rank", r.post_rank),
            t("competition.column.type"): label("appointment_type", r.type),
        }
        row |= {t(f"competition.column.{name}"): step(getattr(r, name), r.competitive) for name in STEPS}
        row[t("competition.column.assessment_cited")] = step(r.assessment_cited, True)
        row[t("competition.column.publicity")] = r.publicity_days
        rows.append(row)
    return pd.DataFrame(rows)
