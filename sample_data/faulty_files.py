"""The faulty workbooks that are more than a few cells: files that are no return, and changes of whole sheets."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import numbers
from openpyxl.workbook.defined_name import DefinedName

from analytics.declare import return_form, settings
from sample_data.small_return import cases, day, saved, workbook

OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEGABYTE = 1024 * 1024
Edit = Callable[[Workbook], None]


def _title(name: str) -> str:
    return return_form().sheet(name).zh


# ------------------------------------------------------------------------------------------- files
def empty_file() -> bytes:
    return b""


def damaged() -> bytes:
    """A return whose download broke off."""
    data = saved(workbook())
    return data[: len(data) // 2]


def encrypted() -> bytes:
    """As Excel stores a workbook with a password: an OLE container that names the encrypted package."""
    return OLE_MARK + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def markup() -> bytes:
    """What many systems export as .xls: a web page."""
    return "<html><body><table><tr><td>事项编号</td></tr></table></body></html>".encode()


def csv() -> bytes:
    """One sheet saved as text, in the encoding Excel uses in China."""
    return "事项编号,接收时间,渠道\r\nQYB-2610-01,2026-10-12 09:20,来访\r\n".encode("gb18030")


def archive() -> bytes:
    """The workbook packed into a zip file."""
    return _zip({"QYB_202610.xlsx": saved(workbook())})


def other_document() -> bytes:
    return _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def not_a_return() -> bytes:
    """Somebody's own workbook."""
    book = Workbook()
    book.active.title = "通讯录"
    book.active.append(["姓名", "分机"])
    return saved(book)


def file_size() -> bytes:
    return b"PK\x03\x04" + bytes(settings()["limits"]["file_megabytes"] * MEGABYTE)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------- sheets
def _clear_rows(book: Workbook, sheet: str) -> None:
    target = book[_title(sheet)]
    target.delete_rows(return_form().first_data_row, target.max_row)


def sheet_missing(book: Workbook) -> None:
    del book[_title("service_activities")]


def sheet_renamed(book: Workbook) -> None:
    book[_title("service_activities")].title = "服务活动表"


def sheet_of_their_own(book: Workbook) -> None:
    book[_title("service_activities")].title = "十月下乡记录"


def sheet_hidden(book: Workbook) -> None:
    book[_title("service_activities")].sheet_state = "hidden"


def hidden_sheet(book: Workbook) -> None:
    book.create_sheet("底稿").sheet_state = "hidden"


def extra_sheet(book: Workbook) -> None:
    book.create_sheet("通讯录").append(["姓名", "分机"])


def header_missing(book: Workbook) -> None:
    book[_title("service_activities")].delete_rows(return_form().header_row)


def column_missing(book: Workbook) -> None:
    book[_title("service_activities")].delete_cols(2)


def column_renamed(book: Workbook) -> None:
    book[_title("service_activities")]["B3"] = "服务的领域"


def column_twice(book: Workbook) -> None:
    book[_title("service_activities")]["J3"] = "服务领域"


def optional_column(book: Workbook) -> None:
    book[_title("service_activities")].delete_cols(5)


def extra_column(book: Workbook) -> None:
    book[_title("service_activities")]["J3"] = "负责同志"


def form_older(book: Workbook) -> None:
    book.defined_names["表样版本"] = DefinedName("表样版本", attr_text='"2025.1"')


def form_newer(book: Workbook) -> None:
    book.defined_names["表样版本"] = DefinedName("表样版本", attr_text='"2026.10"')


def extra_columns(book: Workbook) -> None:
    for number in range(25):
        book[_title("service_activities")].cell(3, 10 + number, f"栏{number + 1}")


def no_slot(book: Workbook) -> None:
    """Only told when nobody says which unit the file is for: the command line asks the cover."""
    book[return_form().cover.zh]["B4"] = "后勤处"


def say_zero(book: Workbook) -> None:
    _clear_rows(book, "service_activities")
    book[return_form().cover.zh]["D11"] = None


def empty_with_data(book: Workbook) -> None:
    _clear_rows(book, "service_activities")


def cases_missing(book: Workbook) -> None:
    book[_title("service_cases")].delete_rows(4)


def many_cases(book: Workbook) -> None:
    """Fifteen cases of the month where six are usual."""
    target = book[_title("service_cases")]
    closed = cases()[3]
    for number in range(11):
        for index, value in enumerate(closed, 1):
            target.cell(10 + number, index, value)
        target.cell(10 + number, 1, f"QYB-2610-{11 + number:02d}")


def zeros_lost(book: Workbook) -> None:
    """Needs an id with leading zeros among last month's; the tests add one to the registers."""
    target = book[_title("service_cases")]
    for index, value in enumerate(cases()[5], 1):
        target.cell(10, index, value)
    target["A10"] = 71


def percent(book: Workbook) -> None:
    cell = book[_title("goals_outcomes")]["I4"]
    cell.value, cell.number_format = 0.7, numbers.FORMAT_PERCENTAGE


def cell_error(book: Workbook) -> None:
    book[_title("service_activities")]["F4"] = "#DIV/0!"


def not_calculated(book: Workbook) -> None:
    book[_title("service_activities")]["F4"] = "=40+40"


def merged(book: Workbook) -> None:
    book[_title("service_activities")].merge_cells("B4:B5")


def hidden_rows(book: Workbook) -> None:
    book[_title("service_activities")].row_dimensions[5].hidden = True


def too_many_rows(book: Workbook) -> None:
    target = book[_title("service_activities")]
    row = [day(15), "妇女儿童维权", "反家暴法进社区", "法律维权", "示南区", 80, 62, None, None]
    for _ in range(settings()["limits"]["return_rows"]):
        target.append(row)


def formula() -> bytes:
    """A formula with its result, as Excel saves it: openpyxl cannot write one, so its XML is completed."""
    book = workbook()
    book[_title("service_activities")]["F4"] = "=40+40"
    stream, source = BytesIO(), zipfile.ZipFile(BytesIO(saved(book)))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).replace(b"</f><v></v>", b"</f><v />")
            target.writestr(name, content.replace(b"</f><v />", b"</f><v>80</v>"))
    return stream.getvalue()


def macros() -> bytes:
    return _with_part("xl/vbaProject.bin", OLE_MARK)


def links() -> bytes:
    return _with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>")


def _with_part(name: str, content: bytes) -> bytes:
    stream = BytesIO(saved(workbook()))
    with zipfile.ZipFile(stream, "a") as target:
        target.writestr(name, content)
    return stream.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "V00.empty_file": empty_file, "V00.damaged": damaged, "V00.encrypted": encrypted, "V00.markup": markup,
    "V00.csv": csv, "V00.pdf": lambda: b"%PDF-1.7\n", "V00.image": lambda: b"\x89PNG\r\n\x1a\n" + bytes(64),
    "V00.archive": archive, "V00.other_document": other_document,
    "V00.not_a_workbook": "十月份的报表见附件".encode, "V00.not_a_return": not_a_return,
    "V35.file_size": file_size,
}
# code -> sheet, cells, the change, findings that cannot be avoided beside it
EDITS: dict[str, tuple[str | None, tuple[str, ...], Edit, tuple[str, ...]]] = {
    "V01.sheet_missing": ("service_activities", (), sheet_missing, ()),
    "V01.sheet_renamed": ("service_activities", (), sheet_renamed, ("V01.extra_sheet",)),
    "V01.remembered_sheet": ("service_activities", (), sheet_of_their_own, ()),
    "V01.sheet_hidden": ("service_activities", (), sheet_hidden, ()),
    "V01.hidden_sheet": (None, (), hidden_sheet, ()),
    "V01.extra_sheet": (None, (), extra_sheet, ()),
    "V01.header_missing": ("service_activities", (), header_missing, ()),
    "V01.column_missing": ("service_activities", (), column_missing, ()),
    "V01.column_renamed": ("service_activities", ("B3",), column_renamed, ()),
    "V01.column_twice": ("service_activities", ("B3", "J3"), column_twice, ()),
    "V01.optional_column": ("service_activities", (), optional_column, ()),
    "V01.extra_columns": ("service_activities", ("AD3",), extra_columns, ("V01.extra_column",)),
    "V01.extra_column": ("service_activities", ("J3",), extra_column, ()),
    "V01.form_older": (None, (), form_older, ()),
    "V01.form_newer": (None, (), form_newer, ()),
    "V02.no_slot": ("cover", ("B4", "B5"), no_slot, ()),
    "V05.say_zero": ("cover", ("D11",), say_zero, ()),
    "V05.empty_with_data": ("cover", ("D11",), empty_with_data, ()),
    "V07.zeros_lost": ("service_cases", ("A10",), zeros_lost, ()),
    "V27.cases_missing": ("service_cases", (), cases_missing, ()),
    "V29.percent": ("goals_outcomes", ("I4",), percent, ()),
    "V31.more": ("service_cases", (), many_cases, ()),
    "V34.cell_error": ("service_activities", ("F4",), cell_error, ()),
    "V34.not_calculated": ("service_activities", ("F4",), not_calculated, ()),
    "V34.merged": ("service_activities", ("B4",), merged, ()),
    "V34.hidden_rows": ("service_activities", ("A5",), hidden_rows, ()),
    "V35.too_many_rows": (None, (), too_many_rows, ()),
}
# whole files that are returns all the same: code -> sheet, cells, the file
RETURNS: dict[str, tuple[str | None, tuple[str, ...], Callable[[], bytes]]] = {
    "V34.formula": ("service_activities", ("F4",), formula),
    "V34.macros": (None, (), macros), "V34.links": (None, (), links),
}
