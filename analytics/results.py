"""
The year's learning results on their way to publication (catalogue 8, ambiguity A19): computed, announced as a numbered
list that stays as it is, objected to within some working days, corrected by a further version, published for good.

Scores are corrected where they come from, in a return or a register; a new version is computed from that. Each step is
one transaction with an event, and noted in the audit trail.
"""

import datetime as dt
from typing import Any

import pandas as pd

from analytics import evaluation
from analytics.declare import code_list
from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import learning_results as store
from analytics.store.learning_results import Objection, ResultList
from analytics.store.reading_registers import units_on, work_calendar
from analytics.store.settings import setting_in
from analytics.store.warehouse import StoreError, Warehouse
from analytics.workdays import CalendarError

OUTCOMES = "objection_outcome"
UPHELD = "upheld"


class NotYet(StoreError):
    """
    A step that cannot be taken as things stand. code: a key of texts/learning_files.toml below
    learning_files.problem; params: what that text names.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code, self.params = code, params


# ------------------------------------------------------------------------------------------- reading
def lists(warehouse: Warehouse, scope: Scope, year: int | None = None) -> tuple[ResultList, ...]:
    """
    The lists of a year (None = of all years) that the viewer may see, the newest first: those whose duty it is see
    every version, everybody else the one that was published, from that moment on.
    """
    found = store.lists(warehouse.cursor(), year)
    return tuple(one for one in found if scope.results_seen or one.published_at is not None)


def rows(warehouse: Warehouse, scope: Scope, chosen: ResultList) -> pd.DataFrame:
    """The persons of a list (store.learning_results.rows). OutsideScope for a list the viewer may not see."""
    cursor = warehouse.cursor()
    known = {one.list_no: one for one in store.lists(cursor, chosen.year)}.get(chosen.list_no)
    if known is None or not (scope.results_seen or known.published_at is not None):
        raise OutsideScope(f"the learning results of {chosen.year} are not published")
    return store.rows(cursor, known)


def objections(warehouse: Warehouse, scope: Scope, year: int) -> tuple[Objection, ...]:
    """Every objection to the results of a year, for those whose duty it is."""
    if not scope.results_seen:
        raise OutsideScope("objections are outside this viewer's scope")
    return store.objections(warehouse.cursor(), year)


def of_person(
    warehouse: Warehouse, scope: Scope, year: int, staff_id: str, *, own: str | None = None
) -> tuple[ResultList, pd.DataFrame, tuple[Objection, ...]] | None:
    """
    The newest list of the year with the person's row of it, and the person's objections; None where there is no such
    list or row. A list before publication, and objections, are for those whose duty it is and for the person (`own`:
    the person the viewer is); to everybody else only the published list is one.
    """
    cursor, theirs = warehouse.cursor(), scope.results_seen or (own is not None and staff_id == own)
    chosen = next((one for one in store.lists(cursor, year) if theirs or one.published_at is not None), None)
    if chosen is None:
        return None
    frame = store.rows(cursor, chosen)
    mine = frame[frame["staff_id"] == staff_id].reset_index(drop=True)
    found = tuple(one for one in store.objections(cursor, year) if theirs and one.staff_id == staff_id)
    return None if mine.empty else (chosen, mine, found)


def draft(warehouse: Warehouse, scope: Scope, year: int, *, today: dt.date) -> pd.DataFrame:
    """
    The list as it would be announced now: everybody on the roster in the year's last month (while the year runs: this
    month), with the columns of `rows`. For those who see results before publication.
    """
    if not scope.results_seen:
        raise OutsideScope("unpublished learning results are outside this viewer's scope")
    return _computed(warehouse.cursor(), year, today)


def differences(warehouse: Warehouse, scope: Scope, chosen: ResultList, *, today: dt.date) -> pd.DataFrame:
    """What would be different in a list if it were made now (evaluation.differences)."""
    return evaluation.differences(
        rows(warehouse, scope, chosen), draft(warehouse, scope, chosen.year, today=today), tuple(chosen.weights)
    )


def _computed(cursor: evaluation.Cursor, year: int, today: dt.date) -> pd.DataFrame:
    month = min(Month(year, 12), Month.of(today))
    frame = evaluation.results(cursor, EVERYTHING, month, today=today)
    units = units_on(cursor, month.last_day)
    for column, lang in (("unit_zh", "zh"), ("unit_en", "en")):
        frame[column] = [units[code].short(lang) if code in units else code for code in frame["unit_code"]]
    return frame


# ------------------------------------------------------------------------------------------- the steps
def announce(
    warehouse: Warehouse, year: int, *, reason: str = "", by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> ResultList:
    """
    Stores the year's results as they stand as the next version, and opens its days for objections, counted by the
    working-day calendar from the day after. A further version needs a reason. NotYet before December, when the year's
    results are published, and when there is nobody to rank.
    """
    _demand(scope)
    if at.date() < dt.date(year, 12, 1):
        raise NotYet("year_not_over", year=year)
    with warehouse.writing() as cursor:
        earlier = store.lists(cursor, year)
        if any(one.published_at for one in earlier):
            raise NotYet("published", year=year)
        if earlier and not reason.strip():
            raise NotYet("no_reason")
        frame = _computed(cursor, year, at.date())
        if not frame["place"].notna().any():
            raise NotYet("nobody", year=year)
        days = setting_in(cursor, "evaluation_objection_days")
        store.keep_list(
            cursor, frame, year=year, version=len(earlier) + 1, weights=evaluation.weights(cursor), days=days,
            until=_last_day(cursor, at.date(), days), reason=mask(reason.strip()) or None, by=by, at=at,
        )
        chosen = store.lists(cursor, year)[0]
    _note(trail, "results_announced", at, chosen, row_count=len(frame), to_on=chosen.objections_until)
    return chosen


def _last_day(cursor: evaluation.Cursor, day: dt.date, days: int) -> dt.date:
    try:
        return work_calendar(cursor).add_workdays(day, days)
    except CalendarError:
        raise NotYet("no_calendar") from None


def object_to(
    warehouse: Warehouse, year: int, staff_id: str, words: str, *, received_on: dt.date, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> int:
    """
    Records an objection of a person to the newest list, received within its period. Returns its number. Telephone and
    ID numbers in it are made unreadable.
    """
    _demand(scope)
    if not words.strip():
        raise NotYet("no_words")
    with warehouse.writing() as cursor:
        chosen = _newest(cursor, year)
        if received_on > at.date() or not chosen.announced_on <= received_on <= chosen.objections_until:
            raise NotYet("not_in_period", first=chosen.announced_on, last=chosen.objections_until)
        if staff_id not in set(store.rows(cursor, chosen)["staff_id"]):
            raise NotYet("not_on_list")
        number = store.keep_objection(
            cursor, chosen, staff_id, mask(words.strip()), received_on=received_on, by=by, at=at
        )
    _note(trail, "objection_recorded", at, chosen, staff_id=staff_id)
    return number


def answer(
    warehouse: Warehouse, year: int, objection_no: int, outcome: str, words: str, *, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> None:
    """Records what became of an objection and what the person was told. Once."""
    _demand(scope)
    if code_list(OUTCOMES).get(outcome) is None or not words.strip():
        raise NotYet("no_reply")
    with warehouse.writing() as cursor:
        chosen = _newest(cursor, year)
        known = {one.objection_no: one for one in store.objections(cursor, year)}.get(objection_no)
        if known is None or known.outcome is not None:
            raise NotYet("answered")
        store.keep_reply(cursor, objection_no, outcome, mask(words.strip()), by=by, at=at)
    _note(trail, "objection_answered", at, chosen, staff_id=known.staff_id)


def publish(
    warehouse: Warehouse, year: int, version: int, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> int:
    """
    Publishes a version as the year's results, for good. NotYet while its period runs, while an objection has no answer
    or was upheld without a new version, and when it is not the newest. Returns the number of the event.
    """
    _demand(scope)
    with warehouse.writing() as cursor:
        chosen = _newest(cursor, year)
        if chosen.version != version:
            raise NotYet("newer_version", version=chosen.version)
        if problem := in_the_way(chosen, store.objections(cursor, year), at.date()):
            raise problem
        event_no = store.keep_publication(cursor, chosen, by=by, at=at)
    _note(trail, "results_published", at, chosen, event_no=event_no)
    return event_no


def in_the_way(chosen: ResultList, found: tuple[Objection, ...], day: dt.date) -> NotYet | None:
    """Why the newest list, with all objections of its year, cannot be published on a day; None when it can."""
    if day <= chosen.objections_until:
        return NotYet("period_runs", last=chosen.objections_until)
    if waiting := sum(one.outcome is None for one in found):
        return NotYet("not_answered", count=waiting)
    if any(one.outcome == UPHELD and (one.reply_no or 0) > chosen.list_no for one in found):
        return NotYet("not_corrected", version=chosen.version)
    return None


def _newest(cursor: evaluation.Cursor, year: int) -> ResultList:
    """The list that is announced and not yet published."""
    found = store.lists(cursor, year)
    if not found:
        raise NotYet("not_announced", year=year)
    if any(one.published_at for one in found):
        raise NotYet("published", year=year)
    return found[0]


def _demand(scope: Scope) -> None:
    if not scope.results_run or scope.known_event is not None:
        raise OutsideScope("you may not announce or publish learning results")


def _note(trail: Trail | None, kind: str, at: dt.datetime, chosen: ResultList, **detail: Any) -> None:
    if trail is not None:
        trail.record(kind, at=at, target=f"{chosen.year}", detail={"version": chosen.version, **detail})
