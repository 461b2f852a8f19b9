from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from followthrough.application.cards import CUSTOMER
from followthrough.application.outcomes import Tap
from followthrough.domain.commitment import UNDO_WINDOW, Commitment
from followthrough.domain.errors import AlreadyAnswered, ChoiceNeeded, FateUnknown, Missing, RuleBroken, UndoClosed
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from followthrough.domain.offers import OFFERED
from followthrough.domain.words import Channel, MessageClass, Offer, Outcome, State, Step
from support.shop import NORA, Shop, an_event, at
from support.turns import every_meeting

CALLED = at("2026-03-10 10:20")
SECOND = dt.timedelta(seconds=1)


def a_shop_with_a_task(minute: str = "2026-03-10 10:20") -> Shop:
    """Tuesday 10 March, 10:20: the task to phone Nora a week after her repair is out since 10:00."""
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at(minute))
    return shop


def a_shop_with_a_broken_promise() -> Shop:
    """Monday 2 March, 17:08: nobody phoned Nora by 17:00."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 17:08"))
    return shop


def the_call(shop: Shop) -> Commitment:
    """The call about her repair or her order."""
    [call] = [
        owed
        for owed in shop.ledger.commitments
        if owed.channel is Channel.CALL and owed.subject.type in ("repair", "order")
    ]
    return call


def what_happened(commitment: Commitment) -> list[tuple[str, str]]:
    return [(entry.what, entry.because) for entry in commitment.history]


def holds(shop: Shop) -> set[str]:
    return {hold.because for point in shop.points() for hold in point.holds}


# ----- what staff say ------------------------------------------------------------------------------


def test_done_keeps_the_promise_and_nothing_rings_any_more():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "done")
    shop.until(at("2026-03-12 12:00"))

    assert (the_call(shop).state, the_call(shop).agenda) == (State.KEPT, ())
    assert len(shop.tasks()) == 1


@pytest.mark.parametrize(
    ("answered_at", "state"), [("2026-03-10 12:30", State.KEPT), ("2026-03-10 12:31", State.KEPT_LATE)]
)
def test_done_after_the_promised_time_is_kept_late(answered_at, state):
    shop = a_shop_with_a_task(answered_at)

    shop.taps(the_call(shop), "done")

    assert the_call(shop).state == state


@pytest.mark.parametrize("outcome", ["no_answer", "left_message"])
def test_nobody_reached_means_another_try_in_the_other_half_of_the_day(outcome):
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), outcome)

    call = the_call(shop)
    assert (call.state, call.tries, call.generation) == (State.OPEN, 1, 2)
    assert call.slot == (at("2026-03-10 13:30"), at("2026-03-10 17:00"))


def three_tries(shop: Shop) -> list[dt.datetime]:
    """Nobody is reached three times; says when each task went out."""
    sent: list[dt.datetime] = []
    for _ in range(3):
        shop.until(the_call(shop).agenda[0].at if the_call(shop).alarm.step is Step.REMIND else shop.clock.at)
        sent.append(next(entry.at for entry in reversed(the_call(shop).history) if entry.what == "remind"))
        shop.clock.at += dt.timedelta(minutes=10)
        shop.taps(the_call(shop), "no_answer")
    return sent


def test_three_tries_on_two_days_in_alternating_halves():
    shop = a_shop_with_a_task()

    assert three_tries(shop) == [at("2026-03-10 10:00"), at("2026-03-10 13:30"), at("2026-03-11 10:00")]


def test_after_three_tries_she_gets_one_letter_and_the_promise_is_kept_because_we_tried():
    shop = a_shop_with_a_task()
    three_tries(shop)
    answered_at = shop.clock.at

    shop.until(at("2026-03-31 12:00"))

    call = the_call(shop)
    assert (call.state, call.tries) == (State.KEPT, 3)
    assert ("kept", "tried") in what_happened(call)
    assert [message.subject for message in shop.letters()] == ["fetched-thanks", "we-tried"]
    assert call.history[-1].at == answered_at + UNDO_WINDOW


def test_that_we_tried_is_not_written_to_somebody_whose_complaint_is_open():
    shop = a_shop_with_a_task()
    three_tries(shop)
    shop.hears(an_event("complaint.opened", shop.clock.at, source="helpdesk"))

    shop.until(at("2026-03-31 12:00"))

    assert "we-tried" not in shop.subjects_sent()
    assert (the_call(shop).state, the_call(shop).agenda) == (State.KEPT, ())


def test_a_time_she_asked_for_is_what_she_is_promised_from_now_on():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "reschedule", when=at("2026-03-12 14:00"))

    call = the_call(shop)
    assert (call.state, call.generation, call.promised_by) == (State.OPEN, 2, at("2026-03-12 14:30"))
    assert [(wake.step, wake.at) for wake in call.agenda] == [
        (Step.RECEIPT, CALLED + UNDO_WINDOW),
        (Step.REMIND, at("2026-03-12 13:45")),
        (Step.NUDGE, at("2026-03-12 14:15")),
        (Step.ESCALATE, at("2026-03-12 14:30")),
    ]


def test_the_letter_with_her_new_time_leaves_when_the_undo_window_closes():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "reschedule", when=at("2026-03-12 14:00"))

    shop.until(CALLED + UNDO_WINDOW - SECOND)
    before = shop.letters()[1:]
    shop.until(CALLED + UNDO_WINDOW)

    assert (before, [message.subject for message in shop.letters()[1:]]) == ([], ["new-time"])


def test_the_letter_with_her_new_time_goes_out_also_while_a_complaint_is_open():
    shop = a_shop_with_a_task()
    shop.hears(an_event("complaint.opened", CALLED, source="helpdesk"))
    shop.taps(the_call(shop), "reschedule", when=at("2026-03-12 14:00"))

    shop.until(CALLED + UNDO_WINDOW)

    assert "new-time" in shop.subjects_sent()
    assert what_happened(the_call(shop)).count(("held", "complaint open")) == 1  # when the task was called back


@pytest.mark.parametrize(
    ("agreed", "task_at"),
    [
        ("2026-03-11 09:15", "2026-03-11 09:00"),
        ("2026-03-11 10:00", "2026-03-11 09:45"),
        ("2026-03-11 13:30", "2026-03-11 12:15"),
        ("2026-03-11 08:00", "2026-03-10 17:15"),
    ],
    ids=["before the rule's window", "at its start", "after lunch", "first thing"],
)
def test_the_task_goes_out_before_the_agreed_time_whatever_windows_the_rule_has(agreed, task_at):
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "reschedule", when=at(agreed))

    shop.until(at(agreed) - SECOND)

    sent = [entry.at for entry in the_call(shop).history if entry.what == "remind"]
    assert sent == [at("2026-03-10 10:00"), at(task_at)]


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("2026-03-10 10:29", "at least ten minutes ahead"),
        ("2026-03-09 12:00", "That time is over"),
        ("2026-03-17 11:00", "Donal is not there then"),
        ("2026-03-14 10:00", "Donal is not there then"),
        ("2026-03-11 13:00", "Donal is not there then"),
    ],
    ids=["too close", "past", "a holiday", "a Saturday", "lunch"],
)
def test_a_time_nobody_can_keep_is_refused_with_a_sentence_and_nothing_changes(when, says):
    shop = a_shop_with_a_task()
    before = the_call(shop)

    with pytest.raises(RuleBroken, match=says):
        shop.taps(before, "reschedule", when=at(when))

    assert the_call(shop) == before


def test_another_time_without_a_time_is_asked_for_again():
    shop = a_shop_with_a_task()

    with pytest.raises(ChoiceNeeded, match="give the new time"):
        shop.taps(the_call(shop), "reschedule")


def test_a_problem_keeps_the_call_and_holds_at_once():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "problem")

    assert the_call(shop).state is State.KEPT
    assert holds(shop) == {f"complaint followthrough/complaint/{the_call(shop).id}"}
    assert shop.all_owed("listen") == []


def test_do_not_contact_stops_care_at_once_on_every_point_of_hers():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "do_not_contact")

    assert [point.opted_out_at for point in shop.points()] == [CALLED, CALLED]
    assert (the_call(shop).state, what_happened(the_call(shop))[-1]) == (
        State.RELEASED,
        ("released", "do not contact"),
    )


def test_who_answered_what_stands_in_the_history_and_the_note_beside_the_customer():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "done", note="  Brakes fine, she says thank you.  ")

    [note] = shop.ledger.notes_of(the_call(shop).customer)
    assert (note.text, note.by, note.at) == ("Brakes fine, she says thank you.", "adviser", CALLED)
    assert ("answered done", "adviser") in what_happened(the_call(shop))


# ----- not mine ------------------------------------------------------------------------------------


def test_what_is_not_his_goes_at_once_to_the_first_who_covers_and_is_in():
    shop = a_shop_with_a_task()
    before = the_call(shop)

    shop.taps(before, "not_mine")
    shop.until(CALLED)

    call = the_call(shop)
    assert (call.owner, call.state, call.generation) == ("counter", State.OPEN, before.generation + 1)
    assert (call.promised_by, call.slot) == (before.promised_by, before.slot)
    assert ("passed on", "adviser > counter") in what_happened(call)
    assert [task.to for task in shop.tasks()] == ["donal@corncrake.example", "iris@corncrake.example"]


def test_who_has_gone_home_is_passed_over_for_who_is_in():
    shop = a_shop_with_a_task("2026-03-10 13:40")

    shop.taps(the_call(shop), "not_mine")

    assert the_call(shop).owner == "owner"


def test_a_promise_passed_on_is_broken_at_its_time_like_any_other():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:30"))
    shop.taps(the_call(shop), "not_mine")

    shop.until(at("2026-03-02 17:00"))

    assert (the_call(shop).owner, the_call(shop).state) == ("owner", State.BROKEN)


def test_what_everybody_has_passed_on_goes_round_no_further():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "not_mine")
    shop.taps(the_call(shop), "not_mine", by="counter")
    before = the_call(shop)

    with pytest.raises(RuleBroken, match="Everybody"):
        shop.taps(before, "not_mine", by="owner")

    assert the_call(shop) == before
    assert before.owner == "owner"


def test_what_was_passed_on_is_not_for_the_new_owner_to_take_back():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "not_mine")

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop), by="counter")

    assert the_call(shop).owner == "counter"


def test_passed_on_again_after_it_was_taken_back_it_finds_the_same_colleague():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "not_mine")
    shop.takes_back(the_call(shop))

    shop.taps(the_call(shop), "not_mine")

    assert the_call(shop).owner == "counter"


def test_a_letter_in_doubt_is_asked_about_by_the_new_owner_and_never_sent_again():
    shop = Shop()
    shop.post.fails_with = [FateUnknown()]
    shop.hears(an_event("order.placed", at("2026-03-04 10:00")))
    shop.until(at("2026-03-04 10:20"))

    shop.taps(shop.owed("first-thanks"), "not_mine", by="counter")
    shop.until(at("2026-03-04 10:20"))

    assert shop.subjects_sent() == ["ask first-thanks"] * 2
    assert shop.tasks()[-1].to == "donal@corncrake.example"


# ----- wrong number, polite no ----------------------------------------------------------------------


def test_after_a_wrong_number_the_call_is_kept_back_and_asked_again_with_a_number_to_check():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "wrong_number")

    call = the_call(shop)
    assert (call.state, call.held, call.tries, call.generation) == (State.OPEN, True, 0, 2)
    assert [customer.contact.phone.quality for customer in shop.customers()] == [PhoneQuality.DOUBTFUL]
    assert what_happened(call)[-2:] == [("answered wrong_number", "adviser"), ("next try", "wrong number")]

    shop.until(at("2026-03-10 13:30"))

    assert shop.subjects_sent()[-1] == "remind week-after"
    assert not the_call(shop).held


def test_care_that_lapses_while_its_number_is_looked_for_is_not_put_down_to_a_complaint():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-19 14:00"))
    shop.taps(shop.owed("week-after-delivery"), "wrong_number")

    shop.until(at("2026-03-19 18:00"))

    assert what_happened(shop.owed("week-after-delivery"))[-1] == ("lapsed", "not done in time")


def test_a_wrong_number_taken_back_is_a_good_one_again():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "wrong_number")

    shop.takes_back(the_call(shop))

    assert [customer.contact.phone for customer in shop.customers()] == [NORA.phone]


def test_a_wrong_number_told_again_by_the_source_stays_wrong_and_another_one_is_believed():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "wrong_number")
    shop.hears(an_event("repair.received", at("2026-03-10 11:00"), number="4712"))
    told_again = [customer.contact.phone.quality for customer in shop.customers()]
    right = Phone(raw="+353 20 915 0109", e164="+353209150109", quality=PhoneQuality.GOOD)
    shop.hears(an_event("repair.received", at("2026-03-10 11:10"), number="4713", contact=replace(NORA, phone=right)))

    assert told_again == [PhoneQuality.DOUBTFUL]
    assert [customer.contact.phone for customer in shop.customers()] == [right]


def test_a_polite_no_keeps_the_promise_and_is_counted_as_declined():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "polite_no", note="the dealer in Kilmore has one")

    assert the_call(shop).state is State.KEPT
    assert what_happened(the_call(shop))[-1] == ("kept", "declined")


def test_a_polite_no_without_an_alternative_is_not_taken():
    shop = a_shop_with_a_task()
    before = the_call(shop)

    with pytest.raises(ChoiceNeeded, match="alternative"):
        shop.taps(before, "polite_no", note="  ")

    assert the_call(shop) == before


# ----- cannot keep ---------------------------------------------------------------------------------

NO_LETTERS = replace(NORA, email=None)
THURSDAY = at("2026-03-05 12:00")


def a_shop_that_owes_a_price(contact: Contact = NORA) -> Shop:
    """Monday 2 March, 14:35: the price is promised by 17:00, and Donal has the task."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=contact))
    shop.until(at("2026-03-02 14:35"))
    return shop


def first_and_second(shop: Shop) -> tuple[Commitment, Commitment]:
    """The promise that could not be kept, and the one in its place."""
    [second] = [owed for owed in shop.all_owed("price-call") if owed.follows]
    [first] = [owed for owed in shop.all_owed("price-call") if owed.id == second.follows]
    return first, second


def test_what_cannot_be_kept_is_told_by_letter_when_undo_closes_and_a_promise_takes_its_place():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:44"))
    before = (shop.subjects_sent()[-1], shop.owed("price-call").state)

    shop.until(at("2026-03-02 14:45"))

    first, second = first_and_second(shop)
    assert before == ("remind price-call", State.OPEN)
    assert shop.subjects_sent()[-1] == "told"
    assert (first.state, first.promised_by, first.agenda) == (State.TOLD, at("2026-03-02 17:00"), ())
    assert (second.state, second.promised_by, second.owner, second.answer) == (State.OPEN, THURSDAY, "adviser", None)
    assert [wake.step for wake in second.agenda] == [Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]


def test_the_letter_that_tells_her_links_to_the_promise_in_its_place():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:45"))
    first, second = first_and_second(shop)

    table = shop.looks(first)
    card = shop.tools.cards.card(table, reader=table.owner, now=shop.clock.at)

    assert card.her_page_url == f"https://promises.example/a/{second.id}/{CUSTOMER}"


def test_the_promise_in_its_place_is_kept_by_what_would_have_kept_the_first():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 15:00"))

    shop.hears(an_event("repair.quoted", at("2026-03-05 09:00")))

    assert [owed.state for owed in first_and_second(shop)] == [State.TOLD, State.KEPT]


def test_a_call_in_a_window_that_cannot_be_kept_is_promised_anew_for_its_new_time():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "cannot_keep", when=at("2026-03-12 14:00"))

    shop.until(CALLED + UNDO_WINDOW)

    [second] = [owed for owed in shop.all_owed("week-after") if owed.follows]
    assert second.slot == (at("2026-03-12 14:00"), at("2026-03-12 14:30"))
    assert [wake.step for wake in second.agenda] == [Step.REMIND, Step.NUDGE, Step.ESCALATE]


def test_whom_no_letter_reaches_is_told_by_phone():
    shop = a_shop_that_owes_a_price(NO_LETTERS)
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:45"))
    first, _ = first_and_second(shop)
    before = (shop.subjects_sent()[-2:], first.state)

    shop.taps(first, "done")

    assert before == (["remind price-call", "remind price-call"], State.OPEN)
    assert what_happened(shop.latest(first))[-1] == ("told", "by phone")
    assert [owed.state for owed in first_and_second(shop)] == [State.TOLD, State.OPEN]


def test_whom_nobody_told_is_owed_a_broken_promise():
    shop = a_shop_that_owes_a_price(NO_LETTERS)
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)

    shop.until(at("2026-03-02 17:00"))

    assert [owed.state for owed in first_and_second(shop)] == [State.BROKEN, State.OPEN]


def test_told_too_late_is_not_told():
    shop = a_shop_that_owes_a_price(NO_LETTERS)
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:45"))
    shop.clock.at = at("2026-03-02 17:00") + SECOND

    shop.taps(first_and_second(shop)[0], "done")

    assert what_happened(first_and_second(shop)[0])[-1] == ("broken", "told too late")


def test_told_by_phone_before_undo_has_closed_still_makes_the_promise_in_its_place():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.taps(shop.owed("price-call"), "done", by="owner")

    shop.until(at("2026-03-02 14:50"))

    assert "told" not in shop.subjects_sent()
    assert [owed.state for owed in first_and_second(shop)] == [State.TOLD, State.OPEN]


def test_a_letter_of_unknown_fate_has_told_nobody_until_the_mail_service_says_so():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 14:45"))
    first, _ = first_and_second(shop)

    shop.notices("delivery", first, Step.RECEIPT)

    assert (first.state, first.unsure) == (State.OPEN, True)
    assert (shop.latest(first).state, shop.latest(first).unsure) == (State.TOLD, False)


def test_a_told_letter_that_came_back_asks_a_person_who_can_answer():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:45"))
    first, _ = first_and_second(shop)
    shop.notices("bounce", first, Step.RECEIPT)
    shop.until(at("2026-03-02 14:50"))

    shop.taps(first, "done")

    assert shop.subjects_sent()[-1] == "ask price-call"
    assert (shop.latest(first).state, shop.latest(first).takes_an_answer) == (State.TOLD, False)


def test_what_cannot_be_kept_and_was_taken_back_tells_nobody():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.takes_back(shop.owed("price-call"))

    shop.until(at("2026-03-02 15:00"))

    assert "told" not in shop.subjects_sent()
    assert (shop.owed("price-call").state, shop.owed("price-call").new_time) == (State.OPEN, None)


@pytest.mark.parametrize(
    ("clock", "says"),
    [
        ("2026-03-02 16:51", "too late: please phone now"),
        ("2026-03-02 17:08", "broken already: please phone, say sorry"),
    ],
)
def test_a_promise_whose_time_has_come_cannot_be_told_off_by_letter(clock, says):
    shop = a_shop_that_owes_a_price()
    shop.until(at(clock))
    before = shop.owed("price-call")

    with pytest.raises(RuleBroken, match=says):
        shop.taps(before, "cannot_keep", when=THURSDAY)

    assert shop.owed("price-call") == before


def test_a_second_move_is_told_by_phone():
    shop = a_shop_that_owes_a_price()
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-05 10:00"))

    with pytest.raises(RuleBroken, match="A second move is told by phone"):
        shop.taps(first_and_second(shop)[1], "cannot_keep", when=at("2026-03-06 12:00"))


def test_a_time_that_she_agrees_to_instead_belongs_to_the_promise_in_its_place():
    shop = a_shop_that_owes_a_price(NO_LETTERS)
    shop.taps(shop.owed("price-call"), "cannot_keep", when=THURSDAY)
    shop.until(at("2026-03-02 14:45"))

    with pytest.raises(RuleBroken, match="a task of its own"):
        shop.taps(first_and_second(shop)[0], "reschedule", when=at("2026-03-06 12:00"))


def test_care_that_nobody_was_promised_is_not_told_off():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-11 13:30"))

    with pytest.raises(RuleBroken, match="Nobody was promised this"):
        shop.taps(shop.owed("week-after-delivery"), "cannot_keep", when=at("2026-03-12 14:00"))


def test_what_cannot_be_kept_needs_a_new_time():
    shop = a_shop_that_owes_a_price()

    with pytest.raises(ChoiceNeeded, match="the new time"):
        shop.taps(shop.owed("price-call"), "cannot_keep")


# ----- the first answer stands ---------------------------------------------------------------------


@pytest.mark.parametrize("second", list(Outcome))
def test_the_first_answer_stands(second):
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "done")
    before = the_call(shop)

    with pytest.raises(AlreadyAnswered):
        shop.taps(before, second, when=at("2026-03-12 14:00"))

    assert the_call(shop) == before
    assert holds(shop) == set()


def test_a_form_of_an_old_generation_is_refused():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "no_answer", form=1)
    before = the_call(shop)

    with pytest.raises(AlreadyAnswered):
        shop.taps(before, "done", form=1)

    assert the_call(shop) == before


@pytest.mark.parametrize("choice", ["", "DONE", "fine", "perhaps"])
def test_what_is_no_choice_of_staff_is_asked_again_and_changes_nothing(choice):
    shop = a_shop_with_a_task()
    before = the_call(shop)

    with pytest.raises(ChoiceNeeded):
        shop.taps(before, choice)

    assert the_call(shop) == before


def test_looking_changes_nothing():
    shop = a_shop_with_a_task()
    written = len(shop.ledger.written)

    shop.looks(the_call(shop))

    assert len(shop.ledger.written) == written


def test_a_link_to_something_unknown_is_missing():
    shop = a_shop_with_a_task()

    with pytest.raises(Missing):
        shop.taps_link("nobody", Tap(choice="done", generation=1))


@pytest.mark.parametrize("pair", [("done", "problem"), ("no_answer", "done"), ("do_not_contact", "done")])
def test_of_two_answers_at_once_one_stands_in_every_placement(pair):
    def taps(choice: str) -> Callable[[Shop], object]:
        return lambda shop: shop.taps(the_call(shop), choice, form=1)

    for meeting in every_meeting(a_shop_with_a_task, taps(pair[0]), taps(pair[1])):
        refused = [type(failure) for failure in meeting.failures if failure]
        answers = [what for what, _ in what_happened(the_call(meeting.shop)) if what.startswith("answered")]

        assert (refused, len(answers)) == ([AlreadyAnswered], 1)
        assert bool(holds(meeting.shop)) == (answers == ["answered problem"])


# ----- taking it back ------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_answer_of_staff_can_be_taken_back_within_ten_minutes(outcome):
    shop = a_shop_with_a_task()
    before = the_call(shop)
    shop.taps(before, outcome, when=at("2026-03-12 14:00"), note="what we can do instead")
    shop.clock.at += UNDO_WINDOW - SECOND

    shop.takes_back(before)

    assert as_it_stood(the_call(shop)) == as_it_stood(before)
    assert the_call(shop).generation > before.generation
    assert [(point.opted_out_at, point.holds) for point in shop.points()] == [(None, ())] * 2


def as_it_stood(commitment: Commitment) -> tuple[object, ...]:
    """Everything an answer can move."""
    return (
        commitment.state,
        commitment.agenda,
        commitment.due_at,
        commitment.promised_by,
        commitment.slot,
        commitment.tries,
        commitment.channel,
        commitment.message_class,
        commitment.unsure,
        commitment.held,
        commitment.owner,
        commitment.answer,
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_no_answer_can_be_taken_back_after_ten_minutes(outcome):
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), outcome, when=at("2026-03-12 14:00"), note="what we can do instead")
    shop.clock.at += UNDO_WINDOW
    before = the_call(shop)

    with pytest.raises(UndoClosed):
        shop.takes_back(before)

    assert the_call(shop) == before


def test_what_was_not_answered_cannot_be_taken_back():
    shop = a_shop_with_a_task()

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop))


def test_an_answer_is_taken_back_once():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "done")
    shop.takes_back(the_call(shop))

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop))


def test_after_taking_it_back_another_answer_counts():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "done")
    shop.takes_back(the_call(shop))

    shop.taps(the_call(shop), "problem")

    assert holds(shop) != set()


def test_nothing_reaches_the_customer_from_an_answer_that_was_taken_back():
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "reschedule", when=at("2026-03-12 14:00"))
    shop.takes_back(the_call(shop))

    shop.until(at("2026-03-10 10:59"))

    assert [message.subject for message in shop.letters()] == ["fetched-thanks"]


def test_a_care_call_that_was_given_a_time_by_mistake_is_care_again():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-11 13:30"))
    shop.taps(the_call(shop), "reschedule", when=at("2026-03-12 14:00"))

    shop.takes_back(the_call(shop))

    assert (the_call(shop).message_class, the_call(shop).promised_by) == (MessageClass.CARE, None)


def test_an_older_stop_and_an_older_hold_survive_the_undo():
    shop = a_shop_with_a_task()
    shop.hears(an_event("complaint.opened", CALLED, source="helpdesk"))
    shop.says_stop(the_call(shop))
    shop.clock.at += SECOND
    shop.taps(the_call(shop), "do_not_contact")

    shop.takes_back(the_call(shop))

    assert [point.opted_out_at for point in shop.points()] == [CALLED, CALLED]
    assert holds(shop) == {"complaint helpdesk/complaint/4711"}


@pytest.mark.parametrize(("said_by", "taken_back_by"), [("adviser", CUSTOMER), (CUSTOMER, "adviser")])
def test_she_takes_back_what_she_said_and_staff_what_they_said(said_by, taken_back_by):
    shop = a_shop_with_a_task()
    shop.taps(the_call(shop), "fine" if said_by == CUSTOMER else "done", by=said_by)

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop), by=taken_back_by)

    assert the_call(shop).state is State.KEPT


def test_an_answer_and_an_undo_at_once_never_leave_both():
    def answered() -> Shop:
        shop = a_shop_with_a_task()
        shop.taps(the_call(shop), "done")
        return shop

    def undoes(shop: Shop) -> None:
        shop.takes_back(the_call(shop))

    for meeting in every_meeting(answered, undoes, lambda shop: shop.taps(the_call(shop), "problem", form=1)):
        assert (the_call(meeting.shop).state, holds(meeting.shop)) == (State.OPEN, set())


# ----- broken --------------------------------------------------------------------------------------


def test_what_was_broken_stays_broken_and_how_soon_it_was_mended_stands_beside_it():
    shop = a_shop_with_a_broken_promise()

    shop.taps(the_call(shop), "done", by="owner")

    assert the_call(shop).state is State.BROKEN
    assert what_happened(the_call(shop))[-1] == ("mended", "in 8 minutes")


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.CANNOT_KEEP])
def test_no_answer_of_staff_makes_a_broken_promise_anything_else(outcome):
    shop = a_shop_with_a_broken_promise()

    shop.taps(the_call(shop), outcome, by="owner", when=at("2026-03-03 10:00"), note="what we can do instead")

    assert (the_call(shop).state, the_call(shop).promised_by) == (State.BROKEN, at("2026-03-02 17:00"))


@pytest.mark.parametrize("reply", OFFERED[Offer.FOLLOW_UP])
def test_no_answer_of_hers_makes_a_broken_promise_anything_else(reply):
    shop = a_shop_with_a_broken_promise()

    shop.taps(the_call(shop), reply, by=CUSTOMER, when=at("2026-03-12 14:00"))

    assert the_call(shop).state is State.BROKEN


def test_a_broken_promise_that_did_not_reach_her_is_tried_again_and_can_still_be_mended():
    shop = a_shop_with_a_broken_promise()
    shop.taps(the_call(shop), "no_answer", by="owner")
    shop.until(at("2026-03-03 10:00"))

    shop.taps(the_call(shop), "done", by="owner")

    assert (shop.subjects_sent()[-1], the_call(shop).state) == ("remind price-call", State.BROKEN)
    assert what_happened(the_call(shop))[-1] == ("mended", "in 1020 minutes")


def test_a_mended_promise_takes_no_second_answer():
    shop = a_shop_with_a_broken_promise()
    shop.taps(the_call(shop), "done", by="owner")

    with pytest.raises(AlreadyAnswered):
        shop.taps(the_call(shop), "done", by="owner")


def test_mending_can_be_taken_back_and_the_promise_stays_broken():
    shop = a_shop_with_a_broken_promise()
    shop.taps(the_call(shop), "done", by="owner")

    shop.takes_back(the_call(shop), by="owner")

    assert (the_call(shop).state, the_call(shop).answer) == (State.BROKEN, None)


# ----- about letters -------------------------------------------------------------------------------


def a_shop_with_a_letter_that_came_back() -> Shop:
    """Monday 2 March, 11:30: the thank-you letter bounced, and the counter was asked about it."""
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.until(at("2026-03-02 11:00"))
    shop.clock.at = at("2026-03-02 11:30")
    shop.notices("bounce", shop.owed("first-thanks"))
    shop.until(at("2026-03-02 11:30"))
    return shop


@pytest.mark.parametrize("outcome", ["no_answer", "left_message", "reschedule"])
def test_no_answer_of_staff_sends_a_letter_a_second_time(outcome):
    shop = a_shop_with_a_letter_that_came_back()

    shop.taps(shop.owed("first-thanks"), outcome, by="counter", when=at("2026-03-03 10:00"))
    shop.until(at("2026-03-31 12:00"))

    assert shop.subjects_sent().count("first-thanks") == 1


def test_a_letter_she_could_not_get_may_become_a_call_at_a_time_she_asked_for():
    shop = a_shop_with_a_letter_that_came_back()

    shop.taps(shop.owed("first-thanks"), "reschedule", by="counter", when=at("2026-03-03 10:00"))
    shop.until(at("2026-03-03 09:45"))

    assert shop.subjects_sent() == ["first-thanks", "ask first-thanks", "new-time", "remind first-thanks"]


def test_taking_an_answer_back_never_revives_what_was_cancelled_meanwhile():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-11 13:40"))
    shop.taps(the_call(shop), "no_answer")
    shop.hears(an_event("order.refunded", at("2026-03-11 13:42")))

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop))

    assert the_call(shop).state is State.RELEASED


def test_taking_an_answer_back_never_reopens_what_was_kept_meanwhile():
    shop = Shop().without("quote-call")
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 14:40"))
    shop.taps(the_call(shop), "no_answer")
    shop.hears(an_event("repair.quoted", at("2026-03-02 14:42")))

    with pytest.raises(UndoClosed):
        shop.takes_back(the_call(shop))

    assert the_call(shop).state is State.KEPT


def test_staff_who_were_told_to_stand_down_are_asked_again_when_she_takes_it_back():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))
    shop.until(at("2026-03-11 13:40"))
    shop.taps(the_call(shop), "no_need", by=CUSTOMER)
    shop.until(at("2026-03-11 13:41"))

    shop.takes_back(the_call(shop), by=CUSTOMER)
    shop.until(at("2026-03-11 13:42"))

    assert [message.subject.partition(" ")[0] for message in shop.tasks()] == ["remind", "stand_down", "remind"]


# ----- what she says herself -----------------------------------------------------------------------


def test_no_need_any_more_releases_the_promise():
    shop = a_shop_with_a_task("2026-03-05 12:00")

    shop.taps(the_call(shop), "no_need", by=CUSTOMER)
    shop.until(at("2026-03-11 12:00"))

    assert (the_call(shop).state, what_happened(the_call(shop))[-1]) == (
        State.RELEASED,
        ("released", "no need, she says"),
    )
    assert shop.tasks() == []


def test_no_need_while_the_task_is_out_tells_staff_to_stand_down():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "no_need", by=CUSTOMER)
    shop.until(CALLED)

    assert [message.subject for message in shop.tasks()] == ["remind week-after", "stand_down week-after"]


def test_fine_keeps_the_promise():
    shop = a_shop_with_a_task()

    shop.taps(the_call(shop), "fine", by=CUSTOMER)

    assert the_call(shop).state is State.KEPT


def test_fine_on_a_letter_that_is_out_is_written_down_and_moves_nothing():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.until(at("2026-03-02 11:00"))

    shop.taps(shop.owed("first-thanks"), "fine", by=CUSTOMER)

    letter = shop.owed("first-thanks")
    assert (letter.state, letter.answer.outcome, letter.agenda) == (State.KEPT, "fine", ())


def test_phone_me_leaves_a_call_that_is_coming_as_it_is():
    shop = a_shop_with_a_task("2026-03-05 12:00")
    agenda = the_call(shop).agenda

    shop.taps(the_call(shop), "phone_me", by=CUSTOMER)

    assert (the_call(shop).state, the_call(shop).agenda) == (State.OPEN, agenda)


def test_phone_me_in_answer_to_a_letter_in_doubt_is_not_lost():
    shop = Shop().without("slow-order")
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.post.fails_with = [FateUnknown()]
    shop.until(at("2026-03-02 11:02"))

    shop.taps(shop.owed("first-thanks"), "phone_me", by=CUSTOMER)
    shop.notices("delivery", shop.owed("first-thanks"))
    shop.until(at("2026-03-02 11:30"))

    assert (shop.owed("first-thanks").state, shop.live()) == (State.KEPT, ["answer"])


def test_not_right_holds_at_once_and_settles_when_the_undo_window_closes():
    shop = a_shop_with_a_task("2026-03-05 12:00")

    shop.taps(the_call(shop), "not_right", by=CUSTOMER)

    call = the_call(shop)
    assert (call.state, [(wake.step, wake.at) for wake in call.agenda]) == (
        State.KEPT,
        [(Step.SETTLE, at("2026-03-05 12:10"))],
    )
    assert holds(shop) == {f"complaint followthrough/complaint/{call.id}"}


def test_another_time_that_she_asks_for_is_promised_and_confirmed_when_undo_closes():
    shop = a_shop_with_a_task("2026-03-05 12:00")
    shop.taps(the_call(shop), "another_time", by=CUSTOMER, when=at("2026-03-11 14:00"))
    before = shop.subjects_sent()[-1]

    shop.until(at("2026-03-05 12:10"))

    call = the_call(shop)
    assert (before, shop.subjects_sent()[-1]) == ("fetched-thanks", "new-time")
    assert (call.state, call.slot) == (State.OPEN, (at("2026-03-11 14:00"), at("2026-03-11 14:30")))


def test_another_time_at_which_nobody_is_there_is_refused_to_her_too():
    shop = a_shop_with_a_task("2026-03-05 12:00")

    with pytest.raises(RuleBroken, match="Donal is not there then"):
        shop.taps(the_call(shop), "another_time", by=CUSTOMER, when=at("2026-03-15 14:00"))


@pytest.mark.parametrize("reply", OFFERED[Offer.FOLLOW_UP])
def test_every_answer_of_hers_can_be_taken_back_within_ten_minutes(reply):
    shop = a_shop_with_a_task("2026-03-05 12:00")
    before = the_call(shop)
    shop.taps(before, reply, by=CUSTOMER, when=at("2026-03-12 14:00"))

    shop.takes_back(before, by=CUSTOMER)

    assert as_it_stood(the_call(shop)) == as_it_stood(before)
    assert holds(shop) == set()


@pytest.mark.parametrize("choice", ["done", "do_not_contact"])
def test_she_cannot_answer_for_staff(choice):
    shop = a_shop_with_a_task()

    with pytest.raises(ChoiceNeeded):
        shop.taps(the_call(shop), choice, by=CUSTOMER)


# ----- stop ----------------------------------------------------------------------------------------


def test_stop_releases_open_care_and_keeps_promises():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.hears(an_event("order.delivered", at("2026-03-02 09:00")))

    shop.says_stop(shop.owed("price-call"))

    assert shop.live() == ["no-news", "price-call"]
    assert [point.opted_out_at for point in shop.points()] == [at("2026-03-02 09:00")] * 2


def test_stop_said_twice_is_stop_since_the_first_time():
    shop = a_shop_with_a_task()
    shop.says_stop(the_call(shop))
    shop.clock.at += dt.timedelta(days=1)

    shop.says_stop(the_call(shop))

    assert [point.opted_out_at for point in shop.points()] == [CALLED, CALLED]


def test_stop_said_by_the_address_counts_for_another_source():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), source="shop", contact=NORA))
    shop.hears(an_event("repair.received", at("2026-03-04 11:00")))

    shop.says_stop(shop.owed("price-call"))
    shop.until(at("2026-03-11 13:30"))

    assert what_happened(shop.owed("week-after-delivery"))[-1] == ("released", "do not contact")


def test_the_next_try_at_what_no_letter_could_say_still_ends_with_the_owner():
    shop = Shop()
    without = replace(NORA, email=None)
    price = Money(minor=18_600, currency="EUR")
    shop.hears(an_event("repair.quoted", at("2026-03-02 10:00"), contact=without, total=price))
    shop.until(at("2026-03-02 13:40"))

    shop.taps(shop.owed("quote"), "no_answer")

    assert Step.ESCALATE in {wake.step for wake in shop.agenda("quote")}
