"""How many calls a day has room for: the plan of the day is made once, and every call looks for its place in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from followthrough.application.cards import Table
from followthrough.application.ports import Ledger, Rules
from followthrough.domain.business import Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint
from followthrough.domain.day_plan import DayPlan, Wish, chosen
from followthrough.domain.event import Contact
from followthrough.domain.guards import Scene, Send, decide
from followthrough.domain.one_voice import remind_at
from followthrough.domain.opening import civil
from followthrough.domain.words import Channel, Step

MIDNIGHT = dt.time()


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One call that falls due today, with what its place depends on."""

    commitment: Commitment
    wish: Wish
    shared: tuple[str, ...]
    """The roles that may make it in place of its owner."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """The places of today."""

    ledger: Ledger
    rules: Rules
    now: dt.datetime

    def place_of(self, table: Table) -> str | None:
        """The role that has room for this call today, and keeps it for it; none if the day is full. Raises Conflict."""
        commitment, owner = table.commitment, self.rules.business.role(table.commitment.owner)
        if owner.calls_a_day is None:
            return owner.id
        plans = [self._plan(owner), *(self._plan(role) for role in self._sharing(table))]
        for plan in plans:
            if commitment.id in plan.seats:
                return plan.role
        if not commitment.is_care:
            return self._seated(plans[0], commitment)
        return self._free_place(plans, commitment)

    def _free_place(self, plans: list[DayPlan], commitment: Commitment) -> str | None:
        for plan in plans:
            freer = plan if self._has_room(plan) else self._without_the_cancelled(plan, commitment)
            if self._has_room(freer):
                return self._seated(freer, commitment)
        return None

    def _seated(self, plan: DayPlan, commitment: Commitment) -> str:
        self.ledger.commit(plan.seating(commitment.id))
        return plan.role

    def _has_room(self, plan: DayPlan) -> bool:
        return plan.has_room(self.rules.business.role(plan.role).calls_a_day)

    def _without_the_cancelled(self, plan: DayPlan, commitment: Commitment) -> DayPlan:
        """The plan without calls that are not made any more; only for a newcomer, the others were weighed already."""
        if plan.planned_at is None or commitment.made_at <= plan.planned_at:
            return plan
        found = self.ledger.read(commitments=plan.seats).commitments
        return plan.vacating(*(name for name, seated in found.items() if not seated.is_open and not seated.task_is_out))

    def _sharing(self, table: Table) -> list[Role]:
        """Who else makes these calls and is there when it falls due."""
        at = max(remind_at(table.commitment) or self.now, self.now)
        roles = [self.rules.business.role(name) for name in table.rule.also if name != table.commitment.owner]
        return [role for role in roles if role.calendar.is_open(at)]

    def _plan(self, role: Role) -> DayPlan:
        """The plan of this role's day; the first call of the day makes it."""
        plan = self.ledger.day_plan(role.id, self._today)
        if plan.planned_at is not None:
            return plan
        asking = list(self._asking())
        plans = {role.id: self._chosen(plan, asking)}
        for name in {name for each in asking if each.commitment.owner == role.id for name in each.shared}:
            known = self.ledger.day_plan(name, self._today)
            plans[name] = known if known.planned_at else self._chosen(known, asking)
        for name, other in [(name, other) for name, other in plans.items() if name != role.id]:
            taken = {seat for each in plans.values() for seat in each.seats}
            left = [
                each.wish
                for each in asking
                if each.commitment.owner == role.id and name in each.shared and each.wish.id not in taken
            ]
            plans[name] = other.seating(*self._places(name, left, seats=other.seats))
        self.ledger.commit(*plans.values())
        return self.ledger.day_plan(role.id, self._today)

    def _chosen(self, plan: DayPlan, asking: list[Asking]) -> DayPlan:
        wishes = [each.wish for each in asking if each.commitment.owner == plan.role]
        seats = self._places(plan.role, wishes, seats=plan.seats)
        return replace(plan.seating(*seats), planned_at=self.now)

    def _places(self, role: str, wishes: Iterable[Wish], *, seats: tuple[str, ...]) -> tuple[str, ...]:
        return chosen(wishes, room=self.rules.business.role(role).calls_a_day, seats=seats)

    def _asking(self) -> Iterator[Asking]:
        """Every call that falls due today and could be made today; what is held or has no room in the budget waits."""
        wakes = self.ledger.waking(until=self._tonight)
        found = self.ledger.read(commitments=[wake.commitment for wake in wakes]).commitments.values()
        calls = [owed for owed in found if owed.is_open and owed.channel is Channel.CALL and self._falls_due(owed)]
        keys, hers = {key for owed in calls for key in owed.points}, {owed.customer for owed in calls}
        known = self.ledger.read(points=keys, customers=hers)
        for owed in calls:
            points = tuple(known.points[key] for key in owed.points if key in known.points)
            customer = known.customers.get(owed.customer)
            asking = self._wished(owed, points=points, contact=customer.contact if customer else Contact())
            if asking is not None:
                yield asking

    def _falls_due(self, owed: Commitment) -> bool:
        asked_at = remind_at(owed)
        return asked_at is not None and asked_at < self._tonight

    def _wished(self, owed: Commitment, *, points: tuple[ContactPoint, ...], contact: Contact) -> Asking | None:
        rule, asked_at = self.rules.playbook.find(owed.follow_up), remind_at(owed)
        if rule is None or asked_at is None or owed.owner not in self.rules.business.roles:
            return None
        at, business = max(asked_at, self.now), self.rules.business
        scene = Scene(
            commitment=owed,
            rule=rule,
            contact=contact,
            points=points,
            business=business,
            now=at,
            facts=self.rules.facts,
        )
        if not isinstance(decide(scene, Step.REMIND), Send):
            return None
        wish = Wish(id=owed.id, is_care=owed.is_care, worth=owed.worth, at=asked_at, points=frozenset(owed.points))
        there = (name for name in rule.also if name != owed.owner and business.role(name).calendar.is_open(at))
        return Asking(commitment=owed, wish=wish, shared=tuple(there))

    @property
    def _today(self) -> dt.date:
        return self.now.astimezone(self._here).date()

    @property
    def _tonight(self) -> dt.datetime:
        return civil(self._today + dt.timedelta(days=1), MIDNIGHT, zone=self._here)

    @property
    def _here(self) -> ZoneInfo:
        return ZoneInfo(self.rules.business.zone)
