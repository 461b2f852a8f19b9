"""Which function is running: what tells the product's own calls to AWS from those of the workbench."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """One run of one function."""

    function: str
    request_id: str


_running: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


def current() -> Invocation | None:
    """The invocation that runs in this thread, if any."""
    return _running.get()


@contextmanager
def running(invocation: Invocation) -> Iterator[None]:
    """What happens inside belongs to this invocation."""
    token = _running.set(invocation)
    try:
        yield
    finally:
        _running.reset(token)


class Killed(BaseException):
    """The process of a function is gone at this very call. No handler may catch this, as none could."""
