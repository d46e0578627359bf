"""What the command line prints: findings, outcomes, files; and how it stops."""

import json
from pathlib import Path

import typer
from rich.console import Console

from analytics.declare import Lang, text
from analytics.findings import Finding, Severity

screen = Console()
errors = Console(stderr=True)


def stop(sentence: str, code: int = 1) -> None:
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
        raise


def exit_code(findings: tuple[Finding, ...], readable: bool) -> int:
    if not readable:
        return 2
    return int(any(f.severity is Severity.REFUSE for f in findings))


def records(path: Path, findings: tuple[Finding, ...]) -> list[dict]:
    """One plain record for each finding and cell."""
    from analytics.returns.wording import render

    return [
        {
            "file": path.name, "code": f.code, "severity": f.severity.value, "sheet": f.sheet, "cell": cell,
            "value": f.value, "zh": full_text(render(f, "zh")), "en": full_text(render(f, "en")),
        }
        for f in findings for cell in (f.cells or (None,))
    ]


def full_text(rendered) -> str:
    return f"{rendered.title} {rendered.fix}".strip()


def print_findings(path: Path, findings: tuple[Finding, ...], lang: Lang) -> None:
    from analytics.returns.wording import render

    screen.print(f"[bold]{path.name}[/bold]", highlight=False)
    for finding in findings:
        rendered = render(finding, lang)
        screen.print(
            f"  {text(f'severity.{finding.severity.value}', lang)}  {rendered.where}  {full_text(rendered)}",
            markup=False, highlight=False,
        )
    if not any(f.severity is Severity.REFUSE for f in findings):
        screen.print(f"  {text('cli.nothing_refused', lang)}", highlight=False)


def print_outcome(path: Path, outcome, lang: Lang) -> None:
    print_findings(path, outcome.findings, lang)
    if outcome.receipt is None:
        screen.print(f"  {text('cli.not_stored', lang)}", highlight=False)
    else:
        screen.print(f"  {text('cli.stored', lang, receipt=outcome.receipt.receipt_no)}", highlight=False)


def receipt_record(path: Path, receipt) -> dict:
    return {
        "file": path.name, "receipt": receipt.receipt_no, "unit": receipt.unit_code, "month": str(receipt.month),
        "version": receipt.version, "received_at": receipt.received_at.isoformat(), "on_time": receipt.on_time,
        "rows": receipt.row_count, "sha256": receipt.sha256,
    }


def output_format(out: Path | None) -> str:
    """csv for the screen; otherwise what the file's name ends in."""
    suffix = "csv" if out is None else out.suffix.lower().lstrip(".")
    if suffix not in ("csv", "xlsx", "parquet"):
        stop("--out ends in .csv, .xlsx or .parquet", 2)
    return suffix


def write_or_print(out: Path | None, content: bytes) -> None:
    if out is None:
        print(content.decode("utf-8-sig"), end="")
        return
    out.write_bytes(content)
    screen.print(str(out), highlight=False)
