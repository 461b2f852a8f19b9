"""Whom we owe it to: the customer as a source knows her, and the contact points that carry her wishes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.domain.acquaintance import (
    PARTS,
    Acquaintance,
    AsOf,
    is_same,
    only,
    tells,
    trusted_alike,
    with_thing,
)
from followthrough.domain.copying import replace
from followthrough.domain.event import Contact, PhoneQuality, SubjectRef
from followthrough.domain.words import Channel, MessageClass

REMEMBERED_CONTACTS = 20
REMEMBERED_CALLS = 20
REMEMBERED_COMPLAINTS = 5
REMEMBERED_CUSTOMERS = 20


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One thing that a person here has put right; it stands until the source tells something new of it."""

    thing: str
    told: Contact
    """What the source had told of it, and nothing else."""
    by: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a person said about two customers: one and the same, or not."""

    other: str
    is_same: bool
    by: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Who a source says it is: beside notes the only place where personal data lives, and what erase deletes."""

    key: str
    contact: Contact
    """How we reach her: what her source told, with what people here have put right."""
    points: tuple[str, ...]
    """Keys of her contact points: keyed hashes of her email address and phone number."""
    seen_at: dt.datetime
    as_of: AsOf = ()
    """The source's own time of each thing it told: what is older only fills gaps."""
    corrections: tuple[Correction, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    """Who else she is, and who she is not, as people here have decided."""
    erased_at: dt.datetime | None = None
    """When she was forgotten: what a source tells of an earlier time brings nothing of her back."""
    version: int = 0

    @property
    def is_forgotten(self) -> bool:
        """Whether she was erased and has not come to us anew since."""
        return self.erased_at is not None and not self.contact.is_known

    @property
    def as_told(self) -> Acquaintance:
        """What her source says, without what people here have put right."""
        contact = self.contact
        for correction in self.corrections:
            contact = with_thing(contact, correction.thing, of=correction.told)
        return Acquaintance(contact=contact, as_of=self.as_of)

    @property
    def same_as(self) -> tuple[str, ...]:
        """The customers of other sources who are the same person: their wishes are hers, their addresses are not."""
        return tuple(verdict.other for verdict in self.verdicts if verdict.is_same)

    def verdict_on(self, other: str) -> Verdict | None:
        return next((verdict for verdict in self.verdicts if verdict.other == other), None)

    def hearing(self, news: Acquaintance) -> Customer:
        """The customer after news of her; a correction yields once the source tells something else than it replaced."""
        before = self.as_told
        after = before.met(news)
        told = replace(after.contact, phone=trusted_alike(after.contact.phone, before=before.contact.phone))
        kept = tuple(each for each in self.corrections if not _is_news(told, each))
        contact = told
        for correction in kept:
            contact = with_thing(contact, correction.thing, of=self.contact)
        corrections = tuple(replace(each, told=only(told, each.thing)) for each in kept)
        return replace(self, contact=contact, as_of=after.as_of, corrections=corrections)

    def corrected(self, right: Contact, *, by: str, at: dt.datetime) -> Customer:
        """Somebody here knows better. What the source had told all along is no correction."""
        told, contact = self.as_told.contact, self.contact
        things = [thing for thing in PARTS if tells(right, thing)]
        corrections = [each for each in self.corrections if each.thing not in things]
        for thing in things:
            contact = with_thing(contact, thing, of=right)
            if not is_same(told, right, thing):
                corrections.append(Correction(thing=thing, told=only(told, thing), by=by, at=at))
        return replace(self, contact=contact, corrections=tuple(corrections))

    def at(self, points: tuple[str, ...], *, seen_at: dt.datetime) -> Customer:
        """The customer, reached there, as we learnt just now."""
        return replace(self, points=points, seen_at=seen_at)

    def with_number(self, quality: PhoneQuality) -> Customer:
        """The same customer, whose number we trust as much as this; without a number nothing changes."""
        phone = self.contact.phone
        if phone is None:
            return self
        return replace(self, contact=replace(self.contact, phone=replace(phone, quality=quality)))


@dataclass(frozen=True, kw_only=True)
class Note:
    """Words about or by a customer: the free text of an answer or of a complaint; erased with her."""

    customer: str
    commitment: str
    at: dt.datetime
    by: str
    text: str
    goodwill: bool = False
    """Whether it tells what was given without charge: a gold star."""
    told: bool = False
    """It came with the news that began it: what the customer said, or the very words that we promised."""
    number: int = 0
    """Which answer it came with, by the generation that was answered: two may fall into one instant."""
    said: tuple[tuple[str, str], ...] = ()
    """What a form asked for beside the note, by the name of its field."""
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A reason not to be cheerful with somebody, and since when."""

    because: str
    since: dt.datetime


@dataclass(frozen=True, kw_only=True)
class PastContact:
    """When we last wrote to or phoned somebody, and in which manner."""

    at: dt.datetime
    channel: Channel
    message_class: MessageClass
    follow_up: str
    commitment: str = ""
    """What it was about: how a complaint finds the task that is out."""


@dataclass(frozen=True, kw_only=True)
class ContactPoint:
    """One email address or phone number, by a keyed hash of it.

    Consent, opt-out, holds and the last contacts live here, so that they hold across sources without merging people.
    """

    key: str
    opted_out_at: dt.datetime | None = None
    holds: tuple[Hold, ...] = ()
    contacts: tuple[PastContact, ...] = ()
    first_order: str | None = None
    calls: tuple[str, ...] = ()
    """The calls that are planned to this address, from every source: two reasons in one window are one call."""
    complaints: tuple[dt.datetime, ...] = ()
    """When complaints were opened: the second one in 90 days goes to the owner, one within 30 days is a comeback."""
    consented_at: dt.datetime | None = None
    """Since when letters that sell something are welcome here: without it there are none."""
    recovered_at: dt.datetime | None = None
    """When a complaint of hers was last put right by us: what it kept back until then is not made up for."""
    bounced_at: dt.datetime | None = None
    """Since when letters to this address come back: no more are sent to it."""
    customers: tuple[str, ...] = ()
    """Who has this address, as each source knows her; whoever came last stands last."""
    erased_at: dt.datetime | None = None
    """When everybody at this address was forgotten: what is older brings nobody back."""
    version: int = 0

    def known_to(self, customer: str) -> ContactPoint:
        """One more customer has this address; only the last few are remembered."""
        if customer in self.customers:
            return self
        return replace(self, customers=(*self.customers, customer)[-REMEMBERED_CUSTOMERS:])

    def holding(self, hold: Hold) -> ContactPoint:
        if any(existing.because == hold.because for existing in self.holds):
            return self
        return replace(self, holds=(*self.holds, hold))

    def letting_go(self, because: str) -> ContactPoint:
        return replace(self, holds=tuple(hold for hold in self.holds if hold.because != because))

    def recovered(self, *, at: dt.datetime) -> ContactPoint:
        """A complaint of hers has been put right by us, or answered as far as we can."""
        return replace(self, recovered_at=max(at, self.recovered_at or at))

    def complained(self, *, at: dt.datetime) -> ContactPoint:
        """One more complaint; only the last few are remembered, in the order in which she made them."""
        return replace(self, complaints=tuple(sorted({*self.complaints, at}))[-REMEMBERED_COMPLAINTS:])

    def not_complained(self, *, at: dt.datetime) -> ContactPoint:
        """As if that complaint had not been: we have learned that it was none."""
        return replace(self, complaints=tuple(made for made in self.complaints if made != at))

    def opted_out(self, *, at: dt.datetime) -> ContactPoint:
        return self if self.opted_out_at else replace(self, opted_out_at=at)

    def consenting(self, *, at: dt.datetime | None) -> ContactPoint:
        """She said yes to letters that sell something, or took it back."""
        return replace(self, consented_at=at)

    def contacted(self, contact: PastContact) -> ContactPoint:
        """One more contact; the last few are remembered, the promises by themselves.

        What we were only kind with is what the budget counts: many promises do not make us forget it.
        """
        contacts = (*self.contacts, contact)
        owed = [place for place, each in enumerate(contacts) if each.message_class is MessageClass.PROMISE]
        kind = [place for place, each in enumerate(contacts) if each.message_class is not MessageClass.PROMISE]
        kept = sorted((*owed[-REMEMBERED_CONTACTS:], *kind[-REMEMBERED_CONTACTS:]))
        return replace(self, contacts=tuple(contacts[place] for place in kept))

    def not_contacted(self, contact: PastContact) -> ContactPoint:
        """As if that contact had not been: once, for another one may be just like it."""
        if contact not in self.contacts:
            return self
        place = self.contacts.index(contact)
        return replace(self, contacts=(*self.contacts[:place], *self.contacts[place + 1 :]))

    def calling(self, call: str) -> ContactPoint:
        """One more call is planned to this address."""
        return replace(self, calls=tuple(dict.fromkeys((*self.calls, call)))[-REMEMBERED_CALLS:])

    def not_calling(self, *calls: str) -> ContactPoint:
        """These calls are over."""
        return replace(self, calls=tuple(call for call in self.calls if call not in calls))

    def heeding(self, older: ContactPoint) -> ContactPoint:
        """What she wished at her former address holds at this one too: she changed the address, not her mind.

        Nor did the calls that are planned: they are made to her all the same.
        """
        heeded = self if older.opted_out_at is None else self.opted_out(at=older.opted_out_at)
        for hold in older.holds:
            heeded = heeded.holding(hold)
        for call in older.calls:
            heeded = heeded.calling(call)
        return heeded

    def ordered(self, subject: SubjectRef) -> ContactPoint:
        """Remembers the first order of this address, so that `her first with us` has an answer."""
        return self if self.first_order else replace(self, first_order=str(subject))

    def not_ordered(self, subject: SubjectRef) -> ContactPoint:
        """This was no order of this address after all."""
        return replace(self, first_order=None) if self.first_order == str(subject) else self


def _is_news(told: Contact, correction: Correction) -> bool:
    return tells(told, correction.thing) and not is_same(told, correction.told, correction.thing)
