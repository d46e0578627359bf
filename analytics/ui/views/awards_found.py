"""Who qualifies for an award: for the viewer of the page, and for the gate that judges entries of the register."""

from analytics import awards
from analytics.award_checks import Eligibility
from analytics.scope import EVERYTHING
from analytics.ui import data


@data.cached
def found(award: str, year: int) -> Eligibility | None:
    """What the viewer sees of it; None while the year has no figures."""
    month = awards.month_of(data.cursor(), year, data.today())
    if month is None:
        return None
    return awards.eligibility(data.cursor(), data.scope(), award, month, today=data.today())


@data.cached
def conditions(award: str, year: int) -> Eligibility | None:
    """For judging an entry: of everybody, whoever enters it."""
    month = awards.month_of(data.cursor(), year, data.today())
    return None if month is None else awards.eligibility(data.cursor(), EVERYTHING, award, month, today=data.today())
