"""
The process that writes into copies of strangers' files: `python -m analytics.returns.copy_process`, started by
copies.py with the job on its standard input; the copy is its answer. Limited like the process that reads them, but that
it may write its temporary files.
"""

import pickle
import sys
from typing import Any

from analytics import code_lists
from analytics.declare import settings
from analytics.findings import Finding
from analytics.returns import guard
from analytics.returns.copies import SUFFIXES
from analytics.returns.correcting import Correction, corrected, corrected_book
from analytics.returns.markup import Occasion, marked
from analytics.returns.reader_process import limit_process, more_time
from analytics.returns.reading import read
from analytics.returns.sheet_titles import taken_as_found

TEMPORARY_MEGABYTES = 200


def main() -> None:
    """One job; whatever goes wrong ends the process with a traceback nobody reads and a code that says it failed."""
    job = pickle.load(sys.stdin.buffer)  # from the server itself; the file in it is only bytes yet
    limits = settings()["limits"]
    limit_process(limits["reading_megabytes"], TEMPORARY_MEGABYTES)
    more_time(limits["reading_seconds"])
    content, extension = _made(job)
    sys.stdout.buffer.write(bytes([SUFFIXES.index(extension)]) + content)


def _made(job: dict[str, Any]) -> tuple[bytes, str]:
    data = job["data"]
    guard.look_through(data)
    raw = read(data)
    code_lists.use(job["own_codes"])
    corrections = [Correction.from_record(record) for record in job["corrections"]]
    findings = [Finding.from_record(record) for record in job["findings"]]
    raw = taken_as_found(raw, findings)
    if corrections or job["kind"] == "corrected":
        own = corrected_book(data, raw, corrections)
        data, raw = own.content, corrected(raw, corrections)
        if job["kind"] == "corrected":
            return own.content, own.extension
    book = marked(data, raw, findings, Occasion(job["unit"], job["month"], job["checked_at"]))
    return book.content, book.extension


if __name__ == "__main__":
    main()
