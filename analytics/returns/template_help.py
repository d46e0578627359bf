"""What Excel itself tells the clerk while typing: a prompt on every column, drop-downs and limits where fixed."""

import datetime as dt
from dataclasses import dataclass

from openpyxl.worksheet.datavalidation import DataValidation

from analytics.declare import Column, Lang, Sheet, code_list, text
from analytics.returns.template_lists import STAFF_IDS, STAFF_NAMES, range_name
from analytics.returns.template_words import both, other
from analytics.store.registers import Registers

TITLE_LIMIT, TEXT_LIMIT = 32, 255  # Excel refuses to open a file with longer ones
MOST = 999_999
YEARS_BACK, YEARS_AHEAD = 3, 5
# dates that belong to the month of the return, with how many days before it are still accepted
MONTH_DATES = {("service_activities", "held_on"): 0, ("suggestions", "proposed_on"): 31}
# number columns whose ceiling depends on the month: so many per calendar day
PER_DAY = {"self_study_hours": 24, "field_days": 1}


@dataclass(frozen=True, slots=True)
class DateLimits:
    """first and last are Excel formulas; day_first and day_last the same in plain dates, for the message."""

    day_first: dt.date
    day_last: dt.date
    last: str

    @property
    def first(self) -> str:
        return excel_date(self.day_first)


def excel_date(day: dt.date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def date_limits(sheet_name: str, column: Column, registers: Registers) -> DateLimits:
    """From when to when a date of this column makes sense. The future ends at today or at the month's deadline."""
    month = registers.month
    if (sheet_name, column.name) in MONTH_DATES:
        first = month.first_day - dt.timedelta(MONTH_DATES[sheet_name, column.name])
        return DateLimits(first, month.last_day, excel_date(month.last_day))
    first = dt.date(month.year - YEARS_BACK, 1, 1)
    if column.future:
        last = dt.date(month.year + YEARS_AHEAD, 12, 31)
        return DateLimits(first, last, excel_date(last))
    end_of_day = "+1" if column.type == "datetime" else ""
    last = max(registers.due_on, registers.today)
    return DateLimits(first, last, f"MAX(TODAY(),{excel_date(last)}){end_of_day}")


def column_help(sheet: Sheet | None, column: Column, registers: Registers, lang: Lang) -> DataValidation:
    """The validation of one column (sheet None: a field of the cover), always with a prompt."""
    validation = _validation(sheet.name if sheet else "cover", column, registers, lang)
    validation.allow_blank = True
    validation.showInputMessage = True
    key = "template.prompt.required" if column.required else "template.prompt.optional"
    validation.promptTitle = text(key, lang, column=column.title(lang))[:TITLE_LIMIT]
    validation.prompt = _prompt(column, registers, lang)[:TEXT_LIMIT]
    if validation.type:
        validation.showErrorMessage = True
        validation.errorTitle = text("template.error.title", lang, column=column.title(lang))[:TITLE_LIMIT]
    return validation


def _validation(sheet_name: str, column: Column, registers: Registers, lang: Lang) -> DataValidation:
    if column.list:
        allowed = "、".join(code_list(column.list).label(c.code, lang) for c in code_list(column.list))
        return _choice(column.list, text("template.error.list", lang, allowed=allowed), "stop")
    if column.refers_to in ("staff", "staff_name"):
        # people of other departments are possible, so typing another name only asks
        names = STAFF_IDS if column.refers_to == "staff" else STAFF_NAMES
        return _choice(names, text("template.error.person", lang), "warning")
    if column.type in ("date", "datetime"):
        return _date(sheet_name, column, registers, lang)
    if column.type == "number":
        return _number(column, registers, lang)
    if column.min_length or column.max_length:
        least, most = column.min_length or 1, column.max_length or 32_767
        return DataValidation(
            "textLength", operator="between", formula1=str(least), formula2=str(most),
            error=text("template.error.length", lang, least=least, most=most),
        )
    return DataValidation(type=None)


def _choice(list_name: str, error: str, style: str) -> DataValidation:
    return DataValidation("list", formula1=range_name(list_name), error=error[:TEXT_LIMIT], errorStyle=style)


def _date(sheet_name: str, column: Column, registers: Registers, lang: Lang) -> DataValidation:
    limits = date_limits(sheet_name, column, registers)
    example = date_example(column, registers)
    if (sheet_name, column.name) in MONTH_DATES:
        error = text("template.error.month_date", lang, first=limits.day_first, last=limits.day_last)
    elif column.future:
        error = text("template.error.planned_date", lang, example=example)
    else:
        error = text("template.error.date", lang, first=limits.day_first, example=example)
    return DataValidation("date", operator="between", formula1=limits.first, formula2=limits.last, error=error)


def _number(column: Column, registers: Registers, lang: Lang) -> DataValidation:
    whole = column.step == 1
    least, most = int(column.min or 0), int(column.max or MOST)
    if column.name in PER_DAY:
        most = PER_DAY[column.name] * registers.month.days
    key = "template.error.whole" if whole else "template.error.number"
    return DataValidation(
        "whole" if whole else "decimal", operator="between", formula1=str(least), formula2=str(most),
        error=text(key, lang, least=least, most=most),
    )


def date_example(column: Column, registers: Registers) -> str:
    """A date of the month as it should be typed."""
    day = registers.month.first_day.replace(day=21).isoformat()
    return f"{day} 14:30" if column.type == "datetime" else day


def _prompt(column: Column, registers: Registers, lang: Lang) -> str:
    own = {"zh": column.hint_zh, "en": column.hint_en}
    if own["zh"] and own["en"]:
        prompt = f"{own[lang]}\n{own[other(lang)]}"
    elif column.list or column.refers_to in ("staff", "staff_name"):
        prompt = both("template.prompt.choose", lang)
    elif column.type in ("date", "datetime"):
        prompt = both("template.prompt.date", lang, example=date_example(column, registers))
    elif column.type == "number":
        prompt = both("template.prompt.number", lang)
    else:
        prompt = column.title(other(lang))
    return _with_choices(prompt, column, registers)


def _with_choices(prompt: str, column: Column, registers: Registers) -> str:
    """Numbers and codes mean little without names: the prompt lists who is who, as far as there is room."""
    if column.refers_to == "staff":
        pairs = [f"{person.staff_id} {person.name}" for person in registers.people]
    elif column.name == "co_departments":
        pairs = [f"{u.code} {u.short_zh}" for u in registers.units.values() if u.code != registers.unit.code]
    else:
        return prompt
    for pair in pairs:
        longer = f"{prompt}{'，' if pair != pairs[0] else chr(10)}{pair}"
        if len(longer) > TEXT_LIMIT - 1:
            return f"{prompt}…"
        prompt = longer
    return prompt
