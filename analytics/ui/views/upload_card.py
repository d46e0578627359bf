"""One finding that must be fixed: where, which rule, what stands there, what to type, and which rows are meant."""

import re
from collections.abc import Sequence

from analytics.declare import return_form
from analytics.findings import Finding
from analytics.returns.comparing import row_key
from analytics.returns.wording import RenderedFinding, render
from analytics.rows import ReturnRows
from analytics.ui.texts import lang, names, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

ROWS_NAMED = 5  # rows of a finding that are named beside it
CELLS_IN_PLACE = 3  # more are unfolded
ROW_NUMBER = re.compile(r"\d+")


def card(finding: Finding, typed: ReturnRows | None, *, rows_named: bool = True) -> str:
    """One finding that must be fixed: where, which rule, what stands there, what to type, and which rows are meant."""
    words: RenderedFinding = render(finding, lang())
    named = [(cell, name) for cell in finding.cells if (name := row_name(finding.sheet, cell, typed))]
    one_row = len({name for _, name in named}) == 1
    said = []
    if finding.cells:
        typed_in = esc(finding.value) if finding.value else text("upload.empty")
        said.append((t("upload.you_put"), f"<mark>{typed_in}</mark>"))
    if one_row:
        said.append((t("upload.row"), esc(named[0][1])))
    said.append((t("upload.do_this"), esc(words.fix)))
    more = ""
    if len(finding.cells) > CELLS_IN_PLACE:
        every = text("upload.all_cells", count=len(finding.cells))
        more = f"<details><summary>{every}</summary><p>{esc(names(list(finding.cells)))}</p></details>"
    rows = "" if one_row or not rows_named else _rows_named(named)
    return (
        f'<div class="finding{"" if rows else " alone"}"><div>'
        f'<div class="at"><b class="bad">■ {text("upload.must.mark")}</b><code>{esc(words.where)}</code></div>'
        f'<div class="what">{esc(words.title)}</div>{markup.pairs(said)}{more}</div>{rows}</div>'
    )


def _rows_named(named: Sequence[tuple[str, str]]) -> str:
    """The rows a finding is about by what names them, so that they are found without counting."""
    if not named:
        return ""
    rows = [[f"<code>{esc(cell)}</code>", esc(name)] for cell, name in named[:ROWS_NAMED]]
    if len(named) > ROWS_NAMED:
        rows.append(["", f'<span class="calm">{text("upload.more_rows", count=len(named) - ROWS_NAMED)}</span>'])
    return "<div>" + markup.table([text("upload.cell"), text("upload.row")], rows) + "</div>"


def row_name(sheet: str | None, cell: str, typed: ReturnRows | None) -> str:
    """What names the row of a cell: its key, with the person's name where there is one."""
    number_in_cell = ROW_NUMBER.search(cell)
    if typed is None or sheet is None or sheet not in typed.sheets or number_in_cell is None:
        return ""
    row = next((r for r in typed.sheets[sheet] if r.row_no == int(number_in_cell[0])), None)
    if row is None:
        return ""
    key = row_key(return_form().sheet(sheet), row).strip(" ·")
    person = row["name"]
    return f"{key} {person}" if isinstance(person, str) and person else key
