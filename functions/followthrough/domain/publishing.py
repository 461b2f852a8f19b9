"""What another version of the business would do to what is owed today: told before it goes live."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from followthrough.domain.business import Business
from followthrough.domain.commitment import PASSED_ON, PASSED_TO, Commitment, Wake, in_order
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.words import Channel, Step

NAMES = frozenset({"id", "was", "called", "announces"})
"""What a rule is called, and what follows from other rules: told elsewhere or not at all."""

OF_THE_FIRM = tuple(field.name for field in fields(Business) if field.name != "heirs")
"""What the owner writes about the firm."""

KEPT_BY_OPEN_ONES = frozenset(
    {
        "when",
        "again_on",
        "channel",
        "role",
        "role_from",
        "due",
        "windows",
        "inside",
        "inside_part",
        "lead",
        "warn_lead",
        "message_class",
        "words",
        "only_if",
        "call_if_any",
        "care_if_untold",
        "unless_asked_no",
        "untold",
        "boss_if_any",
        "by_who_did",
        "drop_after_days",
        "off",
    }
)
"""An open commitment keeps what it was made with: its words, its time, its class. The rest is today's for it too."""


@dataclass(frozen=True, kw_only=True)
class Touched:
    """A rule, and the open commitments that come from it."""

    rule: str
    name: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A rule with another name; what it has made follows it."""

    was: str
    name: str
    open: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A rule that says something else than before."""

    name: str
    also_for_open: tuple[str, ...] = ()
    """What holds at once for everything, by the names of the fields: guards, people, texts."""
    for_new_only: tuple[str, ...] = ()
    """What only holds for what is made from now on: words, times, class."""
    open: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoleGone:
    """A role that is not there any more, and the open commitments in its hands."""

    role: str
    open: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Everything that would be otherwise, and what it touches of what is owed."""

    added: tuple[str, ...] = ()
    removed: tuple[Touched, ...] = ()
    resting: tuple[Touched, ...] = ()
    """Rules that were taken out earlier, and of which something is open still."""
    renamed: tuple[Renamed, ...] = ()
    changed: tuple[Changed, ...] = ()
    roles_gone: tuple[RoleGone, ...] = ()
    firm: tuple[str, ...] = ()
    """What changes about the firm itself, by the names of its fields."""

    @property
    def to_decide(self) -> tuple[Touched, ...]:
        """Rules taken out now that leave something open: somebody says what becomes of it."""
        return tuple(each for each in self.removed if each.open)

    @property
    def is_any(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self) if field.name != "resting")


def effect_of(
    before: Playbook, after: Playbook, *, firms: tuple[Business, Business], owed: Sequence[Commitment]
) -> Effect:
    """What changes from one version to the next, for the rules and for what is open of them."""
    old, new = {rule.id: rule for rule in before.follow_ups}, {rule.id: rule for rule in after.follow_ups}
    made_by = _by(owed, lambda each: each.follow_up)
    both = [(rule, new[name]) for name, rule in old.items() if name in new]
    return Effect(
        added=tuple(rule.name for name, rule in new.items() if name not in old),
        removed=tuple(_touched(rule, made_by) for name, rule in old.items() if name not in new),
        resting=tuple(_touched(rule, made_by) for rule in before.retired if rule.id in made_by and rule.id not in new),
        renamed=tuple(
            Renamed(was=one.name, name=other.name, open=made_by.get(one.id, ()))
            for one, other in both
            if one.name != other.name
        ),
        changed=tuple(_changed(one, other, made_by) for one, other in both if _differing(one, other)),
        roles_gone=tuple(
            RoleGone(role=role, open=held)
            for role, held in _by(owed, lambda each: each.owner).items()
            if role not in firms[1].roles
        ),
        firm=tuple(name for name in OF_THE_FIRM if getattr(firms[0], name) != getattr(firms[1], name)),
    )


def given_to(commitment: Commitment, *, to: str, at: dt.datetime, asked_at: dt.datetime) -> Commitment:
    """It is in the hands of another role from now on, which is asked anew if the old one was; her time stands."""
    again = Step.ASK if commitment.channel is Channel.EMAIL else Step.REMIND
    asked = (Wake(step=again, at=asked_at),) if commitment.task_is_out else ()
    later = tuple(wake for wake in commitment.agenda if not (asked and wake.step is again))
    return replace(commitment, owner=to).moved(
        at=at,
        because=f"{commitment.owner}{PASSED_TO}{to}",
        agenda=in_order((*asked, *later)),
        due_at=commitment.due_at,
        promised_by=commitment.promised_by,
        slot=commitment.slot,
        what=PASSED_ON,
    )


def _by(owed: Iterable[Commitment], key: Callable[[Commitment], str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for each in owed:
        found[key(each)].append(each.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _touched(rule: FollowUp, made_by: Mapping[str, tuple[str, ...]]) -> Touched:
    return Touched(rule=rule.id, name=rule.name, open=made_by.get(rule.id, ()))


def _changed(one: FollowUp, other: FollowUp, made_by: Mapping[str, tuple[str, ...]]) -> Changed:
    differing = _differing(one, other)
    return Changed(
        name=other.name,
        also_for_open=tuple(name for name in differing if name not in KEPT_BY_OPEN_ONES),
        for_new_only=tuple(name for name in differing if name in KEPT_BY_OPEN_ONES),
        open=made_by.get(one.id, ()),
    )


def _differing(one: FollowUp, other: FollowUp) -> list[str]:
    names = (field.name for field in fields(FollowUp) if field.name not in NAMES)
    return [name for name in names if getattr(one, name) != getattr(other, name)]
