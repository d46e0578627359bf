"""
What kind of file was sent, decided by its content and never by its name. A file that cannot be a return gets one
finding that says what to send instead.
"""

import io
import lzma
import struct
import zipfile
import zlib

from analytics.declare import settings
from analytics.findings import Finding, Severity

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
    limit = settings()["limits"]["file_megabytes"]
    if len(data) > limit * MEGABYTE:
        size = round(len(data) / MEGABYTE, 1)
        return None, _refusal("V35.file_size", file_name, size=size, limit=limit)
    if not data.strip(b"\x00 \r\n\t"):
        return None, _refusal("V00.empty_file", file_name)
    found = _format(data)
    if found.startswith("V"):
        return None, _refusal(found, file_name)
    return found, None


def _refusal(code: str, file_name: str, **params: float) -> Finding:
    return Finding(code, Severity.REFUSE, None, (), file_name, params)


def _format(data: bytes) -> str:
    """The name of a format that can be read, or the code of a finding."""
    if data.startswith(ZIP_MARKS):
        return _zip_format(data)
    if data.startswith(OLE_MARK):
        return _ole_format(data)
    for mark, code in OTHER_KINDS:
        if data.startswith(mark):
            return code
    return _text_format(data)


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
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


def _text_format(data: bytes) -> str:
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
