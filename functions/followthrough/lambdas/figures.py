"""What the door counts: one line for each request, which CloudWatch Logs turns into a figure by itself.

(CloudWatch User Guide, "Embedded metric format".) No call to AWS, so nobody waits for it. Every new value of a dimension
is a figure of its own that costs money: sources are those that are wired, reasons those listed here.
"""

from __future__ import annotations

import json
import sys

from followthrough.adapters.clock import SystemClock
from followthrough.bootstrap.figures import namespace

RECEIVED, REFUSED = "Received", "Refused"

REASONS = frozenset(
    {"no secret", "missing", "malformed", "stale", "mismatch", "TooLarge", "UnknownSource", "Unreachable"}
)
"""Why a request is refused: the reasons of a bad signature, and what else the door says no with."""

UNKNOWN, OTHER = "unknown", "other"


def received(source: str) -> None:
    """One delivery of this source lies safely in the inbox."""
    _say(RECEIVED, source=source)


def refused(source: str | None, reason: str) -> None:
    """One request was refused; without a source it named one that nobody has wired."""
    _say(REFUSED, source=source or UNKNOWN, reason=reason if reason in REASONS else OTHER)


def _say(name: str, **dimensions: str) -> None:
    figure = {
        "Namespace": namespace(),
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"}],
    }
    at = int(SystemClock().now().timestamp() * 1000)
    line = {"_aws": {"Timestamp": at, "CloudWatchMetrics": [figure]}, **dimensions, name: 1}
    sys.stdout.write(f"{json.dumps(line)}\n")
