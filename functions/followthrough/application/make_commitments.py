"""A delivery becomes commitments: in one transaction for its subject, however often and in whatever order it comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.intake import Intake
from followthrough.application.open_intake import look_at_job, open_intake
from followthrough.application.ports import Clock, Hashes, Ledger, Reading, Rulebook, Rules
from followthrough.application.retry import until_first


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of one delivery; ids and codes only, fit for a log."""

    outcome: str
    made: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


NOTHING = Made(outcome="nothing to do")
DUPLICATE = Made(outcome="duplicate")


def make_commitments(reading: Reading, *, ledger: Ledger, rulebook: Rulebook, hashes: Hashes, clock: Clock) -> Made:
    """Take in one delivery. Raises Malformed, Unreachable, and Conflict if others keep writing first."""
    if reading.subject is None:
        return NOTHING
    rules, now = rulebook.current(), clock.now()
    return until_first(lambda: take_in(reading, ledger=ledger, rules=rules, hashes=hashes, now=now))


def take_in(reading: Reading, *, ledger: Ledger, rules: Rules, hashes: Hashes, now: dt.datetime) -> Made:
    """One attempt: read, decide, write in one transaction. Raises Conflict if anything read has changed meanwhile."""
    intake = open_intake(reading, ledger=ledger, rules=rules, hashes=hashes, now=now)
    if intake.subject.has_had(reading.delivery_key):
        return DUPLICATE
    told = reading.events(intake.before.subject)
    if not told.events and told.status == intake.subject.status and not _knows_her_better(intake):
        return NOTHING
    intake.subject = intake.subject.begun(told.began_at)
    look_at_job(intake, told.events, ledger=ledger)
    for event in told.events:
        intake.take(event)
    intake.subject = intake.subject.now_in(told.status, as_of=told.as_of).had_delivery(reading.delivery_key)
    ledger.commit(*intake.changes())
    return Made(outcome="taken in", made=tuple(intake.made), ended=tuple(intake.ended))


def _knows_her_better(intake: Intake) -> bool:
    """Whether it tells something new of the customer of what we follow; of whom we do not follow we keep nothing."""
    return intake.before.subject is not None and intake.customer != intake.before.customer
