"""Everything that can be said of one promise as it lies in the ledger: read once, told in sections, nothing changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from console.why.abroad import her_clock
from console.why.absence import stands_in, who_is_not_there
from console.why.account import Account, account_of
from console.why.silence import Kind, Silence
from console.why.verdict import BY_THE_CLOCK, NOBODY_THERE, Verdict, verdict
from console.why.versions import Versions
from followthrough.application.cards import Cards, Table
from followthrough.application.find import Named, named
from followthrough.application.ports import Rules
from followthrough.bootstrap.engine import Engine
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import Missing
from followthrough.domain.guards import is_held
from followthrough.domain.manners import capitalised
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, State

_KEPT_BY = {Channel.CALL: "a call to", Channel.EMAIL: "a letter to", Channel.TASK: "a task for"}

_STANDS = {
    State.OPEN: "open",
    State.KEPT: "kept",
    State.KEPT_LATE: "kept, but late",
    State.TOLD: "could not be kept, and the customer knew before it was due",
    State.BROKEN: "broken",
    State.RELEASED: "called off",
    State.LAPSED: "dropped",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One promise, with everything that explains it."""

    named: Named
    rules: Rules
    table: Table | None
    """What its rule decides from; none, if its rule is long gone or its customer is not there any more."""
    beside: tuple[Named, ...]
    versions: Versions
    cards: Cards
    now: dt.datetime

    @property
    def commitment(self) -> Commitment:
        return self.named.commitment

    @property
    def telling(self) -> Telling:
        return self.versions.telling

    @property
    def held_since(self) -> dt.datetime | None:
        """Since when a complaint of the customer's keeps it back; none, if nothing does."""
        table = self.table
        if table is None or not self.commitment.is_open or not is_held(table.rule, table.points):
            return None
        return min(hold.since for point in table.points for hold in point.holds)

    @property
    def account(self) -> Account:
        return account_of(
            self.commitment,
            rule=self.rules.playbook.find(self.commitment.follow_up),
            business=self.rules.business,
            is_held=self.held_since is not None,
            now=self.now,
        )

    @property
    def if_it_fell_due(self) -> Verdict | None:
        """What the next step would do at this moment; none, if nothing is to come."""
        wake = self.commitment.alarm
        if self.table is None or wake is None:
            return None
        return verdict(self.table, wake.step, cards=self.cards, now=self.now)


def case_of(commitment: Commitment, *, app: Engine) -> Case:
    """Read what explains it. Raises Unreachable, InvalidBusiness."""
    now, rules = app.clock.now(), app.rulebook.current()
    others = {*commitment.joined, commitment.rides_with, commitment.follows} - {""}
    beside = app.ledger.read(commitments=sorted(others)).commitments.values() if others else ()
    [itself, *rest] = named([commitment, *beside], ledger=app.ledger)
    telling = Telling(now=now, zone=rules.business.zone)
    versions = Versions(shelf=app.editions, kept=app.editions.kept(), commitment=commitment, telling=telling)
    return Case(
        named=itself,
        rules=rules,
        table=_table(commitment, rules=rules, app=app),
        beside=tuple(rest),
        versions=versions,
        cards=app.cards,
        now=now,
    )


def _table(commitment: Commitment, *, rules: Rules, app: Engine) -> Table | None:
    if rules.playbook.find(commitment.follow_up) is None:
        return None
    try:
        return app.cards.lay(commitment, rules=rules)
    except Missing:
        return None


def headline_of(each: Named, *, rules: Rules) -> str:
    """`A call to Nora Quill about repair 1043 (week-after): kept`."""
    commitment = each.commitment
    rule = rules.playbook.find(commitment.follow_up)
    whom = each.name or "somebody whose name we do not know"
    about = f"{commitment.subject.type} {each.numbers[0]}"
    stands = _STANDS[commitment.state]
    name = rule.name if rule else commitment.follow_up
    return f"{capitalised(_KEPT_BY[commitment.channel])} {whom} about {about} ({name}): {stands}"


def exists(case: Case) -> Iterator[str]:
    """Why it is there at all."""
    yield from case.account.exists
    yield from filter(None, (case.versions.made_under(),))
    yield from case.versions.changes()


def silence(case: Case) -> Iterator[str]:
    """Why nobody hears of it, since when, and until when."""
    found = case.account.silence
    if found is None:
        return
    yield _silent(found, case)
    code = case.commitment.history[-1].because if case.commitment.history else ""
    if found.kind is Kind.WAITS and code in BY_THE_CLOCK and case.table is not None:
        yield from filter(None, (her_clock(case.table.contact, business=case.rules.business, now=case.now),))
    if found.kind is Kind.WAITS and code == NOBODY_THERE and found.at is not None:
        yield from who_is_not_there(case.commitment, rules=case.rules, at=found.at)


def _silent(found: Silence, case: Case) -> str:
    since = found.at or case.held_since
    head = case.commitment.alarm
    until = f" until {case.telling.moment(head.at)}" if head and found.kind is Kind.WAITS else ""
    when = f" on {case.telling.moment(since)}" if since else ""
    match found.kind:
        case Kind.HELD:
            return f"It is held{' since' + when.removeprefix(' on') if since else ''}, because {found.because}."
        case Kind.WAITS:
            return f"It waits{until}, because {found.because}."
        case Kind.SHARED:
            return f"There is no call of its own, because {found.because}."
        case Kind.CALLED_OFF:
            return f"It was called off{when}, because {found.because}."
        case Kind.DROPPED:
            return f"It was dropped{when}, because {found.because}."
        case Kind.LEFT_OUT:
            return f"One letter was left out{when}, because {found.because}; everything else goes on."


def coming(case: Case) -> Iterator[tuple[dt.datetime, str]]:
    """What is to come, each at its time; of the next step also who does it, and what stands in its way as of now."""
    for number, point in enumerate(case.account.coming):
        yield point.at, f"{capitalised(point.words)}."
        if number == 0:
            yield from ((point.at, words) for words in _of_the_next(case))


def _of_the_next(case: Case) -> Iterator[str]:
    wake, table = case.commitment.alarm, case.table
    if wake is None or table is None:
        return
    yield from filter(None, (stands_in(table, wake, now=case.now),))
    foreseen = verdict(table, wake.step, cards=case.cards, now=max(wake.at, case.now))
    kept_back = case.account.silence
    if foreseen.decision == "hold" and kept_back and kept_back.kind is Kind.HELD:
        yield "If that lasts till then, it is held once more."
    elif foreseen.decision != "send":
        yield f"As things stand today: {foreseen.words[0]}"


def beside(case: Case) -> Iterator[str]:
    """The other promises that it belongs to, by what one recognises them by."""
    known = {each.commitment.id: each for each in case.beside}
    for each in case.account.beside:
        if each.id in known:
            yield f"{each.words}: {headline_of(known[each.id], rules=case.rules)}."
