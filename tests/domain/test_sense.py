from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.domain.due import AtOnce, Later, OrWhen
from followthrough.domain.event import Money
from followthrough.domain.opening import Span
from followthrough.domain.playbook import (
    AmountKnown,
    AmountUnknown,
    AsQuoted,
    DetailIs,
    FirstOrder,
    FollowUp,
    NotAsQuoted,
    Playbook,
    TotalAtLeast,
)
from followthrough.domain.sense import Nonsense, nonsense
from followthrough.domain.words import Channel, MessageClass
from support.cards import BUSINESS, a_rule

LETTER = a_rule(id="thanks", letter="thanks", channel=Channel.EMAIL, windows=())


def found(*rules: FollowUp, business=BUSINESS) -> list[Nonsense]:
    return nonsense(Playbook(follow_ups=rules), business=business)


def keys(*rules: FollowUp) -> list[tuple[str, str]]:
    return [(each.rule, each.key) for each in found(*rules)]


def test_rules_that_work_are_left_alone():
    assert [] == found(a_rule(announced_by="thanks", cancel_on=("repair.reopened",)), LETTER)


def test_a_circle_is_told_once_however_long_it_is():
    circle = [a_rule(id=name, by_who_did=other) for name, other in (("a", "b"), ("b", "c"), ("c", "a"))]

    assert [("a", "by_who_did")] == keys(*circle, a_rule(id="d", by_who_did="a"))
    assert "a -> b -> c -> a" in found(*circle)[0].why
    assert [("self", "by_who_did")] == keys(a_rule(id="self", by_who_did="self"))


@pytest.mark.parametrize("key", ["kept_by", "cancel_on", "moved_by"])
def test_what_happens_to_others_or_came_before_never_follows(key: str):
    assert [("week-after", key)] == keys(a_rule(**{key: ("order.delivered",)}))
    assert [("week-after", key)] == keys(a_rule(**{key: ("repair.received",)}))
    assert [] == keys(a_rule(when="repair.received", **{key: ("repair.received",)}))


@pytest.mark.parametrize("key", ["again_on", "then_event", "done_means"])
def test_what_an_answer_reports_happens_to_the_same_thing(key: str):
    assert [("week-after", key)] == keys(a_rule(**{key: "order.delayed"}))


def test_what_comes_again_needs_an_event_that_ends_it():
    assert [("week-after", "every")] == keys(a_rule(every=2))
    assert [] == keys(a_rule(every=2, kept_by=("repair.reopened",)))


def test_what_comes_every_year_is_no_promise_keeps_its_day_and_has_an_end():
    every_year = a_rule(
        yearly=True,
        due=Later(months=11),
        message_class=MessageClass.CARE,
        drop_after_days=5,
        cancel_on=("repair.reopened",),
    )

    assert [] == keys(every_year)
    assert [("week-after", "yearly")] == keys(replace(every_year, cancel_on=()))
    assert [("week-after", "due")] == keys(replace(every_year, due=AtOnce()))
    assert [("week-after", "class")] == keys(replace(every_year, message_class=MessageClass.PROMISE))
    assert [("week-after", "every")] == keys(replace(every_year, every=2))
    assert [("week-after", "moved_by")] == keys(replace(every_year, moved_by=("repair.reopened",)))


def test_keys_that_change_nothing_where_they_stand_are_told():
    assert [("week-after", "call_if_any")] == keys(a_rule(call_if_any=(FirstOrder(),)))
    assert [("thanks", "window")] == keys(replace(LETTER, windows=a_rule().windows))
    assert [("week-after", "then_letter")] == keys(a_rule(then_letter="news"))


@pytest.mark.parametrize(
    "conditions",
    [
        (AmountKnown(), AmountUnknown()),
        (AsQuoted(), NotAsQuoted()),
        (DetailIs(name="how", word="phone"), DetailIs(name="how", word="phone", is_so=False)),
        (DetailIs(name="how", word="phone"), DetailIs(name="how", word="post")),
    ],
)
def test_conditions_that_never_hold_together_are_remarked(conditions):
    remark = found(a_rule(only_if=conditions))[0]

    assert ("only_if", True) == (remark.key, remark.is_remark)
    assert [] == found(a_rule(only_if=conditions[:1]))


def test_only_a_letter_that_begins_with_the_same_event_announces():
    assert [("week-after", "announced_by")] == keys(a_rule(announced_by="call"), a_rule(id="call"))
    assert [("week-after", "announced_by")] == keys(
        a_rule(announced_by="thanks"), replace(LETTER, when="repair.quoted")
    )


def test_a_letter_that_is_off_announces_nothing():
    remark = found(a_rule(announced_by="thanks"), replace(LETTER, off=True))[0]

    assert ("announced_by", True) == (remark.key, remark.is_remark)
    assert [] == found(a_rule(announced_by="thanks", off=True), replace(LETTER, off=True))


def test_a_window_in_which_nobody_is_ever_in_is_told_with_the_hours_there_are():
    late = a_rule(windows=(Span.parse("10:00-12:00"), Span.parse("19:00-20:00")))

    assert [
        "nobody is in between 19:00 and 20:00; write a time at which somebody is: adviser is in mon-fri 08:00-17:30"
    ] == [each.why for each in found(late)]
    assert [] == found(late, business=None)
    assert [] == found(a_rule(windows=(Span.parse("17:00-20:00"),)))


def test_days_that_are_no_run_are_told_one_by_one():
    calendar = BUSINESS.role("adviser").calendar
    hours = calendar.weekly[0]
    role = replace(BUSINESS.role("adviser"), calendar=replace(calendar, weekly=(hours, (), hours, (), (), (), ())))
    business = replace(BUSINESS, roles={"adviser": role})
    early = a_rule(windows=(Span.parse("06:00-07:00"),))

    assert found(early, business=business)[0].why.endswith("adviser is in mon wed 08:00-17:30")
    assert [] == found(replace(early, role="nobody"), business=business)


def test_an_amount_in_another_currency_is_never_reached():
    rule = a_rule(only_if=(TotalAtLeast(money=Money(minor=10_000, currency="USD")),))

    assert ["the firm takes EUR, not USD; write 100 EUR"] == [each.why for each in found(rule)]
    assert [("week-after", "worth")] == keys(a_rule(worth=Money(minor=100, currency="USD")))
    assert [] == found(a_rule(worth=Money(minor=100, currency="EUR")))


def test_care_without_an_end_is_told_where_to_say_it():
    care = a_rule(message_class=MessageClass.CARE)

    assert [("week-after", "not_after")] == keys(care)
    assert [("week-after", "not_after")] == keys(a_rule(care_if_untold=True))
    assert [] == keys(replace(care, drop_after_days=5))


def test_what_is_only_assumed_is_promised_to_nobody():
    def assuming(kind: str, **changes: object) -> FollowUp:
        return a_rule(when="order.delivered", or_when=OrWhen(kind=kind, later=Later(days=3)), **changes)

    assert [("week-after", "or_when")] == keys(assuming("order.shipped"))
    assert [] == keys(assuming("order.shipped", untold=True))
    assert [] == keys(assuming("order.shipped", message_class=MessageClass.CARE, drop_after_days=5))
    assert [("week-after", "or_when")] == keys(assuming("order.delivered", untold=True))
    assert [("week-after", "or_when")] == keys(assuming("repair.received", untold=True))
