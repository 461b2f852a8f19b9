"""What a form tells beside its outcome: the three answers, the cause, who takes it on, what was given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from followthrough.application.cards import CUSTOMER, Table
from followthrough.application.ports import Record
from followthrough.domain.commitment import UNDO_WINDOW, Answer, Commitment
from followthrough.domain.copying import replace
from followthrough.domain.customer import Note
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.manners import listed
from followthrough.domain.moving import FURTHEST
from followthrough.domain.opening import whole_minute
from followthrough.domain.words import Asks, Cause, Outcome

EXPECTED, GOT, REMEDY = "expected", "got", "remedy"
CAUSE, WHO, GOODWILL = "cause", "who", "goodwill"

WANTED = {
    EXPECTED: "what the customer expected",
    GOT: "what came instead",
    REMEDY: "how we put it right",
    CAUSE: "the cause",
}
"""What listening has to bring, by the name of its field, as a refusal says it."""

LONGEST = 1000
MOST_GIFTS = 10


def heard(
    answered: Commitment,
    choice: str,
    words: Mapping[str, str],
    *,
    when: dt.datetime | None,
    table: Table,
    now: dt.datetime,
) -> Commitment:
    """The answered commitment with its cause and, after listening, what was agreed. Raises ChoiceNeeded, RuleBroken."""
    told = replace(answered, cause=_cause(words) or answered.cause)
    if table.rule.asks is not Asks.LISTEN or choice != Outcome.DONE or answered.new_time is not None:
        return told
    _refuse_gaps(words, when=when)
    assert when is not None
    _refuse_time(when, now=now)
    return replace(told, agreed_by=when, taken_on_by=_taker(words, table=table))


def said(words: Mapping[str, str], *, table: Table, by: str) -> tuple[tuple[str, str], ...]:
    """The three answers as they are kept: beside her, where they are erased with her."""
    if by == CUSTOMER or table.rule.asks is not Asks.LISTEN:
        return ()
    return tuple((name, text) for name in (EXPECTED, GOT, REMEDY) if (text := _typed(words, name)))


def gifts(table: Table, words: Mapping[str, str], *, by: str, now: dt.datetime) -> tuple[Record, ...]:
    """What was given without charge, one a line: a gold star each on the matter, the words beside the customer."""
    lines = [line.strip() for line in words.get(GOODWILL, "")[:LONGEST].splitlines() if line.strip()][:MOST_GIFTS]
    if by == CUSTOMER or not lines:
        return ()
    note = Note(
        customer=table.customer.key,
        commitment=table.commitment.id,
        at=now,
        by=by,
        text="\n".join(lines),
        goodwill=True,
        number=table.commitment.generation,
    )
    return table.subject.starred(len(lines), at=now), note


def without_gifts(table: Table, taken: Answer | None) -> tuple[Record, ...]:
    """The stars of an answer that is taken back; its words stay as a note that no star points to."""
    if taken is None or taken.at not in table.subject.stars:
        return ()
    return (table.subject.unstarred(at=taken.at),)


def _refuse_gaps(words: Mapping[str, str], *, when: dt.datetime | None) -> None:
    missing = [meaning for name, meaning in WANTED.items() if not _typed(words, name)]
    if when is None:
        missing.append("the day and hour by which it is put right")
    if missing:
        raise ChoiceNeeded(f"Please also write down {listed(missing)}. Or answer “a polite no”, with the alternative.")


def _refuse_time(when: dt.datetime, *, now: dt.datetime) -> None:
    """The remedy is promised when the undo window closes: a time before that could only be broken."""
    if when <= whole_minute(now + UNDO_WINDOW):
        raise RuleBroken("That time is over, or too close: please promise only what you can keep.")
    if when > now + FURTHEST:
        raise RuleBroken("That is more than a year ahead: please choose an earlier time.")


def _cause(words: Mapping[str, str]) -> str:
    told = _typed(words, CAUSE)
    if told and told not in set(Cause):
        raise ChoiceNeeded("Please choose one of the causes.")
    return told


def _taker(words: Mapping[str, str], *, table: Table) -> str:
    told = _typed(words, WHO)
    if told and told not in table.rules.business.roles:
        raise ChoiceNeeded("Please choose who puts it right.")
    return told


def _typed(words: Mapping[str, str], name: str) -> str:
    return words.get(name, "").strip()[:LONGEST]
