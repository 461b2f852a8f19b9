"""playbook.toml: what an owner writes about who is called or written to, when, and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
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

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if sum(who is not None for who in (self.call, self.letter, self.task)) != 1:
            raise ValueError("say exactly one of call, letter or task")
        if self.letter is not None and self.signed is None:
            raise ValueError("a letter is signed by a person: say signed = the role")
        return self

    def follow_up(self) -> FollowUp:
        channel = Channel.CALL if self.call else Channel.EMAIL if self.letter else Channel.TASK
        return FollowUp(
            id=self.id,
            when=self.when,
            channel=channel,
            role=self.call or self.task or self.signed or "",
            due=self.due,
            message_class=self.message_class,
            reason=self.reason,
            words=self.words,
            windows=self.window,
            inside=self.inside.at_least,
            inside_part=self.inside.part,
            lead=self.ahead,
            warn_lead=self.warn,
            letter=self.letter,
            script=self.script,
            receipt=self.receipt,
            announced_by=self.announced_by,
            care_if_untold=self.care_if_untold,
            kept_by=self.kept_by,
            cancel_on=self.cancel_on,
            held_by_complaint="complaint open" in self.hold_while,
            drop_after_days=self.not_after,
            only_if=self.only_if,
            call_if_any=self.call_if_any,
            else_letter=self.else_letter,
            unless_asked_no=self.unless_asked_no,
            tries=self.tries.tries() if self.tries else None,
            offers=self.offers,
            every=self.every,
            then_letter=self.then_letter,
            rests_while_promised=self.rests_while_promised,
            again_on=self.again_on,
            asks=self.asks,
            then_event=self.then_event,
            tell_by_phone=self.tell_by_phone,
            also=self.also,
            boss_if_any=self.owner_if_any,
            by_who_did=self.by_who_did,
            to_colleague=self.to_colleague,
            role_from=self.role_from,
            reads_back=self.reads_back,
            until=self.until,
            tells=self.tells,
            moved_by=self.moved_by,
            alternatives=self.alternatives,
            done_means=self.done_means,
            untold=self.untold,
            off=self.off,
        )


class PlaybookShape(Shape):
    """The whole file."""

    follow_up: tuple[FollowUpShape, ...]

    def playbook(self) -> Playbook:
        announcing = {shape.announced_by for shape in self.follow_up}
        rules = (replace(shape.follow_up(), announces=shape.id in announcing) for shape in self.follow_up)
        return Playbook(follow_ups=tuple(rules))
