"""A unit that is closed: somebody has to carry on what it has not finished."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from analytics.findings import Finding
from analytics.keeping.judged import CONFIRM, Judged
from analytics.store.kept_entries import Entry

REGISTER = "unit"


def left_behind(every: Sequence[Judged], by_key: Mapping[tuple, Entry]) -> Iterator[Finding]:
    """A version that ends, with none after it, names no successor while cases, goals or projects are not finished."""
    newest = _newest([*(judged.row.values for judged in every), *(entry.values for entry in by_key.values())])
    for judged in every:
        code, ends = judged["code"], judged["valid_to"] is not None and judged.is_empty("successor_code")
        if ends and judged["valid_from"] == newest.get(code) and (count := judged.around.unfinished().get(code, 0)):
            yield judged.say("R04.left_behind", CONFIRM, "successor_code", "valid_to", value=code,
                             column="successor_code", count=count)


def _newest(versions: Sequence[Mapping]) -> dict[str, dt.date]:
    found: dict[str, dt.date] = {}
    for one in versions:
        code, since = one.get("code"), one.get("valid_from")
        if code is not None and since is not None:
            found[code] = max(since, found.get(code, since))
    return found
