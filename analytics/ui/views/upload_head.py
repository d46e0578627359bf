"""Above every step: how much time is left and what has become of the return, and which of the five steps this is."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from analytics.ui import data
from analytics.ui.texts import day_name, t
from analytics.ui.views import markup, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_state import Slot

STEPS = ("template", "upload", "fix", "compare", "receipt")
HURRY = 3  # days before the deadline from which on it is said in amber


@dataclass(frozen=True, slots=True)
class Deadline:
    """tone: a class of markup.TONES. late: nothing counts yet and the deadline has passed."""

    tone: str
    words: str
    late: bool = False


def bar(slot: Slot) -> None:
    """The days left or late, the deadline, and the state of the month's return."""
    row = upload_state.standing(slot)
    if row is None:
        return
    found = deadline(row, data.today())
    due = text("upload.due", day=day_name(row.due_on), weekday=weekday(row.due_on))
    state = f"{text('upload.state_label')}<em>{esc(state_words(slot))}</em>"
    is_open = not isinstance(row.closed_as, str)
    hint = "" if not is_open else text("upload.still_possible") if found.late else (
        text("upload.correct_it") if row.status == "accepted" else "")
    markup.strip(found.tone, found.words, [f"<em>{due}</em>", state, hint])


def deadline(row: Any, today: dt.date) -> Deadline:
    """How a return owed stands on a day. row: of reporting.board."""
    left = (as_date(row.due_on) - today).days
    if row.state in ("on_time", "zero"):
        return Deadline("good", t("upload.deadline.on_time"))
    if row.state == "late":
        return Deadline("warn", t("upload.deadline.came_late", days=int(row.days_late)))
    if left < 0:
        return Deadline("bad", t("upload.deadline.late", days=int(row.days_late)), late=True)
    if left == 0:
        return Deadline("warn", t("upload.deadline.today"))
    words = t("upload.deadline.left_one") if left == 1 else t("upload.deadline.left", days=left)
    return Deadline("warn" if left <= HURRY else "good", words)


def as_date(value: dt.date) -> dt.date:
    """A day as a plain date; pandas hands out timestamps."""
    return value.date() if isinstance(value, dt.datetime) else value


def weekday(day: dt.date) -> str:
    return t(f"upload.weekday.{day.isoweekday()}")


def state_words(slot: Slot) -> str:
    """Where the newest stored version stands."""
    stored = upload_state.versions(slot)
    stored = stored[stored["version"].notna()]
    if stored.empty:
        return t("upload.state.none")
    newest = stored.iloc[0]
    return t(f"upload.state.{newest['state']}", version=int(newest["version"]), reason=newest["reason"])


def steps(now: int) -> None:
    """The step bar; on a narrow screen the step's name and number."""
    names = [t(f"upload.step.{name}") for name in STEPS]
    items = []
    for number, name in enumerate(names, 1):
        state = "done" if number < now else "now" if number == now else ""
        current = ' aria-current="step"' if number == now else ""
        items.append(f'<li class="{state}"{current}><i>{"✓" if number < now else number}</i>{esc(name)}</li>')
    done = round(100 * now / len(STEPS))
    place = text("upload.step_of", step=now, steps=len(STEPS))
    markup.show(
        f'<ol class="steps" data-step="{now}" aria-label="{text("upload.steps")}">{"".join(items)}</ol>'
        f'<div class="onestep" style="--done:{done}%"><b>{esc(names[now - 1])}</b>　{place}<i></i></div>'
    )
