"""The real time. In the workbench the whole process lives in a moved time, this included."""

from __future__ import annotations

import datetime as dt


class SystemClock:
    """The clock of the machine we run on, in UTC."""

    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""
        return dt.datetime.now(dt.UTC)
