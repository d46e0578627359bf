"""Keeps query strings out of the server's log: a link may carry a ticket or a provider's code."""

import logging
import re

QUERY = re.compile(r"\?[^\s\"']+")
NAMES = ("uvicorn", "uvicorn.access", "uvicorn.error", "uvicorn.asgi")


class WithoutQueries(logging.Filter):
    """Never drops a line; shortens the addresses in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = QUERY.sub("?...", record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(QUERY.sub("?...", a) if isinstance(a, str) else a for a in record.args)
        return True


def keep_queries_out() -> None:
    """For the web server's loggers; a second call changes nothing."""
    for name in NAMES:
        logger = logging.getLogger(name)
        if not any(isinstance(one, WithoutQueries) for one in logger.filters):
            logger.addFilter(WithoutQueries())
