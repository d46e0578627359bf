"""
How far a figure is from a unit's own past, by two measures: the Z score (mean and standard deviation) that everybody
knows, and the modified Z score (median and median absolute deviation), which one odd month of the past does not spoil.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev

LEAST_MONTHS = 5
Z_LIMIT = 3.0
MODIFIED_Z_LIMIT = 3.5  # Iglewicz and Hoaglin 1993
NORMAL_MAD = 0.6745  # of a normal distribution: MAD / standard deviation
NORMAL_MEAN_DEVIATION = 0.7979  # mean absolute deviation / standard deviation: where more than half are the same
LEAST_DIFFERENCE = 5.0  # as in V31: less is noise, however steady the past


@dataclass(frozen=True, slots=True)
class Score:
    """
    now against `months` earlier values. All figures None with fewer than LEAST_MONTHS. z, modified_z: None where the
    past never varied. low, high: the band around the median within which nothing is remarked, never below 0.
    """

    now: float
    months: int
    mean: float | None = None
    median: float | None = None
    z: float | None = None
    modified_z: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def scored(self) -> bool:
        return self.median is not None

    @property
    def odd(self) -> bool:
        """Outside the band, by at least LEAST_DIFFERENCE. The band decides: it is not moved by a single odd month."""
        if self.median is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.now <= self.high and abs(self.now - self.median) >= LEAST_DIFFERENCE


def score(now: float, past: Sequence[float]) -> Score:
    """past: the unit's earlier values, in any order."""
    if len(past) < LEAST_MONTHS:
        return Score(now, len(past))
    mean, middle = fmean(past), median(past)
    sd, spread = stdev(past), _spread(past, middle)
    reach = MODIFIED_Z_LIMIT * spread
    return Score(
        now, len(past), mean, middle, (now - mean) / sd if sd else None,
        (now - middle) / spread if spread else None, max(middle - reach, 0.0), middle + reach,
    )


def _spread(past: Sequence[float], middle: float) -> float:
    """The standard deviation as the median absolute deviation estimates it; by the mean one where that is 0."""
    deviations = [abs(value - middle) for value in past]
    mad = median(deviations)
    return mad / NORMAL_MAD if mad else fmean(deviations) / NORMAL_MEAN_DEVIATION
