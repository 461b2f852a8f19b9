"""`Same person?`, as staff are asked it, and how they take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followthrough.domain.manners import capitalised, full_name, listed
from followthrough.domain.plain import inert
from followthrough.domain.sameness import Alike

YES, NO, UNDO = "yes", "no", "undo"

DECISIONS: Mapping[str, bool | None] = {YES: True, NO: False, UNDO: None}
"""What a choice decides; nothing, if it takes a decision back."""

_ASKED = {
    YES: ("Yes", "A complaint or a stop of either counts for both; addresses stay apart"),
    NO: ("No", "We do not ask again"),
}
_TAKEN_BACK = {UNDO: ("Take this back", "From now on each is by herself again, or himself")}

_SHARED = {"p": "phone number", "e": "email address"}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One other customer, and what can be said about her."""

    other: str
    """Her key, which tells nothing."""
    words: str
    choices: Mapping[str, tuple[str, str]]


def questions(alike: Iterable[Alike], *, titles: Mapping[str, str]) -> tuple[Question, ...]:
    """One question for each; `titles` are the names of the sources."""
    return tuple(_question(each, title=titles.get(each.about.ref.source, each.about.ref.source)) for each in alike)


def _question(each: Alike, *, title: str) -> Question:
    matter, name = _matter(each, title=title), full_name(each.customer.contact)
    if each.verdict is None:
        both = listed([_SHARED[point[0]] for point in each.shares if point[0] in _SHARED])
        who = f"{name}, {matter}," if name else capitalised(matter)
        return Question(other=each.customer.key, words=f"{who} has the same {both}.", choices=_ASKED)
    said = "Counts as one person with" if each.verdict.is_same else "Is not the same person as"
    whom = f"{name}, {matter}" if name else matter
    return Question(other=each.customer.key, words=f"{said} {whom}.", choices=_TAKEN_BACK)


def _matter(each: Alike, *, title: str) -> str:
    ref = each.about.ref
    number = inert(dict(each.about.details).get("number", ref.id))
    return f"the customer of {ref.type} {number} ({inert(title)})"
