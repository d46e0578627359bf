"""Three-part assessments: departments with the weights visible, the best beside the most improved, grades, people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics import competition
from analytics.declare import Lang, text
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, number, signed, t
from analytics.ui.views import pieces

COVERAGE = "assessment_component_coverage"
ROUNDS = ("half_year", "year")
NAMED = 5  # places shown of the best and of the most improved


@dataclass(frozen=True, slots=True)
class Standing:
    """One department in the latest round. before: its score in the round before, people: how many are assessed."""

    unit_code: str
    parts: tuple[float | None, ...]
    score: float | None
    place: int | None
    before: float | None
    people: float | None

    @property
    def gain(self) -> float | None:
        return None if self.score is None or self.before is None else self.score - self.before


def rounds(found: pd.DataFrame) -> list[tuple[int, str]]:
    """(year, round) of all that is recorded, in order of time."""
    pairs = {(int(y), str(r)) for y, r in zip(found["year"], found["round"], strict=True)}
    return sorted(pairs, key=lambda pair: (pair[0], ROUNDS.index(pair[1])))


def round_words(which: tuple[int, str], language: Lang) -> str:
    return text(f"competition.round.{which[1]}", language, year=which[0])


def weights() -> tuple[float, ...]:
    """The office's weights of the parts, as shares of their sum."""
    own = [float(data.setting(f"assessment_{part}_weight")) for part in competition.PARTS]
    return tuple(weight / sum(own) for weight in own)


@data.cached
def standings(month: Month, ids: tuple[str, ...]) -> tuple[tuple[tuple[int, str], ...], tuple[Standing, ...]]:
    """(the latest round and the one before, the departments in order of their score)."""
    found = data.ask(competition.results, month)
    mine = found[(found["subject_kind"] == "department") & found["unit_code"].isin(set(data.units(month)))]
    order = rounds(mine)
    if not order:
        return (), ()
    latest, before = order[-1], order[-2] if len(order) > 1 else None
    now = _of(mine, latest)
    then = {} if before is None else {r.subject: _known(r.score) for r in _of(mine, before).itertuples()}
    scored = [float(s) for s in now["score"].dropna()]
    places = dict(zip(scored, competition.ranks_with_ties(scored), strict=True))
    assessed = pieces.department_rows(COVERAGE, month, ids) if COVERAGE in ids else []
    people = {r.unit_code: r.denominator for r in assessed}
    rows = [
        Standing(
            r.subject,
            tuple(_known(getattr(r, f"{part}_score")) for part in competition.PARTS),
            _known(r.score),
            None if formats.missing(r.score) else places[float(r.score)],
            then.get(r.subject),
            _known(people.get(r.subject)),
        )
        for r in now.itertuples()
    ]
    rows.sort(key=lambda s: s.place or len(rows) + 1)
    return tuple(order[-2:]), tuple(rows)


def _of(found: pd.DataFrame, which: tuple[int, str]) -> pd.DataFrame:
    return found[(found["year"] == which[0]) & (found["round"] == which[1])]


def _known(value: Any) -> float | None:
    return None if formats.missing(value) else float(value)


# ------------------------------------------------------------------------------------------- departments
def scores_card(month: Month, ids: tuple[str, ...]) -> None:
    """The departments' scores, part by part, with their places."""
    order, rows = standings(month, ids)
    with blocks.card("scores"):
        if not rows:
            blocks.head(t("competition.scores.title_none"), t("competition.scores.sub_none"), "scores")
            return
        best = [pieces.short_name(s.unit_code) for s in rows if s.place == 1]
        blocks.head(
            t("competition.scores.title", round=round_words(order[-1], lang()),
              units=formats.names(lang(), best), score=number(rows[0].score, 1)),
            t("competition.scores.sub", n=len(rows), parts=_parts_words()),
            "scores",
            t("competition.scores.why"),
            lambda: _table(rows, order),
            f"assessment_{month}",
            ("indicator", t("common.see_rows"), {"i": "assessment_score", "u": rows[0].unit_code, "m": str(month)}),
        )
        blocks.chart(_figure(month, ids, look()), "c_scores", t("competition.scores.alt"))


def _parts_words() -> str:
    """The parts with their weights, in the order they are drawn."""
    named = zip(part_names(lang()), weights(), strict=True)
    return " + ".join(f"{name} {formats.percent(lang(), weight)}" for name, weight in named)


def part_names(language: Lang) -> list[str]:
    return [text(f"competition.part.{part}", language) for part in competition.PARTS]


@data.cached
def _figure(month: Month, ids: tuple[str, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import stacked

    language, (_, rows), units = drawn_for.lang, standings(month, ids), data.units(month)
    names = part_names(language)
    few_below = data.setting("small_numbers_min_denominator")
    totals = []
    for s in rows:
        name = units[s.unit_code].short(language)
        if s.people is not None and not drawn_for.narrow:
            key = "few" if s.people < few_below else "n"
            name += text(f"competition.scores.{key}", language, n=formats.number(language, s.people))
        place = "" if s.place is None else text("competition.scores.place", language, place=s.place)
        gain = "" if s.gain is None else _gain(s.gain, language)
        detail = "<br>".join(f"{n} {formats.number(language, v, 1)}" for n, v in zip(names, s.parts, strict=True))
        shown = formats.number(language, s.score, 1)
        totals.append(stacked.Total(name, s.parts, shown, f"{place} {gain}".strip(), detail))
    parts = [stacked.Part(name, weight) for name, weight in zip(names, weights(), strict=True)]
    return stacked.scores(totals, parts, drawn_for)


def _gain(gain: float, language: Lang) -> str:
    arrow = "↑" if gain > 0.05 else "↓" if gain < -0.05 else "→"
    return f"{arrow}{formats.number(language, abs(gain), 1)}"


def _table(rows: Sequence[Standing], order: Sequence[tuple[int, str]]) -> pd.DataFrame:
    parts = {
        t(f"competition.part.{part}"): [s.parts[i] for s in rows] for i, part in enumerate(competition.PARTS)
    }
    before = {round_words(order[0], lang()): [s.before for s in rows]} if len(order) > 1 else {}
    return pd.DataFrame(
        {
            t("competition.column.place"): [s.place for s in rows],
            t("common.department"): [pieces.short_name(s.unit_code) for s in rows],
            **parts,
            t("competition.column.score"): [None if s.score is None else round(s.score, 1) for s in rows],
            **before,
            t("competition.column.people"): [s.people for s in rows],
        }
    )


def best_card(month: Month, ids: tuple[str, ...]) -> None:
    """The best beside the most improved; grades in counts, and every person for those who may see them."""
    order, rows = standings(month, ids)
    gained = sorted((s for s in rows if s.gain is not None), key=lambda s: -(s.gain or 0))
    with blocks.card("best"):
        if not rows:
            blocks.head(t("competition.best.title_none"), t("competition.scores.sub_none"), "best")
            return
        most = gained[0] if gained and (gained[0].gain or 0) > 0 else None
        title = t("competition.best.title_none") if most is None else t(
            "competition.best.title", unit=pieces.short_name(most.unit_code), gain=signed(most.gain or 0.0))
        sub = t("competition.best.sub", now=round_words(order[-1], lang()), before=round_words(order[0], lang()))
        blocks.head(title, sub if len(order) > 1 else round_words(order[-1], lang()), "best")
        left, right = st.columns(2, gap="small")
        with left:
            _places(t("competition.best.best"), [(s.place, s, number(s.score, 1)) for s in rows if s.place is not None])
        with right:
            gains = competition.ranks_with_ties([round(s.gain or 0.0, 1) for s in gained])
            _places(t("competition.best.improved"),
                    [(p, s, signed(s.gain or 0.0)) for p, s in zip(gains, gained, strict=True) if (s.gain or 0) > 0])
        _grades(month)


def _places(head: str, rows: Sequence[tuple[int, Standing, str]]) -> None:
    """The first places, ties together."""
    few_below = data.setting("small_numbers_min_denominator")
    lines = [f"**{head}**"]
    for place, standing, shown in rows:
        if place > NAMED:
            break
        small = standing.people is not None and standing.people < few_below
        mark = f" :gray[{t('competition.best.few')}]" if small else ""
        lines.append(f"{place}\\. {pieces.short_name(standing.unit_code)}　**{shown}**{mark}")
    st.markdown("\n\n".join(lines) if len(lines) > 1 else f"{lines[0]}\n\n{formats.NOTHING}")


def _grades(month: Month) -> None:
    """How many people have each grade of the latest round that has any."""
    found = data.ask(competition.grades, month)
    if found.empty:
        return
    latest = "year" if "year" in set(found["round"]) else "half_year"
    parts = []
    for r in found[found["round"] == latest].itertuples():
        count = formats.withheld(lang(), r) if r.hidden else number(r.people)
        parts.append(f"{label('assessment_grade', r.grade)} **{count}**")
    st.markdown(f"**{t('competition.best.grades')}**　" + "　".join(parts))


# ------------------------------------------------------------------------------------------- people
def people_card(month: Month, unit_code: str) -> None:
    """Every person's latest assessment with its place, for those whose duty it is."""
    with blocks.card("people"):
        if not data.scope().personal:
            blocks.head(t("competition.people.title_none"), t("common.personal_hidden"), "people")
            return
        found = data.ask(competition.results, month)
        mine = found[found["subject_kind"] == "person"]
        order = rounds(mine)
        if not order:
            blocks.head(t("competition.people.title_none"), t("competition.scores.sub_none"), "people")
            return
        now = _placed(_of(mine, order[-1]))
        now = now[now["unit_code"].isin(data.below(unit_code, month))]
        watching.saw_persons("competition/assessments", set(now["unit_code"]), len(now))
        table = _people_table(now)
        open_ = int(now["score"].isna().sum())
        blocks.head(t("competition.people.title", round=round_words(order[-1], lang()), n=len(now), open=open_),
                    t("competition.people.sub"), "people", None, table, f"assessment_people_{month}")
        points = [t("competition.column.score"), *(t(f"competition.part.{part}") for part in competition.PARTS)]
        st.dataframe(table, hide_index=True, height=min(460, 38 + 35 * max(len(table), 1)), placeholder="—",
                     alt=t("competition.people.alt"),
                     column_config={name: st.column_config.NumberColumn(format="%.1f") for name in points})


def _placed(now: pd.DataFrame) -> pd.DataFrame:
    """In order of the score, each with its place among everybody the viewer sees; no score, no place."""
    ordered = now.sort_values("score", ascending=False, na_position="last", kind="stable")
    scored = [float(s) for s in ordered["score"].dropna()]
    places = [*competition.ranks_with_ties(scored), *[None] * (len(ordered) - len(scored))]
    return ordered.assign(place=pd.array(places, dtype="Int64"))


def _people_table(now: pd.DataFrame) -> pd.DataFrame:
    people = data.people()
    parts = {t(f"competition.part.{part}"): now[f"{part}_score"].to_list() for part in competition.PARTS}
    return pd.DataFrame(
        {
            t("competition.column.place"): now["place"].array,
            t("common.person"): [people[s].shown(lang()) if s in people else s for s in now["subject"]],
            t("common.department"): [pieces.short_name(u) for u in now["unit_code"]],
            **parts,
            t("competition.column.score"): now["score"].round(1).to_list(),
            t("competition.column.grade"): [
                "" if formats.missing(g) else label("assessment_grade", g) for g in now["grade"]],
        }
    )
