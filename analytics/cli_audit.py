"""
The audit trail from the command line, for the operator and for scheduled checks; works while the server runs.
`verify` ends with 0 when the chain is sound and with 1 when it is broken.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TextColumn
from rich.table import Table

from analytics import clock
from analytics.cli_output import errors, screen, stop
from analytics.cli_users import operator
from analytics.declare import Lang, text
from analytics.identity import audit
from analytics.identity.audit import Entry, Head, Search
from analytics.identity.database import IDENTITY_NAME, Identity

audits = typer.Typer(no_args_is_help=True, help="The audit trail: verify, search and export it.")

FORMATS = ("csv", "xlsx", "jsonl")
DAY = ["%Y-%m-%d"]

Language = Annotated[str, typer.Option("--lang", help="zh or en")]
Since = Annotated[dt.datetime | None, typer.Option("--since", formats=DAY, help="First day.")]
Until = Annotated[dt.datetime | None, typer.Option("--until", formats=DAY, help="Last day.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Such as sign_in_refused; may be given several times.")]
Actor = Annotated[str | None, typer.Option("--actor", help="Sign-in name of the one who acted.")]
Unit = Annotated[str | None, typer.Option("--unit", help="Unit code.")]
Outcome = Annotated[str | None, typer.Option("--outcome", help="done, refused or failed")]
Text = Annotated[str | None, typer.Option("--text", help="Words in actor, target, address, unit or detail.")]


# ------------------------------------------------------------------------------------------- commands
@audits.command()
def verify(
    head: Annotated[str | None, typer.Option("--head", help="NUMBER:HASH noted earlier, from `audit head`.")] = None,
    lang: Language = "zh",
) -> None:
    """Walk the whole trail. Exit 0: sound; 1: broken, with the first broken entry and why."""
    words = _language(lang)
    try:
        expected = Head.parse(head) if head else None
    except ValueError:
        stop(text("audit.cli.head", words), 2)
        return
    with _opened(words) as identity, _counted() as progress:
        found = audit.verify(identity, expected, progress=progress)
    if found.broken_at is None:
        print(text("audit.cli.sound", words, count=f"{found.entry_count:,}", head=found.head))
        return
    reason = text(f"audit.broken.{found.reason}", words, number=found.broken_at)
    stop(text("audit.cli.broken", words, reason=reason, count=f"{found.entry_count:,}"))


@audits.command("head")
def show_head(lang: Language = "zh") -> None:
    """Print NUMBER:HASH of the newest entry, to be noted on another machine or on paper."""
    with _opened(_language(lang)) as identity:
        print(audit.head(identity))


@audits.command("search")
def find(
    since: Since = None, until: Until = None, kind: Kinds = None, actor: Actor = None, unit: Unit = None,
    outcome: Outcome = None, containing: Text = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most this many, newest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    lang: Language = "zh",
) -> None:
    """Entries that fit every option given, newest first."""
    from analytics.exports import audit_trail

    words = _language(lang)
    search = _search(words, since, until, kind, actor, unit, outcome, containing)
    with _opened(words) as identity:
        found = audit.entries(identity, **_named(search), limit=limit)
    if as_json:
        for line in audit_trail.json_lines(found):
            print(line)
        return
    names = ("entry_no", "recorded_at", "actor", "kind_label", "outcome_label", "unit_code", "target", "detail_label")
    table = Table(*(text(f"audit.column.{name}", words) for name in names))
    for entry in found:
        table.add_row(*_cells(entry, words))
    screen.print(table, markup=False)


@audits.command()
def export(
    file: Annotated[Path, typer.Argument(help="A .csv, .xlsx or .jsonl file.")],
    since: Since = None, until: Until = None, kind: Kinds = None, actor: Actor = None, unit: Unit = None,
    outcome: Outcome = None, containing: Text = None, lang: Language = "zh",
) -> None:
    """Write the entries that fit every option given to a file; the export is itself recorded."""
    words, suffix = _language(lang), file.suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        stop(text("audit.cli.format", words), 2)
    search = _search(words, since, until, kind, actor, unit, outcome, containing)
    with _opened(words) as identity:
        up_to = audit.head(identity).entry_no
        try:
            written = _write(identity, search, up_to, file, suffix, words)
        except OSError as error:
            stop(text("audit.cli.unwritable", words, path=file, reason=error.strerror))
            return
        audit.record(identity, "audit_exported", actor=operator(), at=clock.now(), target=file.name,
                     detail={"format": suffix, "row_count": written})
    screen.print(text("audit.cli.written", words, count=f"{written:,}", path=file), highlight=False, markup=False)


# ------------------------------------------------------------------------------------------- what they share
def _write(identity: Identity, search: Search, up_to: int, file: Path, suffix: str, lang: Lang) -> int:
    """How many entries were written. JSON lines leave as they are read; the other formats are made whole."""
    from analytics.exports import audit_trail

    counted = _Counted(audit.walk(identity, search, up_to))
    if suffix == "jsonl":
        with file.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(f"{line}\n" for line in audit_trail.json_lines(counted))
    else:
        file.write_bytes(audit_trail.write(counted, lang, "csv" if suffix == "csv" else "xlsx"))
    return counted.entry_count


class _Counted:
    """Entries on their way, counted."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self.entries, self.entry_count = entries, 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self.entries:
            self.entry_count += 1
            yield entry


@contextmanager
def _opened(lang: Lang) -> Iterator[Identity]:
    """The identity database; ends the command when there is none, rather than making an empty one."""
    from analytics.cli import data_directory  # which imports this module

    directory = data_directory()
    if "SIXING_IDENTITY_URL" not in os.environ and not (directory / IDENTITY_NAME).exists():
        stop(text("audit.cli.none", lang, directory=directory))
    identity = Identity.open(directory)
    try:
        yield identity
    finally:
        identity.close()


@contextmanager
def _counted() -> Iterator:
    """Progress with the number of entries read, on the error output so that what is printed can be piped."""
    with Progress(TextColumn("{task.completed:,}"), console=errors, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda entry_count: progress.update(task, completed=entry_count)


def _language(lang: str) -> Lang:
    from analytics.cli import language

    return language(lang)


def _search(
    lang: Lang, since: dt.datetime | None, until: dt.datetime | None, kinds: list[str] | None, actor: str | None,
    unit: str | None, outcome: str | None, containing: str | None,
) -> Search:
    for kind in kinds or ():
        if kind not in audit.kinds():
            stop(text("audit.cli.kind", lang, kind=kind, kinds=", ".join(audit.kinds())), 2)
    if outcome is not None and outcome not in audit.outcomes():
        stop(text("audit.cli.outcome", lang, outcomes=", ".join(audit.outcomes())), 2)
    day_after = until + dt.timedelta(days=1) if until else None
    return Search(since, day_after, tuple(kinds) if kinds else None, actor, unit, outcome, containing)


def _named(search: Search) -> dict:
    return {name: getattr(search, name) for name in Search.__slots__}


def _cells(entry: Entry, lang: Lang) -> list[str]:
    from analytics.exports import audit_trail

    return [
        str(entry.entry_no),
        f"{entry.recorded_at:%Y-%m-%d %H:%M:%S}" if entry.recorded_at else text("audit.unreadable", lang),
        entry.actor, audit_trail.kind_name(entry.kind, lang), audit_trail.outcome_name(entry.outcome, lang),
        entry.unit_code or "", entry.target or "", audit_trail.detail_text(entry.detail, lang),
    ]
