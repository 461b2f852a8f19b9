"""What the form of a task asks for beside its outcome, as staff read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from followthrough.adapters.mails.cause_words import CAUSES
from followthrough.application.heard import CAUSE, EXPECTED, GOODWILL, GOT, REMEDY, WHO
from followthrough.application.ports import Card
from followthrough.domain.manners import capitalised
from followthrough.domain.telling import Telling
from followthrough.domain.words import Asks, State


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that may be written down or chosen."""

    name: str
    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What can be chosen, by its code; none means that it is written."""


_QUESTIONS = (
    Field(name=EXPECTED, label="What did you expect?", hint="In the customer's words."),
    Field(name=GOT, label="What did you get instead?"),
    Field(
        name=REMEDY,
        label="How would you like us to put it right?",
        hint="What we will do, as the customer reads it: “We will put it right by …: this”.",
    ),
)
_CAUSE = Field(
    name=CAUSE,
    label="Why did it go wrong?",
    choices={code: capitalised(words) for code, words in CAUSES.items()},
)
_GIVEN = Field(name=GOODWILL, label="Given without charge, if anything", hint="One thing a line; each is a gold star.")


def fields_of(card: Card) -> tuple[Field, ...]:
    """The fields of this task: three questions after a complaint, a cause where something went wrong, gifts always."""
    if card.follow_up.asks is Asks.LISTEN:
        return (*_QUESTIONS, _CAUSE, _who(card), _GIVEN)
    if card.commitment.state is State.BROKEN:
        return (_CAUSE, _GIVEN)
    return (_GIVEN,)


def usual(card: Card, *, telling: Telling) -> str:
    """What this shop keeps nine times of ten, said to somebody who is about to promise; nothing with little history."""
    if card.usual_by is None:
        return ""
    return f"Please promise what you can keep: going by our books, nine times of ten it is done by {telling.moment(card.usual_by)}."


def _who(card: Card) -> Field:
    roles = card.rules.business.roles.values()
    people = {role.id: f"{role.person}, {role.title}" for role in roles}
    return Field(name=WHO, label="Who puts it right, if not the one who usually does", choices=people)
