"""What the events of one subject make us owe: told one by one as they come, or once more when news came late.

An event that comes in its turn is simply added. One that comes late would have made another story of all that
followed it, so the story is told again in the order in which it happened, as it was known and as it is known now.
What the two make different is set right, as long as nobody has begun with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from followthrough.domain.business import Business
from followthrough.domain.commitment import NOT_SENT, Commitment
from followthrough.domain.copying import replace
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import CONSENT_CHANGED, Asked, Contact, Event
from followthrough.domain.planning import Situation, applies, commitment_id, plan, too_late
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.replanning import has_changed, replanned
from followthrough.domain.subject import Subject
from followthrough.domain.words import State, Step

NEWS_CAME_LATE = "news came late"
"""Why something is owed no more that we should not have owed, had we known in time."""

WITHDRAWN = "withdrawn"
"""How a history tells that this was never owed after all, and that nobody has heard of it."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What else decides what we owe her: the rules, and who she is as far as we know."""

    playbook: Playbook
    business: Business
    customer: str
    contact: Contact
    points: tuple[ContactPoint, ...]
    """What her addresses remember of her."""
    addresses: tuple[str, ...]
    """Where what is owed goes."""
    doers: Mapping[str, str] = field(default_factory=dict)
    worth: int = field(default=0, compare=False)
    """What it comes to in the smallest unit, for what happens without an amount of its own: no plan depends on it."""
    begins: bool = True
    """Whether it makes anything at all: what was under way before our start line does not."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """A subject and what is owed about it; `made_at` is when we first owed what is owed already."""

    subject: Subject
    owed: Mapping[str, Commitment] = field(default_factory=dict)
    made_at: Mapping[str, dt.datetime] = field(default_factory=dict)

    def going_on(self, event: Event, *, scene: Scene, now: dt.datetime) -> Story:
        """One event that its subject has taken in already: what it ends, moves and begins."""
        story = self.ended_by(event, scene=scene, now=now)
        if event.kind != CONSENT_CHANGED:
            story, event = story.heeding(event), replace(event, asked=self.subject.asked)
        if not scene.begins:
            return story
        for rule in scene.playbook.started_by(event.kind):
            story = story.beginning(rule, event, scene=scene, now=now)
        return story

    def heeding(self, event: Event) -> Story:
        """Whether we may be in touch about it is said of what is planned already as well, also of what only follows from it."""
        if event.asked is Asked.UNKNOWN:
            return self
        asked = self.subject.asked
        return replace(
            self,
            owed={
                key: replace(owed, asked=asked) if owed.takes_an_answer or owed.agenda else owed
                for key, owed in self.owed.items()
            },
        )

    def ended_by(self, event: Event, *, scene: Scene, now: dt.datetime) -> Story:
        """What it keeps, cancels or moves of what is open."""
        owed = dict(self.owed)
        for key, commitment in self.owed.items():
            rule = scene.playbook.find(commitment.follow_up)
            if rule is None:
                continue
            if commitment.is_open:
                owed[key] = _after(commitment, event, rule=rule, scene=scene, now=now)
            elif event.kind in rule.cancel_on and event.occurred_at >= commitment.caused_at:
                owed[key] = _without_its_letter(commitment, event, now=now)
        return replace(self, owed=owed)

    def beginning(self, rule: FollowUp, event: Event, *, scene: Scene, now: dt.datetime) -> Story:
        """What this rule begins because of it; nothing, if it has been begun or made pointless already."""
        situation = Situation(
            contact=scene.contact,
            points=scene.points,
            customer=scene.customer,
            occurrence=self._telling(rule, event),
            quoted=self.subject.quoted,
            total=self.subject.total_at(event),
            doers=scene.doers,
        )
        key = commitment_id(event.subject, rule.id, situation.occurrence)
        stands = self.owed.get(key)
        if key in self.subject.commitments and not (stands and is_withdrawn(stands)):
            return self
        first = self.made_at.get(key, now)
        if rule.is_too_old(event.occurred_at, now=first) or not applies(rule, event, situation=situation):
            return self
        ends = tuple(kind for kind in (*rule.cancel_on, *rule.kept_by) if kind != event.kind)
        if self.subject.overruled_by(event, ends):
            return self
        commitment = plan(rule, event, situation=situation, business=scene.business, now=first)
        if too_late(commitment, now=first):
            return self
        owed = dict(self._superseded(rule, event, now=now))
        planned = replace(commitment, points=scene.addresses, worth=commitment.worth or scene.worth)
        owed[key] = _in_place_of(stands, planned) if stands else planned
        return replace(self, owed=owed, subject=self.subject.owing(key))

    def _telling(self, rule: FollowUp, event: Event) -> str:
        """Which telling of the story this belongs to; a letter that tells a price or a date is owed anew for another one."""
        occurrence = self.subject.occurrence_of(event)
        told = self._told(rule, occurrence)
        if rule.tells is None or not told:
            return occurrence
        last = max(told, key=lambda owed: owed.caused_at)
        return f"{occurrence}/{len(told) + 1}" if has_changed(last, event, rule=rule) else last.occurrence

    def _told(self, rule: FollowUp, occurrence: str) -> list[Commitment]:
        mine = [owed for owed in self.owed.values() if owed.follow_up == rule.id and not is_withdrawn(owed)]
        return [owed for owed in mine if owed.occurrence.partition("/")[0] == occurrence]

    def _superseded(self, rule: FollowUp, event: Event, *, now: dt.datetime) -> Mapping[str, Commitment]:
        """An older letter of this kind that has not gone out yet would tell her what is true no more."""
        if rule.tells is None:
            return self.owed
        older = [owed for owed in self._told(rule, self.subject.occurrence_of(event)) if owed.is_open]
        return {**self.owed, **{owed.id: owed.released(at=now, because=event.kind) for owed in older}}


def told_in_order(
    subject: Subject, *, scene: Scene, now: dt.datetime, made_at: Mapping[str, dt.datetime] | None = None
) -> Mapping[str, Commitment]:
    """What would be owed, had every event come in its turn: whatever was not owed already is planned now."""
    story = Story(subject=Subject(ref=subject.ref, customer=subject.customer), made_at=made_at or {})
    for seen in subject.seen:
        event = seen.event(subject.ref)
        story = replace(story, subject=story.subject.took(event)).going_on(event, scene=scene, now=now)
    return story.owed


@dataclass(frozen=True, kw_only=True)
class Known:
    """A subject as it is known at one moment, and the scene then."""

    subject: Subject
    scene: Scene


def set_right(
    owed: Mapping[str, Commitment], *, before: Known, after: Known, news: Sequence[Event], now: dt.datetime
) -> Mapping[str, Commitment]:
    """What is owed, after news that came late: only what they make different differs, and only if it is untouched.

    Untouched is what still stands just as the story made it. What went out, was answered or was moved by somebody, or
    was planned by other rules, is no more than kept, cancelled or moved by the news itself, and stands for its event:
    nobody is written to or called twice about one.
    """
    if (before.subject.seen, before.scene) == (after.subject.seen, after.scene):
        return owed
    made_at = {key: commitment.made_at for key, commitment in owed.items()}
    was = told_in_order(before.subject, scene=before.scene, now=now, made_at=made_at)
    told = told_in_order(after.subject, scene=after.scene, now=now, made_at=made_at)
    untouched = {key for key, commitment in owed.items() if _is_untouched(commitment, was.get(key))}
    touched = {key: commitment for key, commitment in owed.items() if key not in untouched}
    begun = {(commitment.follow_up, commitment.caused_at) for commitment in touched.values()}
    right = {**owed, **_with_news(touched, news, scene=after.scene, now=now)}
    others = [key for key in dict.fromkeys((*told, *was)) if not _is_alike(was.get(key), told.get(key))]
    anew = told_in_order(after.subject, scene=after.scene, now=now) if others else {}
    for key in others:
        new = anew.get(key)
        if key in untouched:
            because = news[-1].kind if news else NEWS_CAME_LATE
            right[key] = _in_place_of(owed[key], new) if new else _withdrawn(owed[key], now=now, because=because)
        elif new is not None and key not in owed and key not in was and (new.follow_up, new.caused_at) not in begun:
            right[key] = new
    return right


def _with_news(
    owed: Mapping[str, Commitment], news: Sequence[Event], *, scene: Scene, now: dt.datetime
) -> Mapping[str, Commitment]:
    for event in news:
        about = Subject(ref=event.subject, customer=scene.customer)
        owed = Story(subject=about, owed=owed).ended_by(event, scene=scene, now=now).owed
    return owed


def is_withdrawn(commitment: Commitment) -> bool:
    """Whether it was never owed after all: it may yet be, by other news."""
    return bool(commitment.history) and commitment.history[-1].what == WITHDRAWN


def _withdrawn(commitment: Commitment, *, now: dt.datetime, because: str) -> Commitment:
    later = replace(commitment, generation=commitment.generation + 1)
    return later.ended(State.RELEASED, at=now, what=WITHDRAWN, because=because)


def _in_place_of(commitment: Commitment, new: Commitment) -> Commitment:
    """The plan that is right, under a new generation: wakes of the old one find themselves old."""
    planned = replace(
        new,
        generation=commitment.generation + 1,
        history=commitment.history,
        head=commitment.head,
        version=commitment.version,
    )
    for entry in new.history:
        planned = planned.noted(entry.what, at=entry.at, because=entry.because)
    return planned


def _is_untouched(commitment: Commitment, as_told: Commitment | None) -> bool:
    """Whether it stands as the story made it, or was withdrawn because the story did not make it after all."""
    return is_withdrawn(commitment) if as_told is None else _is_alike(commitment, as_told)


def _is_alike(one: Commitment | None, other: Commitment | None) -> bool:
    """Whether two are the same plan, however it came about."""
    if one is None or other is None:
        return one is other
    return _plan_of(one) == _plan_of(other)


def _plan_of(commitment: Commitment) -> Commitment:
    return replace(
        commitment,
        customer="",
        points=(),
        worth=0,
        made_at=commitment.caused_at,
        generation=0,
        history=(),
        head="",
        version=0,
    )


def _after(commitment: Commitment, event: Event, *, rule: FollowUp, scene: Scene, now: dt.datetime) -> Commitment:
    """What keeps or cancels must have come after its cause; the end of an order or repair counts in any order."""
    if event.is_terminal or event.occurred_at >= commitment.caused_at:
        if event.kind in rule.kept_by:
            return _kept_by(commitment, event, now=now)
        if event.kind in rule.cancel_on:
            return commitment.released(at=now, because=event.kind)
    if event.kind == rule.when and rule.unless_asked_no and event.asked is Asked.NO:
        return commitment.released(at=now, because=event.kind)
    if event.kind in rule.moved_by:
        contact, business = scene.contact, scene.business
        return replanned(commitment, event, rule=rule, contact=contact, business=business, now=now)
    return commitment


def _without_its_letter(commitment: Commitment, event: Event, *, now: dt.datetime) -> Commitment:
    """That we tried to reach her, or how far we are, is no news any more if what it was about is over.

    That something cannot be kept is told all the same; and a letter that is leaving leaves.
    """
    is_kept = commitment.state in (State.KEPT, State.KEPT_LATE)
    is_to_come = any(wake.step is Step.RECEIPT for wake in commitment.agenda)
    if not is_kept or not is_to_come or commitment.claim is not None:
        return commitment
    return commitment.did(Step.RECEIPT, at=now, because=f"{NOT_SENT}{event.kind}")


def _kept_by(commitment: Commitment, event: Event, *, now: dt.datetime) -> Commitment:
    late = commitment.promised_by is not None and event.occurred_at > commitment.promised_by
    state = State.KEPT_LATE if late else State.KEPT
    return replace(commitment, answer=None).ended(state, at=now, what=state, because=event.kind)
