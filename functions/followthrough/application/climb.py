"""The next rung of a ladder, the next time of a ritual: made from what the ledger holds, twice as well as once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from followthrough.application.cards import Table
from followthrough.application.ports import Ledger
from followthrough.domain.commitment import Commitment
from followthrough.domain.event import COMPLAINT, Event
from followthrough.domain.ladder import COMEBACK, OPENED, complaint_about, reports
from followthrough.domain.ritual import again, last_heard, moved_on, promised_ahead
from followthrough.domain.words import CHAIN_STEPS, Channel, Step
from followthrough.domain.yearly import next_year

CAUSE = "cause"


def next_rung(table: Table, *, source: str) -> Event | None:
    """What the answer reports, as an event; `source` is the name under which we report to ourselves."""
    commitment, kind = table.commitment, reports(table.commitment, table.rule)
    if kind is None or commitment.answer is None:
        return None
    opens = kind == OPENED
    of_complaint = kind.startswith(f"{COMPLAINT}.")
    return Event(
        kind=kind,
        occurred_at=commitment.answer.at,
        subject=complaint_about(commitment, source=source) if of_complaint else commitment.subject,
        parent=commitment.subject if opens else None,
        contact=table.contact,
        details=_of_the_job(table) if opens else _cause(commitment),
        agreed_by=commitment.agreed_by,
        owner=commitment.taken_on_by or None,
    )


def come_again(table: Table, *, ledger: Ledger, now: dt.datetime) -> None:
    """The next time of a ritual; if it has ended meanwhile it is made as released, so that no letter announces it."""
    commitment = table.commitment
    assert commitment.answer is not None
    if table.rule.yearly:
        _make_for_next_year(table, ledger=ledger, now=now)
        return
    heard_at = commitment.answer.at
    coming = again(commitment, rule=table.rule, business=table.rules.business, heard_at=heard_at, now=now)
    if coming.id in table.subject.commitments:
        return
    ended = _ended_by(table)
    coming = coming.released(at=now, because=ended) if ended else coming
    ledger.commit(coming, replace(table.subject, commitments=(*table.subject.commitments, coming.id)))


def made_for_next_year(table: Table, step: Step, *, ledger: Ledger, now: dt.datetime) -> bool:
    """When this year's falls due, next year's is made, so that nothing that becomes of this one can end the habit.

    Only an event that ends it does, an owner who takes the rule out or switches it off, and who wishes to be forgotten.
    """
    if not table.rule.yearly or step not in (Step.REMIND, Step.LAPSE):
        return False
    return _make_for_next_year(table, ledger=ledger, now=now)


def _make_for_next_year(table: Table, *, ledger: Ledger, now: dt.datetime) -> bool:
    commitment, rule = table.commitment, table.rule
    is_over = rule.off or rule not in table.rules.playbook.follow_ups or table.customer.is_forgotten
    if is_over or commitment.follows or _ended_by(table):
        return False
    coming = next_year(commitment, rule=rule, contact=table.contact, business=table.rules.business, now=now)
    if coming is None or coming.id in table.subject.commitments:
        return False
    calls = table.own_points if coming.channel is Channel.CALL else ()
    known = replace(table.subject, commitments=(*table.subject.commitments, coming.id))
    ledger.commit(coming, known, *(point.calling(coming.id) for point in calls))
    return True


def broken_silence(table: Table, step: Step, *, ledger: Ledger, now: dt.datetime) -> Commitment | None:
    """A ritual watches for silence: if she has heard from us since it was planned, it moves on."""
    commitment, rule = table.commitment, table.rule
    if rule.every is None or step not in CHAIN_STEPS or not commitment.is_open or commitment.new_time is not None:
        return None
    thread = ledger.read(commitments=table.subject.commitments).commitments.values()
    heard = [last_heard(thread)]
    if rule.rests_while_promised:
        heard.append(promised_ahead(thread, of=commitment, now=now))
    latest = max((at for at in heard if at is not None), default=None)
    if latest is None:
        return None
    return moved_on(commitment, rule=rule, business=table.rules.business, heard_at=latest, now=now)


def _ended_by(table: Table) -> str:
    """The event that has ended this ritual since it was begun."""
    kinds = (*table.rule.cancel_on, *table.rule.kept_by)
    seen = (seen.kind for seen in table.subject.seen if seen.kind in kinds and seen.at >= table.commitment.caused_at)
    return next(seen, "")


def _of_the_job(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in table.subject.details if name not in (CAUSE, COMEBACK))


def _cause(commitment: Commitment) -> tuple[tuple[str, str], ...]:
    return ((CAUSE, commitment.cause),) if commitment.cause else ()
