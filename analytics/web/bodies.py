"""How much a request may carry. Counted as it arrives: what a client says of its length may be missing or false."""

from starlette.types import Message, Receive, Scope

from analytics.declare import settings

FORM_BYTES = 64 * 1024  # sign-in name, passwords
AROUND_A_FILE_BYTES = 1024 * 1024  # what a multipart body has beside the file


class TooLarge(Exception):
    """The request carries more than it may."""


def most_bytes(*, is_form: bool) -> int:
    return FORM_BYTES if is_form else settings()["limits"]["file_megabytes"] * 1024 * 1024 + AROUND_A_FILE_BYTES


def says_too_much(scope: Scope, most: int) -> bool:
    """Whether the client itself says that it sends more."""
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return any(not length.isdigit() or int(length) > most for length in lengths)


def limited(receive: Receive, most: int) -> Receive:
    """`receive`, until the body is larger: then TooLarge, out of whatever reads it."""
    received = 0

    async def next_message() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge
        return message

    return next_message
