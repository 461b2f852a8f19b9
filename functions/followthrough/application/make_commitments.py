"""A delivery becomes commitments: in one transaction for its subject, however often and in whatever order it comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.asked_to_forget import erasure_asked, forget_as_asked, still_news
from followthrough.application.intake import Intake
from followthrough.application.open_intake import look_at_job, open_intake
from followthrough.application.ports import Clock, Hashes, Ledger, Reading, Rulebook, Rules, Told
from followthrough.application.retry import until_first


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of one delivery; ids and codes only, fit for a log."""

    outcome: str
    made: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


NOTHING = Made(outcome="nothing to do")
DUPLICATE = Made(outcome="duplicate")
TRIAL = Made(outcome="a trial")
FORGOTTEN = Made(outcome="forgotten")
"""Somebody was forgotten because her source asked for it."""

STAYS_OUT = Made(outcome="about somebody who was forgotten")


def make_commitments(reading: Reading, *, ledger: Ledger, rulebook: Rulebook, hashes: Hashes, clock: Clock) -> Made:
    """Take in one delivery. Raises Malformed, Unreachable, and Conflict if others keep writing first."""
    if reading.subject is None:
        return NOTHING
    rules, now = rulebook.current(), clock.now()
    asked = erasure_asked(reading)
    if asked is not None:
        forget_as_asked(asked, ledger=ledger, rules=rules, hashes=hashes, now=now)
        return FORGOTTEN
    return until_first(lambda: take_in(reading, ledger=ledger, rules=rules, hashes=hashes, now=now))


def take_in(reading: Reading, *, ledger: Ledger, rules: Rules, hashes: Hashes, now: dt.datetime) -> Made:
    """One attempt: read, decide, write in one transaction. Raises Conflict if anything read has changed meanwhile."""
    intake = open_intake(reading, ledger=ledger, rules=rules, hashes=hashes, now=now)
    if intake.subject.has_had(reading.delivery_key):
        return DUPLICATE
    told = reading.events(intake.before.subject)
    if told.is_trial:
        return TRIAL
    if not _tells_anything(told, intake):
        return NOTHING
    news = still_news(told, intake)
    if news is None:
        return STAYS_OUT
    told = news
    intake.learn(told)
    look_at_job(intake, told.events, ledger=ledger)
    intake.take(told.events)
    intake.subject = intake.subject.now_in(told.status, as_of=told.as_of).had_delivery(reading.delivery_key)
    ledger.commit(*intake.changes())
    return Made(outcome="taken in", made=tuple(intake.made), ended=tuple(intake.ended))


def _tells_anything(told: Told, intake: Intake) -> bool:
    """Whether there is anything to write down."""
    is_new_state = told.status not in (None, intake.subject.status) or told.line not in (None, intake.subject.line)
    return bool(told.events or told.gone) or is_new_state or intake.knows_her_better
