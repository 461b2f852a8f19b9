from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from followthrough.application.note_delivery import Notice, note_delivery
from followthrough.domain.commitment import Claim
from followthrough.domain.errors import FateUnknown
from followthrough.domain.words import Channel, State, Step
from support.shop import NORA, Shop, an_event, at


def a_shop_with_an_unsure_letter() -> Shop:
    """Monday 2 March, 11:00: nobody knows whether the thank-you letter went out."""
    shop = Shop().without("slow-order")
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 11:00"))
    return shop


def a_shop_with_a_sent_letter() -> Shop:
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.until(at("2026-03-02 11:00"))
    return shop


@pytest.mark.parametrize("kind", ["send", "delivery"])
def test_a_notice_settles_an_unsure_letter_and_nobody_is_asked(kind):
    shop = a_shop_with_an_unsure_letter()

    outcome = shop.notices(kind, shop.owed("first-thanks"))
    shop.until(at("2026-03-31 12:00"))

    letter = shop.owed("first-thanks")
    assert (outcome, letter.state, letter.unsure) == ("settled", State.KEPT, False)
    assert shop.subjects_sent() == []


def test_a_notice_about_an_unsure_receipt_leaves_its_promise_open():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 08:40"))

    shop.notices("delivery", shop.owed("price-call"), Step.RECEIPT)
    shop.until(at("2026-03-02 14:30"))

    assert (shop.owed("price-call").state, shop.owed("price-call").unsure) == (State.OPEN, False)
    assert shop.subjects_sent() == ["remind price-call"]


def test_late_news_of_an_older_letter_does_not_settle_a_newer_one_of_the_same_step():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 09:00"))
    shop.taps(shop.owed("price-call"), "reschedule", when=at("2026-03-03 10:00"))
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 09:10"))

    late = shop.notices("delivery", shop.owed("price-call"), Step.RECEIPT, generation=1)
    doubted = shop.owed("price-call").unsure
    own = shop.notices("delivery", shop.owed("price-call"), Step.RECEIPT, generation=2)

    assert (late, doubted, own, shop.owed("price-call").unsure) == ("known before", True, "settled", False)


def test_late_news_of_an_older_letter_does_not_record_a_newer_one_that_died_before_it_was_sent():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 09:00"))
    shop.taps(shop.owed("price-call"), "reschedule", when=at("2026-03-03 10:00"))
    shop.clock.at = at("2026-03-02 09:10")
    moved = shop.owed("price-call")
    claim = Claim(step=Step.RECEIPT, generation=2, token="t", at=shop.clock.at, message="m")
    shop.ledger.commit(moved.claimed(claim))

    shop.notices("delivery", moved, Step.RECEIPT, generation=1)

    assert shop.owed("price-call").claim == claim


@pytest.mark.parametrize("order", list(itertools.permutations(["send", "delivery", "delivery"])))
def test_notices_may_come_twice_and_in_any_order(order):
    shop = a_shop_with_an_unsure_letter()

    outcomes = [shop.notices(kind, shop.owed("first-thanks")) for kind in order]

    assert outcomes == ["settled", "known before", "known before"]


def test_a_notice_about_what_is_known_writes_nothing():
    shop = a_shop_with_a_sent_letter()
    written = len(shop.ledger.written)

    outcome = shop.notices("delivery", shop.owed("first-thanks"))

    assert (outcome, len(shop.ledger.written)) == ("known before", written)


@pytest.mark.parametrize("kind", ["bounce", "reject"])
def test_a_letter_that_came_back_asks_a_person_at_once_and_only_once(kind):
    shop = a_shop_with_a_sent_letter()
    shop.clock.at = at("2026-03-02 11:05")

    outcomes = [shop.notices(kind, shop.owed("first-thanks")) for _ in range(2)]
    shop.until(at("2026-03-02 12:00"))

    assert outcomes == ["came back", "known before"]
    assert shop.subjects_sent() == ["first-thanks", "ask first-thanks"]
    assert shop.owed("first-thanks").unsure


def test_a_receipt_that_came_back_does_not_stop_the_call():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 08:40"))
    shop.notices("bounce", shop.owed("price-call"), Step.RECEIPT)

    shop.until(at("2026-03-02 14:30"))

    assert shop.subjects_sent() == ["price-promised", "ask price-call", "remind price-call"]


def test_a_complaint_about_spam_stops_care_on_every_point_of_hers():
    shop = a_shop_with_a_sent_letter()

    outcomes = [shop.notices("complaint", shop.owed("first-thanks")) for _ in range(2)]

    assert outcomes == ["stopped", "known before"]
    assert [point.opted_out_at for point in shop.points()] == [at("2026-03-02 11:00")] * 2


def test_a_complaint_about_spam_counts_for_the_address_she_has_now():
    shop = a_shop_with_a_sent_letter()
    moved = type(NORA)(ref="c-1", email="nora@new.example")
    shop.hears(an_event("order.placed", at("2026-03-02 12:00"), number="2", contact=moved))

    shop.notices("complaint", shop.owed("first-thanks"))

    stopped = [point.key for point in shop.points() if point.opted_out_at]
    assert "epoint:nora@new.example" in stopped


def test_that_a_task_arrived_or_that_a_mail_is_of_somebody_else_is_not_ours_to_note():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    stranger = Notice(kind="bounce", commitment="nobody", step=Step.REMIND, generation=1, to_customer=True)

    outcomes = [
        shop.notices("delivery", shop.owed("price-call"), Step.REMIND),
        note_delivery(stranger, tools=shop.noting),
    ]

    assert outcomes == ["not ours to note"] * 2


def test_a_letter_that_will_never_arrive_becomes_a_call_that_says_it():
    shop = a_shop_with_a_sent_letter()
    shop.clock.at = at("2026-03-02 11:05")

    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)
    shop.until(at("2026-03-02 12:00"))

    call = shop.owed("first-thanks")
    assert shop.subjects_sent() == ["first-thanks", "remind first-thanks"]
    assert (call.channel, call.state, call.unsure) == (Channel.CALL, State.OPEN, False)
    assert bounced_points(shop) == {"epoint:nora@quill.example": at("2026-03-02 11:05")}


def test_without_a_good_number_a_person_finds_a_way():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), contact=replace(NORA, phone=None)))
    shop.until(at("2026-03-02 11:00"))

    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)

    assert shop.owed("first-thanks").channel is Channel.TASK


def test_the_call_that_stands_for_a_letter_lapses_when_it_has_become_too_late_to_be_kind():
    shop = a_shop_with_a_sent_letter()
    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)

    shop.until(at("2026-03-20 12:00"))

    assert shop.owed("first-thanks").state is State.LAPSED


def test_a_letter_that_only_announced_a_call_needs_no_call_of_its_own():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-02 11:00")))
    shop.until(at("2026-03-02 11:00"))

    shop.notices("bounce", shop.owed("fetched-thanks"), is_final=True)
    shop.until(at("2026-03-02 17:00"))

    assert shop.owed("fetched-thanks").state is State.RELEASED
    assert shop.subjects_sent() == ["fetched-thanks"]
    assert shop.owed("week-after").is_open


def test_nothing_is_said_otherwise_that_is_not_wanted_any_more():
    shop = a_shop_with_an_unsure_letter()
    shop.hears(an_event("order.cancelled", at("2026-03-02 11:02")))

    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)
    shop.until(at("2026-03-20 12:00"))

    assert shop.subjects_sent() == []
    assert shop.owed("first-thanks").state is State.RELEASED


def test_no_later_letter_goes_to_an_address_that_letters_come_back_from():
    shop = a_shop_with_a_sent_letter()
    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)

    shop.hears(an_event("repair.received", at("2026-03-03 08:40"), number="2"))
    shop.until(at("2026-03-03 14:30"))

    assert [letter.subject for letter in shop.letters()] == ["first-thanks"]
    assert "remind price-call" in shop.subjects_sent()


def test_a_letter_that_was_on_its_way_when_its_address_died_is_said_by_phone():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-01 21:00")))
    [address] = [point for point in shop.points() if point.key.startswith("e")]
    shop.ledger.commit(replace(address, bounced_at=shop.clock.now()))

    shop.until(at("2026-03-02 09:00"))

    assert shop.letters() == []
    assert shop.owed("first-thanks").channel is Channel.CALL


def test_another_address_of_hers_is_written_to_again():
    shop = a_shop_with_a_sent_letter()
    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)
    moved = replace(NORA, email="nora@new.example")

    shop.hears(an_event("repair.received", at("2026-03-03 08:40"), number="2", contact=moved))
    shop.until(at("2026-03-03 08:40"))

    assert [letter.to for letter in shop.letters()] == ["nora@quill.example", "nora@new.example"]


def test_what_was_planned_for_a_dead_address_goes_to_the_one_she_has_now():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-01 21:00")))
    [address] = [point for point in shop.points() if point.key.startswith("e")]
    shop.ledger.commit(replace(address, bounced_at=shop.clock.now()))
    moved = replace(NORA, email="nora@new.example")
    shop.hears(an_event("order.shipped", at("2026-03-01 22:00"), number="2", contact=moved))

    shop.until(at("2026-03-02 09:00"))

    assert [letter.to for letter in shop.letters()] == ["nora@new.example"]


def test_late_news_of_an_address_she_had_before_says_nothing_about_the_one_she_has_now():
    shop = a_shop_with_a_sent_letter()
    moved = replace(NORA, email="nora@new.example")
    shop.hears(an_event("repair.received", at("2026-03-02 12:00"), number="2", contact=moved))

    shop.notices("bounce", shop.owed("first-thanks"), is_final=True)

    assert list(bounced_points(shop)) == ["epoint:nora@quill.example"]


def test_that_a_mailbox_was_full_does_not_make_the_address_a_dead_one():
    shop = a_shop_with_a_sent_letter()

    shop.notices("bounce", shop.owed("first-thanks"))

    assert bounced_points(shop) == {}


def test_a_new_time_that_no_letter_tells_is_told_by_phone():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:35"))
    shop.taps(shop.owed("price-call"), "cannot_keep", when=at("2026-03-05 12:00"))
    [address] = [point for point in shop.points() if point.key.startswith("e")]
    shop.ledger.commit(replace(address, bounced_at=shop.clock.now()))

    shop.until(at("2026-03-02 14:46"))

    assert [letter.subject for letter in shop.letters()] == ["price-promised"]
    assert shop.subjects_sent()[-1] == "remind price-call"
    assert shop.all_owed("price-call")[0].is_open


WHATEVER_IS_SAID = ("send", "delivery", "bounce", "complaint")


@pytest.mark.parametrize("said", [*itertools.permutations(WHATEVER_IS_SAID), ("bounce",) * 3, ("bounce", "send") * 2])
def test_whatever_is_said_in_any_order_and_however_often_she_gets_no_second_letter_and_no_care_after_a_complaint(said):
    shop = a_shop_with_an_unsure_letter()
    told_of = shop.owed("first-thanks")

    for kind in said:
        shop.notices(kind, told_of, generation=1, to_customer=True, is_final=kind == "bounce")
    shop.until(at("2026-03-31 12:00"))

    assert shop.letters() == []
    assert list(bounced_points(shop)) == ["epoint:nora@quill.example"]
    stopped = "complaint" in said
    assert len(shop.tasks()) == (0 if stopped else 1)
    assert any(point.opted_out_at for point in shop.points()) == stopped
    assert not shop.owed("first-thanks").is_open


def test_late_news_that_a_letter_was_sent_does_not_take_back_that_it_never_arrived():
    shop = a_shop_with_a_sent_letter()
    shop.notices("bounce", shop.owed("first-thanks"))

    late = shop.notices("send", shop.owed("first-thanks"))

    assert (late, shop.owed("first-thanks").unsure) == ("known before", True)


def test_a_complaint_about_spam_calls_back_a_friendly_task_that_is_out():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-02 11:00")))
    shop.until(at("2026-03-09 13:30"))
    assert shop.subjects_sent() == ["remind week-after-delivery"]

    shop.notices("complaint", shop.owed("week-after-delivery"), to_customer=True)
    shop.until(at("2026-03-09 14:00"))

    assert shop.subjects_sent()[-1] == "stand_down week-after-delivery"


@pytest.mark.parametrize("kind", ["bounce", "reject"])
def test_a_task_that_came_back_goes_to_who_covers_at_once_and_once(kind):
    shop = a_shop_with_a_task()
    asked = shop.owed("price-call")

    outcomes = [shop.notices(kind, asked, generation=asked.generation) for _ in range(3)]
    shop.until(at("2026-03-02 14:36"))

    assert outcomes == ["passed on", "moved on before", "moved on before"]
    assert [task.to for task in shop.tasks()] == ["donal@corncrake.example", "maeve@corncrake.example"]
    assert shop.owed("price-call").promised_by == asked.promised_by


def test_a_task_that_comes_back_from_everybody_ends_with_the_owner_and_never_goes_round():
    shop = a_shop_with_a_task()

    outcomes = []
    for minute in range(35, 40):
        shop.until(at(f"2026-03-02 14:{minute}"))
        outcomes.append(shop.notices("bounce", shop.owed("price-call")))

    assert outcomes == ["passed on", *["nobody left to ask"] * 4]
    assert [task.to for task in shop.tasks()] == ["donal@corncrake.example", "maeve@corncrake.example"]


def test_a_question_that_came_back_is_asked_of_who_covers_and_the_call_keeps_its_time():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 09:00"))
    assert shop.subjects_sent() == ["ask price-call"]

    shop.notices("bounce", shop.owed("price-call"), Step.ASK)
    shop.until(at("2026-03-02 09:01"))

    assert [(task.subject, task.to) for task in shop.tasks()[1:]] == [("ask price-call", "iris@corncrake.example")]
    assert Step.REMIND in {wake.step for wake in shop.agenda("price-call")}


def test_a_word_that_asks_for_nothing_needs_nobody_else():
    shop = a_shop_with_a_task()

    assert shop.notices("bounce", shop.owed("price-call"), Step.STAND_DOWN) == "moved on before"


def a_shop_with_a_task() -> Shop:
    """Monday 2 March, 14:35: Donal was asked to phone Nora with the price."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:35"))
    return shop


def bounced_points(shop: Shop) -> dict[str, dt.datetime]:
    return {point.key: point.bounced_at for point in shop.points() if point.bounced_at}


def test_a_notice_of_a_kind_that_says_nothing_changes_nothing():
    shop = a_shop_with_a_sent_letter()

    assert shop.notices("open", shop.owed("first-thanks")) == "nothing to note"


def test_a_hand_over_that_came_back_goes_to_the_next_who_covers():
    shop = Shop()
    shop.knows(hand_over=True)
    shop.hears(an_event("inquiry.received", at("2026-03-02 09:00")))
    shop.until(at("2026-03-02 12:20"))
    given = shop.owed("answer")

    outcome = shop.notices("bounce", given, Step.HAND_OVER, generation=given.generation - 1, to_customer=False)

    assert ("adviser", "passed on") == (given.owner, outcome)
    assert "owner" == shop.owed("answer").owner


def test_a_hand_over_that_came_back_from_an_older_plan_moves_nothing():
    shop = Shop()
    shop.knows(hand_over=True)
    shop.hears(an_event("inquiry.received", at("2026-03-02 09:00")))
    shop.until(at("2026-03-02 12:20"))
    given = shop.owed("answer")
    shop.taps(given, "no_answer")

    outcome = shop.notices("bounce", given, Step.HAND_OVER, generation=given.generation - 1, to_customer=False)

    assert "moved on before" == outcome
