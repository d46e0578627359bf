"""
docs/readings.md and docs/readings.zh.md as they ought to be, from the declarations and the figures counted by hand.
`python -m tests.analytics.readings_document` writes them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.declare import Lang, indicator
from analytics.readings import Ambiguity, ambiguities, reading, readings, written
from tests.analytics.both_readings import BOTH, Both

DOCS = Path(__file__).parents[2] / "docs"
NAMES: Mapping[Lang, str] = {"en": "readings.md", "zh": "readings.zh.md"}
HEAD: Mapping[Lang, str] = {
    "en": (
        "# How the policy is read\n\n[中文](readings.zh.md)\n\n"
        "The policy's words leave room in 26 places. This is the reading taken in each, the setting that changes it "
        "(the office does so on the page Settings, with a reason; before it is stored the page shows which figures "
        "move), and what the same small example comes to under both readings. Every example is a test.\n"
    ),
    "zh": (
        "# 文件怎么读\n\n[English](readings.md)\n\n"
        "文件有 26 处可以有不同读法。下面写明每一处按哪一种读、由哪个设置改（综合岗在“设置”页修改，要写理由，"
        "保存前先看会动哪些数），以及同一个小例子在两种读法下各是多少。每个例子都有测试。\n"
    ),
}
COLUMNS: Mapping[Lang, str] = {
    "en": "| | Words | Reading taken | Settings and defaults | Other reading | Example: as taken → otherwise |",
    "zh": "| | 原文 | 采用的读法 | 设置和默认值 | 另一种读法 | 例子：现在 → 改后 |",
}
OTHERS: Mapping[Lang, str] = {
    "en": "\n## Other settings\n\nDefaults of ours that settle no ambiguity.\n\n| Setting | Name | Default |",
    "zh": "\n## 其他可改的设置\n\n文件没有规定、由本产品给出默认的。\n\n| 设置 | 名称 | 默认值 |",
}


def document(lang: Lang) -> str:
    lines = [HEAD[lang], COLUMNS[lang], "|---|---|---|---|---|---|"]
    lines += [_row(one, lang) for one in ambiguities().values()]
    lines += [OTHERS[lang], "|---|---|---|"]
    lines += [
        f"| `{one.name}` | {one.title(lang)} | {written(one.default)} |" for one in readings().values()
        if not one.ambiguity
    ]
    return "\n".join(lines) + "\n"


def _row(one: Ambiguity, lang: Lang) -> str:
    settings = "<br>".join(f"`{name}` = {written(reading(name).default)}" for name in one.settings)
    examples = "<br>".join(_example(both, lang) for both in BOTH if both.ambiguity == one.key)
    return f"| {one.key} | {one.words} {one.article} | {one.reading(lang)} | {settings} | " \
           f"{one.other(lang) or one.because(lang)} | {examples} |"


def _example(both: Both, lang: Lang) -> str:
    changed = ", ".join(f"`{name}` = {value}" for name, value in both.settings.items())
    colon = "：" if lang == "zh" else ": "
    name = indicator(both.indicator).name(lang)
    return f"{changed}{colon}{name} {_figure(both.recommended)} → {_figure(both.other)}"


def _figure(columns: Mapping[str, Any]) -> str:
    if "numerator" in columns:
        return f"{columns['numerator']:g}/{columns['denominator']:g}"
    return f"{columns['value'] if 'value' in columns else next(iter(columns.values())):g}"


if __name__ == "__main__":
    for language, file_name in NAMES.items():
        (DOCS / file_name).write_text(document(language), encoding="utf-8")
