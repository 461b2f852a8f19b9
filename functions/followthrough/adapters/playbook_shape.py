"""playbook.toml: what an owner writes about who is called or written to, when, and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Literal, Self

from pydantic import Field, model_validator

from followthrough.adapters.owners_words import (
    ConditionWords,
    Hours,
    HowMuchEarlier,
    Kind,
    OpenTime,
    RoleName,
    RuleName,
    Shape,
    When,
    WorkingDays,
)
from followthrough.domain.due import Inside
from followthrough.domain.playbook import FollowUp, Playbook, Tries
from followthrough.domain.words import Asks, Channel, MessageClass, Offer

FILE = "playbook.toml"


class TriesShape(Shape):
    """How often we try."""

    count: int = Field(ge=1, le=10)
    over_days: int = Field(ge=1, le=30)
    then: str | None = None

    def tries(self) -> Tries:
        return Tries(count=self.count, over_days=self.over_days, then_letter=self.then)


class FollowUpShape(Shape):
    """One `[[follow_up]]`."""

    id: RuleName
    when: Kind
    call: RoleName | None = None
    letter: str | None = None
    task: RoleName | None = None
    signed: RoleName | None = None
    due: When
    window: tuple[Hours, ...] = ()
    inside: HowMuchEarlier = Inside(at_least=dt.timedelta(minutes=90))
    ahead: OpenTime = dt.timedelta(hours=1)
    warn: OpenTime = dt.timedelta(minutes=45)
    message_class: MessageClass = Field(alias="class")
    reason: str
    words: str = ""
    script: str | None = None
    receipt: str | None = None
    announced_by: RuleName | None = None
    care_if_untold: bool = False
    unless_asked_no: bool = False
    kept_by: tuple[Kind, ...] = ()
    cancel_on: tuple[Kind, ...] = ()
    hold_while: tuple[Literal["complaint open"], ...] = ("complaint open",)
    not_after: WorkingDays | None = None
    only_if: tuple[ConditionWords, ...] = ()
    call_if_any: tuple[ConditionWords, ...] = ()
    else_letter: str | None = None
    tries: TriesShape | None = None
    offers: Offer = Offer.FOLLOW_UP
    every: WorkingDays | None = None
    then_letter: str | None = None
    rests_while_promised: bool = False
    again_on: Kind | None = None
    asks: Asks | None = None
    then_event: Kind | None = None
    tell_by_phone: bool = False
    also: tuple[RoleName, ...] = ()
    owner_if_any: tuple[ConditionWords, ...] = ()
    by_who_did: RuleName | None = None
    to_colleague: bool = False
    role_from: str | None = None
    reads_back: bool = False
    until: When | None = None
    tells: Literal["price", "date"] | None = None
    moved_by: tuple[Kind, ...] = ()
    alternatives: tuple[str, ...] = ()
    done_means: Kind | None = None
    untold: bool = False
    off: bool = False
    was: str | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum(who is not None for who in (self.call, self.letter, self.task)) != 1:
            raise ValueError("say exactly one of call, letter or task")
        if self.letter is not None and self.signed is None:
            raise ValueError("a letter is signed by a person: say signed = the role")
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
            **{name: getattr(self, name) for name in ALIKE},
        )


ALIKE = {field.name for field in fields(FollowUp)} & FollowUpShape.model_fields.keys() - {"inside", "tries"}
"""What the owner calls as we do, and means as it is written."""


class PlaybookShape(Shape):
    """The whole file."""

    follow_up: tuple[FollowUpShape, ...]

    def playbook(self) -> Playbook:
        announcing = {shape.announced_by for shape in self.follow_up}
        rules = (replace(shape.follow_up(), announces=shape.id in announcing) for shape in self.follow_up)
        return Playbook(follow_ups=tuple(rules))
