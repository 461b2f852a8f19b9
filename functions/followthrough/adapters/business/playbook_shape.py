"""playbook.toml: what an owner writes about who is called or written to, when, and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from followthrough.adapters.business.owners_words import (
    Age,
    Assumed,
    ConditionWords,
    DayHours,
    HowMuchEarlier,
    Kind,
    NewRule,
    OpenTime,
    RoleName,
    RuleName,
    Said,
    Shape,
    When,
    WorkingDays,
    Worth,
)
from followthrough.domain.due import Inside
from followthrough.domain.manners import listed
from followthrough.domain.playbook import FollowUp, Playbook, Tries
from followthrough.domain.words import Asks, Channel, MessageClass, Offer

FILE = "playbook.toml"


class TriesShape(Shape):
    """How often we try."""

    count: int = Field(ge=1, le=10, examples=[3])
    """How often."""
    over_days: int = Field(ge=1, le=30, examples=[2])
    """Over how many days."""
    then: str | None = None
    """The letter that closes it: a file of letters/. Without it nobody is written to as well."""

    def tries(self) -> Tries:
        return Tries(count=self.count, over_days=self.over_days, then_letter=self.then)


class FollowUpShape(Shape):
    """One `[[follow_up]]`."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["call"]}, {"required": ["letter", "signed"]}, {"required": ["task"]}],
        }
    )

    id: NewRule = Field(examples=["week-after"])
    """Its name: lower-case, and never changed once it has made something."""
    when: Kind = Field(examples=["repair.collected"])
    """The event that starts it."""
    call: RoleName | None = Field(None, examples=["adviser"])
    """The role that phones."""
    letter: str | None = Field(None, examples=["quote"])
    """The letter that goes out: a file of letters/."""
    task: RoleName | None = Field(None, examples=["workshop"])
    """The role that does something else."""
    signed: RoleName | None = Field(None, examples=["adviser"])
    """The role that signs the letter."""
    due: When = Field(examples=["1 week later"])
    """When, in words; a closed day moves to the next open one."""
    window: DayHours = Field((), examples=[["10:00-12:30", "13:30-17:00"]])
    """The hours in which we phone: the first one we tell her, the next is for a second try."""
    inside: HowMuchEarlier = Field(Inside(at_least=dt.timedelta(minutes=90)), examples=["90 open minutes"])
    """How much open time before the promised time we aim at."""
    ahead: OpenTime = Field(dt.timedelta(hours=1), examples=["1 open hour"])
    """How much open time before our own time the task goes out."""
    warn: OpenTime = Field(dt.timedelta(minutes=45), examples=["45 open minutes"])
    """How much open time before the promised time we ask whether it is at risk."""
    message_class: MessageClass = Field(alias="class", examples=["care"])
    """promise: she was told, and it counts. care: she was not. marketing: only with consent."""
    reason: Said = Field(examples=["a week after the repair"])
    """Why, as staff read it."""
    words: str = Field("", examples=["{who} will phone you {by}."])
    """What she is told, word for word; a time only as {by}, {day} or {window}."""
    script: str | None = Field(None, examples=["week-after"])
    """What to say on the phone: a file of scripts/."""
    receipt: str | None = Field(None, examples=["price-promised"])
    """Its own letter, which tells her of it: a file of letters/."""
    announced_by: RuleName | None = Field(None, examples=["fetched-thanks"])
    """The rule whose letter tells her of it."""
    care_if_untold: bool = False
    """Care, where that letter cannot reach her."""
    unless_asked_no: bool = False
    """Not for her who said, when she was asked, that she wants no call."""
    kept_by: tuple[Kind, ...] = Field((), examples=[["repair.quoted"]])
    """The events that keep it."""
    cancel_on: tuple[Kind, ...] = Field((), examples=[["repair.cancelled"]])
    """The events that end it."""
    hold_while: tuple[Literal["complaint open"], ...] = Field(("complaint open",), examples=[["complaint open"]])
    """What keeps it back; [] for nothing."""
    not_after: WorkingDays | None = Field(None, examples=["5 working days"])
    """So many working days after its time it has become too late to be kind."""
    only_if: tuple[ConditionWords, ...] = Field((), examples=[["first order"]])
    """The conditions that must all hold."""
    call_if_any: tuple[ConditionWords, ...] = Field((), examples=[["total at least 100 EUR"]])
    """The conditions of which one must hold, or it is no call but else_letter."""
    else_letter: str | None = Field(None, examples=["how-is-it"])
    """The letter that replaces a call which is not worth it, has no number, or finds no room."""
    tries: TriesShape | None = Field(None, examples=[{"count": 3, "over_days": 2, "then": "we-tried"}])
    """How often we try to reach her, and the letter that closes it."""
    offers: Offer = Field(Offer.FOLLOW_UP, examples=["quote"])
    """What her page lets her decide about it."""
    every: WorkingDays | None = Field(None, examples=["2 working days"])
    """A ritual: it comes again so many working days after she last heard from us."""
    yearly: bool = False
    """It comes again every year on the same day."""
    then_letter: str | None = Field(None, examples=["no-news"])
    """The letter that takes the sentence of a done task to her: a file of letters/."""
    rests_while_promised: bool = False
    """It rests while something else is promised to her for a time that lies ahead."""
    again_on: Kind | None = Field(None, examples=["complaint.reopened"])
    """The event that begins it anew."""
    asks: Asks | None = Field(None, examples=["listen"])
    """What its answer has to tell beside the outcome."""
    then_event: Kind | None = Field(None, examples=["complaint.remedied"])
    """What has happened when it is done: the next rung of a ladder."""
    tell_by_phone: bool = False
    """When it cannot be kept, a person tells her, never a letter."""
    also: tuple[RoleName, ...] = Field((), examples=[["counter"]])
    """The roles that share these calls on a day on which the first one's is full."""
    owner_if_any: tuple[ConditionWords, ...] = Field((), examples=[["reopened"]])
    """When the owner does it himself."""
    by_who_did: RuleName | None = Field(None, examples=["listen"])
    """Whoever did that rule for the same matter does this one too."""
    to_colleague: bool = False
    """Owed to a colleague: no customer hears of it."""
    role_from: str | None = Field(None, examples=["owner"])
    """The detail of the event that names who does it."""
    reads_back: bool = False
    """The words that were typed are the promise."""
    until: When | None = Field(None, examples=["2 working days later by 12:00"])
    """The end that its letter names, in the words of due."""
    tells: Literal["price", "date"] | None = Field(None, examples=["price"])
    """The letter goes out again when this has changed."""
    moved_by: tuple[Kind, ...] = Field((), examples=[["order.delayed"]])
    """The events that move it while nobody has begun with it."""
    alternatives: tuple[str, ...] = Field((), examples=[["a later time"]])
    """What we offer her instead when it cannot be kept."""
    done_means: Kind | None = Field(None, examples=["order.delayed"])
    """The event that has happened when somebody answers done with a new date."""
    untold: bool = False
    """She was not told of it: it counts for nobody, and is not let go all the same."""
    or_when: Assumed | None = Field(None, examples=["5 working days after order.shipped"])
    """What counts as that event where nobody tells of it; the real one takes its place while nobody has begun."""
    max_age: Age | None = Field(None, examples=["30 days"])
    """What happened longer ago makes nothing."""
    worth: Worth = Field(None, examples=["250 EUR"])
    """What a call is worth beside others where there is not room for all: an amount, or total."""
    off: bool = False
    """Written down, and makes nothing until you say so."""
    was: str | None = Field(None, examples=["week-after"])
    """The name under which it was published before: what is still owed goes on under the new one."""

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        named = [key for key in ("call", "letter", "task") if getattr(self, key) is not None]
        if not named:
            raise ValueError('says not what to do; write call = "adviser", for example, or a letter, or a task')
        if len(named) > 1:
            raise ValueError(
                f"{listed(named)} are {len(named)} things; keep one, and write a second rule for the other"
            )
        if self.letter is not None and self.signed is None:
            raise ValueError('a letter is signed by a person; write signed = "adviser", for example')
        return self

    def follow_up(self) -> FollowUp:
        return FollowUp(
            channel=Channel.CALL if self.call else Channel.EMAIL if self.letter else Channel.TASK,
            role=self.call or self.task or self.signed or "",
            windows=self.window,
            inside=self.inside.at_least,
            inside_part=self.inside.part,
            lead=self.ahead,
            warn_lead=self.warn,
            held_by_complaint="complaint open" in self.hold_while,
            drop_after_days=self.not_after,
            tries=self.tries.tries() if self.tries else None,
            boss_if_any=self.owner_if_any,
            moved_by=(*self.moved_by, *((self.when,) if self.or_when and self.when not in self.moved_by else ())),
            **{name: getattr(self, name) for name in ALIKE},
        )


ALIKE = {field.name for field in fields(FollowUp)} & FollowUpShape.model_fields.keys() - {"inside", "tries", "moved_by"}
"""What the owner calls as we do, and means as it is written."""


class PlaybookShape(Shape):
    """The whole file."""

    follow_up: tuple[FollowUpShape, ...]
    """The rules, each under a line [[follow_up]]."""

    def playbook(self) -> Playbook:
        announcing = {shape.announced_by for shape in self.follow_up}
        rules = (replace(shape.follow_up(), announces=shape.id in announcing) for shape in self.follow_up)
        return Playbook(follow_ups=tuple(rules))
