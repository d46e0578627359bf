"""
The one way to open a file somebody sent: a look at its first bytes here, everything else in the process that reads
strangers' files (reader_process.py). Whatever the file does there, the caller gets its cells or one finding.
"""

from analytics.findings import Finding
from analytics.returns import guard
from analytics.returns.carrying import unpacked
from analytics.returns.reader_pool import readers
from analytics.returns.reading import RawReturn
from analytics.returns.refusal import Refused


def open_workbook(data: bytes, file_name: str) -> RawReturn | Finding:
    """The cells of a workbook, or the finding that says why it cannot be read and what to do; file_name is quoted."""
    try:
        guard.at_first_sight(data)
        return unpacked(readers().read(data))
    except Refused as refused:
        return refused.finding(file_name)
