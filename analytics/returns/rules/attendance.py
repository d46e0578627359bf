"""Rules about the attendance sheet: sessions, who has a row, leave and making up."""

import datetime as dt
from collections.abc import Iterator

from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.comparing import KEY_JOINER
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged
from analytics.returns.values import nearest
from analytics.rows import Row

SHEET = "study_attendance"
LEAVE = ("sick_leave", "personal_leave", "official_leave")
AWAY = ("off_duty", "statutory_leave")  # both say that nobody could expect the person


def v09_sessions(judged: Judged) -> Iterator[Finding]:
    """attendance: session exists, 已举行, dated in period"""
    for row in judged.rows(SHEET, "session_id"):
        session_id = row.values["session_id"]
        if session_id is None or not judged.known(SHEET, row, "session_id"):
            continue
        session = judged.registers.sessions.get(str(session_id))
        if session is None:
            yield _unknown(judged, row)
        elif session.status != "held":
            yield judged.at("V09.not_held", REFUSE, SHEET, row, "session_id", code=session.status,
                            list="session_status")
        elif Month.of(session.held_on) != judged.month:
            yield judged.at("V09.other_month", REFUSE, SHEET, row, "session_id", date=session.held_on.isoformat())


def _unknown(judged: Judged, row: Row) -> Finding:
    of_month = (s.session_id for s in judged.registers.sessions.values() if Month.of(s.held_on) == judged.month)
    near = nearest(str(row.values["session_id"]), of_month)
    if near:
        return judged.at("V09.near_session", REFUSE, SHEET, row, "session_id", expected=near)
    return judged.at("V09.unknown_session", REFUSE, SHEET, row, "session_id")


def v10_one_row_each(judged: Judged) -> Iterator[Finding]:
    """attendance: one row per person + session"""
    seen: dict[tuple, list[Row]] = {}
    for row in judged.rows(SHEET, "session_id", "staff_id"):
        key = (row.values["session_id"], row.values["staff_id"])
        if all(key):
            seen.setdefault(key, []).append(row)
    for (session_id, staff_id), rows in seen.items():
        if len(rows) > 1:
            cells = tuple(judged.typed.cell(SHEET, "staff_id", row.row_no) for row in rows)
            yield Finding("V10.twice", REFUSE, SHEET, cells, str(staff_id),
                          {"column": "staff_id", "session": str(session_id)})


def v11_everybody(judged: Judged) -> Iterator[Finding]:
    """attendance: every roster person in the session's scope has a row"""
    rows = judged.rows(SHEET, "session_id", "staff_id")
    if not judged.has(SHEET, "session_id", "staff_id") or not (rows or judged.typed.zero.get(SHEET)):
        return  # an empty sheet that is not declared zero is V05's
    if any(not judged.known(SHEET, row, "session_id", "staff_id") for row in rows):
        return  # the missing ones may be those that could not be read
    there = {(row.values["session_id"], row.values["staff_id"]) for row in rows}
    known = set(judged.registers.everyone)
    if any(staff_id not in known for _, staff_id in there):
        return  # a mistyped number is reported by V07; its owner would look missing here
    missing = [pair for pair in judged.registers.expected if pair not in there]
    if missing:
        people = [f"{session_id} {_name(judged, staff_id)}" for session_id, staff_id in missing]
        keys = [KEY_JOINER.join(pair) for pair in missing]
        yield Finding("V11.people_missing", REFUSE, SHEET, (), None,
                      {"people": people, "count": len(missing), "keys": keys})


def _name(judged: Judged, staff_id: str) -> str:
    person = judged.registers.everyone.get(staff_id)
    return person.name if person else staff_id


def v12_off_duty(judged: Judged) -> Iterator[Finding]:
    """不在岗 agrees with ref_duty"""
    registers = judged.registers
    for row in judged.rows(SHEET, "session_id", "staff_id", "status"):
        session = registers.sessions.get(str(row.values["session_id"]))
        person = registers.everyone.get(str(row.values["staff_id"]))
        status = row.values["status"]
        if session is None or person is None or status is None:
            continue
        away = registers.off_duty_on(person.staff_id, session.held_on)
        if status == "off_duty" and not away:
            yield judged.at("V12.not_registered", CONFIRM, SHEET, row, "status", name=person.name)
        elif away and status not in AWAY:
            yield judged.at("V12.registered_away", CONFIRM, SHEET, row, "status", name=person.name)


def v13_made_up(judged: Judged) -> Iterator[Finding]:
    """made_up_on only with 病假/事假/公假, within 30 days after"""
    days = judged.registers.settings["make_up_within_days"]
    for row in judged.rows(SHEET, "session_id", "status", "made_up_on"):
        day = row.values["made_up_on"]
        if not isinstance(day, dt.date) or not judged.known(SHEET, row, "status"):
            continue
        if row.values["status"] not in LEAVE:
            yield judged.at("V13.no_leave", REFUSE, SHEET, row, "made_up_on", other="status")
            continue
        session = judged.registers.sessions.get(str(row.values["session_id"]))
        if session is not None and not dt.timedelta(0) < day - session.held_on <= dt.timedelta(days):
            first, last = session.held_on + dt.timedelta(days=1), session.held_on + dt.timedelta(days)
            yield judged.at("V13.out_of_time", REFUSE, SHEET, row, "made_up_on", days=days,
                            first=first.isoformat(), last=last.isoformat())


RULES = (v09_sessions, v10_one_row_each, v11_everybody, v12_off_duty, v13_made_up)
