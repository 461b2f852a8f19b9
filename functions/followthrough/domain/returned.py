"""A letter came back: its address is as good as none, and what it was to say goes another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import NOT_SENT, Commitment, Wake, in_order
from followthrough.domain.customer import ContactPoint
from followthrough.domain.due import Slot
from followthrough.domain.event import Contact, PhoneQuality
from followthrough.domain.moving import moved_to
from followthrough.domain.planning import care_times, promised_times
from followthrough.domain.playbook import FollowUp
from followthrough.domain.words import Channel, MessageClass, Step

CAME_BACK = frozenset({"bounce", "reject"})
"""What the mail service calls a mail that nobody got."""

DEAD_ADDRESS = "letters come back"
"""Why nothing is sent to an address that is known to be dead."""

NO_ADDRESS = "no email address"
"""Why nothing is sent to somebody of whom we know no address."""

INSTEAD = "goes another way"
"""How a history tells that a person says what a letter was to say."""

SOON = dt.timedelta(hours=3)
"""How much open time a person has to say it: the same day, mostly."""


def reachable(contact: Contact, points: Iterable[ContactPoint]) -> Contact:
    """How she can be reached, by what her present points know: an address that letters come back from is none."""
    if contact.email is None or not any(point.bounced_at for point in points):
        return contact
    return replace(contact, email=None)


def goes_another_way(
    commitment: Commitment, *, rule: FollowUp, contact: Contact, business: Business, now: dt.datetime, because: str
) -> Commitment:
    """A call takes the place of a letter; without a number that we trust, a person finds a way."""
    role = business.role(commitment.owner)
    hours = role.served.with_spans(rule.windows)
    opens_at = hours.next_opening(now)
    found = Slot(opens_at=opens_at, closes_at=hours.add(opens_at, SOON))
    if commitment.message_class is MessageClass.PROMISE:
        times = promised_times(rule, found, role=role, boss=business.boss, not_before=now)
    else:
        times = care_times(rule, found, calendar=role.calendar, not_before=now)
    phone = contact.phone
    rings = phone is not None and phone.quality is PhoneQuality.GOOD
    # The letter was no task: nobody holds one yet, and the call still has to find room in the budget.
    asked_before = tuple(done for done in commitment.carried_out if not done.startswith(f"{Step.REMIND}."))
    channel = Channel.CALL if rings else Channel.TASK
    spoken = replace(commitment, channel=channel, carried_out=asked_before, unsure=False)
    return moved_to(spoken, times, now=now, because=because, what=INSTEAD)


def receipt_goes_another_way(commitment: Commitment, *, now: dt.datetime, because: str) -> Commitment:
    """She is not written to: that we cannot keep a promise she hears by phone, about anything else a person is asked."""
    spoken = commitment.did(Step.RECEIPT, at=now, because=f"{NOT_SENT}{because}")
    if not spoken.takes_an_answer:
        return spoken
    tells = Step.ASK if spoken.new_time is None else Step.REMIND
    return replace(spoken, agenda=in_order((Wake(step=tells, at=now), *spoken.agenda)))


def takes_the_place_of_a_letter(commitment: Commitment) -> bool:
    """Whether a person says what a letter was to say."""
    return any(entry.what == INSTEAD for entry in commitment.history)


def stands_for_a_returned_letter(commitment: Commitment) -> bool:
    """Whether it does so because a letter to her came back, and not because we know no address."""
    return any(entry.what == INSTEAD and entry.because != NO_ADDRESS for entry in commitment.history)


def came_back(commitment: Commitment, step: Step, generation: int) -> bool:
    """Whether we have heard that this very mail came back: nothing that is said of it later changes that."""
    returns = {f"{step} {kind}" for kind in CAME_BACK}
    return any(entry.what in returns and entry.because == _of(generation) for entry in commitment.history)


def last_letter_came_back(commitment: Commitment) -> bool:
    """Whether it is known that she did not get our last letter, rather than unknown whether she did."""
    letters = [entry for entry in commitment.history if entry.what.partition(" ")[0] in (Step.RECEIPT, Step.REMIND)]
    if not letters:
        return False
    last = letters[-1]
    return last.what.rpartition(" ")[2] in CAME_BACK or last.because == f"{NOT_SENT}{DEAD_ADDRESS}"


def with_return(commitment: Commitment, step: Step, kind: str, *, generation: int, at: dt.datetime) -> Commitment:
    """The same commitment, which knows that this mail came back."""
    return commitment.noted(f"{step} {kind}", at=at, because=_of(generation))


def _of(generation: int) -> str:
    return f"generation {generation}"
