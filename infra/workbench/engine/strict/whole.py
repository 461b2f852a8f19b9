"""The strict layers together, and the way to lay them before the moto of any test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from moto import mock_aws

from workbench.engine.strict.bus import watch_bus
from workbench.engine.strict.lacking import watch_lacking
from workbench.engine.strict.ledger import watch_ledger
from workbench.engine.strict.mail import watch_mail
from workbench.engine.strict.queues import watch_queues
from workbench.engine.strict.schedules import Now, StrictScheduler
from workbench.engine.wire import Layer, Wire
from workbench.stack import moto_repair


class Strict:
    """Every strict layer. Only the scheduler's remembers anything: the tokens it was told."""

    def __init__(self, *, now: Now) -> None:
        self._scheduler = StrictScheduler(now=now)

    @property
    def layers(self) -> list[Layer]:
        """In no particular order, but the last: it stands next to moto."""
        return [self._scheduler.watch, watch_ledger, watch_mail, watch_queues, watch_bus, watch_lacking]

    def forget(self) -> None:
        self._scheduler.forget()


@contextmanager
def strict_moto(*, now: Now = lambda: dt.datetime.now(dt.UTC)) -> Iterator[None]:
    """While this lasts, AWS is moto that refuses what AWS refuses; it may stand inside a `mock_aws` of the test's own.

    Region and credentials are the test's affair, in moto's own account. `now` tells the scheduler which times have
    passed. Moto's transactions stay repaired in this process (`moto_repair.remove` undoes it).
    """
    moto_repair.install()
    with mock_aws(), Wire(layers=Strict(now=now).layers).laid():
        yield
