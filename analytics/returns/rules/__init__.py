"""
The checks of catalogue section 7. Each rule is a function from the judged return to findings, named after its
number; V01, V03 and V04 speak while a sheet is located and its cells are read (layout.py, typed_rows.py,
values.py).
"""

from collections.abc import Callable, Iterator

from analytics.findings import Finding
from analytics.returns.rules import attendance, cases, cover, figures, file, items, people, study, suggestions
from analytics.returns.rules.judged import Judged

Rule = Callable[[Judged], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *cover.RULES, *people.RULES, *attendance.RULES, *study.RULES, *suggestions.RULES, *items.RULES, *cases.RULES,
    *figures.RULES, *file.RULES,
)
