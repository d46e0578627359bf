"""What the returns of one department have in common, and the turns the demonstration is meant to show."""

from collections.abc import Iterator
from dataclasses import dataclass

from analytics.months import Month
from sample_data.agency import months_of
from sample_data.chance import SEED

FALLING = "XCB"                      # attendance and study hours fall over the last ten months
LATE = ("YJS", "FEG")                # one after the other: often late; one month missing, the last one not in yet
SLIPPING = "DWB"                     # its research project stays at 立项
OVERDUE = "QYB"                      # cases past and near their limits in the last two months
CORRECTED = "JEB"                    # replaced an accepted return
MISSING_AGO = 2                      # LATE: this many months before the last one
CORRECTED_AGO = 5
WORDY, WORDY_AGO = "XCB", 1          # said of two words of its own what it means by them, on that return
SENT_BACK_AGO = {("XCB", 0), ("XCB", 8), ("ZLB", 13), ("DWB", 4)}  # only ("XCB", 0) was not sent again


@dataclass(frozen=True, slots=True)
class Story:
    """One department from its first month to its last, as far as the story goes (last)."""

    unit_code: str
    last: Month
    seed: int = SEED

    def months(self) -> Iterator[Month]:
        return months_of(self.unit_code, self.last)

    def ago(self, month: Month) -> int:
        """How many months before the last one."""
        return (self.last.year - month.year) * 12 + self.last.month - month.month

    def is_sent(self, month: Month) -> bool:
        """Whether the department ever sent this month's return."""
        return not (self.unit_code in LATE and self.ago(month) in (0, MISSING_AGO))
