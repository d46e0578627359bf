"""Steps 1 and 2: the month's workbook with everything known already in it, and the place to drop it when it is done."""

from functools import partial

import streamlit as st

from analytics.declare import Sheet, return_form, settings
from analytics.months import Month
from analytics.returns import template
from analytics.store.registers import Registers
from analytics.ui import blocks
from analytics.ui.texts import lang, number, plain, t
from analytics.ui.views import markup, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_state import Slot, Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"]  # csv is no return, but is told so in words
COVER_MINUTES = 1
HINTS = ("layout", "password", "zero", "again")


def _drop_key(slot: Slot, work: Work) -> str:
    return f"drop_{slot.key}_{work.attempt}"


def show(slot: Slot, work: Work) -> None:
    left, right = st.columns(2, gap="small")
    with left, blocks.card("template"):
        _template(upload_state.registers(slot))
    with right, blocks.card("drop"):
        _drop(slot, work)


# ------------------------------------------------------------------------------------------- 1 the template
def _template(registers: Registers) -> None:
    sheets = return_form().sheets_for(registers.unit.has_window)
    minutes = {sheet.name: 0 if _nothing_asked(sheet, registers) else sheet.minutes for sheet in sheets}
    total = sum(minutes.values()) + COVER_MINUTES
    st.markdown(f"### {t('upload.template.title')}\n\n{t('upload.template.words', minutes=total)}", anchors=False)
    heads = [t(f"upload.template.{name}") for name in ("sheet", "filled", "todo", "minutes")]
    rows = [
        [
            f'<span class="nowrap">{esc(sheet.title(lang()))}</span>',
            esc(filled(sheet, registers)),
            text(f"upload.todo.{_nothing_asked(sheet, registers) or sheet.name}"),
            text("upload.template.minute", minutes=minutes[sheet.name]) if minutes[sheet.name] else "",
        ]
        for sheet in sheets
    ]
    markup.show(markup.table([esc(head) for head in heads], rows, right=frozenset({3})))
    st.space("stretch")
    st.download_button(
        t("upload.template.download"),
        partial(template.build, registers, lang()),
        template.file_name(registers),
        XLSX,
        icon=":material/download:",
        type="primary",
        width="stretch",
        on_click="ignore",
        key="template",
    )


def _nothing_asked(sheet: Sheet, registers: Registers) -> str | None:
    """Why a sheet asks for nothing: attendance without a session that was held, or with none for this unit's people."""
    if sheet.name != "study_attendance" or registers.expected:
        return None
    held = (session.held_on for session in registers.sessions.values() if session.status == "held")
    return "nobody_expected" if registers.month in map(Month.of, held) else "no_sessions"


def filled(sheet: Sheet, registers: Registers) -> str:
    """What already stands in a sheet of this unit's workbook."""
    people, sessions = len(registers.people), len({session for session, _ in registers.expected})
    carried = len(registers.carried.get(sheet.name, {}))
    match sheet.name:
        case "study_attendance":
            if reason := _nothing_asked(sheet, registers):
                return t(f"upload.filled.{reason}")
            return t("upload.filled.study_attendance", rows=len(registers.expected), sessions=sessions)
        case "personal_study":
            return t("upload.filled.personal_study", people=people)
        case "goals_outcomes" | "research_projects" | "service_cases":
            return t(f"upload.filled.{sheet.name}", carried=carried) if carried else t("upload.filled.nothing_open")
        case "suggestions":
            return t("upload.filled.suggestions")
        case "quick_consultations":
            return t("upload.filled.quick_consultations")
        case _:
            return t("upload.filled.lists")


# ------------------------------------------------------------------------------------------- 2 the drop zone
def _drop(slot: Slot, work: Work) -> None:
    st.markdown(f"### {t('upload.drop.title')}\n\n{t('upload.drop.words')}", anchors=False)
    file = st.file_uploader(
        t("upload.drop.label"),
        type=TYPES,
        key=_drop_key(slot, work),
        max_upload_size=settings()["limits"]["file_megabytes"],
    )
    if file is None:
        hints = "".join(f"<li>{text(f'upload.hint.{name}')}</li>" for name in HINTS)
        markup.show(f'<ul class="calm">{hints}</ul>')


def check_dropped(slot: Slot, work: Work) -> None:
    """
    Checks a file that has just been dropped. Before anything else of the page is drawn: its findings then stand in the
    same run, and the clerk waits for one drawing of the page instead of two.
    """
    if work.step != upload_state.START or (file := st.session_state.get(_drop_key(slot, work))) is None:
        return
    place = st.empty()
    with place.container(border=True):
        markup.show(f'<i data-step="{upload_state.UPLOAD}"></i>')  # how far it is shows at the top of the page
        _check(slot, work, file.getvalue(), file.name)
    place.empty()


def _check(slot: Slot, work: Work, content: bytes, name: str) -> None:
    """Reads, checks and compares the file and says how far it is."""
    st.markdown(f"**{t('upload.checking.title')}**")
    bar = st.progress(0.1)
    _done("received", file=plain(name), size=size(len(content)))
    bar.progress(0.3, t("upload.checking.reading"))
    upload_state.check(slot, work, content, name)
    checking = work.checking
    typed = checking.checked.typed if checking else None
    if typed is not None:
        _done("read", sheets=len(typed.sheets), rows=number(typed.row_count))
    bar.progress(0.9)
    if checking and checking.comparison is not None:
        _done("compared")
    bar.progress(1.0, t("upload.checking.done"))


def _done(what: str, **params: object) -> None:
    st.markdown(f":green[:material/check:] {t(f'upload.checking.{what}', **params)}")


def size(octets: int) -> str:
    """412 KB, 1.3 MB."""
    return f"{number(octets / 1024)} KB" if octets < 1024 * 1024 else f"{number(octets / 1024 / 1024, 1)} MB"
