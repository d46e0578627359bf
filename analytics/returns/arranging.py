"""From many single findings to the list a clerk reads: no repeats, nothing that only follows from another one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from analytics.declare import return_form
from analytics.findings import SEVERITY_ORDER, Finding, Severity
from analytics.masking import mask
from analytics.returns.names import place_of

# what hides everything else about the same cell, strongest first
FIRST_RULES = ("V28", "V01", "V34")
# what is said beside other findings: it explains a cell without making them superfluous
BESIDE = frozenset({"V01.placeholder", "V34.formula", "V34.hidden_rows"})
# said once for a column, however the values differ: the words do not repeat the value
SAID_ONCE = frozenset({"V03.trimmed", "V03.number_as_id", "V04.time_missing", "V29.number_as_text"})


def arranged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Private numbers masked, consequences hidden, repeats merged, in the order of severity, sheet and cell."""
    kept = _without_consequences([_masked(f) for f in findings])
    return tuple(sorted(merged(kept), key=_position))


def _masked(finding: Finding) -> Finding:
    value = mask(finding.value) if finding.value and finding.code not in SAID_ONCE else None
    params = {name: _masked_param(param) for name, param in finding.params.items()}
    sheet_title = mask(finding.sheet_title) if finding.sheet_title else finding.sheet_title
    return replace(finding, value=value, params=params, sheet_title=sheet_title)


def _masked_param(param: Any) -> Any:
    if isinstance(param, str):
        return mask(param)
    return [_masked_param(item) for item in param] if isinstance(param, list) else param


# ------------------------------------------------------------------------------------------- consequences
def _without_consequences(findings: list[Finding]) -> list[Finding]:
    """
    A cell that must be fixed is mentioned once: the strongest refusal stays, and what else was found there goes.
    Findings that already name several places (a sheet, two cells that contradict each other) lose only those cells
    another refusal explains.
    """
    strongest: dict[tuple[str | None, str], tuple[int, str]] = {}
    for finding in findings:
        if finding.severity is Severity.REFUSE and len(finding.cells) == 1:
            place = (finding.sheet, finding.cells[0])
            strength = (_strength(finding), finding.code)
            if place not in strongest or strength < strongest[place]:
                strongest[place] = strength
    return [finding for finding in findings if not _is_consequence(finding, strongest)]


def _strength(finding: Finding) -> int:
    rule = finding.rule
    return FIRST_RULES.index(rule) if rule in FIRST_RULES else len(FIRST_RULES)


def _is_consequence(finding: Finding, strongest: Mapping[tuple[str | None, str], tuple[int, str]]) -> bool:
    if not finding.cells or finding.code in BESIDE:
        return False
    above = [strongest.get((finding.sheet, cell)) for cell in finding.cells]
    if finding.severity is not Severity.REFUSE:
        return all(found is not None for found in above)
    own = (_strength(finding), finding.code)
    return any(found is not None and found[0] < own[0] for found in above)


# ------------------------------------------------------------------------------------------- merging
def merged(findings: Iterable[Finding]) -> list[Finding]:
    """The same thing about several cells of a sheet becomes one finding with all of them."""
    groups: dict[tuple, list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.severity, finding.sheet, finding.value, finding.sheet_title,
               _frozen(finding.params))
        groups.setdefault(key, []).append(finding)
    return [_together(group) for group in groups.values()]


def _together(group: list[Finding]) -> Finding:
    if len(group) == 1:
        return group[0]
    cells = dict.fromkeys(cell for finding in group for cell in finding.cells)
    return replace(group[0], cells=tuple(cells))


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _frozen(item)) for name, item in value.items()))
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return repr(value)


# ------------------------------------------------------------------------------------------- order
@cache
def _sheet_order() -> Mapping[str | None, int]:
    names = [None, "cover", *(sheet.name for sheet in return_form().sheets)]
    return {name: place for place, name in enumerate(names)}


def _position(finding: Finding) -> tuple:
    order = _sheet_order()
    cell = place_of(finding.cells[0]) if finding.cells else (0, 0)
    return SEVERITY_ORDER[finding.severity], order.get(finding.sheet, len(order)), cell, finding.code
