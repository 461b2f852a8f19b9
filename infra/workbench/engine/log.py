"""What the functions print: on AWS it goes to CloudWatch, here it is kept aside, so that the story stays readable."""

from __future__ import annotations

import io
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

REMEMBERED_LINES = 20_000

FIGURES = '"_aws"'
"""What a line in the embedded metric format holds."""


class Log(io.TextIOBase):
    """The last lines that any function printed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=REMEMBERED_LINES)
        self.figures: deque[str] = deque(maxlen=REMEMBERED_LINES)
        """The lines of figures that CloudWatch Logs has not read yet."""
        self._unfinished = ""
        self._depth = 0
        self._usual = sys.stdout

    def write(self, text: str) -> int:
        *lines, self._unfinished = (self._unfinished + text).split("\n")
        self.lines.extend(line for line in lines if line)
        self.figures.extend(line for line in lines if FIGURES in line)
        return len(text)

    def writable(self) -> bool:
        return True

    @contextmanager
    def captured(self) -> Iterator[None]:
        """While this lasts, print writes here. Runs may overlap and end in any order when they are interleaved."""
        if self._depth == 0:
            self._usual, sys.stdout = sys.stdout, self
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                sys.stdout = self._usual


LOG = Log()
"""One for the process: a logger keeps the stream that it found when its module was loaded."""
