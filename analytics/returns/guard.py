"""
What kind of file was sent, decided by its content and never by its name, and whether it is safe to read. A file that
cannot be a return gets one finding that says what to send instead.
"""

import lzma
import struct
import zipfile
import zlib

from analytics.declare import settings
from analytics.findings import Finding
from analytics.returns import archive_guard
from analytics.returns.refusal import Refused

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What unpacking a damaged archive may raise. RuntimeError: an entry is encrypted; NotImplementedError: packed in a way
# that Excel does not write.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    RuntimeError, NotImplementedError,
)
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# first bytes -> finding, for files that are plainly something else
OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "V00.pdf"), (b"\x89PNG", "V00.image"), (b"\xff\xd8\xff", "V00.image"), (b"GIF8", "V00.image"),
    (b"BM", "V00.image"), (b"II*\x00", "V00.image"), (b"MM\x00*", "V00.image"), (b"RIFF", "V00.image"),
    (b"Rar!", "V00.archive"), (b"7z\xbc\xaf", "V00.archive"), (b"\x1f\x8b", "V00.archive"),
)
MARKUP_STARTS = (b"<", b"mime-version:")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
HEAD = 4096          # enough to tell text from anything else
SEPARATORS = (",", ";", "\t", "，")
MEGABYTE = 1024 * 1024


def inspect(data: bytes, file_name: str) -> tuple[str | None, Finding | None]:
    """The format (xlsx, xlsm, xlsb, ods, xls) or the finding that stands in the way; file_name is only quoted."""
    try:
        at_first_sight(data)
        return look_through(data), None
    except Refused as refused:
        return None, refused.finding(file_name)


def at_first_sight(data: bytes) -> None:
    """Refused when its size or its first bytes show that it is no workbook; unpacks nothing."""
    limit = settings()["limits"]["file_megabytes"]
    if len(data) > limit * MEGABYTE:
        raise Refused("V35.file_size", size=round(len(data) / MEGABYTE, 1), limit=limit)
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused("V00.empty_file")
    if data.startswith((*ZIP_MARKS, OLE_MARK)):
        return
    raise Refused(next((code for mark, code in OTHER_KINDS if data.startswith(mark)), None) or _text_kind(data))


def look_through(data: bytes) -> str:
    """The format of a file that passed at first sight. Refused when it is damaged, unsafe or no workbook after all."""
    found = _zip_format(data) if data.startswith(ZIP_MARKS) else _ole_format(data)
    if found.startswith("V"):
        raise Refused(found)
    return found


def _zip_format(data: bytes) -> str:
    limits = settings()["limits"]
    try:
        with archive_guard.entries(data, limits) as archive:
            archive_guard.look_through(archive, data, limits)
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except DAMAGED_ARCHIVE:
        return "V00.damaged"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if b"sheet.binary.macroEnabled.main" in types or "xl/workbook.bin" in names:
        return "xlsb"
    if b"sheet.macroEnabled.main" in types:
        return "xlsm"
    if b"spreadsheetml" in types or "xl/workbook.xml" in names:
        return "xlsx"
    if kind or types:
        return "V00.other_document"
    return "V00.archive"


def _ole_format(data: bytes) -> str:
    """Old Office files and encrypted new ones share this container; its directory names the streams in UTF-16."""
    if _names(data, "EncryptedPackage"):
        return "V00.encrypted"
    if _names(data, "Workbook") or _names(data, "Book"):
        return "xls"
    if _names(data, "WordDocument") or _names(data, "PowerPoint Document"):
        return "V00.other_document"
    return "V00.damaged"


def _names(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data


def _text_kind(data: bytes) -> str:
    if data.startswith(UTF16_MARKS):
        return "V00.csv"
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:HEAD]
    if head.lower().startswith(MARKUP_STARTS):
        return "V00.markup"
    text = _decoded(head)
    if text is None or "\x00" in text:
        return "V00.not_a_workbook"
    lines = [line for line in text.splitlines() if line.strip()]
    separated = any(all(mark in line for line in lines[:2]) for mark in SEPARATORS)
    return "V00.csv" if len(lines) > 1 and separated else "V00.not_a_workbook"


def _decoded(head: bytes) -> str | None:
    """As text; the cut at the end may split a character, so up to three bytes are given up."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
