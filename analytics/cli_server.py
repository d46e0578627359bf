"""
The same commands against a running server: `--server URL`, with a personal token in SIXING_TOKEN. Outputs and exit
codes are those of the command on the data themselves; what may be seen is what the token's account may see.
"""

import os
import time
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import typer

from analytics.cli_output import errors, print_json, print_lines, print_stored, read_file, stop
from analytics.declare import Lang, text
from analytics.findings import Finding, Severity
from analytics.months import Month

if TYPE_CHECKING:
    import httpx
    import pandas as pd

TOKEN_VARIABLE = "SIXING_TOKEN"
SECONDS = 120.0
LONGEST_WAIT_SECONDS = 60
TRIES = 3
REFUSED = 422
UNREADABLE = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one file. unit: None when the file is no readable return."""

    status: int
    unit: str | None
    stored: dict[str, Any] | None
    findings: list[dict[str, Any]]


class Server:
    """A running server, asked in one language. Every refusal ends the command with the server's own sentence."""

    def __init__(self, address: str, lang: Lang) -> None:
        self.lang = lang
        self._address = _checked(address)
        self._token = os.environ.get(TOKEN_VARIABLE, "")
        if not self._token:
            stop(text("cli.server.no_token", lang, variable=TOKEN_VARIABLE))

    # --------------------------------------------------------------------------------------- asking
    def board(self, month: Month) -> tuple["pd.DataFrame", dict[str, str]]:
        """reporting.board as the account sees it, and the units' names."""
        import pandas as pd

        found = pd.read_parquet(
            BytesIO(self._get("/status", month=str(month), format="parquet", lang=self.lang)),
            dtype_backend="numpy_nullable",
        )
        names = dict(zip(found["unit_code"], found["unit_name"], strict=True))
        return found.drop(columns=["unit_name", "state_label"]), names

    def indicators(self, year: int | None, unit: str | None, out_format: str) -> bytes:
        asked: dict[str, str] = {"format": out_format, "lang": self.lang}
        if year is not None:
            asked["year"] = str(year)
        if unit is not None:
            asked["units"] = unit
        return self._get("/indicators", **asked)

    def table(self, name: str, first: Month, last: Month, out_format: str) -> bytes:
        return self._get(
            f"/tables/{name}", **{"from": str(first), "to": str(last), "format": out_format, "lang": self.lang}
        )

    # --------------------------------------------------------------------------------------- files
    def check_files(self, files: list[Path], as_json: bool) -> NoReturn:
        """As `check`: 0 nothing refused, 1 something refused, 2 not a readable return."""
        answers = [(path, self.send(path, read_file(path), only_check=True)) for path in files]
        for path, answer in answers:
            if not as_json:
                print_lines(path, self._lines(answer), self.lang)
        if as_json:
            print_json([record for _, answer in answers for record in answer.findings])
        raise typer.Exit(max(_code(answer, int(answer.status == REFUSED)) for _, answer in answers))

    def submit_files(self, files: list[Path], as_json: bool, reason: str | None) -> NoReturn:
        """As `submit`: each file all or nothing; what came before a refusal by the server is stored and printed."""
        answers: list[Answered] = []
        try:
            for path in files:
                answer = self.send(path, read_file(path), reason=reason)
                answers.append(answer)
                if not as_json:
                    print_lines(path, self._lines(answer), self.lang)
                    print_stored(answer.stored["receipt"] if answer.stored else None, self.lang)
        finally:  # a file that the server will not take ends the command; the receipts of those before it must not go
            if as_json:
                stored = [answer.stored for answer in answers if answer.stored]
                print_json({"stored": stored, "findings": [r for answer in answers for r in answer.findings]})
        raise typer.Exit(max(_code(answer, int(answer.stored is None)) for answer in answers))

    def _lines(self, answer: Answered) -> list[tuple[Severity, str, str]]:
        from analytics.returns.wording import place_words

        return [(f.severity, place_words(f, self.lang), f.params[self.lang]) for f in findings_of(answer.findings)]

    def send(self, path: Path, data: bytes, *, only_check: bool = False, reason: str | None = None) -> Answered:
        """Checks a file, or hands it in. reason: confirms what only needs confirming."""
        asked = {"name": path.name}
        if only_check:
            asked["only_check"] = "true"
        if reason is not None:
            asked |= {"confirm": "true", "reason": reason}
        answer = self._asked("POST", "/returns", asked, data)
        if answer.headers.get("content-type", "").startswith("application/problem+json") or answer.status_code not in (
            200, 201, 409, 422,
        ):
            self._refused(answer, UNREADABLE if answer.status_code == 413 else 1)
        said = answer.json()
        return Answered(answer.status_code, said["unit"], said["stored"], said["findings"])

    def _get(self, path: str, **asked: str) -> bytes:
        answer = self._asked("GET", path, asked)
        if answer.status_code != 200:
            self._refused(answer, 1)
        return answer.content

    def _asked(self, method: str, path: str, asked: dict[str, str], data: bytes | None = None) -> "httpx.Response":
        import httpx

        headers = {"authorization": f"Bearer {self._token}", "accept-language": self.lang}
        for tries_left in reversed(range(TRIES)):
            try:
                answer = httpx.request(
                    method, f"{self._address}/api/v1{path}", params=asked, content=data, headers=headers,
                    timeout=SECONDS,
                )
            except httpx.HTTPError as error:
                stop(text("cli.server.unreachable", self.lang, address=self._address, reason=f"{error}"))
            wait = answer.headers.get("retry-after", "")
            if answer.status_code != 429 or not wait.isdigit() or not tries_left:
                return answer
            time.sleep(min(int(wait), LONGEST_WAIT_SECONDS))
        raise AssertionError("the last try returns")

    def _refused(self, answer: "httpx.Response", code: int) -> None:
        """Ends the command with what the server says; errors of parameters one a line."""
        try:
            said = answer.json()
            sentence = f"{said['title']}: {said['detail']}"
            more = [f"{error['parameter']}: {error['detail']}" for error in said.get("errors", ())]
        except (ValueError, KeyError, TypeError):
            sentence, more = text("cli.server.odd", self.lang, address=self._address, status=answer.status_code), []
        stop("\n".join([sentence, *more]), code)


def findings_of(records: list[dict[str, Any]]) -> tuple[Finding, ...]:
    """The findings behind the records, one for all its cells, as far as place and severity go; words stay in them."""
    def same(record: dict[str, Any]) -> tuple[Any, ...]:
        return record["code"], record["sheet"], record["sheet_title"], record["value"], record["zh"]

    found = []
    for _, group in groupby(records, key=same):
        members = list(group)
        first, cells = members[0], tuple(r["cell"] for r in members if r["cell"])
        found.append(Finding(
            first["code"], Severity(first["severity"]), first["sheet"], cells, first["value"],
            {"zh": first["zh"], "en": first["en"]}, first["sheet_title"],
        ))
    return tuple(found)


def _code(answer: Answered, code: int) -> int:
    return UNREADABLE if answer.unit is None else code


def _checked(address: str) -> str:
    """The address without a closing slash; a token that would travel in the clear is warned about."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        stop(text("cli.server.address", "en", address=address), 2)
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        errors.print(text("cli.server.in_the_clear", "en"), style="yellow", highlight=False)
    return address.rstrip("/")


def _is_this_machine(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
