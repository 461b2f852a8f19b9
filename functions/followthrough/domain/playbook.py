"""The rules: which event makes which follow-ups, when, by whom, in which words, and what cancels or holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from followthrough.domain.due import Due, OrWhen
from followthrough.domain.errors import InvalidBusiness
from followthrough.domain.event import Money
from followthrough.domain.opening import Span
from followthrough.domain.words import Asks, Channel, MessageClass, Offer


@dataclass(frozen=True, kw_only=True)
class FirstOrder:
    """Her first order with us, by every contact point we know of her."""


@dataclass(frozen=True, kw_only=True)
class TotalAtLeast:
    """The order is worth this much or more, in this currency."""

    money: Money


@dataclass(frozen=True, kw_only=True)
class ComplainedBefore:
    """An earlier complaint of hers lies no more days back than this."""

    days: int


@dataclass(frozen=True, kw_only=True)
class AsQuoted:
    """The bill is what the quote said, or nobody told us a quote."""


@dataclass(frozen=True, kw_only=True)
class NotAsQuoted:
    """The bill is another one than the quote said."""


@dataclass(frozen=True, kw_only=True)
class DetailIs:
    """What we were told about it has this word under this name; or it has not."""

    name: str
    word: str
    is_so: bool = True


@dataclass(frozen=True, kw_only=True)
class AmountKnown:
    """Whoever told us of it told us an amount too."""


@dataclass(frozen=True, kw_only=True)
class AmountUnknown:
    """Nobody told us an amount."""


@dataclass(frozen=True, kw_only=True)
class Reopened:
    """It was over, and has begun anew."""


Condition = (
    FirstOrder
    | TotalAtLeast
    | ComplainedBefore
    | AsQuoted
    | NotAsQuoted
    | DetailIs
    | AmountKnown
    | AmountUnknown
    | Reopened
)


@dataclass(frozen=True, kw_only=True)
class Tries:
    """How often we try to reach her by phone, over how many days, and which letter closes it."""

    count: int
    over_days: int
    then_letter: str | None
    """None: nobody who did not answer is written to as well."""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One rule of the playbook.

    `inside` is how much open time before the promised time we aim at,
    `lead` how much open time before that the task goes out (a follow-up with a window sends it when the window opens),
    `warn_lead` how much open time before the promised time we ask whether it can still be kept.
    """

    id: str
    when: str
    channel: Channel
    role: str
    due: Due
    message_class: MessageClass
    reason: str
    """Why we call or write, as staff read it: `a week after her repair`."""
    words: str = ""
    windows: tuple[Span, ...] = ()
    inside: dt.timedelta = dt.timedelta(minutes=90)
    inside_part: int | None = None
    """We aim earlier by one part in so many of the open time there is, if that is more than `inside`."""
    lead: dt.timedelta = dt.timedelta(hours=1)
    warn_lead: dt.timedelta = dt.timedelta(minutes=45)
    letter: str | None = None
    script: str | None = None
    receipt: str | None = None
    announced_by: str | None = None
    """The follow-up whose letter tells her that this one will come."""
    announces: bool = False
    """Its letter only tells her of another follow-up: without an address there is nothing to tell and nothing lost."""
    care_if_untold: bool = False
    """A promise only if that letter can reach her: what she was never told cannot be broken."""
    kept_by: tuple[str, ...] = ()
    cancel_on: tuple[str, ...] = ()
    held_by_complaint: bool = True
    drop_after_days: int | None = None
    """Working days after `due` at which it is dropped instead of done."""
    only_if: tuple[Condition, ...] = ()
    call_if_any: tuple[Condition, ...] = ()
    else_letter: str | None = None
    """The letter that takes the place of a call which `call_if_any` or a bad number rules out."""
    unless_asked_no: bool = False
    """Nobody who said `please do not ask` is asked."""
    tries: Tries | None = None
    offers: Offer = Offer.FOLLOW_UP
    """What her page lets her decide."""
    every: int | None = None
    """A ritual: so many working days after she last heard from us it comes again, until an event ends it."""
    yearly: bool = False
    """It comes again every year on the same civil day, whatever became of it the last time, until an event ends it."""
    then_letter: str | None = None
    """The letter that takes the sentence of a done task to her."""
    rests_while_promised: bool = False
    """This ritual rests while she has been promised something about the same matter for a time that lies ahead."""
    again_on: str | None = None
    """The event that begins it anew, as another occurrence: the same story is told a second time."""
    asks: Asks | None = None
    """What its answer has to tell beside the outcome."""
    then_event: str | None = None
    """What has happened to its subject when it is done: the next rung of the ladder."""
    tell_by_phone: bool = False
    """When it cannot be kept she hears that from a person, never by letter."""
    also: tuple[str, ...] = ()
    """The roles that share these calls on a day on which the first one's is full."""
    boss_if_any: tuple[Condition, ...] = ()
    """When the owner does this himself."""
    by_who_did: str | None = None
    """Whoever did this follow-up of the same subject does this one too."""
    to_colleague: bool = False
    """Owed to a colleague: no customer hears of it."""
    role_from: str | None = None
    """The detail of the event that names whose promise it is; `role` has it if that names nobody here."""
    reads_back: bool = False
    """The words that were typed are the promise: letter and task quote them from the note."""
    until: Due | None = None
    """The end that its letter names: how long an offer holds, by when money arrives."""
    tells: Literal["price", "date"] | None = None
    """What its letter tells; it is told again, once, when that has changed."""
    moved_by: tuple[str, ...] = ()
    """The events that move it while nobody has begun with it."""
    alternatives: tuple[str, ...] = ()
    """What we offer her instead when it cannot be kept."""
    done_means: str | None = None
    """What happened when staff answer `done` with a new date: an event of our own, which tells her."""
    untold: bool = False
    """She was not told of it, so it counts for nobody; but it is asked again, and the owner hears if nobody does it."""
    off: bool = False
    """Written down, and makes nothing until the owner says so."""
    or_when: OrWhen | None = None
    """What counts as `when` where nobody tells of it; the real event takes its place while nobody has begun."""
    max_age: dt.timedelta | None = None
    """What happened longer ago than this, when we first hear of it, makes nothing any more."""
    worth: Money | None = None
    """What it is worth to us beside other calls; none means what the order or the repair comes to."""
    was: str | None = None
    """The name under which it was published before."""
    called: str = ""
    """What the owner calls it today, if `id` is the first name it ever had: that one is in the ledger and stays."""

    @property
    def name(self) -> str:
        """What people read."""
        return self.called or self.id

    @property
    def letters(self) -> dict[str, str]:
        """Every letter that it may send, by the key that names it."""
        last = self.tries.then_letter if self.tries else None
        named = {
            "letter": self.letter,
            "receipt": self.receipt,
            "else_letter": self.else_letter,
            "then_letter": self.then_letter,
            "tries.then": last,
        }
        return {key: name for key, name in named.items() if name}

    @property
    def may_be_care(self) -> bool:
        """Whether it can be something that she was not told: then it has to be dropped some day."""
        return self.message_class is not MessageClass.PROMISE or self.care_if_untold

    def is_too_old(self, occurred_at: dt.datetime, *, now: dt.datetime) -> bool:
        """Whether this happened too long ago to begin with it now."""
        return self.max_age is not None and now - occurred_at > self.max_age


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What the firm means where a rule does not say.

    What she was told is neither dropped nor too old unless its own rule says so.
    """

    drop_after_days: int | None = None
    max_age: dt.timedelta | None = None
    tries: Tries | None = None

    def given_to(self, rule: FollowUp) -> FollowUp:
        """The rule, complete."""
        calls = rule.channel is Channel.CALL
        return replace(
            rule,
            drop_after_days=rule.drop_after_days or (self.drop_after_days if rule.may_be_care else None),
            max_age=rule.max_age or (self.max_age if rule.may_be_care else None),
            tries=rule.tries or (self.tries if calls else None),
        )


@dataclass(frozen=True, kw_only=True)
class Playbook:
    """Every rule the shop follows up by."""

    follow_ups: tuple[FollowUp, ...]
    retired: tuple[FollowUp, ...] = ()
    """Rules that the owner has taken out: they make nothing any more, and what they made runs on by them."""

    @property
    def known(self) -> tuple[FollowUp, ...]:
        """Every rule that a commitment may have come from."""
        return (*self.follow_ups, *self.retired)

    def find(self, name: str) -> FollowUp | None:
        """The rule of this name, its first one or today's; none, if there never was one or it is long gone."""
        return self._by_name.get(name)

    def by_id(self, name: str) -> FollowUp:
        rule = self.find(name)
        if rule is None:
            raise InvalidBusiness(f'There is no follow-up "{name}" in the playbook.')
        return rule

    def started_by(self, kind: str) -> tuple[FollowUp, ...]:
        begun = (rule for rule in self.follow_ups if not rule.off)
        return tuple(rule for rule in begun if kind in (rule.when, rule.again_on, rule.or_when and rule.or_when.kind))

    @cached_property
    def _by_name(self) -> Mapping[str, FollowUp]:
        """Every rule by both of its names; where two share one, the first that is written has it."""
        known = reversed(self.known)
        return {name: rule for rule in known for name in (rule.name, rule.id)}

    def completed(self, defaults: Defaults) -> Playbook:
        """The same rules, with what the firm means where they do not say."""
        return replace(self, follow_ups=tuple(defaults.given_to(rule) for rule in self.follow_ups))

    def is_internal(self, name: str) -> bool:
        """Whether this follow-up is owed to a colleague: no figure about customers counts it."""
        rule = self.find(name)
        return rule is not None and rule.to_colleague

    def announced_in(self, letter_rule: str) -> FollowUp | None:
        """The follow-up whose coming the letters of this rule tell her of."""
        return next((rule for rule in self.known if rule.announced_by == letter_rule), None)

    def under_first_names(self, names: Mapping[str, str]) -> Playbook:
        """The same rules under the names they first had, which is what the ledger knows them by.

        `names` tells the first name of each that has another one today; the rules speak of each other by these too.
        """
        return replace(self, follow_ups=tuple(_under_first_name(rule, names) for rule in self.follow_ups))


def _under_first_name(rule: FollowUp, names: Mapping[str, str]) -> FollowUp:
    return replace(
        rule,
        id=names.get(rule.id, rule.id),
        called=rule.id if rule.id in names else "",
        announced_by=names.get(rule.announced_by or "", rule.announced_by),
        by_who_did=names.get(rule.by_who_did or "", rule.by_who_did),
    )
