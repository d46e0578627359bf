"""What others judge: places among peers over the years, titles applied for and held, experiences taken up elsewhere."""

from typing import Any

import pandas as pd

from analytics import competition, suggestions
from analytics.declare import Lang, code_list
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import Matter
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import day_name, label, lang, t
from analytics.ui.views import pieces

PEERS, SHOWN_TITLES = "peer_comparison", 6
HELD = "held"
INDICATOR_OF = {"target_responsibility": "municipal_target_rating", "civility_benchmark": "civility_benchmark_title"}


# ------------------------------------------------------------------------------------------- places among peers
def ranks_card(month: Month, unit_code: str) -> None:
    """The place among peers of the province and the country, year by year."""
    found = _comparisons(month, lang())
    with blocks.card("ranks"):
        if not found:
            blocks.head(t("competition.ranks.title_none"), t("competition.ranks.sub_none"), "ranks")
            return
        first = found[0]
        now, before = first.places[-1], first.places[-2] if len(first.places) > 1 else None
        key = "title" if before is None else "title_up" if now.rank < before.rank else (
            "title_down" if now.rank > before.rank else "title_same")
        blocks.head(
            t(f"competition.ranks.{key}", name=first.name, year=now.year, rank=now.rank,
              peers=now.peers or formats.NOTHING, before=before.rank if before else formats.NOTHING),
            t("competition.ranks.sub"),
            "ranks",
            None,
            lambda: _ranks_table(month),
            "peer_ranks",
            ("indicator", t("common.see_rows"), {"i": "peer_rank", "u": unit_code, "m": str(month)}),
        )
        blocks.chart(_ranks_figure(month, look()), "c_ranks", t("competition.ranks.alt"))


def _comparisons(month: Month, language: Lang) -> Any:
    """One a level, the one of the most years first."""
    from analytics.ui.charts.ranks import Comparison, Place

    found = data.ask(competition.ratings, month)
    mine = found[(found["title"] == PEERS) & found["rank"].notna()]
    comparisons = [
        Comparison(
            code_list("promotion_level").label(str(level), language),
            tuple(Place(int(r.year), int(r.rank), None if formats.missing(r.peers) else int(r.peers))
                  for r in rows.sort_values("year").itertuples()),
        )
        for level, rows in mine.groupby("level", sort=False)
    ]
    return sorted(comparisons, key=lambda c: -len(c.places))


@data.cached
def _ranks_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import ranks

    return ranks.places(_comparisons(month, drawn_for.lang), drawn_for)


def _ranks_table(month: Month) -> pd.DataFrame:
    rows = [(c.name, p.year, p.rank, p.peers) for c in _comparisons(month, lang()) for p in c.places]
    names = ("level", "year", "rank", "peers")
    return pd.DataFrame(rows, columns=[t(f"competition.ranks.{name}") for name in names])


# ------------------------------------------------------------------------------------------- titles and experiences
def titles_card(month: Month, unit_code: str) -> None:
    """The city's assessment and the civility title: applied for, held or lost, the latest year first."""
    found = data.ask(competition.ratings, month)
    mine = found[found["title"] != PEERS].sort_values("year", ascending=False).head(SHOWN_TITLES)
    held = int((mine["status"] == HELD).sum())
    with blocks.card("titles"):
        blocks.head(t("competition.titles.title", n=len(mine), held=held), t("competition.titles.sub"), "titles")
        blocks.attention([_title(r, month, unit_code) for r in mine.itertuples()], none=t("competition.titles.none"),
                         key="title_")


def _title(row: Any, month: Month, unit_code: str) -> Matter:
    rank = "" if formats.missing(row.rank) else t("competition.titles.rank", rank=int(row.rank), peers=(
        formats.NOTHING if formats.missing(row.peers) else int(row.peers)))
    what = " · ".join(w for w in (row.grade if isinstance(row.grade, str) else "", rank) if w)
    return Matter(
        "green" if row.status == HELD else "grey",  # an aim of the policy, not a duty: never red
        f"{row.year} {label('external_title', row.title)}",
        what or t("competition.titles.no_result"),
        label("external_status", row.status),
        "" if formats.missing(row.decided_on) else day_name(pd.Timestamp(row.decided_on).date(), year=True),
        False,
        "indicator",
        {"i": INDICATOR_OF.get(row.title, "peer_rank"), "u": unit_code, "m": str(month)},
    )


def experiences_card(month: Month, unit_code: str) -> None:
    """Experiences and how far they have spread, those taken up highest first."""
    found = data.ask(suggestions.goal_rows, month)
    mine = found[(found["goal_type"] == "experience") & found["unit_code"].isin(data.below(unit_code, month))]
    levels = [c.code for c in code_list("promotion_level")]
    reach = mine["promotion_level"].map(lambda c: levels.index(c) if c in levels else -1)
    mine = mine.assign(reach=reach, spread=mine["stage"].eq("promoted")).sort_values(
        ["spread", "reach"], ascending=False)
    with blocks.card("experiences"):
        blocks.head(
            t("competition.experiences.title", n=len(mine), spread=int(mine["spread"].sum())),
            t("competition.experiences.sub"),
            "experiences",
        )
        blocks.attention(
            [
                Matter(
                    "green" if r.spread else "red" if r.overdue else "grey",
                    r.title,
                    " · ".join(w for w in (pieces.short_name(r.unit_code), formats.word(r.evidence)) if w),
                    " · ".join(w for w in (
                        label("goal_stage", r.stage),
                        label("promotion_level", None if formats.missing(r.promotion_level) else r.promotion_level),
                    ) if w),
                    "" if formats.missing(r.due_on) else day_name(pd.Timestamp(r.due_on).date()),
                    bool(r.overdue),
                    "indicator",
                    {"i": "experience_promoted_count", "u": unit_code, "m": str(month)},
                )
                for r in mine.itertuples()
            ],
            none=t("competition.experiences.none"),
            key="experience_",
        )
