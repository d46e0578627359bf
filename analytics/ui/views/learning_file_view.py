"""One person's learning file (学习档案): the year on a page, printable, and the same as a workbook."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics import learning_file, results
from analytics.learning_file import LearningFile
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, label, lang, month_name, number, t
from analytics.ui.views import learning_file_result as result
from analytics.ui.views import learning_files_page as page
from analytics.ui.views import markup
from analytics.ui.views.learning_results_list import name_of, unit_of
from analytics.ui.views.markup import esc

ABSENT = "unexcused"
Table = tuple[str, pd.DataFrame]  # a heading and what stands below it


def show(year: int) -> None:
    """The file of the person chosen, or why there is none to choose."""
    own = page.own_id()
    month = learning_file.last_month(year, data.today())
    cursor = data.warehouse().cursor()
    people = learning_file.people(cursor, data.scope(), month, own=own)
    if people.empty:
        with blocks.card("no_file", stretch=False):
            st.markdown(t("learning_files.file.none"))
        return
    staff_id = _choose_person(people, own)
    found = learning_file.read(cursor, data.scope(), staff_id, month, today=data.today(), own=own)
    if staff_id != own:
        watching.saw_persons("learning_files/file", {found.person["unit_code"]}, 1)
    known = results.of_person(data.warehouse(), data.scope(), year, staff_id, own=own)
    tables = _tables(found)
    _head(found, tables, known)
    result.card(found, known)
    left, right = st.columns([3, 2], gap="small")
    for column, names in ((left, ("months", "exchanges")), (right, ("courses", "exams"))):
        with column:
            for name in names:
                _table_card(name, *tables[name])
    _table_card("sessions", *tables["sessions"])
    if known is not None:
        result.objections_card(known[2])
    st.caption(t("learning_files.file.print"))


def _choose_person(people: pd.DataFrame, own: str | None) -> str:
    """Whose file. In the URL: p=XCB003."""
    names = {row["staff_id"]: f"{name_of(row)} · {unit_of(row)}" for row in people.to_dict("records")}
    with st.container(key="files_choice"):
        return choose(t("learning_files.person"), list(names), "p", names.__getitem__,
                      default=own if own in names else None, width=320)


# ------------------------------------------------------------------------------------------- roster and plan
def _head(found: LearningFile, tables: dict[str, Table], known: result.Known) -> None:
    person = found.person
    with blocks.card("file_head", stretch=False):
        with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False, key="head_file"):
            st.markdown(f"### {blocks.plain(name_of(person))} · {found.month.year}", anchors=False, width="stretch")
            facts = pd.DataFrame(_facts(person), columns=[t("learning_files.file.roster"), ""])
            sheets = {t("learning_files.file.roster"): facts}
            sheets[t("learning_files.file.result")] = result.table(found, known)
            sheets |= {t(f"learning_files.file.{name}_sheet"): frame for name, (_, frame) in tables.items()}
            if known is not None and known[2]:
                sheets[t("learning_files.file.objections_sheet")] = result.objections_table(known[2])
            page.download(
                "file_xlsx", f"learning_file_{person['staff_id']}_{found.month.year}",
                f"learning file {found.month.year} {person['staff_id']}", sheets, staff_id=person["staff_id"],
                unit_code=person["unit_code"],
            )
        markup.show(f'<div class="facts filefacts">{markup.pairs((k, esc(v)) for k, v in _facts(person))}</div>')


def _facts(person: dict[str, Any]) -> list[tuple[str, str]]:
    kinds = [t(f"learning_files.file.{kind}") for kind in ("cadre", "leadership", "central_group")
             if person[f"is_{kind}"]]
    education = label("education", person["education"]) if person["education"] else formats.NOTHING
    if person["degree_in_progress"]:
        course = label("course_type", person["degree_in_progress"])
        education += "　" + t("learning_files.file.on_the_way", course=course)
    filed = person["plan_filed_on"]
    values = {
        "staff_id": person["staff_id"],
        "department": unit_of(person),
        "post": label("post_rank", person["post_rank"]) if person["post_rank"] else formats.NOTHING,
        "education": education,
        "kinds": "、".join(kinds) if lang() == "zh" else ", ".join(kinds),
        "joined": day_name(person["joined_on"], year=True),
        **({"left": day_name(person["left_on"], year=True)} if person["left_on"] else {}),
        "duty_months": number(person["duty_months"]),
        "plan_filed": day_name(filed, year=True) if filed else t("learning_files.file.not_filed"),
        "plan_topics": person["plan_topics"] or formats.NOTHING,
        "plan_checked": day_name(person["half_year_checked_on"], year=True)
        if person["half_year_checked_on"] else formats.NOTHING,
    }
    return [(t(f"learning_files.file.{name}"), value or formats.NOTHING) for name, value in values.items()]


# ------------------------------------------------------------------------------------------- the tables
def _tables(found: LearningFile) -> dict[str, Table]:
    exchanges, spoke = found.exchanges, int(found.exchanges["spoke"].sum())
    return {
        "sessions": (_attendance(found.sessions), _sessions(found.sessions)),
        "months": (_hours(found.months), _months(found.months)),
        "exchanges": (t("learning_files.file.exchanges", count=int(exchanges["attended"].sum()), spoke=spoke),
                      _sessions(exchanges)),
        "courses": (t("learning_files.file.courses"), _courses(found.courses)),
        "exams": (t("learning_files.file.exams"), _exams(found.exams)),
    }


def _attendance(sessions: pd.DataFrame) -> str:
    due = int((~sessions["excused"]).sum())
    return t(
        "learning_files.file.attendance", attended=int((sessions["attended"] & ~sessions["excused"]).sum()), due=due,
        made_up=int((sessions["made_up"] & ~sessions["attended"]).sum()),
        absent=int((sessions["status"] == ABSENT).sum()),
    )


def _sessions(sessions: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (day_name(row.held_on.date(), year=True), row.title, label("session_type", row.type), number(row.hours, 1),
         label("attendance_status", row.status), _made_up(row), t("learning_files.file.yes") if row.spoke else "")
        for row in sessions.itertuples()
    ]
    return _frame(rows, ("held_on", "session", "type", "hours", "status", "made_up", "spoke"))


def _made_up(row: Any) -> str:
    if formats.missing(row.made_up_on):
        return ""
    day = day_name(row.made_up_on.date())
    return day if row.made_up else t("learning_files.file.too_late", day=day)


def _hours(months: pd.DataFrame) -> str:
    reported = months[months["reported"]]
    hours = float((reported["own_hours"] + reported["session_hours"]).sum())
    workdays = int(reported["workdays_on_duty"].sum())
    return t(
        "learning_files.file.months_title", hours=number(hours, 1),
        a_day=number(hours / workdays, 2) if workdays else formats.NOTHING, notes=sum(map(len, months["notes"])),
    )


def _months(months: pd.DataFrame) -> pd.DataFrame:
    return _frame([_month(row) for row in months.itertuples()],
                  ("month", "workdays", "own_hours", "session_hours", "a_day", "notes"))


def _month(row: Any) -> Sequence[str]:
    name, workdays = month_name(Month.parse(row.month)), int(row.workdays_on_duty)
    if not row.reported:
        return (name, number(workdays), *(t("common.not_reported"),) * 2, formats.NOTHING, "")
    hours = float(row.own_hours + row.session_hours)
    notes = "；".join(_note(one) for one in row.notes)
    nothing = t("learning_files.file.no_note" if workdays else "learning_files.file.off_duty")
    return (name, number(workdays), number(row.own_hours, 1), number(row.session_hours, 1),
            number(hours / workdays, 2) if workdays else formats.NOTHING, notes or nothing)


def _note(one: dict[str, Any]) -> str:
    kind = f" {label('note_type', one['note_type'])}" if one["note_type"] else ""
    return f"{one['title'] or formats.NOTHING} ({day_name(pd.Timestamp(one['note_date']).date())}{kind})"


def _courses(courses: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (row.course_name, label("course_type", row.course_type),
         "" if formats.missing(row.course_status) else label("course_status", row.course_status),
         "" if formats.missing(row.course_result) else str(row.course_result))
        for row in courses.itertuples()
    ]
    return _frame(rows, ("course", "course_type", "course_status", "course_result"))


def _exams(exams: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (day_name(row.held_on.date(), year=True), label("exam_type", row.type), label("exam_status", row.status),
         _mark(row))
        for row in exams.itertuples()
    ]
    return _frame(rows, ("held_on", "exam_type", "exam_status", "exam_score"))


def _mark(row: Any) -> str:
    if row.type == "exam":
        return formats.NOTHING if formats.missing(row.score) else number(row.score, 1)
    return formats.NOTHING if formats.missing(row.grade) else label("debrief_grade", row.grade)


def _frame(rows: Iterable[Sequence[str]], names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[t(f"learning_files.file.{name}") for name in names], dtype=str)


def _table_card(name: str, title: str, frame: pd.DataFrame) -> None:
    with blocks.card(f"file_{name}", stretch=False):
        st.markdown(f"### {title}", anchors=False)
        if frame.empty:
            st.caption(t(f"learning_files.file.no_{name}"))
            return
        rows = [[esc(cell) for cell in row] for row in frame.itertuples(index=False)]
        markup.show(markup.table([esc(head) for head in frame.columns], rows, kind="spaced"))
