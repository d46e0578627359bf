"""What a check says, in words: its limit, the candidate's figure, the conditions that fail. Texts: awards.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from analytics.award_checks import NOT_APPLICABLE, AwardCheck, Candidate, Figure, Result
from analytics.declare import Lang, indicator, source_name, text

BETWEEN = {"zh": "、", "en": ", "}
NAMED = 3  # failing conditions that are named where there is little room


def number(value: float) -> str:
    """12, 82.5, 0.95: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def amount_words(check: AwardCheck, value: float, lang: Lang) -> str:
    """An amount in the check's unit."""
    if check.unit == "yes":
        return text("common.yes" if value else "common.no", lang)
    if check.unit == "rate" or (check.unit == "fraction" and check.test != "of_twelve"):
        return f"{number(round(value * 100, 1))}%"
    return text(f"awards.amount.{check.unit}", lang, n=number(value))


def limit_words(check: AwardCheck, limit: float | None, lang: Lang) -> str:
    """≥ 90%, ≥ 11/12, 0; empty for what is simply to be so, or has no limit here."""
    if check.unit == "yes" or limit is None:
        return ""
    if check.test == "of_twelve":
        return f"≥ {number(limit)}/12"
    if check.test == "at_most":
        return f"≤ {amount_words(check, limit, lang)}" if limit else amount_words(check, limit, lang)
    return f"≥ {amount_words(check, limit, lang)}"


def figure_words(result: Result, lang: Lang) -> str:
    """The candidate's figure; a dash where there is nothing to judge, a word where it is not known."""
    figure = result.figure
    if result.state == NOT_APPLICABLE:
        return text("common.not_applicable", lang)
    if figure.why is not None:
        return text(f"awards.why.{figure.why}", lang)
    if figure.value is None:
        return text("awards.why.not_recorded", lang)
    if result.check.unit == "fraction" and figure.denominator is not None:
        return f"{number(figure.numerator or 0.0)}/{number(figure.denominator)}"
    return amount_words(result.check, figure.value, lang)


def result_words(result: Result, lang: Lang) -> str:
    """Check, figure and limit: 集体学习出勤率 85%（应 ≥ 90%）."""
    limit = limit_words(result.check, result.limit, lang)
    key = "awards.result" if limit else "awards.result_plain"
    return text(key, lang, check=result.check.title(lang), figure=figure_words(result, lang), limit=limit)


def behind_words(result: Result, lang: Lang) -> str:
    """The indicators behind a count of them."""
    return BETWEEN[lang].join(indicator(name).name(lang) for name in result.figure.names)


def source_words(check: AwardCheck, lang: Lang) -> str:
    """Where the figure comes from: the indicator, or the sheet or register that says it."""
    return indicator(check.indicator).name(lang) if check.indicator else source_name(check.source, lang)


def failing_words(candidate: Candidate, lang: Lang) -> str:
    """The failing conditions with their figures, as many as there is room for; then how many more."""
    return several(candidate.failing, lang)


def several(results: Sequence[Result], lang: Lang) -> str:
    """Some results, the first of them in words."""
    shown = BETWEEN[lang].join(result_words(one, lang) for one in results[:NAMED])
    left = len(results) - NAMED
    return shown if left <= 0 else text("awards.and_more", lang, shown=shown, n=left)


def recorded(result: Result) -> dict[str, Any]:
    """A result as a finding keeps it: no words."""
    check, figure = asdict(result.check), asdict(result.figure)
    return {"check": check, "state": result.state, "figure": figure, "limit": result.limit}


def recorded_words(records: Sequence[Mapping[str, Any]], lang: Lang) -> str:
    """The results a finding keeps, in words."""
    results = [
        Result(AwardCheck(**one["check"]), one["state"], Figure(**one["figure"]), one["limit"]) for one in records
    ]
    return several(results, lang)
