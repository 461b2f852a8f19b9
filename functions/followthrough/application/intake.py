"""One subject on the table: what was read of it, and what an event turns it into. No writing happens here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from followthrough.application.ports import Record, Rules, Told
from followthrough.domain.commitment import Commitment
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint, Customer, Hold, Note
from followthrough.domain.event import CONSENT_CHANGED, Asked, Contact, Event
from followthrough.domain.guards import MADE_GOOD, kept_back_until
from followthrough.domain.ladder import (
    COMEBACK,
    OPENED,
    REOPENED,
    RESOLVED,
    comeback,
    complains_since,
    doers,
    is_friendly,
    was_put_right,
)
from followthrough.domain.moving import held
from followthrough.domain.one_voice import freed, is_riding
from followthrough.domain.returned import reachable
from followthrough.domain.seen import Seen
from followthrough.domain.story import NEWS_CAME_LATE, Known, Scene, Story, is_withdrawn, set_right
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel

OPENS_HOLD = frozenset({OPENED, REOPENED})
PLACED = "order.placed"


@dataclass(frozen=True, kw_only=True)
class Before:
    """What stood in the ledger when we read it: only what differs from it is written."""

    subject: Subject | None
    customer: Customer | None
    contact: Contact
    """Whom the subject was about until now, by whatever key."""
    reached: tuple[ContactPoint, ...]
    """Where that customer was reached."""
    points: dict[str, ContactPoint]
    commitments: dict[str, Commitment]
    out: dict[str, Commitment]
    """Calls about other matters, and what is owed about the same job: a complaint keeps them back."""
    riders: dict[str, Commitment]
    """Calls about other matters that are to be made with one of these."""
    elsewhere: dict[str, Commitment] = field(default_factory=dict)
    """What else is owed to her, where her addresses are others now."""


@dataclass(kw_only=True)
class Intake:
    """A subject with its customer, her contact points and its commitments, while events are being taken in."""

    rules: Rules
    now: dt.datetime
    before: Before
    subject: Subject
    customer: Customer
    points: dict[str, ContactPoint]
    commitments: dict[str, Commitment]
    out: dict[str, Commitment]
    riders: dict[str, Commitment]
    erased_at: dt.datetime | None = None
    """When whom it is about was forgotten, if ever."""
    beside: dict[str, ContactPoint] = field(default_factory=dict)
    """The addresses of those who are the same person, by a person's word: looked at, never written or used."""
    elsewhere: dict[str, Commitment] = field(default_factory=dict)
    job: Subject | None = None
    """The job that a complaint is about."""
    notes: list[Note] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def learn(self, told: Told) -> None:
        """What a delivery says beside its events, and what it says did not happen."""
        known = self.subject
        self.subject = known.without(told.gone).begun(told.began_at).with_line(told.line)
        if told.told_at is not None:
            self.subject = self.subject.told(told.details, at=told.told_at).worth(told.total, at=told.told_at)
            self._star(told.goodwill, at=told.told_at)
        self._forget(known)

    def take(self, told: Iterable[Event]) -> None:
        """The events of one delivery: what they end, what they hold, what they begin; or change, if they come late.

        What was under way before our start line begins nothing either; a complaint holds what is cheerful all the same.
        """
        events = sorted((self._as_comeback(event) for event in told), key=lambda event: Seen.of(event).place)
        before = self._known_before
        if self._come_in_turn(events, before=before):
            for event in events:
                self._hear(event)
                self._go_on(event)
        else:
            for event in events:
                self._hear(event)
            self._set_right(events, before=before)
        self._remember()

    def _come_in_turn(self, events: Iterable[Event], *, before: Known) -> bool:
        """Whether nothing that we have planned would have been planned otherwise, had we known this before."""
        known = self.subject
        if before.subject.seen != known.seen or before.scene != self._scene:
            return not before.subject.seen
        for event in events:
            if not known.is_the_newest(event):
                return False
            known = known.took(event)
        return self._begins(known) is before.scene.begins

    def _hear(self, event: Event) -> None:
        """That it has happened, and what follows from that for her addresses, if not for what we owe her."""
        before, self.subject = self.subject, self.subject.took(event)
        self._star(event.goodwill, at=event.occurred_at)
        self._hold_or_let_go(event, before=before)
        if event.kind == CONSENT_CHANGED:
            self.points = {key: point.consenting(at=self._consents_since) for key, point in self.points.items()}

    def _remember(self) -> None:
        """What each address of hers is to know of this subject, also one that we have only just heard of."""
        since = complains_since(self.subject)
        if since is not None:
            hold = Hold(because=self._because, since=since)
            self.points = {key: point.holding(hold) for key, point in self.points.items()}
        for seen in self.subject.seen:
            if seen.kind == OPENED:
                self.points = {key: point.complained(at=seen.at) for key, point in self.points.items()}
            if seen.kind == PLACED:
                self.points = {key: point.ordered(self.subject.ref) for key, point in self.points.items()}
        for key, owed in self.commitments.items():
            if owed.is_open and owed.channel is Channel.CALL:
                self.points = {name: point.calling(key) for name, point in self.points.items()}

    def _forget(self, known: Subject) -> None:
        """What no address of hers should have been told of this subject, as it was known until now."""
        gone = [seen for seen in known.seen if seen not in self.subject.seen]
        if complains_since(known) and not complains_since(self.subject):
            self.points = {key: point.letting_go(self._because) for key, point in self.points.items()}
        for seen in gone:
            if seen.kind == OPENED:
                self.points = {key: point.not_complained(at=seen.at) for key, point in self.points.items()}
            if seen.kind == PLACED:
                self.points = {key: point.not_ordered(self.subject.ref) for key, point in self.points.items()}

    @property
    def _known_before(self) -> Known:
        """How the subject was known when it was read."""
        subject = self.before.subject or Subject(ref=self.subject.ref, customer=self.subject.customer)
        scene = self._scene_of(subject, self.before.contact, points=self.before.reached)
        return Known(subject=subject, scene=scene)

    @property
    def _scene(self) -> Scene:
        return self._scene_of(self.subject, self.customer.contact, points=tuple(self.points.values()))

    def _scene_of(self, subject: Subject, contact: Contact, *, points: tuple[ContactPoint, ...]) -> Scene:
        return Scene(
            playbook=self.rules.playbook,
            business=self.rules.business,
            customer=self.customer.key,
            contact=reachable(contact, points),
            points=(*points, *self.beside.values()),
            addresses=self.customer.points,
            doers=doers(self.commitments.values()),
            worth=self.subject.total.minor if self.subject.total else 0,
            begins=self._begins(subject),
        )

    def _begins(self, subject: Subject) -> bool:
        """Whether anything is begun for this at all: not for what was under way before our start line."""
        return not subject.began_before(self.rules.facts.live_from)

    def _go_on(self, event: Event) -> None:
        """It comes in its turn."""
        story = Story(subject=self.subject, owed=self.commitments).going_on(event, scene=self._scene, now=self.now)
        self._owe(story.owed, (event,))
        self._set_riders_free(event.kind)

    def _set_right(self, events: Sequence[Event], *, before: Known) -> None:
        """They come late: what is owed becomes what it would be, had we known in time."""
        after = Known(subject=self.subject, scene=self._scene)
        self._owe(set_right(self.commitments, before=before, after=after, news=events, now=self.now), events)
        self._set_riders_free(events[-1].kind if events else NEWS_CAME_LATE)

    def _owe(self, owed: Mapping[str, Commitment], events: Iterable[Event]) -> None:
        """From now on this is what is owed about it."""
        for key, commitment in owed.items():
            before = self.commitments.get(key)
            if before == commitment:
                continue
            self.commitments[key] = commitment
            if before is None or before.caused_at != commitment.caused_at:
                self._write_down(commitment, events)
            rings = commitment.is_open and commitment.channel is Channel.CALL
            for name, point in self.points.items():
                self.points[name] = point.calling(key) if rings else point.not_calling(key)
            if before is None or is_withdrawn(before):
                self.subject = self.subject.owing(key)
                self.made.append(key)
            elif before.is_open and not commitment.is_open:
                self.ended.append(key)

    @property
    def _consents_since(self) -> dt.datetime | None:
        """Since when she agrees to letters that sell, by her last word of it."""
        words = [seen for seen in self.subject.seen if seen.kind == CONSENT_CHANGED]
        return words[-1].at if words and words[-1].asked is Asked.YES else None

    @property
    def knows_her_better(self) -> bool:
        """Whether a delivery about something known told us something about the customer, if nothing else."""
        return self.before.subject is not None and self.customer != self.before.customer

    def changes(self) -> list[Record]:
        """Everything that is not as it was read."""
        changed: list[Record] = []
        if self.subject != self.before.subject:
            changed.append(self.subject)
        if self.customer != self.before.customer:
            changed.append(self.customer)
        changed += [point for key, point in self.points.items() if point != self.before.points.get(key)]
        changed += [owed for key, owed in self.commitments.items() if owed != self.before.commitments.get(key)]
        changed += [owed for key, owed in self.out.items() if owed != self.before.out.get(key)]
        changed += [owed for key, owed in self.riders.items() if owed != self.before.riders.get(key)]
        changed += [owed for key, owed in self.elsewhere.items() if owed != self.before.elsewhere.get(key)]
        return [*changed, *self.notes]

    @property
    def _because(self) -> str:
        """Why her addresses are held, while this complaint stands."""
        return f"complaint {self.subject.ref}"

    def _hold_or_let_go(self, event: Event, *, before: Subject) -> None:
        """A complaint holds what is cheerful on every contact point of hers, until it is resolved."""
        was, stands = complains_since(before), complains_since(self.subject)
        is_news = before.is_the_newest(event)
        if stands is not None and was != stands:
            hold = Hold(because=self._because, since=stands)
            self.points = {key: point.letting_go(hold.because).holding(hold) for key, point in self.points.items()}
        if event.kind in OPENS_HOLD and stands is not None and (was is None or is_news):
            self.out = {key: self._called_back(owed) for key, owed in self.out.items()}
        if event.kind == OPENED:
            self.points = {key: point.complained(at=event.occurred_at) for key, point in self.points.items()}
        if event.kind == RESOLVED and stands is None and (was is not None or is_news):
            self._let_go(event)

    def _let_go(self, event: Event) -> None:
        """The hold ends; what it kept back is not made up for if it was us who put it right."""
        self.points = {key: point.letting_go(self._because) for key, point in self.points.items()}
        rules = {rule.id: rule for rule in self.rules.playbook.known}
        if not was_put_right(tuple(self.commitments.values()), rules, kind=event.kind):
            return
        self.points = {key: point.recovered(at=self.now) for key, point in self.points.items()}
        if any(point.holds for point in self.points.values()):
            return
        self.out = {key: self._dropped(owed) for key, owed in self.out.items()}

    def _dropped(self, owed: Commitment) -> Commitment:
        """Friendly contacts that were kept back, or that are still to come about the very job that was put right."""
        rule = self.rules.playbook.find(owed.follow_up)
        is_echo = rule is not None and is_friendly(owed, rule) and owed.subject == self.subject.parent
        echoes = owed.is_open and (is_echo or kept_back_until(self.now, owed))
        return owed.released(at=self.now, because=MADE_GOOD) if echoes else owed

    def _as_comeback(self, event: Event) -> Event:
        """A complaint soon after the job was handed over is marked as one, so that it can be counted."""
        after = comeback(event, self.job)
        return replace(event, details=(*event.details, (COMEBACK, after))) if after else event

    def _star(self, goodwill: Iterable[str], *, at: dt.datetime) -> None:
        """What a source tells was given without charge: stars on the subject, the words beside the customer."""
        lines = self.subject.news_of(goodwill)
        if not lines:
            return
        self.subject = self.subject.was_given(lines, at=at)
        subject = self.subject.ref
        given = Note(
            customer=self.customer.key,
            commitment=str(subject),
            at=at,
            by=subject.source,
            text="\n".join(lines),
            goodwill=True,
        )
        self.notes.append(given)

    def _called_back(self, owed: Commitment) -> Commitment:
        """A cheerful call that somebody is about to make, alone or with another: not now, and he is told so."""
        rule = self.rules.playbook.find(owed.follow_up)
        is_near = owed.task_is_out or owed.claim or is_riding(owed)
        if rule is None or not rule.held_by_complaint or not owed.is_open or not is_near:
            return owed
        business = self.rules.business
        return held(owed, rule=rule, business=business, now=self.now, because="complaint open").calling_back(
            at=self.now
        )

    def _set_riders_free(self, because: str) -> None:
        """The call that something was to be made with has gone: it is a call of its own again."""
        leads = {**self.out, **self.commitments}
        for known in (self.commitments, self.out, self.riders):
            for rider in [owed for owed in known.values() if owed.is_open and is_riding(owed)]:
                rule, lead = self.rules.playbook.find(rider.follow_up), leads.get(rider.rides_with)
                if rule is None or lead is None or not self._has_gone(lead):
                    continue
                business = self.rules.business
                known[rider.id] = freed(
                    rider, rule=rule, business=business, now=self.now, not_before=self.now, because=because
                )

    def _has_gone(self, lead: Commitment) -> bool:
        """Whether a call is not made any more, or not now, because of what was taken in just now."""
        known = self.before.commitments.get(lead.id) or self.before.out.get(lead.id)
        if known is None or lead == known:
            return False
        return lead.held or not lead.takes_an_answer or lead.slot != known.slot

    def _write_down(self, commitment: Commitment, events: Iterable[Event]) -> None:
        """Her own words, or ours to her, go beside her, once, where they can be erased with her."""
        event = next((event for event in events if event.note and event.occurred_at == commitment.caused_at), None)
        if event is None or not event.note or any(not note.goodwill for note in self.notes):
            return
        ours = event.subject.type == "promise"
        by = commitment.owner if ours else "customer"
        note = Note(
            customer=self.customer.key, commitment=commitment.id, at=self.now, by=by, text=event.note, told=True
        )
        self.notes.append(note)
