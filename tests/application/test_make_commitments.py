from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, replace

import pytest

from followthrough.application.make_commitments import Made, make_commitments
from followthrough.application.ports import Told
from followthrough.domain.due import OrWhen, WorkingDaysLater
from followthrough.domain.event import Asked, Contact, Event, Money
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.fakes import PlainHashes
from support.shop import IDRIS, NORA, Shop, ToldReading, an_event, at
from support.turns import every_meeting

RECEIVED = an_event("repair.received", at("2026-03-02 08:40"))
COLLECTED = an_event("repair.collected", at("2026-03-03 16:20"))
DELIVERED = an_event("order.delivered", at("2026-03-04 10:00"))
HUNDRED = Money(minor=100_00, currency="EUR")


# ----- once ----------------------------------------------------------------------------------------


def test_ten_deliveries_of_one_event_make_one_commitment():
    shop = Shop()

    outcomes = [shop.hears(RECEIVED, key="delivery-1").outcome for _ in range(10)]

    assert outcomes == ["taken in", *["duplicate"] * 9]
    assert shop.live() == ["no-news", "price-call"]


def test_the_same_event_under_ten_delivery_keys_makes_one_commitment():
    shop = Shop()

    made = [shop.hears(RECEIVED, key=f"delivery-{number}").made for number in range(10)]

    assert [len(ids) for ids in made] == [2, *[0] * 9]
    assert shop.live() == ["no-news", "price-call"]


def test_a_duplicate_is_known_without_a_write():
    shop = Shop()
    shop.hears(RECEIVED, key="delivery-1")
    before = len(shop.ledger.written)

    shop.hears(RECEIVED, key="delivery-1")

    assert len(shop.ledger.written) == before


def test_a_repeated_event_does_not_move_what_was_promised_or_wake_what_was_kept():
    shop = Shop()
    shop.hears(RECEIVED, key="delivery-1")
    shop.taps(shop.owed("price-call"), "done")
    kept = shop.owed("price-call")
    shop.clock.at = at("2026-03-05 09:00")

    shop.hears(RECEIVED, key="delivery-2")

    assert shop.owed("price-call") == kept


def test_one_delivery_is_one_transaction():
    shop = Shop()

    shop.hears(COLLECTED)

    assert len(shop.ledger.written) == 1
    assert shop.live() == ["fetched-thanks", "week-after"]


# ----- in any order --------------------------------------------------------------------------------


@pytest.mark.parametrize("cancelled_at", ["2026-03-02 08:10", "2026-03-02 08:40", "2026-03-02 09:30"])
@pytest.mark.parametrize("first", ["the trigger", "the cancel"])
def test_a_cancelled_repair_leaves_nothing_live_whenever_it_was_cancelled_and_whatever_came_first(cancelled_at, first):
    shop = Shop()
    cancelled = an_event("repair.cancelled", at(cancelled_at))

    for event in (RECEIVED, cancelled) if first == "the trigger" else (cancelled, RECEIVED):
        shop.hears(event)

    assert shop.live() == []


@pytest.mark.parametrize("first", ["the trigger", "the reopening"])
@pytest.mark.parametrize(
    ("reopened_at", "live"),
    [
        ("2026-03-03 09:00", ["fetched-thanks", "week-after"]),
        ("2026-03-04 09:00", ["no-news"]),
    ],
)
def test_a_reopening_counts_only_against_what_was_collected_before_it(reopened_at, live, first):
    shop = Shop()
    reopened = an_event("repair.reopened", at(reopened_at))

    for event in (COLLECTED, reopened) if first == "the trigger" else (reopened, COLLECTED):
        shop.hears(event)

    assert shop.live() == live


@pytest.mark.parametrize("end", ["order.cancelled", "order.refunded", "order.returned"])
def test_refunded_and_then_a_late_delivered_makes_no_follow_up(end):
    """V14: the sender tells of the refund first and of the delivery hours later."""
    shop = Shop()
    shop.hears(an_event(end, at("2026-03-04 09:00")))

    made = shop.hears(DELIVERED).made

    assert made == ()


STORY = (
    an_event("repair.received", at("2026-03-02 08:40")),
    an_event("repair.quoted", at("2026-03-02 11:00")),
    an_event("repair.collected", at("2026-03-03 16:20")),
    an_event("repair.reopened", at("2026-03-04 09:00")),
    an_event("repair.collected", at("2026-03-05 12:00")),
)
ORDERS = [order for order in itertools.permutations(range(len(STORY))) if order.index(3) < order.index(4)]
"""Every order in which we hear of the reopening before we hear of the second collection, which it tells apart."""


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_five_events_in_any_order_leave_the_same_promises_live(order):
    shop = Shop()
    shop.clock.at = at("2026-03-05 12:00")

    for position in order:
        shop.hears(STORY[position])

    live = {(owed.follow_up, owed.occurrence) for owed in shop.ledger.commitments if owed.is_open}
    assert live == {("fetched-thanks", "2"), ("week-after", "2")}


def test_a_repair_that_is_reopened_and_collected_again_is_followed_up_a_second_time():
    shop = Shop()
    shop.hears(COLLECTED)
    shop.hears(an_event("repair.reopened", at("2026-03-04 09:00")))

    shop.hears(an_event("repair.collected", at("2026-03-05 16:00")))

    told = {(owed.occurrence, owed.state) for owed in shop.all_owed("week-after")}
    assert told == {("1", State.RELEASED), ("2", State.OPEN)}


def test_an_old_quote_told_again_does_not_keep_the_price_call_of_a_reopened_repair():
    shop = Shop()
    quoted = an_event("repair.quoted", at("2026-03-02 11:00"))
    shop.hears(RECEIVED)
    shop.hears(quoted)
    shop.hears(an_event("repair.reopened", at("2026-03-04 09:00")))
    shop.hears(an_event("repair.received", at("2026-03-04 09:10")))

    shop.hears(quoted, key="told again")

    assert shop.live() == ["no-news", "price-call"]


@pytest.mark.parametrize(
    ("quoted_at", "state"), [("2026-03-02 16:59", State.KEPT), ("2026-03-02 17:00:01", State.KEPT_LATE)]
)
def test_a_quote_keeps_the_price_call_and_says_whether_it_came_in_time(quoted_at, state):
    shop = Shop()
    shop.hears(RECEIVED)

    shop.hears(an_event("repair.quoted", at(quoted_at)))

    assert shop.owed("price-call").state == state
    assert shop.agenda("price-call") == []


def test_cancelling_one_repair_leaves_another_one_alone():
    shop = Shop()
    shop.hears(RECEIVED)
    shop.hears(an_event("repair.received", at("2026-03-02 08:50"), number="4712"))

    shop.hears(an_event("repair.cancelled", at("2026-03-02 09:00")))

    assert [owed.subject.id for owed in shop.ledger.commitments if owed.is_open] == ["4712"] * 2


# ----- two at once ---------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", [("one", "one"), ("one", "two")], ids=["the same delivery", "told twice"])
def test_one_event_heard_twice_at_once_makes_one_commitment_in_every_placement(keys):
    meetings = every_meeting(
        Shop, lambda shop: shop.hears(RECEIVED, key=keys[0]), lambda shop: shop.hears(RECEIVED, key=keys[1])
    )

    for meeting in meetings:
        made = [owed.history for owed in meeting.shop.all_owed("price-call")]
        assert (meeting.failures, len(made), len(made[0])) == ((None, None), 1, 1)


@pytest.mark.parametrize("cancelled_at", ["2026-03-02 08:10", "2026-03-02 08:40", "2026-03-02 09:30"])
def test_a_trigger_and_a_cancel_at_once_leave_nothing_live_in_any_placement(cancelled_at):
    cancelled = an_event("repair.cancelled", at(cancelled_at))

    for meeting in every_meeting(Shop, lambda shop: shop.hears(RECEIVED), lambda shop: shop.hears(cancelled)):
        assert (meeting.failures, meeting.shop.live()) == ((None, None), [])


def test_of_two_orders_at_once_only_one_is_her_first_in_every_placement():
    one, other = (an_event("order.placed", at("2026-03-02 11:00"), number=number) for number in "12")

    for meeting in every_meeting(Shop, lambda shop: shop.hears(one), lambda shop: shop.hears(other)):
        assert (meeting.failures, len(meeting.shop.all_owed("first-thanks"))) == ((None, None), 1)


# ----- what makes nothing --------------------------------------------------------------------------


def test_a_test_event_makes_nothing():
    shop = Shop()

    made = shop.hears(an_event("repair.received", at("2026-03-02 08:40"), test=True)).made

    assert made == ()
    assert shop.ledger.commitments == []


def test_a_test_refund_cancels_nothing_that_is_real():
    shop = Shop()
    shop.hears(an_event("order.refunded", at("2026-03-04 09:00"), test=True))

    shop.hears(DELIVERED)

    assert shop.live() == ["week-after-delivery"]


def test_an_event_that_no_rule_waits_for_is_remembered_and_makes_nothing():
    shop = Shop()

    made = shop.hears(an_event("repair.started", at("2026-03-02 08:40")))

    assert (made.outcome, made.made, len(shop.ledger.written)) == ("taken in", (), 1)


def test_nobody_who_said_please_do_not_ask_is_asked():
    shop = Shop()

    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), asked=Asked.NO))

    assert shop.live() == []


def test_care_for_something_long_ago_is_not_even_begun():
    shop = Shop()
    shop.clock.at = at("2026-03-23 09:00")

    shop.hears(DELIVERED)

    assert shop.live() == []


def test_care_that_is_still_kind_is_begun_late():
    shop = Shop()
    shop.clock.at = at("2026-03-18 09:00")

    shop.hears(DELIVERED)

    assert shop.live() == ["week-after-delivery"]


def test_a_week_after_that_we_hear_of_weeks_later_is_neither_begun_nor_broken():
    shop = Shop()
    shop.clock.at = at("2026-03-25 09:00")

    shop.hears(COLLECTED)

    assert shop.live() == []


def test_a_call_she_was_never_told_of_is_care_when_its_time_is_over_before_we_hear_of_it():
    shop = Shop()
    shop.clock.at = at("2026-03-11 09:00")

    shop.hears(COLLECTED)

    call = shop.owed("week-after")
    assert (call.message_class, call.promised_by) == (MessageClass.CARE, None)
    assert [wake.step for wake in call.agenda] == [Step.REMIND, Step.LAPSE]


def test_a_price_call_that_we_hear_of_a_day_late_is_promised_from_now_on():
    """An outage must not make us write `by yesterday`, and break what we have not even told her."""
    shop = Shop()
    shop.clock.at = at("2026-03-03 09:00")

    shop.hears(RECEIVED)

    assert shop.owed("price-call").promised_by == at("2026-03-03 17:00")
    assert shop.agenda("price-call")[0].at == at("2026-03-03 09:00")


# ----- first order ---------------------------------------------------------------------------------


def test_only_a_first_order_is_thanked_for():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), number="1"))

    shop.hears(an_event("order.placed", at("2026-03-02 12:00"), number="2"))

    assert [owed.subject.id for owed in shop.all_owed("first-thanks")] == ["1"]


@pytest.mark.parametrize(
    "same",
    [
        Contact(ref="w-77", given_name="Nora", email=" NORA@quill.example"),
        Contact(ref="w-77", given_name="Nora", phone=NORA.phone),
    ],
    ids=["the same address", "the same number"],
)
def test_a_first_order_is_hers_once_over_all_sources(same):
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), source="shopify"))

    shop.hears(an_event("order.placed", at("2026-03-02 12:00"), contact=same, source="woocommerce"))

    assert [owed.subject.source for owed in shop.all_owed("first-thanks")] == ["shopify"]


def test_somebody_elses_first_order_is_a_first_order():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), number="1"))

    shop.hears(an_event("order.placed", at("2026-03-02 12:00"), number="2", contact=IDRIS))

    assert len(shop.all_owed("first-thanks")) == 2


def test_a_first_order_told_twice_is_still_the_first_one():
    shop = Shop()
    order = an_event("order.placed", at("2026-03-02 11:00"))
    shop.hears(order, key="1")
    shop.hears(order, key="2")

    assert len(shop.all_owed("first-thanks")) == 1


# ----- by call or by letter ------------------------------------------------------------------------


def second_order(**more: object) -> Event:
    return an_event("order.delivered", at("2026-03-04 10:00"), number="2", **more)


@pytest.mark.parametrize(
    ("total", "channel"),
    [
        (Money(minor=99_99, currency="EUR"), Channel.EMAIL),
        (HUNDRED, Channel.CALL),
        (Money(minor=900_00, currency="SEK"), Channel.EMAIL),
        (None, Channel.EMAIL),
    ],
)
def test_a_later_order_is_phoned_about_only_if_it_is_worth_a_call(total, channel):
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), number="1"))

    shop.hears(second_order(total=total))

    assert shop.owed("week-after-delivery").channel == channel


def test_a_call_without_a_good_number_becomes_a_letter():
    shop = Shop()

    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), contact=Contact(email="x@guest.example")))

    assert shop.owed("week-after-delivery").channel == Channel.EMAIL


def test_a_call_with_neither_number_nor_address_stays_a_call_for_somebody_to_look_up():
    shop = Shop()

    shop.hears(an_event("order.delivered", at("2026-03-04 10:00"), contact=Contact()))

    assert shop.owed("week-after-delivery").channel == Channel.CALL


def test_a_call_that_no_letter_can_announce_is_care_and_not_a_promise():
    shop = Shop()

    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), contact=Contact(phone=NORA.phone)))

    call = shop.owed("week-after")
    assert (call.message_class, call.promised_by) == (MessageClass.CARE, None)


# ----- complaints ----------------------------------------------------------------------------------


def holds(shop: Shop) -> list[list[str]]:
    return [[hold.because for hold in point.holds] for point in shop.points()]


def test_a_complaint_holds_every_contact_point_of_hers_until_it_is_resolved():
    shop = Shop()

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00"), source="helpdesk"))
    held = holds(shop)
    shop.hears(an_event("complaint.resolved", at("2026-03-05 09:00"), source="helpdesk"))

    assert held == [["complaint helpdesk/complaint/4711"]] * 2
    assert holds(shop) == [[], []]


def test_a_complaint_that_was_resolved_before_we_heard_of_it_holds_nothing():
    shop = Shop()
    shop.hears(an_event("complaint.resolved", at("2026-03-05 09:00")))

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00")))

    assert holds(shop) == [[], []]


def test_two_complaints_hold_until_both_are_resolved():
    shop = Shop()
    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00"), number="1"))
    shop.hears(an_event("complaint.opened", at("2026-03-04 10:00"), number="2"))

    shop.hears(an_event("complaint.resolved", at("2026-03-05 09:00"), number="1"))

    assert holds(shop) == [["complaint repairs/complaint/2"]] * 2


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_reopened_complaint_holds_in_whatever_order_we_hear_of_it(order):
    shop = Shop()
    told = (
        an_event("complaint.opened", at("2026-03-04 09:00")),
        an_event("complaint.resolved", at("2026-03-05 09:00")),
        an_event("complaint.reopened", at("2026-03-06 09:00")),
    )

    for position in order:
        shop.hears(told[position])

    assert holds(shop) == [["complaint repairs/complaint/4711"]] * 2


# ----- news of her, where nothing has happened -------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Quiet(ToldReading):
    """An order is sent once more: nothing of it has changed, but who ordered it."""

    def events(self, previous: Subject | None) -> Told:  # noqa: ARG002 - it tells nothing, whatever was known
        return Told(events=())


def hears_quietly(shop: Shop, contact: Contact) -> Made:
    reading = Quiet(event=an_event("repair.received", at("2026-03-02 09:00"), contact=contact), key="quiet")
    return make_commitments(reading, ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock)


def test_her_new_address_is_kept_also_where_nothing_else_has_changed():
    shop = Shop()
    shop.hears(RECEIVED)

    hears_quietly(shop, replace(NORA, email="nora@new.example"))

    assert ["nora@new.example"] == [customer.contact.email for customer in shop.customers()]


def test_of_somebody_whose_order_we_do_not_follow_we_keep_nothing():
    shop = Shop()

    assert "nothing to do" == hears_quietly(shop, NORA).outcome
    assert {} == shop.ledger.records


# ----- news that come late -------------------------------------------------------------------------


def test_what_was_told_first_by_its_own_time_makes_the_plan_whichever_came_first():
    early, late = (
        an_event("order.delivered", at(when), contact=IDRIS) for when in ("2026-03-04 10:00", "2026-03-04 10:30")
    )
    ends = []
    for order in ((early, late), (late, early)):
        shop = Shop()
        shop.clock.at = at("2026-03-04 11:00")
        for event in order:
            shop.hears(event)
        owed = shop.owed("week-after-delivery")
        ends.append((owed.slot, owed.state, owed.channel))

    assert ends[0] == ends[1]


def test_collected_twice_and_only_then_the_reopening_between_them_is_followed_up_twice():
    shop = Shop()
    shop.clock.at = at("2026-03-05 16:00")
    shop.hears(COLLECTED)
    shop.hears(an_event("repair.collected", at("2026-03-05 15:00")))
    assert 1 == len(shop.all_owed("week-after"))

    shop.hears(an_event("repair.reopened", at("2026-03-04 09:00")))

    told = {(owed.occurrence, owed.state) for owed in shop.all_owed("week-after")}
    assert {("1", State.RELEASED), ("2", State.OPEN)} == told


def test_news_that_come_after_the_letter_went_out_send_no_second_one():
    shop = Shop()
    shop.hears(an_event("repair.quoted", at("2026-03-02 11:00"), total=HUNDRED))
    shop.until(at("2026-03-02 11:30"))

    shop.hears(an_event("repair.quoted", at("2026-03-02 10:00"), total=Money(minor=90_00, currency="EUR")))
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 17:00"))

    assert ["quote"] == [letter.subject for letter in shop.letters()]


def test_a_forgotten_delivery_that_comes_again_changes_nothing():
    shop = Shop()
    shop.hears(RECEIVED)
    shop.hears(an_event("repair.quoted", at("2026-03-02 11:00"), total=HUNDRED))
    before = shop.ledger.commitments

    made = shop.hears(RECEIVED, key="told again after many others")

    assert ((), before) == (made.made, shop.ledger.commitments)


def test_a_resolved_complaint_that_was_opened_again_in_between_is_still_open():
    opened, resolved, reopened = (
        an_event(f"complaint.{what}", at(when))
        for what, when in (
            ("opened", "2026-03-03 09:00"),
            ("resolved", "2026-03-04 09:00"),
            ("reopened", "2026-03-05 09:00"),
        )
    )
    holds = []
    for order in itertools.permutations((opened, resolved, reopened)):
        shop = Shop()
        shop.clock.at = at("2026-03-05 12:00")
        for event in order:
            shop.hears(event)
        holds.append({(hold.because, hold.since) for point in shop.points() for hold in point.holds})

    assert [{("complaint repairs/complaint/4711", reopened.occurred_at)}] * 6 == holds


def test_her_last_word_on_letters_that_sell_counts_in_whatever_order_it_comes():
    yes = an_event("contact.consent_changed", at("2026-03-02 11:00"), asked=Asked.YES)
    no = an_event("contact.consent_changed", at("2026-03-03 11:00"), asked=Asked.NO)
    ends = []
    for order in ((yes, no), (no, yes)):
        shop = Shop()
        for event in order:
            shop.hears(event)
        ends.append([point.consented_at for point in shop.points()])

    assert [[None, None]] * 2 == ends


# ----- an event that nobody tells of ------------------------------------------------------------------------------

SHIPPED = an_event("order.shipped", at("2026-03-03 15:00"))
ARRIVED = an_event("order.delivered", at("2026-03-06 10:00"))


@pytest.fixture
def assuming() -> Shop:
    """A shop whose carriers do not always say that the parcel has come: then it counts from five working days later."""
    shop = Shop()
    rule = shop.rulebook.rules.playbook.by_id("week-after-delivery")
    or_when, moved_by = OrWhen(kind="order.shipped", later=WorkingDaysLater(days=5)), (*rule.moved_by, rule.when)
    shop.plays_by(rule.id, or_when=or_when, moved_by=moved_by, call_if_any=(), else_letter=None)
    return shop


def test_what_nobody_tells_of_is_counted_from_when_it_is_likely_to_have_happened(assuming):
    assuming.hears(SHIPPED)

    call = assuming.owed("week-after-delivery")
    assert at("2026-03-18 13:30") == call.slot[0]  # 3 March and five working days is the 10th; the 17th is a holiday
    assert ("made", "order.shipped") == (call.history[-1].what, call.history[-1].because)


def test_the_real_event_takes_the_place_of_the_assumed_one_and_makes_no_second_call(assuming):
    assuming.hears(SHIPPED)
    assuming.hears(ARRIVED)

    assert 1 == len(assuming.all_owed("week-after-delivery"))
    assert at("2026-03-13 13:30") == assuming.owed("week-after-delivery").slot[0]
    assert ("moved", "order.delivered") == (
        assuming.owed("week-after-delivery").history[-1].what,
        assuming.owed("week-after-delivery").history[-1].because,
    )


def test_the_real_event_that_came_first_stands(assuming):
    assuming.hears(ARRIVED)
    assuming.hears(SHIPPED)

    assert [at("2026-03-13 13:30")] == [call.slot[0] for call in assuming.all_owed("week-after-delivery")]


def test_a_call_that_was_made_on_the_assumed_day_is_not_made_again(assuming):
    assuming.hears(SHIPPED)
    assuming.until(at("2026-03-18 14:00"))
    assuming.taps(assuming.owed("week-after-delivery"), "done")
    made = assuming.owed("week-after-delivery")

    assuming.hears(an_event("order.delivered", at("2026-03-19 10:00")))

    assert [made.state] == [call.state for call in assuming.all_owed("week-after-delivery")] == [State.KEPT]


def test_an_order_that_was_cancelled_before_it_came_is_not_asked_about(assuming):
    assuming.hears(SHIPPED)
    assuming.hears(an_event("order.cancelled", at("2026-03-05 09:00")))

    assert "week-after-delivery" not in assuming.live()


def test_a_no_that_comes_with_the_real_event_ends_what_was_assumed(assuming):
    assuming.plays_by("week-after-delivery", unless_asked_no=True)
    assuming.hears(SHIPPED)
    assuming.hears(replace(ARRIVED, asked=Asked.NO))

    assert State.RELEASED is assuming.owed("week-after-delivery").state


# ----- too old, and what it is worth ------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "live"), [(29, ["week-after-delivery"]), (31, [])])
def test_what_happened_longer_ago_than_a_rule_allows_makes_nothing(days, live):
    shop = Shop().without("slow-order")
    shop.plays_by("week-after-delivery", max_age=dt.timedelta(days=30), drop_after_days=60)
    shop.clock.at = DELIVERED.occurred_at + dt.timedelta(days=days)

    shop.hears(DELIVERED)

    assert live == shop.live()


def test_a_complaint_is_never_too_old_by_what_the_firm_means_for_all_rules():
    shop = Shop()
    shop.clock.at = at("2026-06-02 09:00")

    shop.hears(an_event("complaint.opened", at("2026-03-02 09:00")))

    assert {"listen", "thanks"} <= set(shop.live())


def test_a_rule_may_say_what_a_call_is_worth_whatever_the_order_comes_to():
    shop = Shop()
    shop.plays_by("week-after-delivery", worth=Money(minor=250_00, currency="EUR"))

    shop.hears(replace(DELIVERED, total=HUNDRED))

    assert 250_00 == shop.owed("week-after-delivery").worth
