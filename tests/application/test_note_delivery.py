from __future__ import annotations

import itertools

import pytest

from followthrough.application.note_delivery import Notice, note_delivery
from followthrough.domain.commitment import Claim
from followthrough.domain.errors import FateUnknown
from followthrough.domain.words import State, Step
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


def test_notices_about_mail_to_staff_or_of_somebody_else_are_not_ours_to_note():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    stranger = Notice(kind="bounce", commitment="nobody", step=Step.REMIND, generation=1, to_customer=True)

    outcomes = [
        shop.notices("bounce", shop.owed("price-call"), Step.REMIND),
        note_delivery(stranger, ledger=shop.ledger, clock=shop.clock),
    ]

    assert outcomes == ["not ours to note"] * 2


def test_a_notice_of_a_kind_that_says_nothing_changes_nothing():
    shop = a_shop_with_a_sent_letter()

    assert shop.notices("open", shop.owed("first-thanks")) == "nothing to note"
