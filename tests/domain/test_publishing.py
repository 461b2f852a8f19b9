from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.publishing import (
    KEPT_BY_OPEN_ONES,
    Changed,
    Effect,
    Renamed,
    RoleGone,
    Touched,
    effect_of,
    given_to,
)
from followthrough.domain.words import MessageClass, Step
from support.shop import Shop, an_event, at, shipped_rules

RULES = shipped_rules()
PLAYBOOK, FIRM = RULES.playbook, RULES.business


@pytest.fixture
def shop() -> Shop:
    """Monday: Nora's car is in, a price is promised, and nobody has phoned yet."""
    shop = Shop().without("no-news")
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    return shop


def with_rule(name: str, **changes: Any) -> Playbook:
    rules = tuple(replace(rule, **changes) if rule.id == name else rule for rule in PLAYBOOK.follow_ups)
    return replace(PLAYBOOK, follow_ups=rules)


def without(name: str) -> Playbook:
    return Playbook(
        follow_ups=tuple(rule for rule in PLAYBOOK.follow_ups if rule.id != name), retired=(PLAYBOOK.by_id(name),)
    )


def told(after: Playbook, *owed: Commitment, before: Playbook = PLAYBOOK, firm: Business = FIRM) -> Effect:
    return effect_of(before, after, firms=(FIRM, firm), owed=owed)


def test_the_same_rules_change_nothing(shop):
    effect = told(PLAYBOOK, shop.owed("price-call"))

    assert Effect() == effect
    assert not effect.is_any


def test_a_rule_that_is_new_touches_nothing_that_is_open(shop):
    assert Effect(added=("price-call",)) == told(PLAYBOOK, shop.owed("price-call"), before=without("price-call"))


def test_a_rule_that_is_taken_out_is_told_with_what_is_open_of_it(shop):
    owed = shop.owed("price-call")
    touched = Touched(rule="price-call", name="price-call", open=(owed.id,))

    effect = told(without("price-call"), owed)
    assert Effect(removed=(touched,)) == effect
    assert (touched,) == effect.to_decide


def test_nobody_has_to_decide_about_a_rule_of_which_nothing_is_open():
    effect = told(without("price-call"))

    assert effect.is_any
    assert () == effect.to_decide


def test_a_rule_taken_out_earlier_is_told_as_long_as_something_is_open(shop):
    owed, gone = shop.owed("price-call"), without("price-call")

    assert (Touched(rule="price-call", name="price-call", open=(owed.id,)),) == told(gone, owed, before=gone).resting
    assert () == told(gone, before=gone).resting
    assert not told(gone, owed, before=gone).is_any


def test_a_new_name_is_told_and_is_no_change(shop):
    owed = shop.owed("price-call")

    expected = Renamed(was="price-call", name="price-phone", open=(owed.id,))
    assert Effect(renamed=(expected,)) == told(with_rule("price-call", called="price-phone", was="price-call"), owed)


def test_what_holds_for_open_ones_too_is_told_apart_from_what_holds_for_new_ones(shop):
    owed = shop.owed("price-call")
    after = with_rule("price-call", script="sorry", words="Soon.", message_class=MessageClass.CARE, kept_by=())

    expected = Changed(
        name="price-call",
        also_for_open=("script", "kept_by"),
        for_new_only=("message_class", "words"),
        open=(owed.id,),
    )
    assert (expected,) == told(after, owed).changed


def test_a_role_that_is_gone_is_told_if_something_is_in_its_hands(shop):
    owed = shop.owed("price-call")
    firm = replace(
        FIRM, roles={name: role for name, role in FIRM.roles.items() if name not in ("adviser", "apprentice")}
    )

    effect = told(PLAYBOOK, owed, firm=firm)
    assert ((RoleGone(role="adviser", open=(owed.id,)),), ("roles",)) == (effect.roles_gone, effect.firm)


def test_who_answers_for_a_role_that_is_gone_is_nothing_the_owner_wrote():
    assert Effect() == told(PLAYBOOK, firm=replace(FIRM, heirs={"butler": "owner"}))


def test_every_field_that_open_ones_keep_is_a_field():
    assert {field.name for field in fields(FollowUp)} >= KEPT_BY_OPEN_ONES


def test_what_nobody_was_asked_for_yet_passes_on_as_it_is_planned(shop):
    owed = shop.owed("price-call")

    given = given_to(owed, to="counter", at=at("2026-03-02 09:00"), asked_at=at("2026-03-02 09:02"))
    assert ("counter", owed.agenda, owed.promised_by, owed.generation + 1) == (
        given.owner,
        given.agenda,
        given.promised_by,
        given.generation,
    )
    assert ("passed on", "adviser > counter") == (given.history[-1].what, given.history[-1].because)


def test_whoever_takes_over_a_task_that_is_out_is_asked_for_it(shop):
    shop.until(at("2026-03-02 15:00"))
    owed = shop.owed("price-call")
    now, soon = at("2026-03-02 15:00"), at("2026-03-02 15:02")

    given = given_to(owed, to="counter", at=now, asked_at=soon)
    assert owed.task_is_out
    assert (Step.REMIND, soon) == (given.agenda[0].step, given.agenda[0].at)
