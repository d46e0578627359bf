"""
How a command on the same machine reaches the running server: `control.json` in the data directory, readable by its
owner alone, with the server's address and a key that is new at every start.
"""

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONTROL_NAME = "control.json"
KEY_HEADER = "x-sixing-control"
OPERATOR_HEADER = "x-sixing-operator"
KEY_BYTES = 32
CONNECT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Control:
    """address: such as http://127.0.0.1:8501, with the path under which the server answers. pid: the server's."""

    address: str
    pid: int
    key: str

    @property
    def is_stale(self) -> bool:
        """The server that wrote it ended without taking it away: its process is gone, or nobody answers there."""
        return not (_runs(self.pid) and _answers(self.address))


def write(directory: Path, address: str) -> Control:
    """A new key for this process's server; written whole, mode 0600, in place of an older one."""
    control = Control(address.rstrip("/"), os.getpid(), secrets.token_urlsafe(KEY_BYTES))
    path = directory / CONTROL_NAME
    temporary = path.with_name(f"{CONTROL_NAME}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(control), file)
    os.replace(temporary, path)
    return control


def read(directory: Path) -> Control | None:
    """None when no server has announced itself, or when the file is not one of ours."""
    try:
        found = json.loads((directory / CONTROL_NAME).read_text(encoding="utf-8"))
        return Control(str(found["address"]), int(found["pid"]), str(found["key"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove(directory: Path, control: Control) -> None:
    """Takes the announcement away unless another server has put its own there."""
    if read(directory) == control:
        (directory / CONTROL_NAME).unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    if os.name != "posix":  # elsewhere the signal 0 is not a question
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _answers(address: str) -> bool:
    try:
        place = urlsplit(address)
        port = place.port or (443 if place.scheme == "https" else 80)
        with socket.create_connection((place.hostname or "", port), timeout=CONNECT_SECONDS):
            return True
    except (OSError, ValueError):
        return False
