"""
Means of a few people's marks (exams, assessments, the learning evaluation), for those who may not see single persons
(catalogue 11): a department's mean of one or two tells their marks, and so does the agency's together with those of
all other departments. So where one department's mean is of so few, none of the departments' is shown.
"""

import pandas as pd

from analytics.declare import indicator
from analytics.privacy import FIGURES, is_limited
from analytics.scope import Scope

FEWEST = 3
SAME = ["indicator", "level", "period", "month"]


def hide_means(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame of measures.measure in which such means are hidden: state 'hidden', light 'grey', NULL figures."""
    if not is_limited(scope):
        return frame
    of_marks = frame["indicator"].map(lambda name: indicator(name).unit == "points").astype(bool)
    limited = of_marks & (frame["level"] != "person") & ~frame["unit_code"].map(scope.sees_persons).astype(bool)
    few = limited & (frame["n"] > 0) & (frame["n"] < FEWEST)
    hidden = limited & few.groupby([frame[name] for name in SAME]).transform("any")
    frame.loc[hidden, list(FIGURES)] = None
    frame.loc[hidden, ["pace", "light"]] = [None, "grey"]
    frame.loc[hidden, "hidden"] = True
    frame.loc[hidden & (frame["state"] != "not_reported"), "state"] = "hidden"
    return frame
