"""The page of awards: which award and year, how many qualify, every candidate condition by condition."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.award_checks import ONE, OPEN, QUALIFIES, SEVERAL, Candidate, Eligibility, Result, awards
from analytics.award_words import failing_words, figure_words, limit_words
from analytics.awards import AWARDED
from analytics.exports import awards as document
from analytics.ui import blocks, data, formats, viewing, watching
from analytics.ui.blocks import GLYPH
from analytics.ui.choices import choose
from analytics.ui.style import ink
from analytics.ui.texts import day_name, label, lang, month_name, names, plain, t
from analytics.ui.views import awards_register, pieces

SHOW = ("all", QUALIFIES, OPEN, ONE)
LIGHTS = {"passed": "green", "failed": "red", "later": "grey", "unknown": "grey"}
FIRST_TELLING_MONTH = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW, HEAD, MOST = 35, 38, 640  # pixels of the table


# ------------------------------------------------------------------------------------------- what is looked at
def choose_award() -> str:
    """An award's code; in the URL: a=excellent_person. Persons only for those who may see them."""
    codes = [one.code for one in awards().values() if one.kind != "person" or data.scope().personal]
    return choose(t("awards.award"), codes, "a", partial(label, "award"), width=170, label_visibility="collapsed")


def choose_year() -> int:
    """A year with figures, this one at first; in the URL: y=2026."""
    years = sorted({str(month.year) for month in data.months_available()}, reverse=True)
    return int(choose(t("awards.year"), years, "y", lambda year: t("awards.year_name", year=year),
                      default=str(data.month_shown_first().year), width=110, label_visibility="collapsed"))


def lead(found: Eligibility) -> str:
    """How many qualify, how many miss by one; that it is so far, while it is."""
    counted = found.counted()
    words = [t("awards.lead", award=found.award.title(lang()), year=found.month.year, total=len(found.candidates),
               **{name: counted[name] for name in (QUALIFIES, OPEN, ONE, SEVERAL)})]
    if found.month.month < 12:
        words.append(t("awards.to_date", month=month_name(found.month, long=True)))
    if found.month.month < FIRST_TELLING_MONTH:
        words.append(t("awards.early"))
    return " ".join(words)


def notices(found: Eligibility) -> None:
    """The quota of persons; awards that were given although a condition fails."""
    quota = found.quota
    if quota is not None:
        st.markdown(t("awards.quota", people=quota.people, limit=quota.limit, most=quota.most, awarded=quota.awarded,
                      percent=f"{data.setting('award_people_percent')}%"))
        if quota.approval:
            st.markdown(t("awards.quota_approved", by=plain(by_name(quota.approval.by)),
                          day=day_name(quota.approval.at.date(), True), reason=plain(quota.approval.reason)))
    bare = [one for one in found.candidates
            if one.entry.get("result") == AWARDED and one.failing and one.exception is None]
    if bare:
        st.warning(t("awards.unexplained", names=plain(names([name_of(one) for one in bare]))),
                   icon=":material/info:")


def name_of(one: Candidate) -> str:
    return one.name(lang())


def by_name(login: str) -> str:
    """Who made an exception, by name where there is an account."""
    return data.account_names().get(login, login)


def standing_words(one: Candidate) -> str:
    return t(f"awards.standing.{one.standing}", n=len(one.failing))


# ------------------------------------------------------------------------------------------- the table
def table_card(found: Eligibility) -> Candidate | None:
    """The candidates; returns the one whose row was clicked."""
    with blocks.card("awards", stretch=False):
        blocks.head(
            t("awards.table.title", award=found.award.title(lang()), n=len(found.candidates)),
            t("awards.table.sub", article=found.award.article), "awards", t("awards.why_policy"),
        )
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            show = st.segmented_control(
                t("awards.show.label"), SHOW, format_func=lambda name: t(f"awards.show.{name}"), key="awards_show",
                default="all", required=True, label_visibility="collapsed",
            ) or "all"
            with st.container(horizontal=True, width="content"):
                awards_register.button(found)
                _download(found)
        shown = [one for one in found.candidates if show in ("all", one.standing)]
        if not shown:
            st.markdown(t("awards.table.nobody"))
            return None
        if found.award.kind == "person":
            watching.saw_persons("awards/excellent_person", {one.unit_code for one in shown}, len(shown))
        picked = st.dataframe(
            table(found, shown).style.map(_tint), hide_index=True,
            key=f"awards_{found.award.code}_{found.month.year}_{show}_{lang()}",
            height=min(MOST, HEAD + ROW * len(shown)), on_select="rerun", selection_mode="single-row",
            alt=t("awards.table.alt"), column_config=_columns(),
        )
    rows = picked.selection.rows
    return shown[rows[0]] if rows and rows[0] < len(shown) else None


def table(found: Eligibility, shown: Sequence[Candidate]) -> pd.DataFrame:
    """Candidates by conditions, what fails named first."""
    rows = []
    of_unit = found.award.kind != "department"
    for one in shown:
        row = {t("awards.column.candidate"): name_of(one)}
        if of_unit:
            row[t("awards.column.unit")] = pieces.short_name(one.unit_code)
        row |= {t("awards.column.standing"): standing_words(one),
                t("awards.column.failing"): failing_words(one, lang()),
                t("awards.column.entered"): entered_words(one)}
        row |= {head_words(result): cell_words(result) for result in one.results}
        rows.append(row)
    return pd.DataFrame(rows)


def _tint(cell: object) -> str:
    """What fails stands out; what is not known or does not apply steps back."""
    mark, colours = str(cell)[:1], ink()
    if mark == GLYPH["red"]:
        return f"color: {colours.red}"
    return f"color: {colours.ink2}" if mark in (GLYPH["grey"], formats.NOTHING) else ""


def _columns() -> dict[str, Any]:
    widths = {"candidate": 150, "standing": 120, "failing": 300, "entered": 110}
    return {t(f"awards.column.{name}"): st.column_config.TextColumn(width=width, pinned=name == "candidate")
            for name, width in widths.items()}


def head_words(result: Result) -> str:
    """The condition with its limit, where that is the same for everybody."""
    of_all = result.check.limit is not None or result.check.setting
    return f"{result.check.title(lang())} {limit_words(result.check, result.limit, lang()) if of_all else ''}".strip()


def cell_words(result: Result) -> str:
    """Mark and figure."""
    light = LIGHTS.get(result.state)
    return f"{GLYPH[light]} {figure_words(result, lang())}" if light else formats.NOTHING


def entered_words(one: Candidate) -> str:
    """What the register of awards says, and that a leader made an exception."""
    words = label("award_result", one.entry["result"]) if one.entry else ""
    return f"{words} · {t('awards.override.title')}" if one.exception else words


def _download(found: Eligibility) -> None:
    made_by, language, trail = found, lang(), data.trail()
    account_names = data.account_names()

    def made() -> bytes:
        units = {one.unit_code for one in made_by.candidates}
        watching.exported(f"awards/{made_by.award.code}", units, len(made_by.candidates), file_format="xlsx",
                          trail=trail)
        return document.write(made_by, language, account_names)

    name = t("awards.book.file", award=found.award.title(lang()), year=found.month.year)
    st.download_button(t("awards.book.button"), made, f"{name}.xlsx", XLSX, icon=":material/download:",
                       on_click="ignore", key="awards_book")


def may_override() -> bool:
    return data.scope().keeps("award_override") and viewing.view() == "working"
