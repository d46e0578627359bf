"""
Which counts of a table must stay hidden so that no small one (1 or 2) can be worked out from what is shown.

A table has rows (units, or categories), months, and for every row the year so far; the rows add up to a total. What is
hidden in a month is decided from that month and the months before it alone, and never changed afterwards: what was
shown once cannot be combined with what is shown later, and nothing depends on what somebody asks for.
"""

from analytics.small_cells.decision import Pattern, decide
from analytics.small_cells.table import SMALL, Counts, is_small

__all__ = ["SMALL", "Counts", "Pattern", "decide", "is_small"]
