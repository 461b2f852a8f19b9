"""One canonical line for each invocation or record: what became of it, and ids. Never a name, an address or a body."""

from __future__ import annotations

from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    """The log of this function; made on first use, because it reads the environment."""
    return Logger(service="followthrough", log_uncaught_exceptions=False)
