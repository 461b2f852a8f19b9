"""No machine writes to a hundred customers in an hour unasked: the letters are counted, and the owner has a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.application.cards import Table
from followthrough.application.ports import Burst, Clock, Ledger, Links, OwnersQuestion, Post, Rules
from followthrough.application.retry import until_first
from followthrough.application.settle import OURSELVES
from followthrough.domain.brake import (
    by_the_word,
    can_be_unsaid,
    hour_of,
    pulled,
    said,
    unsaid,
    waits_for_the_word,
    wants_asking,
)
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import AlreadyAnswered, ChoiceNeeded, Refused, UndoClosed, Unreachable
from followthrough.domain.facts import Brake, Braked, Facts
from followthrough.domain.guards import Decision, Send, Wait, writes_to_customer
from followthrough.domain.words import Step

COUNTED_FOR = dt.timedelta(days=2)
"""How long the count of an hour is kept."""

PAGE = "brake"


@dataclass(frozen=True, kw_only=True)
class Braking:
    """What counting letters and asking the owner needs of the world."""

    ledger: Ledger
    post: Post
    links: Links
    question: OwnersQuestion

    def heed(self, decision: Decision, table: Table, step: Step, *, now: dt.datetime) -> Decision:
        """The same decision, unless a letter may not leave in an hour like this. Raises Conflict, Unreachable."""
        limit = table.rules.business.letters_an_hour
        if not isinstance(decision, Send) or limit is None or not _may_make_a_burst(table, step):
            return decision
        if waits_for_the_word(table.commitment, step):
            return self._heard(self.ledger.facts(), table.rules, now=now)
        if self._counted(1, now=now) <= limit:
            return decision
        return self._heard(self._pulled(table, now=now), table.rules, now=now)

    def stayed_here(self, table: Table, step: Step, *, now: dt.datetime) -> None:
        """It did not leave after all, and is not counted: a mail service that is down makes no burst."""
        limit = table.rules.business.letters_an_hour
        if limit is None or not _may_make_a_burst(table, step) or waits_for_the_word(table.commitment, step):
            return
        self._counted(-1, now=now)

    def _counted(self, letters: int, *, now: dt.datetime) -> int:
        """So many letters more in this hour; says how many those are."""
        return self.ledger.tally(f"letters-{hour_of(now):%Y%m%dT%H}", by=letters, expires=now + COUNTED_FOR)

    def _pulled(self, table: Table, *, now: dt.datetime) -> Facts:
        facts = self.ledger.facts()
        braked = pulled(facts, about=table.rule.id, now=now)
        if braked == facts:
            return facts
        self.ledger.commit(braked)
        return self.ledger.facts()

    def _heard(self, facts: Facts, rules: Rules, *, now: dt.datetime) -> Decision:
        """What the owner has said, who is asked if nobody has asked yet."""
        decision = by_the_word(facts.brake, now=now)
        if isinstance(decision, Wait) and facts.brake is not None and wants_asking(facts.brake, now=now):
            self._ask(facts, facts.brake, rules, now=now)
        return decision

    def _ask(self, facts: Facts, brake: Brake, rules: Rules, *, now: dt.datetime) -> None:
        """First say that we ask, then ask, then say that it is asked: whoever dies on the way is followed by another.

        A question that may not have gone out is asked again; two of them are better than none.
        """
        self.ledger.commit(replace(facts, brake=replace(brake, tried_at=now)))
        boss = rules.business.boss
        burst = Burst(rules=rules, reader=boss, brake=brake, url=self.links.staff(PAGE, bearer=boss.id), now=now)
        try:
            self.post.send(self.question.about(burst))
        except (Refused, Unreachable):
            return
        until_first(lambda: self._asked(now=now))

    def _asked(self, *, now: dt.datetime) -> None:
        facts = self.ledger.facts()
        if facts.brake is not None:
            self.ledger.commit(replace(facts, brake=replace(facts.brake, asked_at=now)))


def say(word: str, *, about: dt.datetime, ledger: Ledger, clock: Clock) -> Facts:
    """The owner says what becomes of the letters of the burst that began then.

    Raises ChoiceNeeded, AlreadyAnswered (the first word stands, or it is another burst by now), Conflict.
    """
    if word not in (Braked.LET_GO, Braked.DROPPED):
        raise ChoiceNeeded
    return until_first(lambda: _say(Braked(word), about=about, ledger=ledger, now=clock.now()))


def take_back(*, about: dt.datetime, ledger: Ledger, clock: Clock) -> Facts:
    """The word is taken back before anything has come of it. Raises UndoClosed, Conflict."""
    return until_first(lambda: _take_back(about=about, ledger=ledger, now=clock.now()))


def _say(word: Braked, *, about: dt.datetime, ledger: Ledger, now: dt.datetime) -> Facts:
    facts = ledger.facts()
    if facts.brake is None or facts.brake.since != about or facts.brake.said_at is not None:
        raise AlreadyAnswered
    ledger.commit(said(facts, word, now=now))
    return ledger.facts()


def _take_back(*, about: dt.datetime, ledger: Ledger, now: dt.datetime) -> Facts:
    facts = ledger.facts()
    if facts.brake is None or facts.brake.since != about or not can_be_unsaid(facts.brake, now=now):
        raise UndoClosed
    ledger.commit(unsaid(facts))
    return ledger.facts()


def _may_make_a_burst(table: Table, step: Step) -> bool:
    return writes_to_customer(table.commitment, step) and not _answers_a_person(table.commitment)


def _answers_a_person(commitment: Commitment) -> bool:
    """Whether somebody has just asked for it, on the customer's page or on ours: people make no bursts."""
    return commitment.answer is not None or commitment.subject.source == OURSELVES
