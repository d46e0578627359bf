"""
Files made to hurt whoever opens them. ATTACKS says of each what must come of it: a finding by name, or None where the
file is harmless and must be read as the return it is. Tests and benchmarks/attacks.py try all of them.

    from sample_data.attacks import ATTACKS
    data = ATTACKS["cells"].build()
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from analytics.declare import settings
from sample_data import attacks_broken as broken
from sample_data import faulty_files
from sample_data.attacks_zip import Part, archive, edited, part, repeated, sheet_part, small_return, with_parts

MEGABYTE = 1024 * 1024
SHEET_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = b"</sheetData></worksheet>"
STRINGS = "xl/sharedStrings.xml"
STRINGS_START = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
LETTERS, LAST_COLUMN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 16_384
SOME_TEXT = "妇女儿童".encode() * 8
LAUGHS = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"ha") for level in range(10)
) + b"]>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True, slots=True)
class Attack:
    """
    finding: the code that must come, alone or beside what else is wrong; None: the return is read as it is. heavy: it
    takes the reader's full time, so that the tests leave it to the benchmark.
    """

    build: Callable[[], bytes]
    finding: str | None
    heavy: bool = False


def limit(name: str) -> int:
    return settings()["limits"][name]


def entity(definition: bytes, name: str = STRINGS, encoding: str = "utf-8") -> bytes:
    """A definition in front of a part."""
    content = small_return().get(name, STRINGS_START + b"<si><t>&l9;</t></si></sst>")
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    body = definition.decode() + content[start:].decode()
    return with_parts(part(name, b"\xff\xfe" * (encoding == "utf-16-le") + body.encode(encoding)))


# ------------------------------------------------------------------------------------------- too much
def cells() -> bytes:
    row = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    return with_parts(repeated(sheet_part(), SHEET_START, row, limit("cells") // 1000 + 1, SHEET_END))


def whitespace() -> bytes:
    times = limit("part_megabytes") + 10
    return with_parts(repeated(sheet_part(), SHEET_START, b" " * MEGABYTE, times, SHEET_END))


def one_cell() -> bytes:
    start = SHEET_START + b'<row r="4"><c r="A4" t="inlineStr"><is><t>'
    end = b"</t></is></c></row>" + SHEET_END
    return with_parts(repeated(sheet_part(), start, b"a" * MEGABYTE, limit("answer_megabytes") + 2, end))


def shared_text() -> bytes:
    """One long text that ten thousand cells show."""
    places = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % n for n in range(1, 10_000))
    strings = repeated(STRINGS, STRINGS_START + b"<si><t>", SOME_TEXT, 10_000, b"</t></si></sst>")
    return with_parts(strings, part(sheet_part(), SHEET_START + b'<row r="1">' + places + b"</row>" + SHEET_END))


def many_large_parts() -> bytes:
    return with_parts(*(repeated(f"xl/media/image{n}.emf", b"", b"\0" * MEGABYTE, 90) for n in range(3)))


def false_sizes() -> bytes:
    """A part that says it has a hundred bytes."""
    real = repeated(sheet_part(), SHEET_START, b" " * MEGABYTE, limit("part_megabytes") + 10, SHEET_END)
    return with_parts(Part(real.name, real.packed, 100, real.crc))


def slightly_false_size() -> bytes:
    real = part(sheet_part(), small_return()[sheet_part()])
    return with_parts(Part(real.name, real.packed, real.size - 1, real.crc))


def on_one_another() -> bytes:
    """Thirty entries of ten megabytes that share one set of bytes."""
    real = repeated("a00", b"", b"\0" * MEGABYTE, 10)
    return archive([Part(f"a{n:02d}", real.packed, real.size, real.crc) for n in range(30)], on_one_another=True)


def false_count() -> bytes:
    content = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="4294967295"/>'
    return with_parts(part(STRINGS, content))


def parts() -> bytes:
    return with_parts(*(Part(f"a/{n}", b"", 0, 0, zipfile.ZIP_STORED) for n in range(limit("parts") + 1)))


def merges() -> bytes:
    areas = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(10, limit("merges") + 11))
    return edited(sheet_part(), b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>")


def sheets() -> bytes:
    more = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (n, 100 + n) for n in range(limit("sheets")))
    book = small_return()["xl/workbook.xml"].replace(b"<sheets>", b"<sheets>", 1)
    space = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return with_parts(part("xl/workbook.xml", book.replace(b"</sheets>", more.replace(b"<sheet ", b"<sheet " + space +
                                                                                  b" ") + b"</sheets>")))


# ------------------------------------------------------------------------------------------- strange places
def far_cell() -> bytes:
    return edited(sheet_part(), b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def beyond_rows() -> bytes:
    return edited(sheet_part(), b"</sheetData>", b'<row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>')


def beyond_columns() -> bytes:
    return edited(sheet_part(), b"</sheetData>", b'<row r="99"><c r="XFE99"><v>1</v></c></row></sheetData>')


def cell_twice() -> bytes:
    """Eighty for one program, eight hundred for another."""
    row = b'<row r="4"><c r="F4"><v>800</v></c></row>'
    return edited(sheet_part(), b"</sheetData>", row + b"</sheetData>")


def merges_on_one_another() -> bytes:
    areas = b'<mergeCell ref="A4:XFD1048576"/>' * 1000
    return edited(sheet_part(), b"</sheetData>", b"</sheetData><mergeCells>" + areas + b"</mergeCells>")


def false_dimension() -> bytes:
    """A sheet that says it is as large as sheets can be."""
    sheet = small_return()[sheet_part()]
    stated = sheet[sheet.index(b"<dimension"):]
    return edited(sheet_part(), stated[: stated.index(b"/>") + 2], b'<dimension ref="A1:XFD1048576"/>')


def rows_out_of_order() -> bytes:
    sheet = small_return()[sheet_part()]
    begin, end = sheet.index(b"<row "), sheet.index(b"</sheetData>")
    rows = [row + b"</row>" for row in sheet[begin:end].split(b"</row>")[:-1]]
    return with_parts(part(sheet_part(), sheet[:begin] + b"".join(reversed(rows)) + sheet[end:]))


def empty_rows() -> bytes:
    """A million rows that are only formatted."""
    sheet = small_return()[sheet_part()]
    end = sheet.index(b"</sheetData>")
    block = b'<row s="1" customFormat="1"><c s="1"/><c s="1"/></row>' * 1000
    return with_parts(repeated(sheet_part(), sheet[:end], block, 1000, sheet[end:]))


def many_columns() -> bytes:
    """A heading in every column there is."""
    names = [f"{a}{b}{c}" for a in ("", *LETTERS) for b in ("", *LETTERS) for c in LETTERS if b or not a]
    cells = "".join(f'<c r="{name}3" t="inlineStr"><is><t>栏{name}</t></is></c>' for name in names[9:LAST_COLUMN])
    sheet = small_return()[sheet_part()]
    end = sheet.index(b"</row>", sheet.index(b'<row r="3"'))
    return with_parts(part(sheet_part(), sheet[:end] + cells.encode() + sheet[end:]))


def deep() -> bytes:
    """A million elements in one another."""
    return edited(sheet_part(), b"</sheetData>", b"</sheetData>" + b"<a>" * 1_000_000 + b"</a>" * 1_000_000)


def merged_everywhere() -> bytes:
    areas = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return edited(sheet_part(), b"</sheetData>", b"</sheetData>" + areas)


def ods_repeats() -> bytes:
    """One cell of a few bytes that an .ods file says is there a hundred million times."""
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        '<table:table table:name="服务活动"><table:table-row table:number-rows-repeated="100000"><table:table-cell '
        'office:value-type="float" office:value="1" table:number-columns-repeated="1000"><text:p>1</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return archive([
        part("mimetype", kind), part("META-INF/manifest.xml", manifest), part("content.xml", content.encode())
    ])


def endless_reading() -> bytes:
    """Cells in a comment, which never end: looking for the end of each takes the square of their number."""
    start = SHEET_START + b'<row r="9"><c r="A9"><f>1</f><v>1</v></c></row><!--'
    return with_parts(repeated(sheet_part(), start, b"<c s='1'>" * 1000, 300, b"-->" + SHEET_END))


ATTACKS: dict[str, Attack] = {
    "cells": Attack(cells, "V35.cells"),
    "whitespace": Attack(whitespace, "V35.unpacked_size"),
    "one cell": Attack(one_cell, "V35.answer"),
    "shared text": Attack(shared_text, "V35.memory"),
    "many large parts": Attack(many_large_parts, "V35.unpacked_size"),
    "false sizes": Attack(false_sizes, "V35.unpacked_size"),
    "slightly false size": Attack(slightly_false_size, "V35.contents"),
    "parts on one another": Attack(on_one_another, "V35.unpacked_size"),
    "false uniqueCount": Attack(false_count, "V35.false_count"),
    "parts": Attack(parts, "V35.parts"),
    "merges": Attack(merges, "V35.merges"),
    "sheets": Attack(sheets, "V35.sheets"),
    "entity bomb": Attack(lambda: entity(LAUGHS), "V35.definitions"),
    "entity bomb in the workbook": Attack(lambda: entity(LAUGHS, "xl/workbook.xml"), "V35.definitions"),
    "entity bomb in UTF-16": Attack(lambda: entity(LAUGHS, encoding="utf-16-le"), "V35.definitions"),
    "outside entity": Attack(lambda: entity(OUTSIDE), "V35.definitions"),
    "XFD1048576": Attack(far_cell, "V35.area"),
    "row 1048577": Attack(beyond_rows, "V35.beyond_sheet"),
    "column XFE": Attack(beyond_columns, "V35.beyond_sheet"),
    "endless reading": Attack(endless_reading, "V35.too_slow", heavy=True),
    "cell twice": Attack(cell_twice, "V35.cell_twice"),
    "merges on one another": Attack(merges_on_one_another, "V35.merges_overlap"),
    "wrong checksum": Attack(broken.wrong_checksum, "V35.contents"),
    "climbing name": Attack(broken.climbing_name, "V35.part_name"),
    "absolute name": Attack(broken.absolute_name, "V35.part_name"),
    "drive name": Attack(broken.drive_name, "V35.part_name"),
    "name twice": Attack(broken.name_twice, "V35.part_name"),
    "false dimension": Attack(false_dimension, None),
    "rows out of order": Attack(rows_out_of_order, None),
    "a million formatted rows": Attack(empty_rows, None),
    "a million elements in one another": Attack(deep, None),
    "16,384 headings": Attack(many_columns, "V01.extra_columns"),
    "everything merged": Attack(merged_everywhere, "V34.merged"),
    "repeated cells in .ods": Attack(ods_repeats, "V35.memory"),
    "truncated": Attack(broken.truncated, "V00.damaged"),
    "encrypted": Attack(faulty_files.encrypted, "V00.encrypted"),
    "encrypted part": Attack(broken.part_encrypted, "V00.encrypted"),
    "web page": Attack(faulty_files.markup, "V00.markup"),
    "old XML": Attack(lambda: b"<?xml version='1.0'?>" + LAUGHS + b"<Workbook/>", "V00.markup"),
    "text": Attack(faulty_files.csv, "V00.csv"),
    "PDF": Attack(faulty_files.FILES["V00.pdf"], "V00.pdf"),
    "picture": Attack(faulty_files.FILES["V00.image"], "V00.image"),
    "archive": Attack(broken.renamed_archive, "V00.archive"),
    "macros": Attack(broken.macros, "V34.macros"),
    "links to other files": Attack(broken.outside_links, "V34.links"),
    "DDE": Attack(broken.dde, "V34.formula"),
    "text that is a formula": Attack(broken.injected_formula, "V34.leading_sign"),
    "very hidden sheet": Attack(broken.very_hidden, "V01.hidden_sheet"),
}
