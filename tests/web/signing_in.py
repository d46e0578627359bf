"""Sessions for tests that look at the product from outside, without going through the sign-in page."""

from pathlib import Path

from analytics import clock
from analytics.identity import accounts, sessions
from analytics.identity.database import Identity
from analytics.web.cookies import session_name


def session_cookie(directory: Path, login: str) -> dict[str, str]:
    """
    The name and value of the cookie of a new session, opened in the identity database of a data directory. For http;
    a browser context also wants the url: `context.add_cookies([{**session_cookie(directory, login), "url": address}])`.
    """
    identity = Identity.open(directory)
    try:
        account = accounts.by_login(identity, login)
        assert account is not None, f"{directory} has no account {login}"
        how = "demonstration" if account.is_demonstration else "password"
        token = sessions.open_session(
            identity, account.account_id, address="127.0.0.1", agent="test", how=how, at=clock.now()
        )
    finally:
        identity.close()
    return {"name": session_name({"type": "http", "scheme": "http", "headers": []}), "value": token}
