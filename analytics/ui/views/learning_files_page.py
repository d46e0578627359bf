"""The page of learning files: which year, which part of it, which list; and the files that can be taken from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from analytics import clock, entry, evaluation, learning_file, results
from analytics.declare import Lang
from analytics.exports import frames
from analytics.identity.trail import Trail
from analytics.scope import OutsideScope, Scope
from analytics.store.learning_results import ResultList
from analytics.ui import blocks, data
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, lang, number, t
from analytics.ui.views.download_page import MIMES

PARTS = ("results", "file")
DRAFT = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """
    The year's results as the page shows them: every list the viewer may see, newest first; the one shown (None: the
    draft) and its persons; names of the weights it was made with.
    """

    year: int
    lists: tuple[ResultList, ...]
    chosen: ResultList | None
    people: pd.DataFrame
    weights: Mapping[str, float]

    @property
    def state(self) -> str:
        """draft | announced | closed | published: where the list that is shown stands."""
        if self.chosen is None:
            return "draft"
        if self.chosen.published_at is not None:
            return "published"
        return "announced" if data.today() <= self.chosen.objections_until else "closed"

    @property
    def is_newest(self) -> bool:
        return self.chosen is None or self.chosen.list_no == self.lists[0].list_no


def own_id() -> str | None:
    """The person of the roster whose account is looking; None where the account names nobody."""
    return data.authority().account.staff_id


def choose_year() -> int | None:
    """A year any return is of, or that has a list; at first the one whose results are on their way. URL: y=2025."""
    cursor = data.warehouse().cursor()
    listed = results.lists(data.warehouse(), data.scope())
    codes = sorted({*map(str, learning_file.years(cursor)), *(str(one.year) for one in listed)}, reverse=True)
    if not codes:
        return None
    under_way = next((one.year for one in listed if one.year == listed[0].year and one.published_at is None), None)
    at_year_end = clock.today().month in (12, 1)
    first = under_way or (clock.today().year - (clock.today().month == 1) if at_year_end else None)
    if first is None:
        first = listed[0].year if listed else int(codes[0])
    return int(choose(
        t("learning_files.year"), codes, "y", lambda code: t("learning_files.year_value", year=code),
        default=str(first) if str(first) in codes else codes[0], width=130, label_visibility="collapsed",
    ))


def choose_part() -> str:
    """The results, or one person's file. URL: part=file."""
    asked = st.query_params.get("part")
    if asked in PARTS and asked != st.session_state.get("_link_part"):
        st.session_state["files_part"] = asked
    chosen = st.segmented_control(
        t("learning_files.part.label"), PARTS, format_func=lambda part: t(f"learning_files.part.{part}"),
        key="files_part", required=True, default=PARTS[0], label_visibility="collapsed",
    ) or PARTS[0]
    st.query_params["part"] = st.session_state["_link_part"] = chosen
    return chosen


def shown(year: int) -> Shown | None:
    """What the viewer may see of the year's results; None: nothing yet. Version in the URL: n=1, n=0 for the draft."""
    warehouse, scope = data.warehouse(), data.scope()
    lists = results.lists(warehouse, scope, year)
    if not lists and not scope.results_seen:
        return None
    number_of = {str(one.version): one for one in lists}
    code = str(lists[0].version) if lists else str(DRAFT)
    if scope.results_seen and lists:
        with st.container(key="files_choice"):
            code = choose(t("learning_files.version"), [*number_of, str(DRAFT)], f"n{year}",
                          partial(_version, number_of), default=code, width=260)
    chosen = number_of.get(code)
    if chosen is None:
        return Shown(year, lists, None, draft(year), evaluation.weights(warehouse.cursor()))
    return Shown(year, lists, chosen, results.rows(warehouse, scope, chosen), chosen.weights)


@data.cached
def draft(year: int) -> pd.DataFrame:
    return results.draft(data.warehouse(), data.scope(), year, today=data.today())


@data.cached
def differences(list_no: int, year: int) -> pd.DataFrame:
    chosen = next(one for one in results.lists(data.warehouse(), data.scope(), year) if one.list_no == list_no)
    return results.differences(data.warehouse(), data.scope(), chosen, today=data.today())


def _version(number_of: Mapping[str, ResultList], code: str) -> str:
    one = number_of.get(code)
    if one is None:
        return t("learning_files.list.title_draft")
    words = t("learning_files.objections.about", version=one.version)
    return f"{words} · {day_name(one.announced_on, year=True)}"


def lead(found: Shown) -> None:
    """How the year's results stand, in one sentence."""
    ranked = found.people[found.people["place"].notna()]
    params = {
        "year": found.year, "ranked": len(ranked), "left": len(found.people) - len(ranked),
        "mean": number(ranked["total"].mean(), 1) if len(ranked) else "—",
        "good": int(ranked["band"].isin(["excellent", "good"]).sum()),
    }
    if found.chosen is not None:
        one = found.chosen
        params |= {
            "version": one.version, "day": day_name(one.announced_on, year=True),
            "until": day_name(one.objections_until, year=True),
            "published": day_name(one.published_at.date(), year=True) if one.published_at else "",
        }
    blocks.lead(t(f"learning_files.lead.{found.state}", **params))


def nothing() -> None:
    """The store is empty."""
    with blocks.card("no_year", stretch=False):
        st.markdown(t("learning_files.nothing"))


def hidden(year: int) -> None:
    """There is no list for this viewer yet: what is to come, and where their own standing is."""
    with blocks.card("results_hidden", stretch=False):
        st.markdown(t("learning_files.lead.hidden", year=year))


# ------------------------------------------------------------------------------------------- as a file
@dataclass(frozen=True, slots=True)
class Taken:
    """
    A workbook to be handed out, made in a thread that knows nothing of the session. staff_id and unit_code: whose file
    it is; None for a list. published: whether the list is.
    """

    account_id: str
    trail: Trail
    sheets: Mapping[str, pd.DataFrame]
    language: Lang
    target: str
    staff_id: str | None = None
    unit_code: str | None = None
    published: bool = False

    def content(self) -> bytes:
        """The file, if the viewer may still have it: a page may have stood open since before a role was taken away."""
        if not self._may_have():
            self.trail.record("access_refused", at=clock.now(), outcome="refused", target=self.target)
            raise OutsideScope(self.target)
        content = frames.write_frame_xlsx(self.sheets, None, self.language)
        rows = sum(len(frame) for frame in self.sheets.values())
        self.trail.record("exported", at=clock.now(), unit_code=self.unit_code, target=self.target,
                          detail={"format": "xlsx", "byte_count": len(content), "row_count": rows})
        return content

    def _may_have(self) -> bool:
        authority = entry.authority_of(self.account_id, clock.today())
        if authority is None or not authority.may("see_learning_files"):
            return False
        scope: Scope = authority.scope("working" if "working" in authority.views else "published")
        if self.staff_id is None:
            return self.published or scope.results_seen
        return authority.account.staff_id == self.staff_id or scope.sees_persons(self.unit_code or "")


def download(key: str, name: str, target: str, sheets: Mapping[str, pd.DataFrame], **more: object) -> None:
    """A button that hands out the sheets (by name) as a workbook. more: fields of Taken."""
    taken = Taken(data.viewer().account_id, data.trail(), sheets, lang(), target, **more)  # type: ignore[arg-type]
    st.download_button(
        t("learning_files.file.download"), taken.content, f"{name}.xlsx", MIMES["xlsx"], icon=":material/download:",
        on_click="ignore", key=key,
    )
