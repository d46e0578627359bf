"""
The command line. Exit codes of `check` and `submit`: 0 nothing refused, 1 something to fix or confirm, 2 not a readable
return; every other command: 0 done, 1 with one sentence that says what to do.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from analytics import cli_backup, cli_corpus, cli_registers, clock
from analytics.cli_audit import audits
from analytics.cli_output import (
    board_json,
    exit_code,
    output_format,
    print_board,
    print_findings,
    print_json,
    print_outcome,
    read_file,
    screen,
    stop,
    workbooks,
    write_marked,
    write_or_print,
)
from analytics.cli_server import Server
from analytics.cli_users import users
from analytics.declare import Lang, indicators, return_form, text
from analytics.footprint import taken_by
from analytics.months import Month, last_full_month, year_to
from analytics.scope import EVERYTHING
from analytics.store.warehouse import DATABASE_NAME, StoreBusy, StoreError, Warehouse

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Sixing 四型看板")
app.add_typer(users, name="users")
cli_backup.register(app)
cli_registers.register(app)
app.add_typer(audits, name="audit")
DEFAULT_DATA = "data"
COMMAND_LINE = "command line"
OVER_HTTP = ("check", "submit", "status", "indicators", "table")

Data = Annotated[Path | None, typer.Option("--data", help="Data directory (else SIXING_DATA, else data/).")]
Language = Annotated[str, typer.Option("--lang", help="zh or en")]
Files = Annotated[list[Path], typer.Argument(help="Workbooks; of a directory every workbook below it.")]
MonthOption = Annotated[str | None, typer.Option("--month", help="Such as 2026-10; else the last full month.")]


class State:
    """The data directory or the server named before the command, if any."""

    directory: Path | None = None
    server: str | None = None


@app.callback()
def main(
    context: typer.Context,
    data: Data = None,
    server: Annotated[str | None, typer.Option("--server", help="Ask a running server; token in SIXING_TOKEN.")] = None,
) -> None:
    """Monthly returns in, consolidated tables and indicators out."""
    State.directory, State.server = data, server
    if server and context.invoked_subcommand not in OVER_HTTP:
        stop(f"--server goes with: {', '.join(OVER_HTTP)}", 2)
    if server and data:
        stop("--data or --server, not both", 2)


def remote(lang: str) -> Server | None:
    """The server to ask; None when the command works on the data themselves."""
    return Server(State.server, language(lang)) if State.server else None


def data_directory() -> Path:
    """--data, else the variable SIXING_DATA, else data/ - as the server reads it."""
    return State.directory or Path(os.environ.get("SIXING_DATA") or DEFAULT_DATA)


@contextmanager
def opened(*, create: bool = False) -> Iterator[Warehouse]:
    """The open store; ends the command with a sentence when it cannot be opened."""
    directory = data_directory()
    try:
        if not create and not (directory / DATABASE_NAME).exists():
            how = f"python -m analytics --data {directory} demo"
            raise StoreError(f"there is no data in {directory}; for the demonstration: {how}")
        with Warehouse.open(directory) as warehouse:
            yield warehouse
    except StoreBusy as error:
        stop(f"{error}. The server owns the data file while it runs: use its pages, or --server URL.")
    except StoreError as error:
        stop(str(error))


def parsed_month(month: str | None) -> Month:
    try:
        return Month.parse(month) if month else last_full_month(clock.today())
    except ValueError as error:
        stop(str(error), 2)
        raise


def language(lang: str) -> Lang:
    if lang not in ("zh", "en"):
        stop("--lang is zh or en", 2)
    return "zh" if lang == "zh" else "en"


# ------------------------------------------------------------------------------------------- commands
@app.command()
def demo(
    last: Annotated[str | None, typer.Option("--last", help="Last month of returns, such as 2026-10.")] = None,
) -> None:
    """Fill an empty data directory with the demonstration agency and its returns."""
    from analytics.identity.database import Identity
    from sample_data import accounts, demonstration

    with opened(create=True) as warehouse:
        if warehouse.data_version():
            stop(f"{data_directory()} already holds data; name an empty directory with --data")
        with Progress(console=screen, transient=True) as progress:
            task = progress.add_task(text("cli.demo_progress", "en"), total=None)

            def show(done: int, total: int, what: str) -> None:
                progress.update(task, completed=done, total=total, description=what)

            demonstration.fill(warehouse, parsed_month(last), progress=show)
        identity = Identity.open(data_directory())
        accounts.enrol(identity, clock.now())
        identity.close()
    screen.print(text("cli.demo_done", "zh", directory=data_directory()))
    screen.print(text("cli.demo_done", "en", directory=data_directory()))


@app.command()
def template(
    unit: Annotated[str, typer.Option("--unit", help="Unit code, such as QYB.")],
    month: MonthOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.")] = None,
    lang: Language = "zh",
) -> None:
    """Write a unit's workbook for a month, filled in as far as the store knows."""
    from analytics.returns import template as templates
    from analytics.store.reading_registers import registers_for

    with opened() as warehouse:
        registers = registers_for(warehouse.cursor(), unit, parsed_month(month), clock.now())
        path = out or Path(templates.file_name(registers))
        path.write_bytes(templates.build(registers, lang=language(lang)))
    screen.print(str(path), highlight=False)


@app.command()
def check(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as a JSON list.")] = False,
    marked: Annotated[
        Path | None, typer.Option("--marked", help="Also write the file back with every finding at its cell.")
    ] = None,
    summary: Annotated[
        bool | None, typer.Option("--summary/--findings", help="Sums and costs (as of a directory), or each finding.")
    ] = None,
    lang: Language = "zh",
) -> None:
    """Check files, or every workbook below a directory, without storing anything."""
    if summary is None:
        summary = not State.server and marked is None and all(path.is_dir() for path in files)
    files = workbooks(files)
    if summary and State.server:
        stop("--summary goes with files that are checked on this machine", 2)
    if marked is not None and (len(files) != 1 or State.server):
        stop("--marked goes with one file that is checked on this machine", 2)
    if server := remote(lang):
        server.check_files(files, as_json)
    from analytics.returns.reader_pool import readers
    from analytics.returns.records import finding_records

    found: list[dict] = []
    tried: list[cli_corpus.Tried] = []
    worst = 0
    with opened() as warehouse:
        for path in files:
            data = read_file(path)
            work = partial(cli_corpus.checked_one, warehouse, path, data)
            (checked, slot), taken = taken_by(work, readers().waiting())
            readable = checked.typed is not None
            worst = max(worst, exit_code(checked.findings, readable))
            tried.append(cli_corpus.tried(path, checked, taken))
            found += finding_records(path.name, checked.findings)
            if not as_json and not summary:
                print_findings(path, checked.findings, language(lang))
            if marked is not None:
                write_marked(warehouse, marked, data, slot, checked.findings)
    if summary:
        cli_corpus.print_summary(tried, as_json, language(lang))
    elif as_json:
        print_json(found)
    raise typer.Exit(worst)


@app.command()
def submit(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="Receipts and findings as JSON.")] = False,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Confirm what only needs confirming, with this reason.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who submits.")] = COMMAND_LINE,
    lang: Language = "zh",
) -> None:
    """Check files (of a directory all) and store those with nothing left to fix or confirm; each all or nothing."""
    files = workbooks(files)
    if server := remote(lang):
        if by != COMMAND_LINE:
            stop("--by does not go with --server: the token says who submits", 2)
        server.submit_files(files, as_json, confirm)
    from analytics.returns.records import finding_records, receipt_record
    from analytics.submitting import submit_file

    stored: list[dict] = []
    found: list[dict] = []
    worst = 0
    with opened() as warehouse:
        for path in files:
            outcome = submit_file(
                warehouse, read_file(path), path.name, by=by, at=clock.now(), confirm=confirm is not None,
                reason=confirm or "",
            )
            found += finding_records(path.name, outcome.findings)
            if outcome.receipt is None:
                worst = max(worst, 1 if outcome.unit_code else 2)
            else:
                stored.append(receipt_record(path.name, outcome.receipt))
            if not as_json:
                print_outcome(path, outcome, language(lang))
    if as_json:
        print_json({"stored": stored, "findings": found})
    raise typer.Exit(worst)


@app.command()
def status(
    month: MonthOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="The board as JSON.")] = False,
    lang: Language = "zh",
) -> None:
    """The returns board of a month: who has sent, who is late, sent back or missing."""
    from analytics import reporting
    from analytics.store.reading_registers import units_on

    chosen, words = parsed_month(month), language(lang)
    if server := remote(lang):
        board, names = server.board(chosen)
    else:
        with opened() as warehouse:
            cursor = warehouse.cursor()
            board = reporting.board(cursor, EVERYTHING, [chosen], today=clock.today())
            names = {code: unit.name(words) for code, unit in units_on(cursor, chosen.last_day).items()}
    if as_json:
        print(board_json(board))
    else:
        print_board(board, names, words)


@app.command("indicators")
def show_indicators(
    year: Annotated[int | None, typer.Option("--year", help="Else the year of the last full month.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Only this unit.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="A .csv, .xlsx or .parquet file; else the screen.")] = None,
    lang: Language = "zh",
) -> None:
    """Every indicator of a year, month by month, for departments and the agency."""
    from analytics.exports.frames import write_indicators
    from analytics.measures import measure

    if server := remote(lang):
        write_or_print(out, server.indicators(year, unit, output_format(out)))
        return
    last = last_full_month(clock.today())
    months = year_to(last) if year in (None, last.year) else year_to(Month(year or last.year, 12))
    with opened() as warehouse:
        frame = measure(
            warehouse.cursor(), EVERYTHING, months, list(indicators()), today=clock.today(),
            levels=("department", "agency"),
        )
    if unit:
        frame = frame[frame["unit_code"] == unit]
        if frame.empty:
            stop(f"there is no unit {unit} with indicators in {months[-1].year}")
    write_or_print(out, write_indicators(frame, language(lang), output_format(out)))


@app.command()
def table(
    name: Annotated[str, typer.Argument(help="A sheet of the return, such as service_cases.")],
    out: Annotated[Path | None, typer.Option("--out", help="A .csv, .xlsx or .parquet file; else the screen.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First month.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last month.")] = None,
    lang: Language = "zh",
) -> None:
    """One consolidated sheet: every row of every return that counts."""
    from analytics.exports import consolidated

    end = parsed_month(last)
    begin = parsed_month(first) if first else Month(end.year, 1)
    names = [sheet.name for sheet in return_form().sheets]
    if name not in names:
        stop(f"there is no sheet {name}; the sheets are: {', '.join(names)}", 2)
    if server := remote(lang):
        write_or_print(out, server.table(name, begin, end, output_format(out)))
        return
    with opened() as warehouse:
        content = consolidated.write_table(
            warehouse.cursor(), EVERYTHING, name, output_format(out), language(lang), month_from=begin, month_to=end
        )
    write_or_print(out, content)


@app.command()
def definitions(
    out: Annotated[Path, typer.Option("--out", help="An .html file, to be printed from any browser.")],
    lang: Language = "zh",
) -> None:
    """The definitions (口径) as a document set for A4: indicators, form, registers, code lists, readings."""
    from analytics.exports.definitions_book import own_of
    from analytics.exports.definitions_document import issuer, write_html

    if out.suffix.lower() not in (".html", ".htm"):
        stop("--out ends in .html", 2)
    today, reader = clock.today(), language(lang)
    with opened() as warehouse:
        cursor = warehouse.cursor()
        content = write_html(reader, own_of(cursor, reader, today.year), today, issuer(cursor, reader, today))
    write_or_print(out, content)


if __name__ == "__main__":
    app()
