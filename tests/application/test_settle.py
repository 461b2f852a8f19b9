from __future__ import annotations

import pytest

from followthrough.application.cards import CUSTOMER
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import Unreachable
from followthrough.domain.event import Money
from followthrough.domain.words import MessageClass, State, Step
from support.shop import Shop, an_event, at
from support.turns import every_meeting

CLOSES = at("2026-03-10 10:30")


def a_shop_with_an_answer(choice: str, *, by: str = "adviser") -> Shop:
    """Tuesday 10 March, 10:20: the week-after task was answered just now."""
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-10 10:20"))
    shop.taps(shop.owed("week-after"), choice, by=by)
    return shop


def after_the_window(shop: Shop) -> Commitment:
    shop.until(CLOSES)
    return shop.owed("week-after")


def test_a_problem_becomes_a_complaint_when_it_can_no_longer_be_taken_back():
    shop = a_shop_with_an_answer("problem")
    shop.until(at("2026-03-10 10:29"))
    before = shop.all_owed("listen")

    after_the_window(shop)

    listen = shop.owed("listen")
    assert (before, listen.state) == ([], State.OPEN)
    assert listen.subject.id == shop.owed("week-after").id
    assert listen.promised_by == at("2026-03-10 17:00")


def test_a_problem_that_was_taken_back_becomes_nothing():
    shop = a_shop_with_an_answer("problem")
    shop.takes_back(shop.owed("week-after"))

    after_the_window(shop)

    assert shop.all_owed("listen") == []
    assert [point.holds for point in shop.points()] == [(), ()]


def test_the_complaint_is_hers_and_holds_her_once():
    shop = a_shop_with_an_answer("problem")

    after_the_window(shop)

    assert shop.owed("listen").customer == shop.owed("week-after").customer
    assert [len(point.holds) for point in shop.points()] == [1, 1]


def test_she_is_thanked_for_telling_us_when_the_window_has_closed():
    shop = a_shop_with_an_answer("problem")

    after_the_window(shop)

    assert [message.subject for message in shop.letters()] == ["fetched-thanks", "complaint-thanks"]


def test_not_right_on_her_own_page_becomes_a_complaint_too():
    shop = a_shop_with_an_answer("not_right", by=CUSTOMER)

    after_the_window(shop)

    assert shop.live() == ["end-of-hold", "listen", "progress"]


@pytest.mark.parametrize("choice", ["phone_me"])
def test_phone_me_about_something_that_is_over_becomes_an_inquiry(choice):
    shop = Shop().without("slow-order")
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.until(at("2026-03-02 11:00"))

    shop.taps(shop.owed("first-thanks"), choice, by=CUSTOMER)
    shop.until(at("2026-03-02 11:10"))

    assert shop.live() == ["answer"]
    assert shop.owed("answer").promised_by == at("2026-03-02 17:00")


def test_do_not_contact_releases_her_open_care_and_no_promise():
    shop = a_shop_with_an_answer("done")
    shop.hears(an_event("order.delivered", at("2026-03-10 10:20")))
    shop.hears(an_event("repair.received", at("2026-03-10 10:21"), number="4712"))
    shop.hears(an_event("repair.collected", at("2026-03-10 10:22"), number="4713"))
    second = next(owed for owed in shop.all_owed("week-after") if owed.subject.id == "4713")

    shop.taps(second, "do_not_contact")
    shop.until(at("2026-03-10 10:35"))

    kept = [owed for owed in shop.ledger.commitments if owed.is_open]
    assert {owed.message_class for owed in kept} == {MessageClass.PROMISE}
    assert shop.owed("week-after-delivery").history[-1].because == "do not contact"


def test_settling_is_written_down_and_done_once():
    shop = a_shop_with_an_answer("problem")
    wake = shop.wake_of(shop.owed("week-after"))
    after_the_window(shop)

    outcome = shop.rings(wake)

    assert outcome == "done before"
    assert (shop.owed("week-after").agenda, shop.owed("week-after").history[-1].what) == ((), Step.SETTLE)


def test_two_wakes_that_settle_at_once_open_one_complaint_in_every_placement():
    def due() -> Shop:
        shop = a_shop_with_an_answer("problem")
        shop.clock.at = CLOSES
        return shop

    def settles(message: str):
        def ring(shop: Shop) -> None:
            [owed] = [owed for owed in shop.ledger.commitments if owed.follow_up == "week-after"]
            shop.rings(waking[owed.id], message=message)

        return ring

    waking = {wake.commitment: wake for wake in due().ledger.waking(until=CLOSES)}

    for meeting in every_meeting(due, settles("one"), settles("two")):
        assert (meeting.failures, len(meeting.shop.all_owed("listen"))) == ((None, None), 1)


# ----- what she decides ----------------------------------------------------------------------------

PRICE = Money(minor=61000, currency="EUR")
QUOTED = an_event("repair.quoted", at("2026-03-04 14:30"), total=PRICE, agreed_by=at("2026-03-10 17:00"))


def a_shop_with_a_decision(choice: str) -> Shop:
    """Wednesday 4 March, 21:12: she has decided about the price."""
    shop = Shop()
    shop.hears(QUOTED)
    shop.until(at("2026-03-04 21:12"))
    shop.taps(shop.owed("quote"), choice, by=CUSTOMER)
    return shop


def test_go_ahead_promises_the_day_that_the_quote_told():
    shop = a_shop_with_a_decision("go_ahead")
    shop.until(at("2026-03-04 21:21"))
    before = shop.all_owed("ready-by")

    shop.until(at("2026-03-04 21:22"))

    assert (before, shop.owed("ready-by").promised_by) == ([], at("2026-03-10 17:00"))
    assert shop.owed("ready-by").subject == QUOTED.subject
    assert shop.owed("quote-silent").history[-1].because == "repair.approved"


def test_no_thank_you_ends_what_was_planned_about_the_price():
    shop = a_shop_with_a_decision("no_thank_you")

    shop.until(at("2026-03-04 21:22"))

    assert shop.live() == ["quote-declined"]


def test_a_decision_that_was_settled_and_not_written_down_is_settled_once():
    shop = a_shop_with_a_decision("go_ahead")
    shop.clock.at = at("2026-03-04 21:22")
    wake = shop.wake_of(shop.owed("quote"))
    commits: list[int] = []

    def fails_after_the_first_commit() -> None:
        if len(shop.ledger.written) > written:
            commits.append(1)
            raise Unreachable

    written = len(shop.ledger.written)
    shop.before_each_call(fails_after_the_first_commit)
    with pytest.raises(Unreachable):
        shop.rings(wake)
    shop.before_each_call(lambda: None)
    made = shop.owed("ready-by")

    shop.until(at("2026-03-04 21:22"))

    assert commits == [1]
    assert shop.owed("ready-by").id == made.id
    assert [letter.subject for letter in shop.letters()] == ["quote", "ready-by"]
    assert shop.owed("quote").agenda == ()


def test_two_wakes_that_settle_a_yes_at_once_promise_once_in_every_placement():
    def due() -> Shop:
        shop = a_shop_with_a_decision("go_ahead")
        shop.clock.at = at("2026-03-04 21:22")
        return shop

    def settles(message: str):
        return lambda shop: shop.rings(wake, message=message)

    [wake] = [wake for wake in due().ledger.waking(until=at("2026-03-04 21:22")) if wake.step is Step.SETTLE]

    for meeting in every_meeting(due, settles("one"), settles("two")):
        assert (meeting.failures, len(meeting.shop.all_owed("ready-by"))) == ((None, None), 1)


def test_her_yes_and_the_repair_desks_at_once_promise_once_in_every_placement():
    def due() -> Shop:
        shop = a_shop_with_a_decision("go_ahead")
        shop.clock.at = at("2026-03-04 21:22")
        return shop

    approved = an_event("repair.approved", at("2026-03-04 21:20"), agreed_by=at("2026-03-10 17:00"))
    [wake] = [wake for wake in due().ledger.waking(until=at("2026-03-04 21:22")) if wake.step is Step.SETTLE]

    for meeting in every_meeting(due, lambda shop: shop.rings(wake), lambda shop: shop.hears(approved)):
        assert (meeting.failures, len(meeting.shop.all_owed("ready-by"))) == ((None, None), 1)


def test_keeping_an_order_asks_nobody_for_anything_and_calling_it_off_asks_the_counter():
    for choice, live in (("keep_it", ["slow-order"]), ("cancel_it", ["cancel-order", "slow-order"])):
        shop = Shop().without("first-thanks")
        shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
        shop.plays_by("slow-order", cancel_on=())
        shop.hears(an_event("order.delayed", at("2026-03-02 12:00"), agreed_by=at("2026-03-09 12:00")))
        shop.until(at("2026-03-02 12:00"))

        shop.taps(shop.owed("delayed"), choice, by=CUSTOMER)
        shop.until(at("2026-03-02 12:10"))

        assert shop.live() == live


def test_a_yes_to_the_price_of_a_reopened_repair_is_a_second_yes():
    shop = a_shop_with_a_decision("go_ahead")
    shop.until(at("2026-03-05 12:00"))
    for kind, when in (("repair.completed", "2026-03-06 10:00"), ("repair.reopened", "2026-03-09 10:00")):
        shop.hears(an_event(kind, at(when)))
    shop.hears(an_event("repair.quoted", at("2026-03-09 11:00"), total=PRICE))
    shop.until(at("2026-03-09 11:00"))
    second = next(owed for owed in shop.all_owed("quote") if owed.occurrence == "2")

    shop.taps(second, "go_ahead", by=CUSTOMER)
    shop.until(at("2026-03-09 11:10"))

    assert sorted(owed.occurrence for owed in shop.all_owed("ready-by")) == ["1", "2"]
