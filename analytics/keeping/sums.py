"""Readings that are 100 in all (the weights of an evaluation): one cannot be changed alone."""

from collections.abc import Iterator, Mapping, Sequence

from analytics.findings import Finding
from analytics.keeping.cells import Addresses, TypedRow
from analytics.keeping.judged import REFUSE
from analytics.readings import TOGETHER, UnfitValue, readings, sum_of
from analytics.store.kept_entries import Entry

REGISTER = "setting_override"


def sums(
    rows: Sequence[TypedRow], gone: Sequence[str], places: Addresses, by_key: Mapping[tuple, Entry]
) -> Iterator[Finding]:
    """
    One finding for each set of readings that would no longer be TOGETHER in all. rows: the entries as they would be;
    gone: the readings that would stand as declared again.
    """
    cells = {str(row["name"]): places.cell(row.row_no, "value") for row in rows if not row.unreadable}
    written = {str(e.values["name"]): str(e.values["value"]) for e in by_key.values()}
    written |= {str(row["name"]): str(row["value"]) for row in rows if not row.unreadable}
    values = _values({name: text for name, text in written.items() if name not in gone})
    touched = {readings()[name].together: name for name in [*cells, *gone] if name in readings()}
    for together, name in sorted(touched.items()):
        if together and (found := sum_of(values, name)) != TOGETHER:
            own = tuple(cell for n, cell in cells.items() if n in readings() and readings()[n].together == together)
            yield Finding("R05.sum", REFUSE, REGISTER, own, f"{found:g}", {"column": "value", "limit": TOGETHER,
                                                                           "together": together})


def _values(written: Mapping[str, str]) -> dict[str, object]:
    """The values that can be taken; what cannot has a finding of its own."""
    found = {}
    for name, text in written.items():
        if name in readings():
            try:
                found[name] = readings()[name].value(text)
            except UnfitValue:
                continue
    return found
