"""A tab without a browser: the messages that Streamlit's own script would send, and what comes back for them."""

import time
from typing import Self

from google.protobuf import text_format
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

SECONDS = 60


class Tab:
    """A socket to the pages. session: Streamlit's own name of it, as the server told it."""

    def __init__(self, address: str, cookies: dict[str, str], *subprotocols: str, **headers: str) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        told = {"Cookie": cookie, "Origin": address, **headers}
        self.connecting = connect(
            address.replace("http", "ws") + "/_stcore/stream", additional_headers=told, max_size=None,
            subprotocols=["streamlit", *subprotocols],
        )
        self.session = ""

    def __enter__(self) -> Self:
        self.socket = self.connecting.__enter__()
        return self

    def __exit__(self, *ended: object) -> None:
        self.connecting.__exit__(*ended)

    def run(self, page: str = "", query: str = "lang=zh") -> list[ForwardMsg]:
        """Runs a page, named by its hash, and gives everything the server sends for it."""
        asked = BackMsg()
        asked.rerun_script.query_string, asked.rerun_script.page_script_hash = query, page
        self.socket.send(asked.SerializeToString())
        found: list[ForwardMsg] = []
        end = time.monotonic() + SECONDS
        while not found or found[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(timeout=end - time.monotonic()))
            found.append(message)
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id or self.session
        return found


def pages(sent: list[ForwardMsg]) -> dict[str, str]:
    """Path -> hash of every page the server told the browser of."""
    told = [m.navigation for m in sent if m.WhichOneof("type") == "navigation"]
    return {page.url_pathname: page.page_script_hash for page in told[-1].app_pages}


def words(sent: list[ForwardMsg]) -> str:
    return "\n".join(text_format.MessageToString(message, as_utf8=True) for message in sent)
