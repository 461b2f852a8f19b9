"""What the mail service says became of a mail, hours or seconds later, once or three times, in any order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.application.ports import Clock, Ledger
from followthrough.application.retry import until_first
from followthrough.application.sending import followed_through
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.words import Channel, State, Step

ARRIVED = frozenset({"send", "delivery"})
FAILED = frozenset({"bounce", "reject"})
COMPLAINED = "complaint"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice of the mail service about one mail of ours, found again by the tags we gave it."""

    kind: str
    commitment: str
    step: Step
    generation: int
    to_customer: bool


def note_delivery(notice: Notice, *, ledger: Ledger, clock: Clock) -> str:
    """Settle an unsure letter, ask a person about one that came back, stop care for somebody who complained."""
    return until_first(lambda: _note(notice, ledger=ledger, now=clock.now()))


def _note(notice: Notice, *, ledger: Ledger, now: dt.datetime) -> str:
    commitment = ledger.read(commitments=[notice.commitment]).commitments.get(notice.commitment)
    if commitment is None or not notice.to_customer:
        return "not ours to note"
    if notice.kind in ARRIVED:
        return _settle(commitment, notice, ledger=ledger, now=now)
    if notice.kind in FAILED:
        return _came_back(commitment, notice, ledger=ledger, now=now)
    if notice.kind == COMPLAINED:
        return _complained(commitment, ledger=ledger, now=now)
    return "nothing to note"


def _settle(commitment: Commitment, notice: Notice, *, ledger: Ledger, now: dt.datetime) -> str:
    known = _written_down(commitment, notice, now=now)
    if known != commitment:
        ledger.commit(known)
        return "settled"
    if not commitment.unsure or not _is_about_the_last(commitment, notice):
        return "known before"
    settled = commitment.settled(at=now, because=notice.kind)
    if notice.step is Step.REMIND and commitment.channel is Channel.EMAIL and settled.is_open:
        settled = settled.ended(State.KEPT, at=now, what="kept", because="sent")
    if notice.step is Step.RECEIPT and settled.is_open and settled.new_time is not None:
        settled = settled.ended(State.TOLD, at=now, what="told", because="by letter")
    ledger.commit(settled)
    return "settled"


def _came_back(commitment: Commitment, notice: Notice, *, ledger: Ledger, now: dt.datetime) -> str:
    """She did not get it: a person has to find another way."""
    what = f"{notice.step} {notice.kind}"
    if any(entry.what == what for entry in commitment.history):
        return "known before"
    ask = Wake(step=Step.ASK, at=now)
    noted = _written_down(commitment, notice, now=now).noted(what, at=now, because="came back")
    agenda = (ask, *(wake for wake in noted.agenda if wake.step is not Step.ASK))
    ledger.commit(replace(noted, agenda=agenda, unsure=True))
    return "came back"


def _written_down(commitment: Commitment, notice: Notice, *, now: dt.datetime) -> Commitment:
    """A notice that comes before its mail is recorded says that it went out: then nobody has to wonder."""
    claim = commitment.claim
    if claim is None or (claim.step, claim.generation) != (notice.step, notice.generation):
        return commitment
    planned = any(wake.step is claim.step and wake.at <= claim.at for wake in commitment.agenda)
    if planned and claim.generation == commitment.generation:
        return followed_through(commitment, claim.step, at=now, sent_as=notice.kind)
    return commitment.crossed(claim.step, at=now)


def _is_about_the_last(commitment: Commitment, notice: Notice) -> bool:
    """Whether this is news of the letter in doubt, and not late news of one that this step sent under an older plan."""
    of_this_step = [done for done in commitment.carried_out if done.partition(".")[0] == notice.step]
    return of_this_step[-1:] == [f"{notice.step}.{notice.generation}"]


def _complained(commitment: Commitment, *, ledger: Ledger, now: dt.datetime) -> str:
    """She called it spam: care stops at once, on every contact point of hers."""
    customer = ledger.read(customers=[commitment.customer]).customers.get(commitment.customer)
    keys = dict.fromkeys((*commitment.points, *(customer.points if customer else ())))
    points = ledger.read(points=keys).points.values()
    changed = [point.opted_out(at=now) for point in points if point.opted_out_at is None]
    if not changed:
        return "known before"
    ledger.commit(*changed)
    return "stopped"
