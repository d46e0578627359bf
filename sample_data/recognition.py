"""Registers award and external_rating: what the agency awards, and how others rate the agency."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.months import Month
from sample_data.agency import FIRST_MONTH, departments_on
from sample_data.assessments import excellent
from sample_data.chance import SEED, dice
from sample_data.entries import Entry
from sample_data.goals import declared_outcomes
from sample_data.people import START
from sample_data.suggestions import AWARD_DECIDED

# departments nominated as advanced -> the leaders' reason for an exception; none of them meets every condition
ADVANCED = {
    "QYB": "只差一名干部的单科学习未结业，维权工作全年无超期，经党组会研究同意特批。",
    "JEB": None, "ZLB": None, "XCB": None, "FZB": None,
}
FIRST_OUTCOME = "QYB"                                 # the one outcome that is awarded
NOT_IN_CIVILISED_OFFICE = {("DWB", 2025), ("FZB", 2026), ("YJS", 2026)}
CIVILISED_NOT_AWARDED = {"XCB", "YJS"}                # YJS sent its returns late
PERSONS_NOT_MET = {"ZLB002", "ZLB003"}                # absent without leave; own goal not finished
OUTCOME_FACTS = {"helpers": 1, "half_year_passed": True, "publicity_days": 5}
NOT_CITED = {"ZLB"}                                   # the nomination says nothing of the assessment
NOMINATED, CHECKED, DECIDED = (12, 18), (12, 22), AWARD_DECIDED
EARLY_NOMINATED, FIRST_NOMINATED = (10, 27), ("QYB", "JEB")   # before the others

# title, level, year, applied on, status in the end, grade, rank, peers, known on
RATINGS: tuple[tuple[Any, ...], ...] = (
    ("target_responsibility", "city", 2023, (3, 15), "lost", "良好", 14, 41, (2024, 2, 20)),
    ("target_responsibility", "city", 2024, (3, 14), "held", "优秀", 9, 41, (2025, 2, 18)),
    ("target_responsibility", "city", 2025, (3, 13), "held", "优秀", 6, 42, (2026, 2, 11)),
    ("target_responsibility", "city", 2026, (3, 12), "held", "优秀", 5, 42, (2027, 2, 17)),
    ("civility_benchmark", "city", 2024, (5, 20), "lost", None, None, 63, (2025, 3, 27)),
    ("civility_benchmark", "city", 2025, (5, 19), "held", "标兵单位", None, 64, (2026, 3, 26)),
    ("civility_benchmark", "city", 2026, (5, 18), "held", "标兵单位", None, 64, (2027, 3, 25)),
    ("peer_comparison", "provincial", 2023, None, "held", None, 5, 13, (2024, 4, 9)),
    ("peer_comparison", "provincial", 2024, None, "held", None, 4, 13, (2025, 4, 8)),
    ("peer_comparison", "provincial", 2025, None, "held", None, 2, 13, (2026, 4, 7)),
    ("peer_comparison", "national", 2025, None, "held", None, 8, 31, (2026, 5, 12)),
)
NAMES = ("title", "level", "year", "status", "grade", "rank", "peers", "decided_on")


def entries(last: Month, awarded_suggestions: Sequence[str]) -> Iterator[Entry]:
    """Every entry up to the last month. awarded_suggestions: numbers of the suggestions that won a prize."""
    found = [*_ratings()]
    for year in range(FIRST_MONTH.year, last.year + 1):
        mine = [number for number in awarded_suggestions if number[3:7] == str(year)]
        for nomination in _nominations(year, excellent(year), mine):
            found += nomination.entries()
    yield from (entry for entry in found if entry.on <= last.last_day)


# ------------------------------------------------------------------------------------------- awards
@dataclass(frozen=True, slots=True)
class Nomination:
    """One nominee of a year and what became of it; passed None: the conditions were never checked."""

    award: str
    year: int
    nominee: str
    is_awarded: bool
    passed: bool | None = True
    declared: tuple[int, int] = NOMINATED
    reason: str | None = None
    facts: Mapping[str, Any] | None = None

    def entries(self) -> Iterator[Entry]:
        """The nomination, the check of its conditions, a leader's exception and the decision, each on its day."""
        record: dict[str, Any] = {
            "award": self.award, "year": self.year, "nominee": self.nominee,
            "declared_on": dt.date(self.year, *self.declared), "checked_on": None, "check_passed": None,
            "assessment_cited": self.nominee not in NOT_CITED, "result": "nominated", "decided_on": None,
            **dict.fromkeys(OUTCOME_FACTS), **(self.facts or {}),
        }
        if self.award == "civilised_office":
            record["result"] = "declared"
        yield Entry(record["declared_on"], "award", dict(record))
        if self.passed is not None:
            record |= {"checked_on": dt.date(self.year, *CHECKED), "check_passed": self.passed}
            yield Entry(record["checked_on"], "award", dict(record))
        if self.reason:
            exception = {name: record[name] for name in ("award", "year", "nominee")} | {"reason": self.reason}
            yield Entry(dt.date(self.year, *CHECKED), "award_override", exception)
        record |= {"result": "awarded" if self.is_awarded else "not_awarded",
                   "decided_on": dt.date(self.year, *DECIDED)}
        yield Entry(record["decided_on"], "award", dict(record))


def _nominations(year: int, persons: Sequence[str], suggestions: Sequence[str]) -> Iterator[Nomination]:
    """persons: those the year's assessment graded excellent; the last of them is nominated in vain."""
    for unit_code, reason in ADVANCED.items():
        day = EARLY_NOMINATED if unit_code in FIRST_NOMINATED else NOMINATED
        yield Nomination("advanced_department", year, unit_code, reason is not None, False, day, reason)
    for staff_id in persons:
        fits = staff_id != persons[-1] and staff_id not in PERSONS_NOT_MET
        yield Nomination("excellent_person", year, staff_id, fits, fits)
    for suggestion_id in suggestions:
        yield Nomination("excellent_suggestion", year, suggestion_id, True)
    for goal_id in declared_outcomes(year):
        is_first = goal_id.startswith(FIRST_OUTCOME)
        yield Nomination("excellent_outcome", year, goal_id, is_first, True if is_first else None,
                         facts=OUTCOME_FACTS if is_first else None)
    for code in departments_on(dt.date(year, 3, 25)):
        if (code, year) not in NOT_IN_CIVILISED_OFFICE:
            in_march = dice(SEED, "civilised", code, year).randint(9, 27)
            is_awarded = code not in CIVILISED_NOT_AWARDED
            yield Nomination("civilised_office", year, code, is_awarded, is_awarded, (3, in_march))


# ------------------------------------------------------------------------------------------- external ratings
def _ratings() -> Iterator[Entry]:
    """Applied for (comparisons are not), then known."""
    for title, level, year, applied_on, status, grade, rank, peers, known_on in RATINGS:
        facts = {"title": title, "level": level, "year": year}
        if applied_on:
            day = dt.date(year, *applied_on)
            yield _rating(day, facts | {"status": "applied", "decided_on": day})
        day = dt.date(*known_on)
        yield _rating(day, facts | {"status": status, "grade": grade, "rank": rank, "peers": peers, "decided_on": day})


def _rating(day: dt.date, facts: dict[str, Any]) -> Entry:
    """What was known before the registers begin was entered with them."""
    return Entry(max(day, START), "external_rating", {"grade": None, "rank": None, "peers": None, **facts})
