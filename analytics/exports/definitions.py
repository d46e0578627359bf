"""What every column and every indicator of an export means, as tables that go into the same file."""

from collections.abc import Collection

import pyarrow as pa

from analytics.declare import Column, Indicator, Lang, Sheet, code_list, indicators, return_form, text


def columns_table(sheets: Collection[str], lang: Lang) -> pa.Table:
    """Every column of the sheets: both names, type, unit of measure, allowed values in both languages."""
    rows = [
        _column_row(sheet, column, lang)
        for sheet in return_form().sheets if sheet.name in sheets
        for column in sheet.columns
    ]
    return _titled(rows, lang)


def indicators_table(lang: Lang, names: Collection[str] | None = None) -> pa.Table | None:
    """The indicators' definitions (None = all); None when none is declared."""
    rows = [_indicator_row(i, lang) for i in indicators().values() if names is None or i.id in names]
    return _titled(rows, lang) if rows else None


def _titled(rows: list[dict[str, str | None]], lang: Lang) -> pa.Table:
    names = list(rows[0]) if rows else []
    return pa.table({
        text(f"consolidated.definitions.{name}", lang): pa.array([row[name] for row in rows], pa.string())
        for name in names
    })


def _column_row(sheet: Sheet, column: Column, lang: Lang) -> dict[str, str | None]:
    codes = code_list(column.list).codes if column.list else ()
    return {
        "sheet": sheet.title(lang), "name": f"{sheet.name}.{column.name}", "zh": column.zh, "en": column.en,
        "type": text(f"consolidated.type.{column.type}", lang),
        "unit": text(f"consolidated.measure.{column.unit}", lang) if column.unit else None,
        "required": text("consolidated.definitions.yes", lang) if column.required else None,
        "allowed_zh": "、".join(f"{code.zh}={code.code}" for code in codes) or _range(column),
        "allowed_en": "; ".join(f"{code.en}={code.code}" for code in codes) or _range(column),
        "hint": (column.hint_zh if lang == "zh" else column.hint_en) or None,
        "since": column.since, "until": column.until,
    }


def _range(column: Column) -> str | None:
    if column.min is None and column.max is None:
        return None
    least = "" if column.min is None else f"{column.min:g}"
    most = "" if column.max is None else f"{column.max:g}"
    return f"{least}–{most}" if most else f"≥ {least}"


def _indicator_row(indicator: Indicator, lang: Lang) -> dict[str, str | None]:
    zh = lang == "zh"
    return {
        "name": indicator.id, "zh": indicator.zh, "en": indicator.en, "article": indicator.article,
        "numerator": indicator.numerator_zh if zh else indicator.numerator_en,
        "denominator": (indicator.denominator_zh if zh else indicator.denominator_en) or None,
        "excluded": (indicator.excluded_zh if zh else indicator.excluded_en) or None,
        "unit": indicator.unit,
        "target": (indicator.target_zh if zh else indicator.target_en)
        or (None if indicator.target is None else f"{indicator.target:g}"),
        "mark": indicator.mark or None, "colour": indicator.colour, "pace": indicator.pace,
    }
