"""What the command line prints: findings, outcomes, files; and how it stops."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from analytics import clock
from analytics.declare import Lang, code_list, text
from analytics.findings import Finding, Severity

if TYPE_CHECKING:  # heavy packages, which most commands do without
    import pandas as pd

    from analytics.exports.consolidated import OutFormat
    from analytics.store.warehouse import Warehouse
    from analytics.submitting import Outcome

screen = Console()
errors = Console(stderr=True)

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def stop(sentence: str, code: int = 1) -> NoReturn:
    """Ends the command with one sentence."""
    errors.print(sentence, style="red", highlight=False)
    raise typer.Exit(code)


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        stop(f"{path} cannot be read: {error.strerror}", 2)


def workbooks(paths: list[Path]) -> list[Path]:
    """The files named, and of a directory every workbook below it in the order of names; not what Excel keeps open."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        below = sorted(p for p in path.rglob("*") if p.suffix.lower() in WORKBOOKS and p.is_file())
        kept = [p for p in below if not p.name.startswith(("~$", "."))]
        if not kept:
            stop(f"{path} holds no workbook ({', '.join(WORKBOOKS)})", 2)
        found += kept
    return found


def exit_code(findings: tuple[Finding, ...], readable: bool) -> int:
    if not readable:
        return 2
    return int(any(f.severity is Severity.REFUSE for f in findings))


def print_findings(path: Path, findings: tuple[Finding, ...], lang: Lang) -> None:
    from analytics.returns.records import full_text
    from analytics.returns.wording import render

    rendered = [render(finding, lang) for finding in findings]
    print_lines(path, [(f.severity, r.where, full_text(r)) for f, r in zip(findings, rendered, strict=True)], lang)


def print_lines(path: Path, lines: list[tuple[Severity, str, str]], lang: Lang) -> None:
    """lines: severity, place and words of each finding."""
    screen.print(f"[bold]{path.name}[/bold]", highlight=False)
    for severity, where, words in lines:
        screen.print(
            f"  {text(f'severity.{severity.value}', lang)}  {where}  {words}", markup=False, highlight=False
        )
    if not any(severity is Severity.REFUSE for severity, _, _ in lines):
        screen.print(f"  {text('cli.nothing_refused', lang)}", highlight=False)


def print_outcome(path: Path, outcome: "Outcome", lang: Lang) -> None:
    print_findings(path, outcome.findings, lang)
    print_stored(outcome.receipt.receipt_no if outcome.receipt else None, lang)


def print_stored(receipt_no: str | None, lang: Lang) -> None:
    words = text("cli.not_stored", lang) if receipt_no is None else text("cli.stored", lang, receipt=receipt_no)
    screen.print(f"  {words}", highlight=False)


def print_board(board: "pd.DataFrame", names: Mapping[str, str], lang: Lang) -> None:
    """board: frame of reporting.board; names: unit code -> name."""
    import pandas as pd

    shown = ("unit", "state", "version", "received", "days_late")
    table = Table("", *(text(f"cli.status.{name}", lang) for name in shown))
    for row in board.itertuples():
        table.add_row(
            row.unit_code, names[row.unit_code], code_list("return_state").label(row.state, lang),
            *("" if pd.isna(value) else str(value) for value in (row.version, row.received_at, row.days_late)),
        )
    screen.print(table)


def board_json(board: "pd.DataFrame") -> str:
    return board.to_json(orient="records", force_ascii=False, date_format="iso", indent=1)


def output_format(out: Path | None) -> "OutFormat":
    """csv for the screen; otherwise what the file's name ends in."""
    suffix = "csv" if out is None else out.suffix.lower().lstrip(".")
    match suffix:
        case "csv" | "xlsx" | "parquet":
            return suffix
    stop("--out ends in .csv, .xlsx or .parquet", 2)


def write_or_print(out: Path | None, content: bytes) -> None:
    if out is None:
        print(content.decode("utf-8-sig"), end="")
        return
    out.write_bytes(content)
    screen.print(str(out), highlight=False)


def write_marked(
    warehouse: "Warehouse", out: Path, data: bytes, slot: object, findings: tuple[Finding, ...]
) -> None:
    """The file with its findings; says so when it cannot be opened as a return of some unit and month."""
    from analytics.continuing import marked_copy

    book = marked_copy(warehouse, data, slot, findings, clock.now()) if isinstance(slot, tuple) else None
    if book is None:
        errors.print(text("cli.not_marked", "en"), highlight=False)
        return
    out.write_bytes(book.content)
    errors.print(str(out), highlight=False)
