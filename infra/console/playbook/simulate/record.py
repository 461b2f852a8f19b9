"""What a rehearsal did, as plain data: the same for the tables, for a program, for a checker and for a comparison."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from console.playbook.simulate.cost import about
from console.playbook.simulate.engine import Answered, Rehearsal, Trouble
from console.playbook.simulate.mail import Sent, Unwritten
from followthrough.domain.commitment import NOT_SENT, Commitment, Entry
from followthrough.domain.customer import Customer
from followthrough.domain.event import Contact
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.manners import full_name
from followthrough.domain.words import Channel, MessageClass, Step

Json = dict[str, Any]

KEPT_BACK = frozenset({"waits", "held", "released", "lapsed", "no room", "moved on", "letter instead"})
"""The lines of a history that say why something did not go out, or not then."""

BY_CLOCK = "closed"
"""Nobody was there: the most ordinary reason to wait, and no news to anybody."""


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Turns a rehearsal into a record."""

    rehearsal: Rehearsal
    days: int
    titled: int | None = None
    """How many mails have their subject written; all of them, unless somebody reads only the first."""

    def record(self) -> Json:
        """Everything, with times in ISO 8601 and UTC; every list in the order in which it happened."""
        rehearsal, contacts = self.rehearsal, sorted(self._contacts(), key=lambda each: each["at"])
        return {
            "from": rehearsal.begins.isoformat(),
            "until": rehearsal.now.isoformat(),
            "days": self.days,
            "zone": rehearsal.rules.business.zone,
            "events": rehearsal.events,
            "answers_by": rehearsal.people.answers,
            "sent": [self._sent(number, each) for number, each in enumerate(rehearsal.post.sent)],
            "contacts": contacts,
            "kept_back": sorted(self._kept_back(), key=lambda each: (each["at"], each["commitment"])),
            "answers": [_answer(each) for each in rehearsal.answers],
            "commitments": [self._owed(each) for each in self._commitments()],
            "calls": self._calls(contacts),
            "contacts_of": _tally(each["key"] for each in contacts),
            "cost": about(rehearsal),
            "trouble": [_trouble(each) for each in rehearsal.troubles],
        }

    def _sent(self, number: int, mail: Sent) -> Json:
        message, is_read = mail.message, self.titled is None or number < self.titled
        return {
            "at": mail.at.isoformat(),
            "kind": message.kind,
            "step": message.step or "",
            "to": message.to,
            "subject": mail.subject if is_read else "",
            "commitments": list(message.commitments),
            "generation": message.generation,
        }

    def _commitments(self) -> list[Commitment]:
        return sorted(self.rehearsal.ledger.commitments, key=lambda owed: (owed.made_at, owed.follow_up, owed.id))

    def _contacts(self) -> Iterator[Json]:
        """Whenever a customer hears from us: a letter, or the task that makes her phone ring, by mail or by the sheet.

        A letter is about one thing, whatever else the call it speaks of will be about.
        """
        for mail in self.rehearsal.post.sent:
            message = mail.message
            if isinstance(message, Unwritten) and message.about and message.step is not None:
                lead, step = message.about[0], message.step
                letter = writes_to_customer(lead, step)
                if letter or (step is Step.REMIND and lead.channel is Channel.CALL):
                    how, about = (Channel.EMAIL, message.about[:1]) if letter else (Channel.CALL, message.about)
                    contact = self._contact(mail.at, about, step=step, how=how, to=message.to)
                    yield contact | {"announces": message.announced.message_class if message.announced else ""}
        for at, call in self.rehearsal.by_sheets:
            if call[0].channel is Channel.CALL:
                yield self._contact(at, call, step=Step.REMIND, how=Channel.CALL, to=self._owner(call[0]))

    def _contact(self, at: dt.datetime, about: tuple[Commitment, ...], *, step: Step, how: Channel, to: str) -> Json:
        lead = about[0]
        cheerful = [owed for owed in about if owed.message_class is not MessageClass.PROMISE]
        return {
            "at": at.isoformat(),
            "key": lead.customer,
            "customer": self._names.get(lead.customer, ""),
            "points": sorted({point for owed in about for point in owed.points}),
            "how": how,
            "to": to,
            "step": step,
            "class": lead.message_class,
            "is_cheerful": bool(cheerful),
            "announces": "",
            "channel": lead.channel,
            "follow_up": lead.follow_up,
            "commitment": lead.id,
            "generation": lead.generation,
            "with": [owed.id for owed in about[1:]],
        }

    def _owner(self, owed: Commitment) -> str:
        return self.rehearsal.rules.business.role(owed.owner).email

    def _owed(self, owed: Commitment) -> Json:
        last = owed.history[-1]
        return {
            "id": owed.id,
            "follow_up": owed.follow_up,
            "subject": str(owed.subject),
            "occurrence": owed.occurrence,
            "customer": self._names.get(owed.customer, ""),
            "points": list(owed.points),
            "owner": owed.owner,
            "channel": owed.channel,
            "class": owed.message_class,
            "words": owed.words,
            "made_at": owed.made_at.isoformat(),
            "due_at": owed.due_at.isoformat(),
            "promised_by": owed.promised_by.isoformat() if owed.promised_by else None,
            "state": owed.state,
            "last": last.what,
            "because": last.because,
        }

    def _kept_back(self) -> Iterator[Json]:
        for owed in self.rehearsal.ledger.commitments:
            for entry in owed.history:
                if _is_kept_back(entry):
                    yield {
                        "at": entry.at.isoformat(),
                        "commitment": owed.id,
                        "follow_up": owed.follow_up,
                        "customer": self._names.get(owed.customer, ""),
                        "what": "not sent" if entry.because.startswith(NOT_SENT) else entry.what,
                        "because": entry.because.removeprefix(NOT_SENT),
                    }

    @cached_property
    def _names(self) -> dict[str, str]:
        """What each customer is called, by her key."""
        records = self.rehearsal.ledger.records.values()
        return {known.key: _called(known.contact) for known in records if isinstance(known, Customer)}

    def _calls(self, contacts: list[Json]) -> dict[str, dict[str, int]]:
        """How many calls each person is asked to make on each day of the firm; asking again is no other call."""
        people = {role.email: role.person for role in self.rehearsal.rules.business.roles.values()}
        day_of = self.rehearsal.rules.business.calendar.day_of
        calls = [each for each in contacts if each["how"] == Channel.CALL]
        by_person = defaultdict[str, list[str]](list)
        for call in calls:
            day = day_of(dt.datetime.fromisoformat(call["at"])).isoformat()
            by_person[people.get(str(call["to"]), str(call["to"]))].append(day)
        return {person: _tally(days) for person, days in sorted(by_person.items())}


def _is_kept_back(entry: Entry) -> bool:
    return (entry.what in KEPT_BACK and entry.because != BY_CLOCK) or entry.because.startswith(NOT_SENT)


def _answer(said: Answered) -> Json:
    return {
        "at": said.at.isoformat(),
        "commitment": said.commitment,
        "by": said.by,
        "choice": said.choice,
        "refused": said.refused,
    }


def _called(contact: Contact) -> str:
    number = contact.phone.raw if contact.phone else None
    return full_name(contact) or contact.email or number or "somebody"


def _trouble(trouble: Trouble) -> Json:
    return {"at": trouble.at.isoformat(), "about": trouble.about, "what": trouble.what}


def _tally(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
