"""The publication list (公布表): places, names, departments, items, total, band and gates; departments; who is left."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics import evaluation
from analytics.ui import blocks, data, formats, watching
from analytics.ui.style import narrow
from analytics.ui.texts import day_name, label, lang, number, rate, t
from analytics.ui.views import learning_files_page as page
from analytics.ui.views import markup
from analytics.ui.views.learning_files_page import Shown
from analytics.ui.views.markup import esc, text

GATE_COLUMNS = {"course": "course_completed", "hours": "hours_met"}


def show(found: Shown) -> None:
    """The list, the people who are not on it and the departments; what has changed since it was announced."""
    watching.saw_persons("learning_files/results", None, len(found.people))
    page.lead(found)
    _notes(found)
    _list_card(found)
    left, right = st.columns([3, 2], gap="small")
    with left:
        _departments_card(found)
    with right:
        _left_card(found)


def name_of(row: Mapping[str, Any]) -> str:
    return str(row["name"] if lang() == "zh" or formats.missing(row["name_en"]) else row["name_en"])


def unit_of(row: Mapping[str, Any]) -> str:
    return str(row["unit_zh"] if lang() == "zh" else row["unit_en"])


def code_word(kind: str, code: Any) -> str:
    return "" if formats.missing(code) else label(evaluation.CODE_LISTS[kind], str(code))


def points(value: Any) -> str:
    return formats.NOTHING if formats.missing(value) else number(float(value), 2)


def _notes(found: Shown) -> None:
    """An older version says so; the newest says whether the figures behind it have changed."""
    if found.chosen is None:
        return
    if not found.is_newest:
        markup.show(markup.tone("warn", "▲ " + t(
            "learning_files.lead.replaced", version=found.chosen.version, newest=found.lists[0].version)))
    if not data.scope().results_seen:
        return
    changed = page.differences(found.chosen.list_no, found.year)
    if changed.empty:
        st.caption(t("learning_files.changed.none"))
        return
    with st.expander(t("learning_files.changed.some", count=len(changed)), icon=":material/difference:"):
        heads = [text("learning_files.list.name"), text("learning_files.changed.then"),
                 text("learning_files.changed.now")]
        markup.show(markup.table(heads, [
            [esc(name_of(row)), esc(_standing(row, "then")), esc(_standing(row, "now"))]
            for row in changed.to_dict("records")
        ]))


def _standing(row: Mapping[str, Any], when: str) -> str:
    if formats.missing(row[f"place_{when}"]):
        return t("learning_files.changed.no_place")
    return t("learning_files.changed.how", place=int(row[f"place_{when}"]), total=points(row[f"total_{when}"]))


# ------------------------------------------------------------------------------------------- the list
def _list_card(found: Shown) -> None:
    items = " + ".join(f"{label('evaluation_item', item)} {number(weight)}" for item, weight in found.weights.items())
    title = t("learning_files.list.title_draft" if found.chosen is None else "learning_files.list.title")
    sub = t("learning_files.list.sub", items=items)
    if found.chosen is not None:
        sub += " · " + t("learning_files.list.sub_frozen", day=day_name(found.chosen.announced_on, year=True))
    with blocks.card("results", stretch=False):
        with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False, key="head_results"):
            st.markdown(f"### {title}\n\n{sub}", anchors=False, width="stretch")
            version = found.chosen.version if found.chosen else page.DRAFT
            name = f"learning_results_{found.year}_v{version}"
            page.download("results_file", name, name, sheets(found), published=found.state == "published")
        columns = _columns(found)
        right = frozenset(i for i, name in enumerate(columns) if name == "total" or name in found.weights)
        heads = [esc(label("evaluation_item", name)) if name in found.weights else text(f"learning_files.list.{name}")
                 for name in columns]
        lines = ([line[name] for name in columns] for line in _lines(found))
        markup.show(markup.table(heads, lines, right=right, kind="results"))
        st.caption(t("learning_files.list.note"))


def _columns(found: Shown) -> tuple[str, ...]:
    """From left to right; on a phone what is looked for comes before the items it is made of."""
    if narrow():
        return ("place", "name", "total", "band", "department", *found.weights, "gates")
    return ("place", "name", "department", *found.weights, "total", "band", "gates")


def _lines(found: Shown) -> Iterator[dict[str, str]]:
    for row in evaluation.ranking(found.people).to_dict("records"):
        yield {
            "place": f"{int(row['place'])}", "name": f'<span class="nowrap">{esc(name_of(row))}</span>',
            "department": esc(unit_of(row)), **{item: _item(row, item) for item in found.weights},
            "total": f"<b>{points(row['total'])}</b>", "band": esc(code_word("band", row["band"])),
            "gates": _gates(row),
        }


def _item(row: Mapping[str, Any], item: str) -> str:
    """The points; of an item that is left out the reason, when pointed at."""
    if not formats.missing(row[item]):
        return points(row[item])
    return f'<span title="{esc(code_word("missing", row[f"{item}.missing"]))}">{formats.NOTHING}</span>'


def _gates(row: Mapping[str, Any]) -> str:
    marks = []
    for gate, column in GATE_COLUMNS.items():
        met = not formats.missing(row[column]) and bool(row[column])
        tone, glyph = ("good", "●") if met else ("bad", "◆")
        marks.append(f'<span class="{tone} nowrap">{glyph} {text(f"learning_files.list.{gate}")}</span>')
    return " ".join(marks)


# ------------------------------------------------------------------------------------------- departments, not ranked
def _departments_card(found: Shown) -> None:
    frame = _departments(found)
    with blocks.card("result_departments"):
        blocks.head(t("learning_files.departments.title"), t("learning_files.departments.sub"), "result_departments")
        rows = [[esc(str(cell)) for cell in row] for row in frame.itertuples(index=False)]
        heads = [esc(head) for head in frame.columns]
        markup.show(markup.table(heads, rows, right=frozenset({1, 2, 3, 4}), kind="spaced"))


def _departments(found: Shown) -> pd.DataFrame:
    names = {row["unit_code"]: unit_of(row) for row in found.people.to_dict("records")}
    rows = [
        (names[row["unit_code"]], number(row["people"]), number(row["mean"], 1), rate(row["excellent"]),
         rate(row["good"]), f"{label('evaluation_item', row['lowest_item'])} {rate(row['lowest_share'])}"
         if row["lowest_item"] else formats.NOTHING)
        for row in evaluation.departments(found.people, found.weights).to_dict("records")
    ]
    heads = [t("learning_files.list.department"), *(
        t(f"learning_files.departments.{name}") for name in ("people", "mean", "excellent", "good", "lowest"))]
    return pd.DataFrame(rows, columns=heads)


def _left_card(found: Shown) -> None:
    frame = _left(found)
    with blocks.card("result_left"):
        st.markdown(f"### {t('learning_files.left.title', count=len(frame))}", anchors=False)
        if frame.empty:
            st.caption(t("learning_files.left.none"))
            return
        rows = [[esc(str(cell)) for cell in row] for row in frame.itertuples(index=False)]
        markup.show(markup.table([esc(head) for head in frame.columns], rows, right=frozenset({3}), kind="spaced"))


def _left(found: Shown) -> pd.DataFrame:
    rows = [
        (name_of(row), unit_of(row), code_word("not_ranked", row["not_ranked"]), int(row["duty_months"]))
        for row in found.people[found.people["place"].isna()].to_dict("records")
    ]
    heads = [t("learning_files.list.name"), t("learning_files.list.department"), t("learning_files.left.reason"),
             t("learning_files.left.months")]
    return pd.DataFrame(rows, columns=heads)


# ------------------------------------------------------------------------------------------- as a file
def sheets(found: Shown) -> dict[str, pd.DataFrame]:
    """The three tables as a workbook has them: figures as numbers."""
    ranked = evaluation.ranking(found.people)
    people = ranked.to_dict("records")
    table: dict[str, Any] = {
        t("learning_files.list.place"): ranked["place"].astype("int64"),
        t("learning_files.list.name"): [name_of(row) for row in people],
        t("learning_files.list.department"): [unit_of(row) for row in people],
        **{label("evaluation_item", item): ranked[item] for item in found.weights},
        t("learning_files.list.total"): ranked["total"],
        t("learning_files.list.band"): [code_word("band", row["band"]) for row in people],
    }
    for gate, column in GATE_COLUMNS.items():
        head = t(f"learning_files.file.gate_{gate}")
        table[head] = [t(f"learning_files.list.{'met' if row[column] is True else 'not_met'}") for row in people]
    return {
        t("learning_files.part.results"): pd.DataFrame(table),
        t("learning_files.departments.title"): _departments(found),
        t("learning_files.left.reason"): _left(found),
    }
