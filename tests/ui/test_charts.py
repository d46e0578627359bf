"""Figures: bars begin at 0, targets are drawn, a click fades nothing, and colours come from one place."""

import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from analytics.declare import core_indicators, indicator, text
from analytics.store.registers import Unit
from analytics.ui.charts import (
    ageing,
    bars,
    board,
    bullet,
    columns,
    duties,
    four_types,
    grid,
    ranks,
    small_multiples,
    spark,
    stacked,
    tracks,
    trend,
)
from analytics.ui.charts.ink import DARK, LIGHT, Look
from analytics.ui.charts.labels import spread
from analytics.ui.views import pieces

ROOT = Path(__file__).parents[2]
MONTHS = [f"2026-{m:02d}" for m in range(1, 11)]
UNITS = [Unit(c, f"部室{c}", f"Department {c}", f"{c}部", c, "department", "ROOT", True, True) for c in "ABC"]
LOOKS = [Look("zh", LIGHT), Look("en", DARK), Look("zh", DARK, narrow=True)]


def figures(look: Look) -> dict:
    chosen = core_indicators()
    cells = [
        grid.Cell(u.code, i.id, "91.7%", "91.7% (33/36)", light, "value", change, "90%")
        for u, light, change in zip(UNITS[:2], ("red", "green"), (-1, 1), strict=True)
        for i in chosen
    ]
    rows = [
        bars.Bar(u.name(look.lang), v, str(v), light="amber", pace="behind")
        for u, v in zip(UNITS, (2.0, 1.0, None), strict=True)
    ]
    return {
        "grid": grid.lights(
            cells, [grid.Missing("C", "未报", "未报")], UNITS, chosen, look, picked=("A", chosen[0].id)
        ),
        "grid_narrow": grid.lights(cells, [], UNITS, chosen, look, compact=True),
        "four_types": four_types.progress(
            [four_types.TypeProgress("learning", ("a", "b"), ("e",), ("c",), ("d",), 1)], look
        ),
        "bars": bars.horizontal(
            rows, look, state="pace", expected=1.7, expected_words="x", band=(2, 3), band_words="y"
        ),
        "rates": bars.horizontal(rows[:1], look, target=0.95, target_words="目标", as_rate=True),
        "trend": trend.lines(
            MONTHS, trend.Line("中位数", [1.0] * 9 + [None], ["1"] * 10), look, target=8, target_words="目标 8",
            second=trend.Line("P90", [2.0] * 10, ["2"] * 10), expected=trend.Line("应达", [1.5] * 10),
        ),
        "columns": columns.rate_bars(MONTHS, [0.9] * 9 + [None], look, hover=["h"] * 10, target=0.95, target_words="t"),
        "amounts": columns.amount_bars(MONTHS, [3] * 10, look, hover=["h"] * 10, shown="3"),
        "spark": spark.bars(MONTHS, [1, None, 3, 4, 5, 6, 7, 8, 9, 10], look),
        "ageing": ageing.bars([ageing.AgeBand("≤1", 5, 2, 1), ageing.AgeBand(">5", 0)], look),
        "tracks": tracks.stages(
            [
                tracks.TrackRow("A", (tracks.Track("结题", 4, "题"), tracks.Track("初稿", 3, "题")), "on_pace"),
                tracks.TrackRow("B", (), None),
            ],
            ["a", "b", "c", "d", "e"],
            4,
            "due",
            look,
        ),
        "board": board.returns(
            {("A", "2026-01"): "on_time", ("B", "2026-02"): "missing"},
            UNITS,
            MONTHS,
            "2026-10",
            {"A": "1/1"},
            "按时",
            look,
        ),
        "duties": duties.strip(
            [duties.DutyRow("A", (duties.Duty("1月", "done", 0, 1), duties.Duty("2月", "missed", 1, 1)), "1/2")],
            MONTHS,
            look,
        ),
        "bullet": bullet.rows(
            [
                bullet.Bullet("人均建议", 0.8, "1.6", "目标 2 [P]", 0.83, "此时应达 1.7", "每月还需 0.2", "behind"),
                bullet.Bullet("学习场次", None, "—", "目标 24 [P]"),
                bullet.Bullet(
                    "成果", 0.5, "1", "目标 2 [P]", pace="on_pace",
                    steps=(bullet.Step("候选", "4月30日", "done"), bullet.Step("成稿", "8月31日", "missed")),
                ),
            ],
            look,
        ),
        "stacked": stacked.scores(
            [stacked.Total("A", (90.0, 80.0, 70.0), "82.0", "第1"), stacked.Total("B", (90.0, None, 70.0), "—")],
            [stacked.Part("职责", 0.5), stacked.Part("文明", 0.2), stacked.Part("重点", 0.3)],
            look,
        ),
        "ranks": ranks.places(
            [
                ranks.Comparison("全省", (ranks.Place(2024, 4, 13), ranks.Place(2025, 2, 13))),
                ranks.Comparison("全国", (ranks.Place(2025, 8, None),)),
            ],
            look,
        ),
        "panel": small_multiples.panel(
            MONTHS, trend.Line("", [1.0] * 10, ["1"] * 10), look, top=8, target=8,
            second=trend.Line("", [2.0] * 10, ["2"] * 10),
        ),
    }


@pytest.mark.parametrize("look", LOOKS, ids=["zh-light", "en-dark", "narrow"])
@pytest.mark.parametrize("name", sorted(figures(LOOKS[0])))
def test_a_figure_is_drawn_without_axes_legend_or_ground_in_every_look(name, look):
    figure = figures(look)[name]
    assert not figure.layout.showlegend
    assert figure.layout.dragmode is False
    assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.layout.xaxis.fixedrange
    assert figure.layout.yaxis.fixedrange


@pytest.mark.parametrize("name", ["bars", "rates"])
def test_horizontal_bars_begin_at_0(name):
    figure = figures(LOOKS[0])[name]
    assert figure.layout.xaxis.range[0] == 0
    assert figure.data[0].base is None


@pytest.mark.parametrize("name", ["columns", "amounts", "spark", "trend"])
def test_upright_scales_begin_at_0(name):
    assert figures(LOOKS[0])[name].layout.yaxis.range[0] == 0


@pytest.mark.parametrize("name", ["rates", "columns", "trend", "panel"])
def test_the_target_is_a_dotted_line(name):
    lines = [s for s in figures(LOOKS[0])[name].layout.shapes if s.name == "target"]
    assert [line.line.dash for line in lines] == ["dot"]


@pytest.mark.parametrize("name", ["grid", "grid_narrow", "board", "trend", "columns"])
def test_a_click_fades_nothing(name):
    for trace in figures(LOOKS[0])[name].data:
        if getattr(trace, "mode", None) == "lines":
            continue
        kept = trace.unselected.to_plotly_json()
        assert kept == trace.selected.to_plotly_json()
        assert kept.get("marker", {}).get("opacity") == 1 or kept["textfont"]["color"] == trace.textfont.color


def test_a_cell_of_the_grid_carries_its_unit_and_indicator():
    cells = figures(LOOKS[0])["grid"].data[0]
    assert list(cells.customdata[0]) == ["A", core_indicators()[0].id]
    assert "33/36" in cells.hovertext[0]


def test_a_light_is_said_by_shape_as_well_as_by_colour():
    marks = {t.marker.symbol for t in figures(LOOKS[0])["grid"].data if t.type == "scatter" and t.mode == "markers"}
    assert {"diamond", "circle"} <= marks


def test_a_month_without_a_figure_is_a_dash_and_not_a_zero_bar():
    notes = [a.text for a in figures(LOOKS[0])["columns"].layout.annotations]
    assert "—" in notes


def test_a_bullet_says_everything_beside_its_mark():
    notes = [a.text for a in figures(LOOKS[0])["bullet"].layout.annotations]
    for words in ("此时应达 1.7", "目标 2 [P]", "目标 24 [P]"):
        assert words in notes
    assert any("落后" in n and "每月还需 0.2" in n for n in notes)


def test_a_small_target_is_drawn_as_its_steps_and_the_missed_one_is_outlined():
    steps = figures(LOOKS[0])["bullet"].data[0]
    assert len(steps.x) == 2
    assert list(steps.marker.line.color)[1] == LIGHT.red
    assert list(steps.marker.line.width) == [0, 1.6]


def test_a_stacked_bar_ends_at_its_total_and_its_weights_are_named():
    figure = figures(LOOKS[0])["stacked"]
    assert sum(trace.x[0] for trace in figure.data) == pytest.approx(0.5 * 90 + 0.2 * 80 + 0.3 * 70)
    notes = [a.text for a in figure.layout.annotations]
    assert {"职责<br>50%", "文明<br>20%", "重点<br>30%"} <= set(notes)


def test_the_first_place_stands_at_the_top_and_every_point_names_how_many_were_compared():
    figure = figures(LOOKS[0])["ranks"]
    bottom, top = figure.layout.yaxis.range
    assert bottom > 8 > 1 > top
    notes = [a.text for a in figure.layout.annotations]
    assert {"第 1 位", "<b>2/13</b>", "<b>8</b>", "2024", "2025"} <= set(notes)


def test_labels_that_would_cover_each_other_are_moved_apart():
    moved = spread([8.0, 7.8], 12, 200)
    assert (8.0 / 12 * 200 + moved[0]) - (7.8 / 12 * 200 + moved[1]) > 16.5
    assert spread([1.0, 9.0], 10, 200) == [0.0, 0.0]
    assert spread([], 10, 200) == []


def test_the_theme_names_the_colours_of_the_charts():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for ink, colours in ((LIGHT, theme["light"]), (DARK, theme["dark"])):
        assert (colours["primaryColor"], colours["backgroundColor"], colours["textColor"]) == (
            ink.accent,
            ink.bg,
            ink.ink,
        )
        assert (colours["greenTextColor"], colours["redTextColor"], colours["orangeTextColor"]) == (
            ink.green,
            ink.red,
            ink.amberink,
        )


def test_only_ink_and_the_theme_name_colours():
    for path in (ROOT / "analytics" / "ui").rglob("*"):
        if path.suffix in (".py", ".css") and path.name != "ink.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8")), path


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(ink):
    pairs = [
        (ink.ink, ink.bg),
        (ink.ink2, ink.bg),
        (ink.ink, ink.cell),
        (ink.onred, ink.redfill),
        (ink.onbar, ink.accent),
        (ink.onamber, ink.amberfill),
        (ink.red, ink.bg),
        (ink.amberink, ink.bg),
        (ink.green, ink.bg),
        (ink.accent, ink.bg),
    ]
    for one, other in pairs:
        high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (one, other)


@pytest.mark.parametrize(("indicator_id", "light", "late", "said"), [
    ("learning_plan_completion_rate", "amber", True, "done_late"),
    ("learning_plan_completion_rate", "amber", False, ""),
    ("in_scope_on_time_closure_rate", "amber", False, "open_cases"),
    ("in_scope_on_time_closure_rate", "green", False, ""),
])
def test_an_amber_bar_whose_target_is_met_says_why_it_warns(indicator_id, light, late, said):
    row = SimpleNamespace(light=light, done_late=late, state="value", value=1.0, target=1.0, few=False)
    found = pieces._warned(indicator(indicator_id), row)
    assert found == said
    fig = bars.horizontal([bars.Bar("A", 1.0, "100%", light=light, warned=found)], LOOKS[0])
    word = text(f"charts.light.{found or light}", "zh")
    assert any(word in a["text"] for a in fig.to_plotly_json()["layout"]["annotations"])
