"""
The rules that are particular to a register: what one entry may say. Each is a generator over one added or changed row;
RULES names them by register. What holds for every register is in checking.py.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from analytics.awards import EVERYBODY, PERSONS
from analytics.declare import Named, code_list, code_lists
from analytics.findings import Finding
from analytics.keeping.cells import unknown
from analytics.keeping.judged import CONFIRM, REFUSE, Judged
from analytics.keeping.naming import meanings
from analytics.months import Month
from analytics.readings import UnfitValue, readings

Rule = Callable[[Judged], Iterator[Finding]]
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
WORKING_KINDS = ("workday", "make_up_workday")
YOUNGEST = 16   # years: 劳动法 15


# ------------------------------------------------------------------------------------------- what many rules say
def needed(judged: Judged, column: str, other: str, *codes: str) -> Iterator[Finding]:
    """With one of these codes in the other column, this one has to be filled in."""
    if judged[other] in codes and judged.is_empty(column):
        yield judged.say("R04.needed", REFUSE, column, value=None, column=column, other=other, code=judged[other],
                         list=judged.register.column(other).list)


def out_of_place(judged: Judged, column: str, other: str, *codes: str) -> Iterator[Finding]:
    """With one of these codes in the other column, this one is usually empty."""
    if judged[other] in codes and judged[column] is not None:
        yield judged.say("R04.out_of_place", CONFIRM, column, column=column, other=other, code=judged[other],
                         list=judged.register.column(other).list)


def in_order(judged: Judged, first: str, last: str) -> Iterator[Finding]:
    """The second date is not before the first."""
    if judged[first] is not None and judged[last] is not None and judged[last] < judged[first]:
        yield judged.say("R03.order", REFUSE, last, first, column=last, other=first, date=judged[first].isoformat())


def not_yet(judged: Judged, day: str, status: str, *codes: str) -> Iterator[Finding]:
    """What has happened is not dated after today."""
    if judged[status] in codes and judged[day] is not None and judged[day] > judged.around.today:
        yield judged.say("R04.not_yet", REFUSE, status, day, value=judged[day], column=day, other=status,
                         code=judged[status], list=judged.register.column(status).list)


def at_most(judged: Judged, column: str, other: str) -> Iterator[Finding]:
    if judged[column] is not None and judged[other] is not None and judged[column] > judged[other]:
        yield judged.say("V29.more_than_all", REFUSE, column, other, column=column, other=other, limit=judged[other])


def known_as(judged: Judged, column: str, kind: str, names: Mapping[str, Named]) -> Iterator[Finding]:
    """The text is the id of something there is."""
    if judged[column] is not None and judged[column] not in names:
        said = unknown(judged[column], kind, names)
        yield judged.say(said.code, said.severity, column, column=column, **said.params)


def _month(judged: Judged, column: str) -> Iterator[Finding]:
    if judged[column] is not None and _parsed(judged[column]) is None:
        yield judged.say("R05.month", REFUSE, column, column=column)


def _parsed(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------- reference tables
def _own_parent(judged: Judged) -> Iterator[Finding]:
    if judged["parent_code"] is not None and judged["parent_code"] == judged["code"]:
        yield judged.say("R05.own_parent", REFUSE, "parent_code", column="parent_code")


def _department_below_something(judged: Judged) -> Iterator[Finding]:
    yield from needed(judged, "parent_code", "kind", "department")


def _old_enough(judged: Judged) -> Iterator[Finding]:
    born, joined = judged["birth_date"], judged["joined_on"]
    if born is not None and joined is not None and joined.year - born.year < YOUNGEST:
        yield judged.say("R05.too_young", REFUSE, "birth_date", "joined_on", column="birth_date", least=YOUNGEST)


def _clock(judged: Judged) -> Iterator[Finding]:
    if judged["starts_at"] is not None and not CLOCK.fullmatch(judged["starts_at"]):
        yield judged.say("R05.clock", REFUSE, "starts_at", column="starts_at")


def _kind_of_day(judged: Judged) -> Iterator[Finding]:
    kind, is_workday = judged["kind"], judged["is_workday"]
    if kind is not None and is_workday is not None and is_workday != (kind in WORKING_KINDS):
        yield judged.say("R05.day_kind", REFUSE, "is_workday", "kind", column="is_workday", other="kind", code=kind,
                         list="calendar_kind")


def _deadline(judged: Judged) -> Iterator[Finding]:
    month, due_on = judged["month"] and _parsed(judged["month"]), judged["due_on"]
    if not month or due_on is None:
        return
    if due_on <= month.last_day:
        yield judged.say("R05.early_deadline", REFUSE, "due_on", column="due_on", last=month.last_day.isoformat())
    calendar = judged.around.calendar
    if calendar and calendar.covers(due_on) and not calendar.is_workday(due_on):
        yield judged.say("R05.rest_day", CONFIRM, "due_on", column="due_on",
                         expected=calendar.next_workday(due_on).isoformat())


def _setting(judged: Judged) -> Iterator[Finding]:
    reading = readings().get(judged["name"])
    if reading is None or judged["value"] is None:
        return
    try:
        reading.value(judged["value"])
    except UnfitValue:
        yield judged.say("R05.unfit_setting", REFUSE, "value", column="value")


def _known(column: str, kind: str) -> Rule:
    def rule(judged: Judged) -> Iterator[Finding]:
        yield from known_as(judged, column, kind, judged.around.names(kind))

    return rule


def _in_the_form(column: str) -> Rule:
    """A column of the sheet that the row names, or a word of the column that it names; silent while that is wrong."""
    def rule(judged: Judged) -> Iterator[Finding]:
        one = judged.register.column(column)
        above = judged.register.column(one.within or "")
        if judged[above.name] in meanings(judged.around, judged.register, above, judged.row.values):
            known = meanings(judged.around, judged.register, one, judged.row.values)
            yield from known_as(judged, column, one.refers_to or "", known)

    return rule


# ------------------------------------------------------------------------------------------- registers
def _score(judged: Judged) -> Iterator[Finding]:
    """An exam that was taken has a score, a debrief a grade; who did not take part has neither."""
    took_part = judged["status"] in ("taken", "resit")
    if took_part:
        yield from needed(judged, "score", "type", "exam")
        yield from needed(judged, "grade", "type", "debrief")
    yield from out_of_place(judged, "score", "status", "excused", "absent")


def _decided(judged: Judged) -> Iterator[Finding]:
    decided = [c.code for c in code_list("suggestion_result") if c.code not in ("pending", "withdrawn")]
    yield from needed(judged, "decided_on", "result", *decided)


def _refers(judged: Judged, column: str) -> Iterator[Finding]:
    """The text is the id of something of the kind that another column says."""
    one = judged.register.column(column)
    if (kind := dict(one.refers_by).get(judged[one.within or ""])) is not None:
        yield from known_as(judged, column, kind, judged.around.names(kind))


def _nominee_of_exception(judged: Judged) -> Iterator[Finding]:
    """Somebody who may be nominated, or the number of excellent persons."""
    if judged["nominee"] != EVERYBODY:
        yield from _refers(judged, "nominee")
    elif judged["award"] != PERSONS:
        yield judged.say("R05.award_quota_only", REFUSE, "nominee", column="nominee")


def _word_is_free(judged: Judged) -> Iterator[Finding]:
    """A word that another code of the list goes by would leave a clerk's word with two meanings."""
    found = code_lists().get(str(judged["list"]))
    for column in ("name_zh", "name_en"):
        others = [c for c in found or () if c.code != judged["code"] and judged[column] in (c.zh, c.en)]
        if others:
            yield judged.say("R05.word_taken", REFUSE, column, column=column, taken_by=others[0].code)


def _rule(make: Callable[..., Iterator[Finding]], *names: str) -> Rule:
    """A rule of those above for certain columns and codes."""
    return lambda judged: make(judged, *names)


_versions = partial(_rule, in_order)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "unit": (_versions("valid_from", "valid_to"), _own_parent, _department_below_something),
    "staff": (_versions("valid_from", "valid_to"), _versions("joined_on", "left_on"), _old_enough),
    "duty": (_versions("from_on", "to_on"),),
    "study_session": (_clock, _rule(not_yet, "held_on", "status", "held")),
    "calendar_day": (_kind_of_day,),
    "deadline_override": (_rule(_month, "month"), _deadline),
    "return_exemption": (_rule(_month, "month"),),
    "unit_alias": (_in_the_form("column_name"), _in_the_form("meant")),
    "code_override": (_known("list", "code_list"), _rule(_month, "active_from"), _rule(_month, "active_until"),
                      _word_is_free),
    "setting_override": (_known("name", "setting"), _setting),
    "service_limit_override": (_known("key", "matter_type"),),
    "exam": (_score,),
    "suggestion_review": (
        _decided, _rule(needed, "implemented_on", "implementation", "implemented"),
        _versions("decided_on", "implemented_on"),
    ),
    "reception_day": (
        _rule(needed, "actual_leader_id", "status", "held", "stand_in"),
        _rule(not_yet, "held_on", "status", "held", "stand_in"),
    ),
    "appointment": (_rule(needed, "publicity_days", "type", "competition", "open_selection"),),
    "assessment": (_rule(_refers, "subject"),),
    "institution": (_versions("effective_on", "review_on"),),
    "leading_group": (_versions("from_on", "to_on"),),
    "award": (_rule(_refers, "nominee"), _rule(needed, "decided_on", "result", "awarded", "not_awarded"),
              _versions("declared_on", "decided_on")),
    "award_override": (_nominee_of_exception,),
    "external_rating": (_rule(at_most, "rank", "peers"),),
}
# Registers whose entries are versions or periods of something: (what it is of, first day, last day). Two of the same
# thing do not overlap.
PERIODS: Mapping[str, tuple[str, str, str]] = {
    "unit": ("code", "valid_from", "valid_to"), "staff": ("staff_id", "valid_from", "valid_to"),
    "duty": ("staff_id", "from_on", "to_on"), "leading_group": ("staff_id", "from_on", "to_on"),
}
