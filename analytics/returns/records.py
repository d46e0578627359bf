"""Findings and receipts as plain records: what `--json` on the command line prints and what HTTP answers."""

from collections.abc import Iterable
from typing import Any

from analytics.findings import Finding
from analytics.returns.wording import RenderedFinding, render
from analytics.store.submissions import Receipt


def finding_records(file_name: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """
    One record for each finding and cell: file, code, severity, sheet, cell, value, sheet_title (of a sheet that is not
    on the form), and the whole text in both languages. cell None: the finding is about a sheet or the file.
    """
    return [
        {
            "file": file_name, "code": f.code, "severity": f.severity.value, "sheet": f.sheet, "cell": cell,
            "value": f.value, "sheet_title": f.sheet_title, "zh": full_text(render(f, "zh")),
            "en": full_text(render(f, "en")),
        }
        for f in findings for cell in (f.cells or (None,))
    ]


def full_text(rendered: RenderedFinding) -> str:
    return f"{rendered.title} {rendered.fix}".strip()


def receipt_record(file_name: str, receipt: Receipt) -> dict[str, Any]:
    return {
        "file": file_name, "receipt": receipt.receipt_no, "unit": receipt.unit_code, "month": str(receipt.month),
        "version": receipt.version, "received_at": receipt.received_at.isoformat(), "on_time": receipt.on_time,
        "rows": receipt.row_count, "sha256": receipt.sha256,
    }
