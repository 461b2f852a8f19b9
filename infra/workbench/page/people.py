"""Our own people: who they are, what they have, the last sheet of each, and the links to their own pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from followthrough.domain.business import Business, Role
from followthrough.domain.words import State
from followthrough.lambdas.take_answer import BEHIND
from workbench.page.promises import Promise, owner_words

Json = dict[str, Any]

PAGES = {"desk": "The front desk", "day": "The day as it is", "week": "The week, to be read"}
"""The firm's own pages, in the order of a day."""

FOR_THE_OWNER = frozenset({"week"})


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way to one of the firm's own pages."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """One role and who holds it."""

    name: str
    title: str
    open: tuple[Promise, ...]
    """What this person has now, the next first."""
    sheet: Json | None
    """The last morning sheet."""
    links: tuple[Link, ...]


def colleagues(
    business: Business, *, promises: Sequence[Promise], mails: Sequence[Json], link: Callable[[str, str], str]
) -> list[Colleague]:
    """Everybody of the firm, in the order of its file; `link` makes the personal address of a page for a role."""
    return [
        Colleague(
            name=role.person,
            title=role.title,
            open=_open(promises, owner=owner_words(role.id, business=business)),
            sheet=_sheet(mails, role=role),
            links=tuple(Link(words=PAGES[page], url=link(page, role.id)) for page in _pages(role, business=business)),
        )
        for role in business.roles.values()
    ]


def _open(promises: Iterable[Promise], *, owner: str) -> tuple[Promise, ...]:
    mine = (each for each in promises if each.owner == owner and each.state is State.OPEN)
    return tuple(sorted(mine, key=lambda each: each.next_at))


def _sheet(mails: Sequence[Json], *, role: Role) -> Json | None:
    """The newest mail of the thread in which the sheets of this role stand."""
    thread = f"<sheet-{role.id}-"
    return next((mail for mail in reversed(mails) if mail["headers"].get("References", "").startswith(thread)), None)


def _pages(role: Role, *, business: Business) -> list[str]:
    """The pages that are served, and that are for this role."""
    served = [page for page in PAGES if page in BEHIND]
    return [page for page in served if page not in FOR_THE_OWNER or role.id == business.owner]
