from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.ports import Rules
from followthrough.application.publish import KNOWN_EVERYWHERE, TAKEN_OUT, Plan, Publishing, effect, go_live, open_ones
from followthrough.domain.errors import Conflict, InvalidBusiness, RuleBroken
from followthrough.domain.event import Money
from followthrough.domain.playbook import Playbook
from followthrough.domain.words import State
from support.shop import IDRIS, Shop, an_event, at, shipped_rules

RULES = shipped_rules()


@pytest.fixture
def shop() -> Shop:
    """Monday afternoon: two prices are promised, and Donal has the task for Nora's."""
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 15:00"))
    shop.hears(an_event("repair.received", at("2026-03-02 15:00"), contact=IDRIS, number="4712"))
    return shop


def without(*names: str) -> Rules:
    left = tuple(rule for rule in RULES.playbook.follow_ups if rule.id not in names)
    gone = tuple(rule for rule in RULES.playbook.follow_ups if rule.id in names)
    return replace(RULES, playbook=Playbook(follow_ups=left, retired=gone))


def without_role(name: str) -> Rules:
    roles = {each: role for each, role in RULES.business.roles.items() if each != name}
    return replace(RULES, business=replace(RULES.business, roles=roles))


def published(shop: Shop, after: Rules, plan: Plan, *, before: Rules = RULES) -> tuple[str, int, int]:
    tools = Publishing(ledger=shop.ledger, clock=shop.clock)
    told = effect(before, after, owed=open_ones(tools))
    version, done = go_live(told, plan, after=after, put=lambda: "version 1", tools=tools)
    shop.rulebook.rules = after
    return version, done.handed_over, done.released


def states(shop: Shop) -> list[str]:
    return [owed.state for owed in shop.all_owed("price-call")]


def test_what_is_open_of_a_rule_runs_on_by_it_unless_somebody_says_otherwise(shop):
    published(shop, without("price-call"), Plan())
    asked = len(shop.tasks())

    shop.until(at("2026-03-03 17:00"))

    assert asked < len(shop.tasks())
    assert [State.BROKEN, State.BROKEN] == states(shop)


def test_what_nobody_wants_any_more_ends_and_whoever_was_asked_is_told(shop):
    assert ("version 1", 0, 2) == published(shop, without("price-call"), Plan(released=frozenset({"price-call"})))

    shop.until(at("2026-03-03 17:00"))

    assert [State.RELEASED, State.RELEASED] == states(shop)
    assert [TAKEN_OUT] * 2 == [
        next(entry.because for entry in owed.history if entry.what == "released")
        for owed in shop.all_owed("price-call")
    ]
    assert 1 == len([subject for subject in shop.subjects_sent() if subject.startswith("stand_down")])


def test_a_second_time_does_what_an_interruption_left_undone(shop):
    after = without("price-call")
    published(shop, after, Plan())

    assert ("version 1", 0, 2) == published(shop, after, Plan(released=frozenset({"price-call"})), before=after)
    assert ("version 1", 0, 0) == published(shop, after, Plan(released=frozenset({"price-call"})), before=after)


def test_if_somebody_else_was_faster_nothing_is_released(shop):
    tools = Publishing(ledger=shop.ledger, clock=shop.clock)
    told = effect(RULES, without("price-call"), owed=open_ones(tools))

    def too_late() -> None:
        raise Conflict

    with pytest.raises(Conflict):
        go_live(told, Plan(released=frozenset({"price-call"})), after=RULES, put=too_late, tools=tools)
    assert [State.OPEN, State.OPEN] == states(shop)


def test_a_role_with_something_in_its_hands_does_not_go_without_somebody_who_takes_it(shop):
    with pytest.raises(RuleBroken, match=r'in the hands of "adviser".*--hand-over-to ROLE'):
        published(shop, without_role("adviser"), Plan())


def test_nobody_takes_over_who_is_not_there(shop):
    with pytest.raises(InvalidBusiness, match='There is no role "butler"'):
        published(shop, without_role("adviser"), Plan(hand_over_to="butler"))
    assert {"adviser"} == {owed.owner for owed in shop.all_owed("price-call")}


def test_nobody_takes_over_who_goes_too(shop):
    gone = without_role("adviser")
    after = replace(gone, business=replace(gone.business, heirs={"adviser": "owner"}))

    with pytest.raises(InvalidBusiness, match='There is no role "adviser"'):
        published(shop, after, Plan(hand_over_to="adviser"))


def test_nothing_is_given_on_before_the_version_that_knows_who_takes_it_is_in_force(shop):
    tools = Publishing(ledger=shop.ledger, clock=shop.clock)
    after, owners = without_role("adviser"), []
    told = effect(RULES, after, owed=open_ones(tools))

    def put() -> None:
        owners.extend(owed.owner for owed in shop.all_owed("price-call"))
        raise Conflict

    with pytest.raises(Conflict):
        go_live(told, Plan(hand_over_to="workshop"), after=after, put=put, tools=tools)
    assert ["adviser"] * 4 == [*owners, *(owed.owner for owed in shop.all_owed("price-call"))]


def test_whoever_takes_over_is_asked_when_every_function_knows_who_that_is(shop):
    tasks = len(shop.tasks())
    published(shop, without_role("adviser"), Plan(hand_over_to="workshop"))

    shop.until(shop.clock.at + dt.timedelta(minutes=1))

    assert tasks == len(shop.tasks())


def test_whoever_takes_over_has_all_of_it_and_is_asked_for_what_was_asked(shop):
    tasks = len(shop.tasks())
    assert ("version 1", 2, 0) == published(shop, without_role("adviser"), Plan(hand_over_to="workshop"))

    shop.until(shop.clock.at + KNOWN_EVERYWHERE)

    assert {"workshop"} == {owed.owner for owed in shop.all_owed("price-call")}
    assert ["cormac@corncrake.example"] == [mail.to for mail in shop.tasks()[tasks:]]


def test_what_has_ended_meanwhile_is_left_alone(shop):
    tools = Publishing(ledger=shop.ledger, clock=shop.clock)
    told = effect(RULES, without("price-call"), owed=open_ones(tools))
    first, _ = shop.all_owed("price-call")
    shop.taps(first, "done")

    go_live(
        told,
        Plan(released=frozenset({"price-call"})),
        after=without("price-call"),
        put=lambda: "version 1",
        tools=tools,
    )

    assert [State.KEPT, State.RELEASED] == states(shop)


def test_a_call_that_was_to_be_made_with_one_that_ends_is_a_call_of_its_own_again():
    shop = Shop()
    collected, worth = at("2026-03-03 16:20"), Money(minor=25_000, currency="EUR")
    shop.hears(an_event("repair.collected", collected, number="van"))
    shop.hears(an_event("order.delivered", collected, number="bars", source="shop", total=worth))
    shop.until(at("2026-03-10 10:10"))
    assert shop.owed("week-after-delivery").rides_with

    published(shop, without("week-after"), Plan(released=frozenset({"week-after"})))
    shop.until(at("2026-03-10 16:00"))

    assert State.RELEASED == shop.owed("week-after").state
    assert shop.owed("week-after-delivery").task_is_out
