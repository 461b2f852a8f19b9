"""Lay everything about one commitment on the table, and make from it the card that a mail or page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.application.ports import Card, Ledger, Links, Message, Rules, Writer
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.copying import replace
from followthrough.domain.cover import first_in, holder, named_to_her, who_does
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.errors import Missing
from followthrough.domain.event import Contact
from followthrough.domain.guards import Scene, asking_windows, writes_to_customer
from followthrough.domain.handing_over import taker
from followthrough.domain.honest import usually_done_by
from followthrough.domain.ladder import takes_news_to_her
from followthrough.domain.moving import successor_id
from followthrough.domain.one_voice import is_riding
from followthrough.domain.planning import commitment_id
from followthrough.domain.playbook import FollowUp
from followthrough.domain.returned import reachable
from followthrough.domain.ritual import next_id
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, MessageClass, Step

CUSTOMER = "customer"
"""The bearer of a link on her own page; everybody else is a role of the firm."""


LOOKS_BACK = dt.timedelta(days=180)
"""How far back we look for what is usual: habits of last year say little about this one."""

TOLD = "told"
"""The letter that says sorry for what cannot be kept, and when it will be instead."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One commitment with everything that decides about it, as read in one moment."""

    rules: Rules
    rule: FollowUp
    commitment: Commitment
    subject: Subject
    customer: Customer
    points: tuple[ContactPoint, ...]
    announced: Commitment | None = None
    riders: tuple[Table, ...] = ()
    """The other calls to her that are made with this one."""

    @property
    def own_points(self) -> tuple[ContactPoint, ...]:
        """Where she is reached, or was; not the addresses of whoever counts as the same person."""
        own = {*self.commitment.points, *self.customer.points}
        return tuple(point for point in self.points if point.key in own)

    @property
    def contact(self) -> Contact:
        """How she can be reached as of now."""
        return reachable(self.customer.contact, [point for point in self.points if point.key in self.customer.points])

    @property
    def owner(self) -> Role:
        return self.rules.business.role(self.commitment.owner)

    def scene(self, *, now: dt.datetime) -> Scene:
        """What a decision may look at, at this moment."""
        return Scene(
            commitment=self.commitment,
            rule=self.rule,
            contact=self.contact,
            points=self.points,
            business=self.rules.business,
            now=now,
            announced=self.announced,
            facts=self.rules.facts,
        )


@dataclass(frozen=True, kw_only=True)
class Cards:
    """Where tables are laid and cards are made."""

    ledger: Ledger
    links: Links

    def lay(self, commitment: Commitment, *, rules: Rules) -> Table:
        """Read who and what this commitment is about. Raises Missing, Unreachable, InvalidBusiness."""
        rule = rules.playbook.by_id(commitment.follow_up)
        announced = _announced(commitment, rule, rules=rules)
        found = self.ledger.read(
            subjects=[commitment.subject],
            customers=[commitment.customer],
            points=commitment.points,
            commitments=[announced] if announced else [],
        )
        try:
            customer = found.customers[commitment.customer]
            return Table(
                rules=rules,
                rule=rule,
                commitment=commitment,
                subject=found.subjects[str(commitment.subject)],
                customer=customer,
                points=self._points(commitment, customer, found=found.points),
                announced=found.commitments.get(announced) if announced else None,
                riders=self._riders(commitment, rules=rules),
            )
        except KeyError as absent:
            raise Missing(f"Commitment {commitment.id} points to something the ledger does not hold.") from absent

    def _riders(self, lead: Commitment, *, rules: Rules) -> tuple[Table, ...]:
        """What is made with this call and still waits for it; a rule that was taken out of the playbook stops nobody."""
        found = self.ledger.read(commitments=lead.joined).commitments if lead.joined else {}
        riding = (found[name] for name in lead.joined if name in found and _rides(found[name], lead))
        waiting = (each for each in riding if each.takes_an_answer and rules.playbook.find(each.follow_up))
        return tuple(self.lay(each, rules=rules) for each in waiting)

    def _points(
        self, commitment: Commitment, customer: Customer, *, found: Mapping[str, ContactPoint]
    ) -> tuple[ContactPoint, ...]:
        """Where she was reached when this was made, and where she is reached now: a wish on either counts.

        So does one that was told under another name of hers, where a person has said that she is the same.
        """
        newer = [key for key in customer.points if key not in commitment.points]
        beside = [key for key in self._beside(customer) if key not in (*commitment.points, *newer)]
        known = {**found, **self.ledger.read(points=[*newer, *beside]).points} if newer or beside else found
        hers = tuple(known[key] for key in (*commitment.points, *newer))
        return (*hers, *(known[key] for key in beside if key in known))

    def _beside(self, customer: Customer) -> tuple[str, ...]:
        others = self.ledger.read(customers=customer.same_as).customers.values() if customer.same_as else ()
        return tuple(dict.fromkeys(point for other in others for point in other.points))

    def card(self, table: Table, *, reader: Role, now: dt.datetime) -> Card:
        """Everything one rendering may show; the history only where staff read it."""
        commitment = table.commitment
        told_of = (table.announced or commitment).id if commitment.new_time is None else successor_id(commitment)
        business = table.rules.business
        return Card(
            rules=table.rules,
            follow_up=table.rule,
            commitment=commitment,
            subject=table.subject,
            contact=table.contact,
            owner=table.owner,
            reader=reader,
            now=now,
            announced=table.announced,
            announced_owner=business.role(table.announced.owner) if table.announced else None,
            answer_url=self.links.answer(commitment.id, bearer=reader.id),
            her_page_url=self.links.answer(told_of, bearer=CUSTOMER),
            stop_url=self.links.stop(commitment.customer),
            joined=tuple(self.card(rider, reader=reader, now=now) for rider in table.riders),
            missing=_missing(table),
            notes=self.ledger.notes_of(table.customer.key) if table.rule.reads_back else (),
            said=self._said(table),
        )

    def with_history(self, card: Card) -> Card:
        """The same card with what has happened with her before: staff should never have to ask."""
        hers = dict.fromkeys((card.commitment.customer, *(rider.commitment.customer for rider in card.joined)))
        owed = (other for customer in hers for other in self.ledger.thread_of(customer))
        thread = tuple(other for other in owed if other.id != card.commitment.id)
        notes = tuple(note for customer in hers for note in self.ledger.notes_of(customer))
        return replace(card, thread=thread, notes=notes, usual_by=self._usual_by(card))

    def _said(self, table: Table) -> Mapping[str, str]:
        """What our words to her quote of what was written down about this matter, the latest of each."""
        if not quotes(table.rule, table.commitment.words):
            return {}
        notes = self.ledger.notes_of(table.commitment.customer)
        about = frozenset((*table.subject.commitments, table.commitment.id))
        found: dict[str, str] = {}
        for note in notes:
            if note.commitment in about:
                found |= dict(note.said)
            if note.commitment == table.commitment.id and note.text and not note.goodwill:
                found["sentence"] = note.text
        return found

    def _usual_by(self, card: Card) -> dt.datetime | None:
        """By when this shop usually keeps what this answer will promise; only where the answer promises a time."""
        if card.follow_up.asks is None or card.follow_up.then_event is None:
            return None
        kinds = {rule.id for rule in card.rules.playbook.started_by(card.follow_up.then_event)}
        past = self.ledger.promised(since=card.now - LOOKS_BACK, until=card.now)
        alike = [owed for owed in past if owed.follow_up in kinds]
        return usually_done_by(alike, calendar=card.rules.business.calendar, now=card.now)

    def rendered(self, table: Table, step: Step, *, writer: Writer, now: dt.datetime) -> Message:
        """The mail of this step, in the words of now."""
        if writes_to_customer(table.commitment, step):
            return self._letter(table, step, writer=writer, now=now)
        card = self.with_history(self.card(table, reader=reader_of(table, step, now=now), now=now))
        return writer.task(card, step=step)

    def hers(self, table: Table, *, now: dt.datetime) -> Card:
        """The card as the customer may see it: it names whoever will do it, also if that is a stand-in."""
        card, business = self.card(table, reader=table.owner, now=now), table.rules.business
        if table.announced is not None:
            return replace(card, announced_owner=named_to_her(table.announced, business=business))
        if table.commitment.channel is Channel.EMAIL:
            return card
        return replace(card, owner=named_to_her(table.commitment, business=business))

    def _letter(self, table: Table, step: Step, *, writer: Writer, now: dt.datetime) -> Message:
        card = self.hers(table, now=now)
        name = letter_name(table, step)
        return writer.letter(card, letter=name, one_click=table.commitment.message_class is not MessageClass.PROMISE)


def _rides(commitment: Commitment, lead: Commitment) -> bool:
    return commitment.rides_with == lead.id and is_riding(commitment)


def reader_of(table: Table, step: Step, *, now: dt.datetime) -> Role:
    """Who of the staff reads the mail of this step: whoever does it now, by cover at this very moment."""
    commitment, business = table.commitment, table.rules.business
    match step:
        case Step.ESCALATE:
            return first_in(business.owner, business=business, at=now)
        case Step.ASK:
            return first_in(commitment.owner, business=business, at=now)
        case Step.STAND_DOWN:
            return business.role(holder(commitment))
        case Step.HAND_OVER:
            return taker(commitment, business=business, now=now) or table.owner
        case Step.REMIND:
            return who_does(commitment, business=business, at=now, windows=asking_windows(table.scene(now=now)))
        case _:
            return who_does(commitment, business=business, at=now)


def quotes(rule: FollowUp, words: str) -> bool:
    """Whether our words to her repeat what was written down with an answer."""
    return rule.then_letter is not None or "{remedy}" in words


def _announced(commitment: Commitment, rule: FollowUp, *, rules: Rules) -> str | None:
    """The commitment that the letters of this one tell her of: the call to come, or the next time of a ritual."""
    if rule.every is not None:
        return next_id(commitment)
    told_of = rules.playbook.announced_in(rule.id)
    return commitment_id(commitment.subject, told_of.id, commitment.occurrence) if told_of else None


def letter_name(table: Table, step: Step) -> str:
    """Which of the owner's letters this step sends. Raises Missing if the rule names none."""
    rule = table.rule
    if step is Step.RECEIPT and takes_news_to_her(table.commitment, rule):
        name = rule.then_letter
    elif step is Step.RECEIPT:
        name = _receipt_name(table.commitment, rule)
    else:
        name = rule.letter if rule.channel is Channel.EMAIL else rule.else_letter
    if name is None:
        raise Missing(f'The follow-up "{rule.id}" names no letter for its step "{step}".')
    return name


def _receipt_name(commitment: Commitment, rule: FollowUp) -> str | None:
    """What she is told in writing: that we tried, or her new time, or what was promised in the first place."""
    if commitment.new_time is not None:
        return TOLD
    name = before = rule.receipt
    for entry in commitment.history:
        if entry.what.startswith("answered "):
            before = name
        elif entry.what == "answer taken back":
            name = before
        elif entry.what == "new time":
            name = "new-time"
        elif entry.because == "tried":
            name = rule.tries.then_letter if rule.tries else None
    return name


def _missing(table: Table) -> tuple[str, ...]:
    """What a person must know that we do not know."""
    contact, commitment = table.contact, table.commitment
    missing: list[str] = []
    if table.rule.to_colleague:
        return ()
    if not (contact.given_name or contact.family_name):
        missing.append("name")
    if commitment.channel is Channel.CALL and contact.phone is None:
        missing.append("phone")
    if not contact.email:
        missing.append("email")
    return tuple(missing)
