"""
Reminders on their way: by e-mail, WeCom, DingTalk or Feishu, as far as the operator has set them up. Channels are
Apprise addresses, secrets included: they are read when something is sent, from variables of the environment or from a
file that its owner alone may read, and never stored, shown or logged.
"""

import logging
import os
import re
import stat
import threading
import time
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import quote

from analytics.declare import code_list, settings

FILE_NAME = "notify.toml"
SENDERS = 16  # letters on their way at the same time
VARIABLE = "SIXING_NOTIFY_"
PLACE = "{address}"  # where the contact's own address goes in a channel's
UNREACHABLE = re.compile(r"connection|timed? ?out|resolve|unreachable|refused", re.IGNORECASE)
MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


class ChannelsUnreadable(Exception):
    """What the operator wrote cannot be used. problem: open_file | not_toml | unknown_channel."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True, repr=False)
class Channels:
    """Channel (code list notify_channel) -> its Apprise address. Its repr shows no secrets."""

    addresses: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Channels({', '.join(self.names)})"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(code.code for code in code_list("notify_channel").codes if code.code in self.addresses)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one contact. address: the contact's in that channel; None where the channel is a group's."""

    unit_code: str
    channel: str
    address: str | None
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """
    What became of a letter. problem: None when it was sent; not_configured | bad_address | unreachable | refused |
    timed_out; no_contact when there was nobody to send it to (channel None).
    """

    unit_code: str
    channel: str | None
    problem: str | None = None


Waiting = SimpleQueue[tuple[Any, Letter, int]]  # what writes to the contact, the letter, its place among all


def channels(directory: Path) -> Channels:
    """What is set up: the file notify.toml in the data directory, and SIXING_NOTIFY_EMAIL and so on before it."""
    found = _in_file(directory / FILE_NAME)
    for code in code_list("notify_channel").codes:
        if given := os.environ.get(f"{VARIABLE}{code.code.upper()}", "").strip():
            found[code.code] = given
    return Channels(found)


def _in_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ChannelsUnreadable("open_file")
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ChannelsUnreadable("not_toml") from error
    known = {code.code for code in code_list("notify_channel").codes}
    if not set(found) <= known or not all(isinstance(address, str) for address in found.values()):
        raise ChannelsUnreadable("unknown_channel")
    return found


# ------------------------------------------------------------------------------------------- sending
def send(channels: Channels, letters: Sequence[Letter], timeout_seconds: float | None = None) -> list[Sent]:
    """
    Sends the letters, SENDERS at the same time, and waits no longer than the timeout for each round of so many; what
    has not answered by then is timed_out. The outcomes, in the order of the letters.
    """
    limit = settings()["notify"]["timeout_seconds"] if timeout_seconds is None else timeout_seconds
    outcomes: list[Sent | None] = []
    waiting: Waiting = SimpleQueue()
    for place, letter in enumerate(letters):
        sender, problem = _sender(channels, letter)
        outcomes.append(Sent(letter.unit_code, letter.channel, problem) if problem else None)
        if sender is not None:
            waiting.put((sender, letter, place))
    rounds = -(-waiting.qsize() // SENDERS)
    threads = [threading.Thread(target=_deliver_all, args=(waiting, outcomes), daemon=True)
               for _ in range(min(waiting.qsize(), SENDERS))]
    for thread in threads:
        thread.start()
    until = time.monotonic() + limit * rounds
    for thread in threads:
        thread.join(max(until - time.monotonic(), 0.0))
    _forget(waiting)
    return [done or Sent(letter.unit_code, letter.channel, "timed_out")
            for done, letter in zip(list(outcomes), letters, strict=True)]


def _forget(waiting: Waiting) -> None:
    """What has been called timed out must not be sent after all."""
    with suppress(Empty):
        while True:
            waiting.get_nowait()


def _sender(channels: Channels, letter: Letter) -> tuple[Any, str | None]:
    """What of Apprise writes to the letter's contact, or why there can be none."""
    address, own = channels.addresses.get(letter.channel), letter.address or ""
    if address is None:
        return None, "not_configured"
    if (PLACE in address and not own) or (letter.channel == "email" and not MAIL.fullmatch(own)):
        return None, "bad_address"
    import apprise  # takes a third of a second, and only those who send need it

    with _Notes():
        sender = apprise.Apprise.instantiate(address.replace(PLACE, quote(own, safe="")))
    return (sender, None) if sender is not None else (None, "bad_address")


def _deliver_all(waiting: Waiting, outcomes: list[Sent | None]) -> None:
    """In a thread of its own."""
    with suppress(Empty):
        while True:
            sender, letter, place = waiting.get_nowait()
            _deliver(sender, letter, outcomes, place)


def _deliver(sender: Any, letter: Letter, outcomes: list[Sent | None], place: int) -> None:
    """Apprise says no more than yes or no; what it noted tells the rest."""
    problem: str | None = "unreachable"
    with _Notes() as notes:
        try:
            if sender.notify(body=letter.body, title=letter.title, body_format="text"):
                problem = None
            elif not notes.mention(UNREACHABLE):
                problem = "refused"
        except (OSError, TypeError, ValueError):
            problem = "unreachable"
    outcomes[place] = Sent(letter.unit_code, letter.channel, problem)


class _Notes(logging.Handler):
    """What Apprise notes in this thread: looked at, and given to no log, because it may hold addresses and keys."""

    _logger = logging.getLogger("apprise")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread, self._notes = threading.get_ident(), [""]

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._notes.append(record.getMessage())

    def mention(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(note) for note in self._notes)

    def __enter__(self) -> "_Notes":
        self._logger.propagate = False
        self._logger.setLevel(logging.WARNING)  # what it notes below that are whole addresses, keys included
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
