"""The routes of HTTP, declared once: router, checks of parameters and the OpenAPI document are made from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analytics.declare import return_form
from analytics.months import Month

VERSION = "v1"
LONGEST_TEXT = 200
FORMATS: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _month(text: str) -> Month:
    return Month.parse(text)


def _year(text: str) -> int:
    year = int(text)
    if not 2000 <= year <= 2100:
        raise ValueError(text)
    return year


def _short(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(text)
    return text


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _one_of(*allowed: str) -> Callable[[str], str]:
    def chosen(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return chosen


def _list(text: str) -> list[str]:
    found = [word.strip() for word in text.split(",") if word.strip()]
    if not found or len(found) > 500:
        raise ValueError(text)
    return found


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. read: the text's value, ValueError or KeyError when it is none; example: a good value."""

    name: str
    read: Callable[[str], object]
    example: str
    meaning: str
    allowed: tuple[str, ...] = ()


MONTH = Parameter("month", _month, "2026-10", "The month, else the last full one.")
FROM = Parameter("from", _month, "2026-01", "First month, else January of the last month's year.")
TO = Parameter("to", _month, "2026-10", "Last month, else the last full one.")
UNITS = Parameter("units", _list, "QYB,FZB", "Unit codes separated by commas, with everything below them; else all.")
ONLY_UNITS = Parameter(
    "units", _list, "QYB,FL", "Unit codes separated by commas, these alone: figures hold what is below them. Else all.",
)
VIEW = Parameter(
    "view", _one_of("working", "published"), "published",
    "working: figures as they stand, for the units of your roles; published: the agency as last published. Else the "
    "first of the two that you have.", ("working", "published"),
)
FORMAT = Parameter("format", _one_of(*FORMATS), "csv", "Else JSON, or what Accept asks for.", tuple(FORMATS))
LANG = Parameter("lang", _one_of("zh", "en"), "en", "Language of names, else Chinese.", ("zh", "en"))
CONFIRM = Parameter("confirm", _flag, "true", "Confirm what only needs confirming.", ("true", "false"))
REASON = Parameter("reason", _short, "checked against the register", "Why it is confirmed; needed with confirm=true.")
NAME = Parameter("name", _short, "QYB_202610.xlsx", "The file's name.")
ONLY_CHECK = Parameter("only_check", _flag, "true", "Say what would be found, and store nothing.", ("true", "false"))
YEAR = Parameter("year", _year, "2026", "A whole year, up to the last full month; in place of from and to.")
BOM = Parameter("bom", _flag, "false", "CSV with the mark by which Excel knows UTF-8; else true.", ("true", "false"))
LEVELS = ("department", "agency", "person")


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. action: what the token must have been made for; None: any token."""

    key: str
    method: str
    path: str
    summary: str
    token_action: str | None
    parameters: tuple[Parameter, ...] = ()
    formats: tuple[str, ...] = ("json",)


OPERATIONS = (
    Operation("me", "GET", "/me", "Who this token is, its actions, and the account's roles of today.", None),
    Operation("status", "GET", "/status", "The returns board of a month.", "read", (MONTH, FORMAT, LANG, BOM),
              tuple(FORMATS)),
    Operation(
        "indicators", "GET", "/indicators", "Indicators, one row each by unit, month and period.", "read",
        (
            YEAR, FROM, TO, ONLY_UNITS, VIEW, FORMAT, LANG, BOM,
            Parameter("ids", _list, "first_response_on_time_rate", "Indicator ids separated by commas; else all."),
            Parameter("level", _one_of(*LEVELS), "department", "Only this level; persons need rows.", LEVELS),
        ), tuple(FORMATS),
    ),
    Operation("tables", "GET", "/tables", "The consolidated tables there are.", "read"),
    Operation(
        "table", "GET", "/tables/{name}", "One consolidated table: every row of every return that counts.", "read",
        (FROM, TO, UNITS, VIEW, FORMAT, LANG, BOM), tuple(FORMATS),
    ),
    Operation(
        "submit", "POST", "/returns", "Check a workbook, sent as the body, and store it if nothing stands in the way.",
        "submit", (CONFIRM, REASON, NAME, ONLY_CHECK),
    ),
    Operation("openapi", "GET", "/openapi.json", "This description.", None),
)


def table_names() -> tuple[str, ...]:
    return tuple(sheet.name for sheet in return_form().sheets)
