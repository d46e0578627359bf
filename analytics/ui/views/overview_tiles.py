"""The overview in words: the sentence at the top and the five tiles."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics.months import Month
from analytics.ui import blocks, data, navigation
from analytics.ui.blocks import Change
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import day_name, lang, month_name, names, number, t
from analytics.ui.views import lights
from analytics.ui.views.overview import Overview, facts

FEW_RED = 0.08  # share of red lights up to which a month counts as steady


def target_count(month: Month) -> int:
    """How many policy targets the highest unit seen is judged by."""
    top = data.top(month)
    return len(lights.policy_targets(top.kind)) if top else 0


@data.cached
def spark(month: Any, name: str, drawn_for: Look) -> Any:
    """A column of the overview's months as small bars."""
    from analytics.ui.charts import spark

    o = facts(month)
    return spark.bars(list(o.by_month["month"]), o.series(name), drawn_for)


def sentence(o: Overview) -> str:
    total = len(o.units)
    return t(
        "overview.lead",
        month=month_name(o.month, long=lang() == "en"),
        tone=t(f"overview.tone.{_tone(o)}"),
        total=total,
        reported=total - int(o.at("out")),
        red=int(o.at("red")),
        change=_red_change(o),
        past=_count(o.at("past")),
        near=_count(o.at("near")),
        targets=target_count(o.month),
        reach=int(o.at("reach")),
    )


def _count(value: float) -> str:
    """A count in words; one that is hidden from the viewer says so."""
    return t("privacy.withheld") if value != value else number(value)


def _tone(o: Overview) -> str:
    if o.at("red") <= FEW_RED * max(o.at("judged"), 1):
        return "steady"
    return "better" if (o.change("red") or 0) < 0 else "push"


def _red_change(o: Overview) -> str:
    difference = o.change("red")
    if difference is None:
        return t("overview.red_change.first")
    if not difference:
        return t("overview.red_change.same")
    return t(f"overview.red_change.{'more' if difference > 0 else 'fewer'}", n=int(abs(difference)))


def _words(tile: str) -> Callable[[float], str]:
    return lambda d: t(f"overview.tile.{tile}.{'more' if d > 0 else 'fewer'}", n=int(abs(d)))


def _units(o: Overview, codes: list[str]) -> str:
    units = data.units(o.month)
    return names([units[c].short(lang()) for c in codes if c in units])


def tiles(o: Overview) -> None:
    """The five questions a leader asks first."""
    with st.grid(5, min_column_width=150, gap="small"):
        _returns(o)
        _red(o)
        _cases(o)
        _targets(o)
        _awards(o)


def _tile(
    o: Overview,
    key: str,
    column: str,
    value: float,
    of: float,
    caption: str,
    change: Change | None,
    to: tuple[str, str],
    **params: str,
) -> None:
    blocks.tile(
        key,
        t(f"overview.tile.{column_tile(key)}.question"),
        _count(value),
        t(f"overview.tile.{column_tile(key)}.of", n=_count(of)),
        change=change,
        spark=spark(o.month, column, look()),
        caption=caption,
        to=to,
        params={"m": str(o.month), **params},
    )


def column_tile(key: str) -> str:
    """The tile's name in the texts; the last one is keyed apart because it takes a row of its own on a telephone."""
    return "awards" if key == "last" else key


def _returns(o: Overview) -> None:
    now = o.board[o.board["month"] == str(o.month)]
    parts = [
        t(f"overview.tile.returns.{state}", units=_units(o, codes))
        for state in ("missing", "sent_back")
        if (codes := [u for u in o.units if u in set(now[now["state"] == state]["unit_code"])])
    ]
    expected = int((now["state"] == "not_due").sum())
    due = data.due_dates().get(str(o.month))
    out, change = bool(parts), None
    if due:
        left = (due - data.today()).days
        words = (
            t("overview.tile.returns.days_left", n=left) if left >= 0 else t("overview.tile.returns.days_past", n=-left)
        )
        change = Change(
            t("overview.tile.returns.due", day=day_name(due)), "grey" if left >= 0 or not out else "red", note=words
        )
    waiting = int((now["status"] == "provisional").sum())
    if expected:
        parts.append(t("overview.tile.returns.expected", n=expected))
    parts = parts or [t("overview.tile.returns.all_in")]
    if waiting:
        parts.append(t("overview.tile.returns.provisional", n=waiting))
    caption = ("，" if lang() == "zh" else "; ").join(parts)
    _tile(o, "returns", "out", o.at("out"), len(o.units), caption, change, ("returns", t("overview.tile.returns.link")))


def _red(o: Overview) -> None:
    shown = lights.shown(o.figures)
    red = shown[
        (shown["light"] == "red")
        & (shown["month"] == str(o.month))
        & shown["indicator"].isin(o.core)
        & shown["unit_code"].isin(o.units)
    ]
    key = "caption" if len(red) else "none"
    caption = t(f"overview.tile.red.{key}", n=red["unit_code"].nunique(), amber=int(o.at("amber")))
    gravest = _gravest(red)
    _tile(
        o,
        "red",
        "red",
        o.at("red"),
        o.at("judged"),
        caption,
        blocks.change(o.change("red"), _words("red")),
        ("indicator", t("overview.tile.red.link")) if gravest else ("", ""),
        **(gravest or {}),
    )


def _gravest(red: Any) -> dict[str, str] | None:
    """The red figure furthest below its target, relative to the target."""
    if red.empty:
        return None
    gap = ((red["target"] - red["value"]) / red["target"]).abs().fillna(0)
    row = red.loc[gap.idxmax()]
    return {"i": row["indicator"], "u": row["unit_code"]}


def _cases(o: Overview) -> None:
    caption = t("overview.tile.cases.caption", past=_count(o.at("past")), near=_count(o.at("near")))
    change = blocks.change(o.change("pressing"), _words("cases"))
    to = ("service", t("overview.tile.cases.link"))
    _tile(o, "cases", "pressing", o.at("pressing"), o.at("open"), caption, change, to)


def _targets(o: Overview) -> None:
    late = [*o.outlook["out_of_reach"], *o.outlook["behind"]]
    root = data.top(o.month)
    caption = t("overview.tile.targets.caption", behind=int(o.at("behind")), lost=int(o.at("lost")))
    to = ("indicator", t("overview.tile.targets.link")) if late and root else ("", "")
    change = blocks.change(o.change("reach"), _words("targets"), more_is="better")
    _tile(
        o,
        "targets",
        "reach",
        o.at("reach"),
        target_count(o.month),
        caption,
        change,
        to,
        **({"i": late[0], "u": root.code} if late and root else {}),
    )


def _awards(o: Overview) -> None:
    """Departments that fail no condition of an advanced department so far."""
    clear = [u for u in o.units if u in o.clear]
    caption = t("overview.tile.awards.caption", units=_units(o, clear)) if clear else t("overview.tile.awards.none")
    page = next((name for name in ("awards", "organisation") if navigation.offered(name)), "")
    link = t(f"overview.tile.awards.{'link' if page == 'awards' else 'link_targets'}")
    _tile(
        o,
        "last",
        "clear",
        len(clear),
        len(o.units),
        caption,
        blocks.change(o.change("clear"), _words("awards"), more_is="better"),
        (page, link),
    )
