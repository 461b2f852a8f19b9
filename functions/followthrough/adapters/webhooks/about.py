"""What people should know of a source, in plain words: the `[about]` table of its file, shown in the docs."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.adapters.webhooks.tables import Table

SURE = frozenset({"tried", "samples", "documented"})
"""How sure we are: a real sender was heard, real samples were read, or only its documentation was."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a source sends and what it does not, how it tries again, what limits it, and how to set it up.

    An owner's own file need not say any of it.
    """

    sends: str = ""
    retries: str = ""
    limits: str = ""
    sure: str | None = None
    setup: str = ""


def read_about(table: Table) -> About:
    """The `[about]` table. Raises InvalidBusiness, which names file and key."""
    table.allow("sends retries limits sure setup")
    return About(
        sends=table.text("sends", ""),
        retries=table.text("retries", ""),
        limits=table.text("limits", ""),
        sure=table.word("sure", SURE) if "sure" in table else None,
        setup=table.text("setup", ""),
    )
