"""Command: register - a register or reference table out to a workbook and in from one, with the checks of the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analytics import clock
from analytics.cli_output import exit_code, print_findings, read_file, screen, stop
from analytics.cli_users import operator
from analytics.declare import Lang, registers, text
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.scope import EVERYTHING

if TYPE_CHECKING:
    from analytics.keeping.checking import Checked
    from analytics.store.warehouse import Warehouse


def register(app: typer.Typer) -> None:
    app.command("register")(keep)


def keep(
    name: Annotated[str, typer.Argument(help="A register or reference table, such as study_session.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this .xlsx file.")] = None,
    file: Annotated[
        Path | None, typer.Option("--import", help="Check this .xlsx file and store what it changes.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why it is changed; needed to store anything.")] = "",
    complete: Annotated[bool, typer.Option("--complete", help="Withdraw entries that the file lacks.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="What is odd but possible was looked at.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="zh or en")] = "zh",
) -> None:
    """A register out to a workbook, or in from one; without a file, how many entries there are and the last change."""
    from analytics.cli import data_directory, language, opened

    if name not in registers():
        stop(f"there is no register {name}; the registers are: {', '.join(registers())}", 2)
    if out is not None and file is not None:
        stop("--out or --import, not both", 2)
    words = language(lang)
    with opened() as warehouse:
        if file is not None:
            _take_in(warehouse, data_directory(), name, file, reason, complete, confirm, words)
        elif out is not None:
            _write(warehouse, name, out, words)
        else:
            _describe(warehouse, name, words)


def _write(warehouse: "Warehouse", name: str, out: Path, words: Lang) -> None:
    from analytics.keeping import files

    if out.suffix.lower() != ".xlsx":
        stop("--out ends in .xlsx", 2)
    _, content, _ = files.write(warehouse.cursor(), EVERYTHING, [name], words, clock.now())
    out.write_bytes(content)
    screen.print(str(out), highlight=False)


def _describe(warehouse: "Warehouse", name: str, words: Lang) -> None:
    from analytics.keeping.history import history
    from analytics.keeping.reading import kept

    cursor = warehouse.cursor()
    events = history(cursor, EVERYTHING, name)
    last = f"{events[0].at:%Y-%m-%d %H:%M} {events[0].by}" if events else "-"
    count = len(kept(cursor, EVERYTHING, name).entries)
    screen.print(text("cli.register.state", words, title=registers()[name].title(words), count=count, last=last),
                 markup=False, highlight=False)


def _take_in(
    warehouse: "Warehouse", directory: Path, name: str, file: Path, reason: str, complete: bool, confirm: bool,
    words: Lang,
) -> None:
    """Exit codes as of `check`: 1 when something stands in the way, 2 when the file is no such workbook."""
    from analytics.keeping import files
    from analytics.keeping.committing import commit
    from analytics.keeping.reading import kept
    from analytics.keeping.surroundings import surroundings

    cursor = warehouse.cursor()
    checked = files.read(kept(cursor, EVERYTHING, name), read_file(file), file.name,
                         surroundings(cursor, clock.now()), complete=complete)
    print_findings(file, checked.findings, words)
    if checked.refused:
        raise typer.Exit(exit_code(checked.findings, not any(f.sheet is None for f in checked.findings)))
    _say_changes(checked, words)
    if not checked.changes:
        return
    identity = Identity.open(directory)
    try:
        actor = operator()
        outcome = commit(warehouse, checked, reason=reason, by=actor, at=clock.now(), confirmed=confirm,
                         scope=EVERYTHING, trail=Trail(identity, actor))
    finally:
        identity.close()
    if outcome.event_no is None:
        print_findings(file, outcome.findings, words)
        screen.print(text("cli.register.not_stored", words), highlight=False)
        raise typer.Exit(1)
    screen.print(text("cli.register.stored", words, event=outcome.event_no), highlight=False)


def _say_changes(checked: "Checked", words: Lang) -> None:
    counts = {kind: sum(c.kind == kind for c in checked.changes) for kind in ("added", "changed", "withdrawn")}
    screen.print(text("cli.register.changes", words, **counts), highlight=False)
