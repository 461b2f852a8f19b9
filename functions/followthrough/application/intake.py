"""One subject on the table: what was read of it, and what an event turns it into. No writing happens here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from followthrough.application.ports import Record, Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Hold, Note
from followthrough.domain.event import Asked, Event
from followthrough.domain.guards import MADE_GOOD, kept_back_until
from followthrough.domain.ladder import COMEBACK, OPENED, comeback, doers, is_friendly, was_put_right
from followthrough.domain.moving import held
from followthrough.domain.one_voice import freed, is_riding
from followthrough.domain.planning import Situation, applies, commitment_id, plan, too_late
from followthrough.domain.playbook import FollowUp
from followthrough.domain.replanning import has_changed, replanned
from followthrough.domain.returned import reachable
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, State

OPENS_HOLD = frozenset({"complaint.opened", "complaint.reopened"})
ENDS_HOLD = frozenset({"complaint.resolved"})


CONSENT_CHANGED = "contact.consent_changed"
"""She said whether letters that sell something are welcome: of her, and of no order or repair."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What stood in the ledger when we read it: only what differs from it is written."""

    subject: Subject | None
    customer: Customer | None
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

    def take(self, event: Event) -> None:
        """One event: what it ends, what it holds, what it begins.

        What was under way before our start line begins nothing either; a complaint holds what is cheerful all the same.
        """
        self.subject = self.subject.took(self._as_comeback(event))
        event = self._with_her_word(event)
        self._star(event)
        self._end_what_it_ends(event)
        self._move_what_it_moves(event)
        self._hold_or_let_go(event)
        if not self.subject.began_before(self.rules.facts.live_from):
            for rule in self.rules.playbook.started_by(event.kind):
                self._begin(rule, event)
        self._set_riders_free(event)
        if event.kind == CONSENT_CHANGED:
            since = event.occurred_at if event.asked is Asked.YES else None
            self.points = {key: point.consenting(at=since) for key, point in self.points.items()}
        if event.kind == "order.placed":
            self.points = {key: point.ordered(event.subject) for key, point in self.points.items()}

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

    def _with_her_word(self, event: Event) -> Event:
        """Whether we may be in touch about this: what she said last counts, also for what is planned already."""
        if event.kind == CONSENT_CHANGED:
            return event
        self.subject = self.subject.asked_about(event)
        asked = self.subject.asked
        if event.asked is not Asked.UNKNOWN:
            self.commitments = {
                key: replace(owed, asked=asked) if owed.is_open else owed for key, owed in self.commitments.items()
            }
        return replace(event, asked=asked)

    def _end_what_it_ends(self, event: Event) -> None:
        for commitment in [owed for owed in self.commitments.values() if owed.is_open]:
            rule = self.rules.playbook.find(commitment.follow_up)
            if rule is None or not _is_later(event, commitment):
                continue
            if event.kind in rule.kept_by:
                self._put_away(_kept_by(commitment, event, now=self.now))
            elif event.kind in rule.cancel_on:
                self._put_away(commitment.released(at=self.now, because=event.kind))

    def _move_what_it_moves(self, event: Event) -> None:
        for commitment in [owed for owed in self.commitments.values() if owed.is_open]:
            rule = self.rules.playbook.find(commitment.follow_up)
            if rule is not None and event.kind in rule.moved_by:
                moved = replanned(commitment, event, rule=rule, business=self.rules.business, now=self.now)
                self.commitments[commitment.id] = moved

    def _put_away(self, commitment: Commitment) -> None:
        self.commitments[commitment.id] = commitment
        self.points = {key: point.not_calling(commitment.id) for key, point in self.points.items()}
        self.ended.append(commitment.id)

    def _hold_or_let_go(self, event: Event) -> None:
        """A complaint holds what is cheerful on every contact point of hers, until it is resolved."""
        because = f"complaint {event.subject}"
        if event.kind in OPENS_HOLD and not self.subject.overruled_by(event, tuple(ENDS_HOLD)):
            hold = Hold(because=because, since=event.occurred_at)
            self.points = {key: point.holding(hold) for key, point in self.points.items()}
            self.out = {key: self._called_back(owed) for key, owed in self.out.items()}
        if event.kind == OPENED:
            self.points = {key: point.complained(at=event.occurred_at) for key, point in self.points.items()}
        if event.kind in ENDS_HOLD and not self._reopened_after(event):
            self._let_go(event, because)

    def _let_go(self, event: Event, because: str) -> None:
        """The hold ends; what it kept back is not made up for if it was us who put it right."""
        self.points = {key: point.letting_go(because) for key, point in self.points.items()}
        rules = {rule.id: rule for rule in self.rules.playbook.follow_ups}
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

    def _star(self, event: Event) -> None:
        """What a source tells was given without charge: stars on the subject, the words beside the customer."""
        lines = self.subject.news_of(event.goodwill)
        if not lines:
            return
        self.subject = self.subject.was_given(lines, at=event.occurred_at)
        given = Note(
            customer=self.customer.key,
            commitment=str(event.subject),
            at=event.occurred_at,
            by=event.subject.source,
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

    def _set_riders_free(self, event: Event) -> None:
        """The call that something was to be made with has gone: it is a call of its own again."""
        leads = {**self.out, **self.commitments}
        for known in (self.commitments, self.out, self.riders):
            for rider in [owed for owed in known.values() if owed.is_open and is_riding(owed)]:
                rule, lead = self.rules.playbook.find(rider.follow_up), leads.get(rider.rides_with)
                if rule is None or lead is None or not self._has_gone(lead):
                    continue
                business = self.rules.business
                known[rider.id] = freed(
                    rider, rule=rule, business=business, now=self.now, not_before=self.now, because=event.kind
                )

    def _reopened_after(self, event: Event) -> bool:
        """Whether this end was overtaken: news of it came later than news of what happened after it."""
        return any(seen.kind in OPENS_HOLD and seen.at > event.occurred_at for seen in self.subject.seen)

    def _begin(self, rule: FollowUp, event: Event) -> None:
        situation = Situation(
            contact=reachable(self.customer.contact, self.points.values()),
            points=(*self.points.values(), *self.beside.values()),
            customer=self.customer.key,
            occurrence=self._telling(rule, event),
            quoted=self.subject.quoted,
            doers=doers(self.commitments.values()),
        )
        key = commitment_id(event.subject, rule.id, situation.occurrence)
        if key in self.subject.commitments or not applies(rule, event, situation=situation):
            return
        ends = tuple(kind for kind in (*rule.cancel_on, *rule.kept_by) if kind != event.kind)
        if self.subject.overruled_by(event, ends):
            return
        commitment = plan(rule, event, situation=situation, business=self.rules.business, now=self.now)
        if too_late(commitment, now=self.now):
            return
        self._supersede(rule, event)
        if commitment.channel is Channel.CALL:
            self.points = {name: point.calling(key) for name, point in self.points.items()}
        worth = commitment.worth or self._worth
        self.commitments[key] = replace(commitment, points=self.customer.points, worth=worth)
        self.subject = replace(self.subject, commitments=(*self.subject.commitments, key))
        self.made.append(key)
        self._write_down(key, event)

    def _has_gone(self, lead: Commitment) -> bool:
        """Whether a call is not made any more, or not now, because of what was taken in just now."""
        known = self.before.commitments.get(lead.id) or self.before.out.get(lead.id)
        if known is None or lead == known:
            return False
        return lead.held or not lead.takes_an_answer or lead.slot != known.slot

    @property
    def _worth(self) -> int:
        """What the order or repair comes to, also if the event itself does not say so."""
        return self.subject.total.minor if self.subject.total else 0

    def _telling(self, rule: FollowUp, event: Event) -> str:
        """Which telling of the story this belongs to; a letter that tells a price or a date is owed anew for another one."""
        occurrence = self.subject.occurrence_of(event)
        told = self._told(rule, occurrence)
        if rule.tells is None or not told:
            return occurrence
        last = max(told, key=lambda owed: owed.caused_at)
        return f"{occurrence}/{len(told) + 1}" if has_changed(last, event, rule=rule) else last.occurrence

    def _told(self, rule: FollowUp, occurrence: str) -> list[Commitment]:
        mine = [owed for owed in self.commitments.values() if owed.follow_up == rule.id]
        return [owed for owed in mine if owed.occurrence.partition("/")[0] == occurrence]

    def _supersede(self, rule: FollowUp, event: Event) -> None:
        """An older letter of this kind that has not gone out yet would tell her what is true no more."""
        if rule.tells is None:
            return
        for owed in self._told(rule, self.subject.occurrence_of(event)):
            self.commitments[owed.id] = owed.released(at=self.now, because=event.kind) if owed.is_open else owed

    def _write_down(self, commitment: str, event: Event) -> None:
        """Her own words, or ours to her, go beside her, once, where they can be erased with her."""
        if not event.note or any(not note.goodwill for note in self.notes):
            return
        ours = event.subject.type == "promise"
        by = self.commitments[commitment].owner if ours else "customer"
        note = Note(customer=self.customer.key, commitment=commitment, at=self.now, by=by, text=event.note, told=True)
        self.notes.append(note)


def _is_later(event: Event, commitment: Commitment) -> bool:
    """What keeps or cancels must have come after its cause; the end of an order or repair counts in any order."""
    return event.is_terminal or event.occurred_at >= commitment.caused_at


def _kept_by(commitment: Commitment, event: Event, *, now: dt.datetime) -> Commitment:
    late = commitment.promised_by is not None and event.occurred_at > commitment.promised_by
    state = State.KEPT_LATE if late else State.KEPT
    return replace(commitment, answer=None).ended(state, at=now, what=state, because=event.kind)
