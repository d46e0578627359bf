"""Below the register of awards: the exceptions that leaders have made, each with its reason, by whom and when."""

import pandas as pd
import streamlit as st

from analytics import awards
from analytics.awards import EVERYBODY
from analytics.keeping.naming import meanings
from analytics.ui import blocks, data
from analytics.ui.texts import label, lang, t
from analytics.ui.views import registers_state as state
from analytics.ui.views.awards_page import by_name


def show() -> None:
    """Nothing while there are none."""
    found = data.ask(awards.exceptions)
    if found.empty:
        return
    with blocks.card("award_exceptions", stretch=False):
        st.markdown(f"### {t('awards.exceptions.title', n=len(found))}\n\n{t('awards.exceptions.sub')}", anchors=False)
        st.dataframe(_table(found), hide_index=True, alt=t("awards.exceptions.title", n=len(found)))


def _table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        t("awards.award"): [label("award", code) for code in found["award"]],
        t("awards.year"): list(found["year"]),
        t("awards.column.candidate"): [_name(*pair) for pair in zip(found["award"], found["nominee"], strict=True)],
        t("awards.column.exception"): list(found["reason"]),
        t("awards.exceptions.by"): [by_name(login) for login in found["recorded_by"]],
        t("awards.exceptions.at"): [f"{at:%Y-%m-%d}" for at in found["recorded_at"]],
    })


def _name(award: str, nominee: str) -> str:
    if nominee == EVERYBODY:
        return t("awards.override.quota")
    work = state.work_on("award")
    names = meanings(work.around, work.register, work.register.column("nominee"), {"award": award})
    return f"{names[nominee][lang()]} {nominee}" if nominee in names else nominee
