"""办理时限、报送日程、代码表: what holds now, and below it the office's own entries to change."""

import pandas as pd
import streamlit as st

from analytics.code_lists import code_lists, declared_code_lists
from analytics.declare import Named, code_list, register, service_limits
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import declared_references
from analytics.ui import blocks, data, formats
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, lang, month_name, t
from analytics.ui.views import registers_grid

LIMITS, DATES, CODES = "service_limit_override", "deadline_override", "code_override"


def limits() -> None:
    """Per type of matter: working days and calendar days as they hold, own ones marked."""
    own = {e.values["key"]: e.values for e in kept(data.cursor(), data.scope(), LIMITS).entries}
    names = declared_references()["matter_type"]
    columns = [c for c in register(LIMITS).columns if c.name != "key"]
    rows = []
    for key, limit in service_limits().items():
        values = own.get(key) or {c.name: getattr(limit, c.name) for c in columns}
        rows.append({
            t("settings.limits.type"): _name(names[key]),
            **{f"{c.title(lang())} ({c.unit})" if lang() == "zh" else c.title(lang()): _days(values[c.name])
               for c in columns},
            t("settings.whose"): t("settings.own" if key in own else "settings.as_declared"),
        })
    _now("limits", pd.DataFrame(rows))
    registers_grid.show(LIMITS)


def dates() -> None:
    """The last day of each month of a year, moved to a working day or set by the office."""
    months = data.due_dates()
    years = sorted({month[:4] for month in months}, reverse=True)
    year = choose(t("settings.targets.year"), years, "year", str, default=str(data.today().year), width=120)
    own = {e.values["month"] for e in kept(data.cursor(), data.scope(), DATES).entries}
    rows = [
        {
            t("common.month"): month_name(month, long=True), t("settings.dates.due"): day_name(due, year=True),
            t("settings.whose"): t("settings.own" if month in own else "settings.dates.rule"),
        }
        for month, due in sorted(months.items()) if month.startswith(year)
    ]
    _now("dates", pd.DataFrame(rows))
    registers_grid.show(DATES)


def codes() -> None:
    """One list: each code with its words now and as declared."""
    name = choose(
        t("settings.codes.list"), list(code_lists()), "list", _list_name, width=260,
    )
    declared = declared_code_lists()[name]
    rows = []
    for code in code_list(name):
        old = declared.get(code.code)
        rows.append({
            t("settings.codes.code"): code.code, t("settings.codes.zh"): code.zh, t("settings.codes.en"): code.en,
            t("settings.codes.declared"): old.title(lang()) if old else formats.NOTHING,
            t("settings.codes.from"): code.active_from or "", t("settings.codes.until"): code.active_until or "",
        })
    _now("codes", pd.DataFrame(rows))
    registers_grid.show(CODES)


def _now(section: str, frame: pd.DataFrame) -> None:
    with blocks.card(f"settings_{section}", stretch=False):
        st.markdown(f"### {t(f'settings.now.{section}')}", anchors=False)
        st.dataframe(frame, hide_index=True, height="content" if len(frame) < 16 else 560,
                     alt=t(f"settings.section.{section}"))


def _days(value: int | None) -> str:
    return formats.NOTHING if value is None else str(value)


def _name(named: Named) -> str:
    return named[lang()]


def _list_name(name: str) -> str:
    found = code_lists()[name]
    return f"{found.zh if lang() == 'zh' else found.en} · {name}"
