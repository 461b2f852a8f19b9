"""Rules that can be read and still make no sense: a call when nobody is in, an end that never comes, a circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.domain.business import Business, Role
from followthrough.domain.due import Later
from followthrough.domain.event import BEGINNINGS
from followthrough.domain.manners import listed
from followthrough.domain.opening import Span, within
from followthrough.domain.playbook import (
    AmountKnown,
    AmountUnknown,
    AsQuoted,
    DetailIs,
    FollowUp,
    NotAsQuoted,
    Playbook,
    TotalAtLeast,
)
from followthrough.domain.words import Channel, MessageClass

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, kw_only=True)
class Nonsense:
    """What is wrong with which key of which rule; a remark is likely a slip, and harms nobody."""

    rule: str
    key: str
    why: str
    is_remark: bool = False


def nonsense(playbook: Playbook, *, business: Business | None) -> list[Nonsense]:
    """Everything in these rules that cannot work; without a business, as far as it can be told without its hours."""
    found = [*_circles(playbook)]
    for rule in playbook.follow_ups:
        found += [*_never_follows(rule), *_endless(rule), *_not_every_year(rule), *_toothless(rule), *_assumed(rule)]
        found += _announced(rule, playbook)
        found += _never_open(rule, business) + _strange_money(rule, business) if business else []
    return found


def _circles(playbook: Playbook) -> Iterator[Nonsense]:
    """Two rules of which each waits for the letter of the other, or for whoever did the other."""
    for key in ("announced_by", "by_who_did"):
        known = {rule.id: getattr(rule, key) for rule in playbook.follow_ups}
        for rule in playbook.follow_ups:
            way, at = [rule.id], known[rule.id]
            while at in known and at not in way:
                way, at = [*way, at], known[at]
            if at == min(way) == rule.id:
                why = f"goes round in a circle: {' -> '.join([*way, at])}; take it out of one of these"
                yield Nonsense(rule=rule.id, key=key, why=why)


def _never_follows(rule: FollowUp) -> Iterator[Nonsense]:
    """Events keep, end and move what is about the same order or repair; how that begins comes once, and before."""
    ours = rule.when.partition(".")[0]
    keys = ("kept_by", "cancel_on", "moved_by")
    listed_kinds = [(key, kind) for key in keys for kind in getattr(rule, key)]
    single = [(key, getattr(rule, key)) for key in ("again_on", "then_event", "done_means") if getattr(rule, key)]
    for key, kind in (*listed_kinds, *single):
        what = kind.partition(".")[0]
        if what != ours:
            why = f'"{kind}" never happens to what "{rule.when}" is about; name an event that begins with "{ours}."'
            yield Nonsense(rule=rule.id, key=key, why=why)
        elif kind in BEGINNINGS and kind != rule.when:
            why = f'"{kind}" is how it begins, and never follows "{rule.when}"; name something that comes later'
            yield Nonsense(rule=rule.id, key=key, why=why)


def _endless(rule: FollowUp) -> Iterator[Nonsense]:
    """What she was not told of has to be dropped some day; what comes again and again needs an event that ends it."""
    if rule.may_be_care and rule.drop_after_days is None:
        why = 'this has no end; write not_after = "5 working days" here, or under [defaults] in business.toml for all rules'
        yield Nonsense(rule=rule.id, key="not_after", why=why)
    comes_again = "every" if rule.every is not None else "yearly" if rule.yearly else ""
    if comes_again and not (rule.cancel_on or rule.kept_by):
        why = 'this comes again for ever; say which event ends it, such as cancel_on = ["repair.collected"]'
        yield Nonsense(rule=rule.id, key=comes_again, why=why)


def _not_every_year(rule: FollowUp) -> Iterator[Nonsense]:
    """A day of the year is counted from its event, told to nobody beforehand, and moved by nothing."""
    if not rule.yearly:
        return
    if not isinstance(rule.due, Later):
        why = 'only a day comes every year; write due = "11 months later", for example'
        yield Nonsense(rule=rule.id, key="due", why=why)
    if rule.message_class is MessageClass.PROMISE:
        why = 'nobody is told of it a year before, so what comes every year is no promise; write class = "care"'
        yield Nonsense(rule=rule.id, key="class", why=why)
    if rule.every is not None:
        why = "this comes again every year already; leave it out, or leave yearly out"
        yield Nonsense(rule=rule.id, key="every", why=why)
    if rule.moved_by:
        why = "what comes every year keeps its day; leave it out (and or_when), or leave yearly out"
        yield Nonsense(rule=rule.id, key="moved_by", why=why)


def _toothless(rule: FollowUp) -> Iterator[Nonsense]:
    """Keys that change nothing where they stand, and conditions that never hold together."""
    if rule.call_if_any and rule.else_letter is None:
        why = 'without else_letter it is a call all the same; write else_letter = "how-is-it", for example, or only_if'
        yield Nonsense(rule=rule.id, key="call_if_any", why=why)
    if rule.windows and rule.channel is not Channel.CALL:
        why = "only a call has a window, so leave it out; a letter keeps the letter hours, and a task has its due time"
        yield Nonsense(rule=rule.id, key="window", why=why)
    if rule.then_letter is not None and rule.every is None:
        why = 'this letter goes out after a sentence that comes again; say how often, such as every = "2 working days"'
        yield Nonsense(rule=rule.id, key="then_letter", why=why)
    if _contradicts_itself(rule):
        why = "these never hold together, so this rule makes nothing; leave one out"
        yield Nonsense(rule=rule.id, key="only_if", why=why, is_remark=True)


def _contradicts_itself(rule: FollowUp) -> bool:
    conditions = set(rule.only_if)
    pairs = ({AmountKnown(), AmountUnknown()}, {AsQuoted(), NotAsQuoted()})
    details = [each for each in conditions if isinstance(each, DetailIs)]
    wanted = {(each.name, each.word) for each in details if each.is_so}
    names = [name for name, _ in wanted]
    refused = {(each.name, each.word) for each in details if not each.is_so}
    return any(pair <= conditions for pair in pairs) or bool(wanted & refused) or len(names) > len(set(names))


def _assumed(rule: FollowUp) -> Iterator[Nonsense]:
    """What is only assumed can be followed up kindly, and be promised to nobody."""
    if rule.or_when is None:
        return
    if rule.or_when.kind == rule.when:
        why = f'"{rule.when}" is the event itself; name one that comes before it, such as "order.shipped"'
        yield Nonsense(rule=rule.id, key="or_when", why=why)
    if rule.or_when.kind.partition(".")[0] != rule.when.partition(".")[0]:
        why = f'"{rule.or_when.kind}" is not about the same thing as "{rule.when}"; name an event that is'
        yield Nonsense(rule=rule.id, key="or_when", why=why)
    if rule.message_class is MessageClass.PROMISE and not rule.untold:
        why = 'a day that is only assumed is promised to nobody; write class = "care", or untold = true'
        yield Nonsense(rule=rule.id, key="or_when", why=why)


def _announced(rule: FollowUp, playbook: Playbook) -> Iterator[Nonsense]:
    """Only a letter about the same thing can tell her of this one."""
    letter = playbook.find(rule.announced_by or "")
    if letter is None or letter.id == rule.id:
        return
    if letter.letter is None:
        letters = [f'"{each.id}"' for each in playbook.follow_ups if each.letter and each.when == rule.when]
        hint = f"; {listed(letters, last='or')} would" if letters else "; name a rule that has a letter"
        why = f'"{letter.id}" sends no letter, so it cannot tell her{hint}'
        yield Nonsense(rule=rule.id, key="announced_by", why=why)
    elif letter.when != rule.when:
        why = f'"{letter.id}" begins with "{letter.when}" and this with "{rule.when}": they must begin with the same event'
        yield Nonsense(rule=rule.id, key="announced_by", why=why)
    elif letter.off and not rule.off:
        why = f'"{letter.id}" is off, so nobody tells her of this; switch both on, or both off'
        yield Nonsense(rule=rule.id, key="announced_by", why=why, is_remark=True)


def _never_open(rule: FollowUp, business: Business) -> list[Nonsense]:
    """A window in which nobody is ever in leaves a call waiting for ever."""
    role = business.roles.get(rule.role)
    if role is None:
        return []
    return [
        Nonsense(
            rule=rule.id,
            key="window",
            why=f"nobody is in between {span.opens:%H:%M} and {span.closes:%H:%M}; write a time at which somebody is: {_hours(role)}",
        )
        for span in rule.windows
        if not any(within((span,), hours) for hours in role.served.weekly)
    ]


def _hours(role: Role) -> str:
    """`adviser is in mon-fri "08:00-12:30", "13:30-17:30"`."""
    days: dict[tuple[Span, ...], list[str]] = {}
    for name, spans in zip(WEEK, role.served.weekly, strict=True):
        if spans:
            days.setdefault(spans, []).append(name)
    parts = [f"{_run(names)} {', '.join(map(str, spans))}" for spans, names in days.items()]
    return f"{role.id} is in {'; '.join(parts)}"


def _run(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}" if _are_a_run(names) else " ".join(names)


def _are_a_run(names: list[str]) -> bool:
    first = WEEK.index(names[0])
    return list(WEEK[first : first + len(names)]) == names


def _strange_money(rule: FollowUp, business: Business) -> list[Nonsense]:
    """An amount in a currency that the firm does not take is never reached, and cannot be compared."""
    conditions = (("only_if", rule.only_if), ("call_if_any", rule.call_if_any), ("owner_if_any", rule.boss_if_any))
    told = [(key, each.money) for key, them in conditions for each in them if isinstance(each, TotalAtLeast)]
    told += [("worth", rule.worth)] if rule.worth else []
    return [
        Nonsense(
            rule=rule.id,
            key=key,
            why=f"the firm takes {business.currency}, not {money.currency}; write {money.minor // 100} {business.currency}",
            is_remark=True,
        )
        for key, money in told
        if money.currency != business.currency
    ]
