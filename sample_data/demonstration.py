"""
Fills an empty store with the demonstration agency: its registers as they were kept, and every return as a real
workbook through the product's own checks, in the order in which things happened.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from analytics import clock
from analytics.months import Month
from analytics.returns.layout import HEADING
from analytics.store.warehouse import StoreError, Warehouse, append_records, record_event
from sample_data import workbook
from sample_data.agency import DEPARTMENTS
from sample_data.chance import SEED
from sample_data.registers import Batch, batches
from sample_data.returns import DemoReturn, build
from sample_data.schedule import OBJECTOR, Deed, closings, deeds, learning_results, name_of, publications
from sample_data.story import Story

# what a department means by words of its own: sheet, column (or that it is a column's heading), written, meant
OWN_WORDS = (
    ("study_attendance", "status", "外出采访", "公假"), ("personal_study", HEADING, "自学小时", "self_study_hours"),
)
CONFIRMED = "已与经办人核实，情况属实。"
Progress = Callable[[int, int, str], None]
Submit = Callable[..., Any]
Returns = Mapping[tuple[str, Month], tuple[DemoReturn, ...]]


def timeline(last: Month, seed: int = SEED) -> list[Batch | Deed]:
    """Everything that happened, in order of time; the office first when it was the same minute."""
    happened: list[Batch | Deed] = [*batches(last, seed)]
    for unit_code in DEPARTMENTS:
        happened += deeds(Story(unit_code, last, seed))
    agency = Story(next(iter(DEPARTMENTS)), last, seed)
    happened += [*publications(agency), *closings(agency), *learning_results(agency)]
    return sorted(happened, key=lambda one: (one.at, isinstance(one, Deed)))


def fill(
    warehouse: Warehouse, last_month: Month, progress: Progress | None = None, submit: Submit | None = None,
    seed: int = SEED, now: dt.datetime | None = None,
) -> None:
    """
    Fills the store. progress is told (done, total, what). submit: `analytics.submitting.submit_file` unless given.
    Nothing is dated after now as long as the last month is over by then.
    """
    returns, happened = build(last_month, seed), timeline(last_month, seed)
    latest = now or clock.now()
    if latest.date() <= last_month.last_day:
        latest = dt.datetime.max
    run = _Run(warehouse, returns, submit or _product_submit())
    for done, one in enumerate(happened):
        if progress:
            progress(done, len(happened), _words(one))
        if isinstance(one, Batch):
            run.enter(one, min(one.at, latest))
        elif one.kind in ("submit", "accept", "send_back") or one.at <= latest:
            run.do(one, min(one.at, latest))
    if progress:
        progress(len(happened), len(happened), str(last_month))


def _product_submit() -> Submit:
    from analytics.submitting import submit_file

    return submit_file


def _words(one: Batch | Deed) -> str:
    return f"{one.at:%Y-%m}" if isinstance(one, Batch) else f"{one.month} {one.unit_code}"


class _Run:
    """Carries out the timeline; remembers the number of each stored return."""

    def __init__(self, warehouse: Warehouse, returns: Returns, submit: Submit) -> None:
        self.warehouse, self.returns, self.submit = warehouse, returns, submit
        self.numbers: dict[tuple[str, Month, int], int] = {}
        self.is_first = True
        self.objection_no = 0

    def enter(self, batch: Batch, at: dt.datetime) -> None:
        kind, self.is_first = ("demonstration" if self.is_first else "registers_changed"), False
        with self.warehouse.writing() as cursor:
            number = record_event(cursor, kind, by=name_of(batch.by), at=at, detail=sorted(batch.records))
            for view, rows in batch.records.items():
                append_records(cursor, view, rows, number)

    def do(self, deed: Deed, at: dt.datetime) -> None:
        from analytics.store import submissions

        if deed.kind == "remind":
            submissions.remind(self.warehouse, deed.unit_code, deed.month, by=deed.by, at=at)
        elif deed.kind == "publish":
            submissions.publish(self.warehouse, deed.unit_code, deed.month, by=deed.by, at=at)
        elif deed.kind == "remember":
            self._remember(deed, at)
        elif deed.kind == "submit":
            self._send(deed, at)
        elif deed.kind in ("approve", "lock", "unlock"):
            self._close(deed, at)
        elif deed.kind in ("announce", "object", "answer", "publish_results"):
            self._results(deed, at)
        else:
            return_id = self.numbers[deed.unit_code, deed.month, deed.version]
            if deed.kind == "accept":
                submissions.accept(self.warehouse, return_id, by=deed.by, at=at)
            else:
                submissions.send_back(self.warehouse, return_id, by=deed.by, at=at, reason=deed.reason)

    def _close(self, deed: Deed, at: dt.datetime) -> None:
        from analytics import month_end

        step: dict[str, Any] = {"by": deed.by, "at": at}
        if deed.kind == "approve":
            month_end.approve(self.warehouse, deed.unit_code, deed.month, **step)
        elif deed.kind == "lock":
            month_end.lock(self.warehouse, deed.unit_code, deed.month, **step)
        else:
            month_end.unlock(self.warehouse, deed.unit_code, deed.month, reason=deed.reason, **step)

    def _remember(self, deed: Deed, at: dt.datetime) -> None:
        from analytics import continuing

        words = [continuing.UnitWord(*word) for word in OWN_WORDS]
        continuing.remember(self.warehouse, deed.unit_code, words, by=deed.by, at=at)

    def _results(self, deed: Deed, at: dt.datetime) -> None:
        from analytics import results

        step: dict[str, Any] = {"by": deed.by, "at": at}
        year = deed.month.year
        if deed.kind == "announce":
            results.announce(self.warehouse, year, **step)
        elif deed.kind == "object":
            self.objection_no = results.object_to(
                self.warehouse, year, OBJECTOR, deed.reason, received_on=at.date(), **step
            )
        elif deed.kind == "answer":
            results.answer(self.warehouse, year, self.objection_no, "rejected", deed.reason, **step)
        else:
            results.publish(self.warehouse, year, deed.version, **step)

    def _send(self, deed: Deed, at: dt.datetime) -> None:
        demo = self.returns[deed.unit_code, deed.month][deed.version - 1]
        outcome = self.submit(
            self.warehouse, workbook.build(demo), demo.file_name, by=deed.by, at=at, confirm=True, reason=CONFIRMED
        )
        if outcome.receipt is None:
            found = "; ".join(f"{f.code} {f.sheet} {','.join(f.cells)} {f.value}" for f in outcome.findings)
            raise StoreError(f"the demonstration return {demo.file_name} did not pass the checks: {found}")
        self.numbers[deed.unit_code, deed.month, deed.version] = outcome.receipt.return_id
