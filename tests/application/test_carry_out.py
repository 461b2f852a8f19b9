from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from followthrough.application.carry_out import LEASE, ComeBackLater
from followthrough.domain.business import Budget
from followthrough.domain.commitment import Claim, Commitment
from followthrough.domain.event import Contact
from followthrough.domain.words import MessageClass, State, Step
from support.shop import NORA, Shop, an_event, at

MINUTE = dt.timedelta(minutes=1)
BY_HELPDESK = Contact(ref="z-9", email="nora@quill.example")


def a_shop_with_a_price_call() -> Shop:
    """Monday 2 March, 08:40: a price call by 17:00, its receipt is out."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 08:40"))
    return shop


def a_shop_with_a_care_call() -> Shop:
    """A call on Wednesday 11 March between 13:30 and 17:00."""
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    return shop


def a_shop_with_a_thank_you() -> Shop:
    """A first order on Monday at 11:00, to be thanked for at once."""
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    return shop


def history(commitment: Commitment) -> list[tuple[str, str]]:
    return [(entry.what, entry.because) for entry in commitment.history]


# ----- when ----------------------------------------------------------------------------------------


def test_the_way_of_a_promise_nobody_answers():
    shop = a_shop_with_a_price_call()

    shop.until(at("2026-03-02 18:00"))

    assert [(entry.what, entry.at) for entry in shop.owed("price-call").history] == [
        ("made", at("2026-03-02 08:40")),
        ("receipt", at("2026-03-02 08:40")),
        ("remind", at("2026-03-02 14:30")),
        ("nudge", at("2026-03-02 15:30")),
        ("warn", at("2026-03-02 16:15")),
        ("escalate", at("2026-03-02 17:00")),
        ("broken", at("2026-03-02 17:00")),
    ]


def test_nothing_is_carried_out_a_second_early():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.clock.at = wake.at - dt.timedelta(seconds=1)

    with pytest.raises(ComeBackLater):
        shop.rings(wake)

    assert shop.tasks() == []


def test_a_wake_of_an_old_generation_leaves_one_note_and_does_nothing():
    shop = a_shop_with_a_price_call()
    old = shop.wake_of(shop.owed("price-call"))
    shop.taps(shop.owed("price-call"), "no_answer")
    shop.clock.at = at("2026-03-02 14:31")

    outcomes = [shop.rings(old), shop.rings(old)]

    assert outcomes == ["stale wake"] * 2
    assert history(shop.owed("price-call")).count(("stale wake", "generation 1")) == 1
    assert shop.tasks() == []


def test_a_step_that_is_done_is_not_done_again():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.until(at("2026-03-02 14:30"))

    outcome = shop.rings(wake)

    assert outcome == "done before"
    assert len(shop.tasks()) == 1


def test_a_wake_of_a_kept_promise_rings_no_one():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.taps(shop.owed("price-call"), "done")
    shop.clock.at = at("2026-03-02 14:31")

    outcome = shop.rings(wake)

    assert outcome == "done before"
    assert shop.tasks() == []


def test_a_wake_of_something_the_ledger_does_not_know_does_nothing():
    shop = a_shop_with_a_price_call()
    wake = dataclasses.replace(shop.wake_of(shop.owed("price-call")), commitment="nobody")

    assert shop.rings(wake) == "unknown commitment"


def test_of_several_overdue_steps_only_the_last_one_speaks():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.clock.at = at("2026-03-02 16:20")

    shop.rings(wake)

    assert [message.subject for message in shop.tasks()] == ["warn price-call"]
    assert [left.step for left in shop.agenda("price-call")] == [Step.ESCALATE]


def test_a_cancel_after_a_warning_spoke_for_the_task_tells_staff_to_stand_down():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.clock.at = at("2026-03-02 16:20")
    shop.rings(wake)

    shop.hears(an_event("repair.cancelled", at("2026-03-02 16:25")))
    shop.until(at("2026-03-02 16:25"))

    assert [message.subject for message in shop.tasks()] == ["warn price-call", "stand_down price-call"]


def test_an_outage_over_the_promised_time_breaks_the_promise_with_one_mail_to_the_owner():
    shop = a_shop_with_a_price_call()
    wake = shop.wake_of(shop.owed("price-call"))
    shop.clock.at = at("2026-03-03 09:00")

    shop.rings(wake)

    assert [(message.subject, message.to) for message in shop.tasks()] == [
        ("escalate price-call", "maeve@corncrake.example")
    ]
    assert shop.owed("price-call").state is State.BROKEN


def test_tasks_go_to_the_owner_of_the_promise_until_it_is_broken():
    shop = a_shop_with_a_price_call()

    shop.until(at("2026-03-02 18:00"))

    assert [message.to.partition("@")[0] for message in shop.tasks()] == ["donal", "donal", "donal", "maeve"]


def test_care_that_nobody_does_is_dropped_and_said_so():
    shop = a_shop_with_a_care_call()

    shop.until(at("2026-03-31 12:00"))

    call = shop.owed("week-after-delivery")
    assert (call.state, history(call)[-1]) == (State.LAPSED, ("lapsed", "not done in time"))
    assert len(shop.tasks()) == 1


# ----- claims --------------------------------------------------------------------------------------


def claimed(shop: Shop, follow_up: str, step: Step, *, message: str = "his") -> Commitment:
    """Somebody claimed this step now, and was never heard of again."""
    owed = shop.owed(follow_up)
    claim = Claim(step=step, generation=owed.generation, token="his", at=shop.clock.now(), message=message)
    shop.ledger.commit(owed.claimed(claim))
    return shop.owed(follow_up)


def test_a_young_foreign_claim_is_trusted_and_the_message_dropped():
    shop = a_shop_with_a_thank_you()
    wake = shop.wake_of(claimed(shop, "first-thanks", Step.REMIND))
    shop.clock.at += LEASE - dt.timedelta(seconds=1)

    outcome = shop.rings(wake, message="another")

    assert outcome == "in other hands"
    assert shop.post.sent == []


def test_the_redelivery_of_the_message_that_claimed_comes_back_later():
    shop = a_shop_with_a_thank_you()
    wake = shop.wake_of(claimed(shop, "first-thanks", Step.REMIND, message="the same"))

    with pytest.raises(ComeBackLater):
        shop.rings(wake, message="the same")

    assert shop.post.sent == []


def test_an_old_claim_on_a_letter_makes_it_unsure_and_no_second_letter():
    shop = a_shop_with_a_thank_you()
    wake = shop.wake_of(claimed(shop, "first-thanks", Step.REMIND))
    shop.clock.at += LEASE

    outcome = shop.rings(wake)

    letter = shop.owed("first-thanks")
    assert (outcome, letter.unsure, letter.state, letter.claim) == ("unsure", True, State.OPEN, None)
    assert shop.letters() == []


def test_an_old_claim_on_a_task_is_overruled_and_the_task_sent():
    shop = a_shop_with_a_price_call()
    shop.clock.at = at("2026-03-02 14:30")
    wake = shop.wake_of(claimed(shop, "price-call", Step.REMIND))
    shop.clock.at += LEASE

    outcome = shop.rings(wake)

    assert outcome == "sent"
    assert [message.subject for message in shop.tasks()] == ["remind price-call"]


# ----- quiet hours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ordered", "sent"),
    [
        ("2026-03-02 07:59:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 08:00"),
        ("2026-03-02 19:59", "2026-03-02 19:59"),
        ("2026-03-02 20:00", "2026-03-03 08:00"),
        ("2026-03-07 23:30", "2026-03-09 08:00"),
        ("2026-03-16 23:30", "2026-03-18 08:00"),
    ],
    ids=["just before", "at eight", "just in time", "in the evening", "on Saturday night", "before a holiday"],
)
def test_a_thank_you_waits_for_a_civil_hour(ordered, sent):
    shop = Shop(clock=dataclasses.replace(Shop().clock, at=at("2026-03-01 00:00")))
    shop.hears(an_event("order.placed", at(ordered)))

    shop.until(at("2026-03-19 00:00"))

    assert shop.owed("first-thanks").history[-1].at == at(sent)


def test_a_letter_that_answers_her_at_once_goes_out_at_any_hour():
    shop = Shop()
    shop.hears(an_event("complaint.opened", at("2026-03-02 23:50")))

    shop.until(at("2026-03-02 23:50"))

    assert [message.subject for message in shop.letters()] == ["complaint-thanks"]


@pytest.mark.parametrize(("late", "sent_at"), [(15 * MINUTE, "2026-03-03 00:05"), (16 * MINUTE, "2026-03-03 08:00")])
def test_a_prompted_letter_is_prompted_for_a_quarter_of_an_hour(late, sent_at):
    shop = Shop()
    shop.hears(an_event("complaint.opened", at("2026-03-02 23:50")))
    shop.clock.at += late

    shop.until(at("2026-03-03 08:00"))

    remind = next(entry for entry in shop.owed("thanks").history if entry.what == "remind")
    assert remind.at == at(sent_at)


def test_a_waiting_letter_is_deferred_where_one_can_see_it():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 21:00")))

    shop.until(at("2026-03-02 21:00"))

    assert history(shop.owed("first-thanks"))[-1] == ("waits", "quiet hours")
    assert shop.wake_of(shop.owed("first-thanks")).at == at("2026-03-03 08:00")


def test_a_task_that_comes_too_late_for_its_window_waits_for_the_next_one():
    shop = a_shop_with_a_care_call()
    wake = shop.wake_of(shop.owed("week-after-delivery"))
    shop.clock.at = at("2026-03-11 17:20")

    outcome = shop.rings(wake)

    assert outcome == "waits"
    assert shop.wake_of(shop.owed("week-after-delivery")).at == at("2026-03-12 13:30")


# ----- the budget ----------------------------------------------------------------------------------


def cheerful(shop: Shop, count: int, *, when: dt.datetime) -> None:
    """She has had this many letters of thanks, at one moment, and may have no more for a fortnight."""
    business = dataclasses.replace(shop.rulebook.rules.business, budget=Budget(care_letters=count, cheerful=count))
    shop.rulebook.rules = dataclasses.replace(shop.rulebook.rules, business=business)
    shop.plays_by("first-thanks", only_if=())
    for number in range(count):
        shop.hears(an_event("order.placed", when, number=f"before-{number}"))
    shop.until(when)


def test_one_care_call_in_thirty_days_and_the_next_one_is_dropped():
    shop = a_shop_with_a_care_call()
    shop.until(at("2026-03-11 13:30"))
    shop.taps(shop.owed("week-after-delivery"), "done")
    shop.plays_by("week-after-delivery", call_if_any=(), else_letter=None)
    shop.hears(an_event("order.delivered", at("2026-03-12 10:00"), number="2"))

    shop.until(at("2026-03-31 12:00"))

    second = next(owed for owed in shop.all_owed("week-after-delivery") if owed.subject.id == "2")
    assert (second.state, history(second)[-1]) == (State.RELEASED, ("released", "contact budget"))
    assert len(shop.tasks()) == 1


def test_a_care_call_that_reached_nobody_is_tried_again_within_its_own_budget():
    shop = a_shop_with_a_care_call()
    shop.until(at("2026-03-11 13:40"))
    shop.taps(shop.owed("week-after-delivery"), "no_answer")

    shop.until(at("2026-03-12 13:30"))

    assert shop.subjects_sent() == ["remind week-after-delivery"] * 2


def test_a_care_call_waits_for_room_in_the_budget_if_it_is_still_kind_then():
    shop = a_shop_with_a_care_call()
    cheerful(shop, 2, when=at("2026-03-04 16:00"))

    shop.until(at("2026-03-11 13:30"))

    waits = shop.owed("week-after-delivery")
    assert history(waits)[-1] == ("waits", "contact budget")
    assert shop.wake_of(waits).at == at("2026-03-18 16:00")


def test_a_budget_of_nothing_lets_nothing_out_and_breaks_nothing():
    shop = a_shop_with_a_care_call()
    business = dataclasses.replace(shop.rulebook.rules.business, budget=Budget(care_calls=0))
    shop.rulebook.rules = dataclasses.replace(shop.rulebook.rules, business=business)

    shop.until(at("2026-03-11 13:30"))

    assert history(shop.owed("week-after-delivery"))[-1] == ("released", "contact budget")


def test_a_promise_is_kept_whatever_the_budget():
    shop = Shop()
    cheerful(shop, 2, when=at("2026-03-02 08:30"))

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:30"))

    assert shop.subjects_sent()[2:] == ["price-promised", "remind price-call"]


# ----- holds and stops -----------------------------------------------------------------------------


def test_a_complaint_told_by_another_source_holds_the_cheerful_call_of_the_same_address():
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), contact=BY_HELPDESK, source="helpdesk"))

    shop.until(at("2026-03-11 13:30"))

    call = shop.owed("week-after-delivery")
    assert (call.held, history(call)[-1]) == (True, ("held", "complaint open"))
    assert shop.wake_of(call).at == at("2026-03-12 13:30")


def test_what_was_held_goes_out_when_the_complaint_is_resolved():
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), contact=BY_HELPDESK, source="helpdesk"))
    shop.until(at("2026-03-11 14:00"))
    shop.hears(an_event("complaint.resolved", at("2026-03-11 15:00"), contact=BY_HELPDESK, source="helpdesk"))

    shop.until(at("2026-03-12 13:30"))

    assert "remind week-after-delivery" in shop.subjects_sent()
    assert not shop.owed("week-after-delivery").held


def test_what_is_held_too_long_lapses_and_says_that_it_was_the_complaint():
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), contact=BY_HELPDESK, source="helpdesk"))

    shop.until(at("2026-03-31 12:00"))

    call = shop.owed("week-after-delivery")
    assert (call.state, history(call)[-1]) == (State.LAPSED, ("lapsed", "complaint open"))
    assert "remind week-after-delivery" not in shop.subjects_sent()


def test_care_that_lapses_after_its_hold_was_lifted_lapses_because_nobody_did_it():
    shop = a_shop_with_a_care_call()
    shop.hears(an_event("complaint.opened", at("2026-03-10 09:00"), contact=BY_HELPDESK, source="helpdesk"))
    shop.until(at("2026-03-11 14:00"))
    shop.hears(an_event("complaint.resolved", at("2026-03-11 15:00"), contact=BY_HELPDESK, source="helpdesk"))

    shop.until(at("2026-03-31 12:00"))

    assert history(shop.owed("week-after-delivery"))[-1] == ("lapsed", "not done in time")


def test_a_promised_week_after_that_is_held_for_five_days_is_released():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-03 16:30"))
    shop.hears(an_event("complaint.opened", at("2026-03-09 09:00"), contact=BY_HELPDESK, source="helpdesk"))

    shop.until(at("2026-03-31 12:00"))

    call = shop.owed("week-after")
    assert (call.state, history(call)[-1]) == (State.RELEASED, ("released", "complaint open"))
    assert "remind week-after" not in shop.subjects_sent()


def test_a_promise_that_a_complaint_does_not_hold_is_kept_during_one():
    shop = a_shop_with_a_price_call()
    shop.hears(an_event("complaint.opened", at("2026-03-02 09:00")))

    shop.until(at("2026-03-02 14:30"))

    assert "remind price-call" in shop.subjects_sent()


def test_care_for_somebody_who_said_stop_is_released():
    shop = a_shop_with_a_care_call()
    for point in shop.points():
        shop.ledger.commit(point.opted_out(at=at("2026-03-05 09:00")))

    shop.until(at("2026-03-11 13:30"))

    call = shop.owed("week-after-delivery")
    assert (call.state, history(call)[-1]) == (State.RELEASED, ("released", "opted out"))
    assert shop.post.sent == []


def test_what_was_promised_to_somebody_who_said_stop_is_kept_all_the_same():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.says_stop(shop.owed("price-call"))

    shop.until(at("2026-03-02 14:30"))

    assert shop.subjects_sent() == ["price-promised", "remind price-call"]


def test_after_a_stop_a_new_repair_brings_neither_a_friendly_letter_nor_a_friendly_call():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), number="1"))
    shop.until(at("2026-03-10 10:20"))
    shop.taps(shop.owed("week-after"), "do_not_contact")
    shop.until(at("2026-03-12 16:00"))
    before = shop.subjects_sent()

    shop.hears(an_event("repair.collected", at("2026-03-12 16:20"), number="2"))
    shop.until(at("2026-03-31 12:00"))

    assert shop.subjects_sent() == before
    assert [history(owed)[-1] for owed in shop.ledger.commitments if owed.subject.id == "2"] == [
        ("released", "opted out")
    ] * 2


# ----- what is missing -----------------------------------------------------------------------------


def test_without_an_address_the_receipt_is_skipped_and_the_task_still_goes_out():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=Contact(ref="c-1", phone=NORA.phone)))

    shop.until(at("2026-03-02 14:30"))

    assert shop.subjects_sent() == ["remind price-call"]
    assert ("receipt", "not sent: no email address") in history(shop.owed("price-call"))


def test_a_letter_of_thanks_without_an_address_becomes_a_task_for_the_one_who_signs_it():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), contact=Contact(given_name="Nora")))

    shop.until(at("2026-03-02 11:00"))

    assert [(message.subject, message.to) for message in shop.tasks()] == [
        ("remind first-thanks", "iris@corncrake.example")
    ]


def test_news_that_lost_its_address_while_it_waited_for_the_morning_is_told_by_a_person():
    shop = Shop()
    shop.hears(an_event("order.delayed", at("2026-03-02 21:00")))
    owed = shop.owed("delayed")
    nora = shop.ledger.read(customers=[owed.customer]).customers[owed.customer]
    shop.ledger.commit(dataclasses.replace(nora, contact=dataclasses.replace(nora.contact, email=None)))

    shop.until(at("2026-03-03 09:00"))

    assert ("goes another way", "no email address") in history(shop.owed("delayed"))
    assert ["remind delayed"] == [message.subject for message in shop.tasks() if "delayed" in message.subject]
    assert shop.owed("delayed").is_open


def test_a_letter_that_announces_a_call_that_is_over_is_not_sent():
    shop = Shop()
    shop.hears(an_event("complaint.opened", at("2026-03-02 09:00")))
    shop.taps(shop.owed("listen"), "polite_no", note="The maker has one.")

    shop.until(at("2026-03-02 09:00"))

    assert shop.letters() == []
    assert history(shop.owed("thanks"))[-1] == ("released", "nothing left to announce")


def test_a_care_letter_offers_a_way_to_say_stop_and_a_promise_does_not():
    shop = a_shop_with_a_thank_you()
    shop.hears(an_event("repair.received", at("2026-03-02 11:00")))

    shop.until(at("2026-03-02 11:00"))

    offers = {message.subject: "List-Unsubscribe" in message.headers for message in shop.letters()}
    assert offers == {"first-thanks": True, "price-promised": False}


def test_an_open_commitment_keeps_its_class_whatever_the_playbook_says_today():
    shop = a_shop_with_a_care_call()
    shop.plays_by("week-after-delivery", message_class=MessageClass.PROMISE)

    shop.until(at("2026-03-11 13:30"))

    assert shop.owed("week-after-delivery").message_class is MessageClass.CARE


def test_an_old_claim_of_another_plan_does_not_stand_in_for_the_letter_of_today():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:30"))
    shop.taps(shop.owed("price-call"), "reschedule", when=at("2026-03-03 10:00"))
    call = shop.owed("price-call")
    old = Claim(step=Step.RECEIPT, generation=1, token="dead", at=at("2026-03-02 08:40"), message="dead")
    shop.ledger.commit(call.claimed(old))

    shop.until(at("2026-03-02 14:40"))

    assert "new-time" in shop.subjects_sent()
    assert not shop.owed("price-call").unsure
