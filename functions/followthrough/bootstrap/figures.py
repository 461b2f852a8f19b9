"""Where this stack keeps its figures in CloudWatch."""

from __future__ import annotations

import os


def namespace() -> str:
    """The namespace that the template gives this stack; figures must not cost an answer, so there is always one."""
    return os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Followthrough")


def namespace_of(stack: str) -> str:
    """The same for a stack that somebody names, as the template makes it."""
    return f"Followthrough/{stack}"
