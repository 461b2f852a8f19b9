from __future__ import annotations

import dataclasses
import itertools
from dataclasses import replace

from followthrough.domain.customer import Customer, Note
from followthrough.domain.event import Asked, Contact, Event, Money
from followthrough.domain.subject import Subject
from followthrough.domain.words import State, Step
from support.fakes import FakeClock
from support.shop import NORA, Shop, an_event, at

GUEST = Contact(given_name="Nora", email="nora@quill.example")
NEIGHBOUR = Contact(given_name="Tess", family_name="Arden", email="tess@arden.example", is_recipient=True)
NEW_ADDRESS = dataclasses.replace(NORA, email="nora@new.example")


def test_only_what_has_changed_is_written():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    shop.hears(an_event("repair.started", at("2026-03-02 09:00")))

    assert [type(record) for record in shop.ledger.written[-1]] == [Subject, Customer]


def test_a_first_delivery_writes_subject_customer_points_and_commitments_together():
    shop = Shop()

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    kinds = [type(record).__name__ for record in shop.ledger.written[0]]
    assert kinds == ["Subject", "Customer", "ContactPoint", "ContactPoint", "Commitment", "Commitment"]


def test_her_own_words_lie_beside_her_once_and_never_in_a_commitment():
    shop = Shop()

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00"), note="A strap is missing."))

    [note] = shop.ledger.notes_of("rref:repairs/c-1")
    assert note == Note(
        customer="rref:repairs/c-1",
        commitment=shop.owed("thanks").id,
        at=at("2026-03-04 09:00"),
        by="customer",
        text="A strap is missing.",
        told=True,
        version=1,
    )
    assert "strap" not in str(shop.ledger.commitments)


def test_nothing_about_the_person_is_in_a_commitment():
    shop = Shop()

    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00")))
    shop.until(at("2026-03-05 12:00"))

    written = " ".join(str(owed.history) for owed in shop.ledger.commitments)
    assert [word for word in ("Nora", "Quill", "quill.example", "0101") if word in written] == []


def test_every_commitment_of_a_promise_starts_its_chain_with_a_step_that_asks_somebody():
    shop = Shop()

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    steps = [wake.step for wake in shop.agenda("price-call")]
    assert steps == [Step.RECEIPT, Step.REMIND, Step.NUDGE, Step.WARN, Step.ESCALATE]


def calls_of(shop: Shop) -> set[tuple[str, ...]]:
    return {point.calls for point in shop.points()}


def test_a_planned_call_is_known_by_every_address_of_hers_until_it_is_over():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    assert calls_of(shop) == {(shop.owed("week-after").id,)}

    shop.hears(an_event("repair.reopened", at("2026-03-04 16:20")))

    assert calls_of(shop) == {()}


def test_a_letter_is_no_call_that_anything_could_be_said_in():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-03 16:20")))

    assert calls_of(shop) == {()}


def test_a_call_is_worth_what_the_order_comes_to_though_its_event_does_not_say():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), total=Money(minor=11_900, currency="EUR")))
    shop.hears(an_event("order.delivered", at("2026-03-04 10:00")))

    assert shop.owed("week-after-delivery").worth == 11_900


def test_only_the_end_of_its_lead_sets_a_rider_free():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.hears(an_event("order.delivered", at("2026-03-03 16:20"), number="2", source="shop"))
    shop.until(at("2026-03-10 10:05"))
    shop.taps(shop.owed("week-after"), "wrong_number")

    shop.hears(an_event("repair.completed", at("2026-03-10 10:10")))

    assert shop.owed("week-after-delivery").history[-1].what == "moved along"


def test_a_cancel_is_heard_though_its_owner_took_a_rule_out():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    rules = shop.rulebook.rules
    kept = tuple(rule for rule in rules.playbook.follow_ups if rule.id != "price-call")
    shop.rulebook.rules = replace(rules, playbook=replace(rules.playbook, follow_ups=kept))

    made = shop.hears(an_event("repair.cancelled", at("2026-03-02 09:00")))

    assert "taken in" == made.outcome


def test_a_complaint_calls_back_the_cheerful_call_that_somebody_is_about_to_make():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00")))
    shop.hears(an_event("order.delivered", at("2026-03-03 11:00")))
    shop.until(at("2026-03-10 14:00"))
    assert "remind week-after-delivery" in shop.subjects_sent()

    shop.hears(an_event("complaint.opened", at("2026-03-10 14:05"), source="helpdesk", number="T-1"))
    shop.until(at("2026-03-10 14:06"))

    assert "stand_down week-after-delivery" in shop.subjects_sent()
    assert shop.owed("week-after-delivery").held


def test_what_was_under_way_before_our_start_line_makes_nothing_but_its_snapshot():
    shop = Shop()
    shop.knows(live_from=at("2026-03-02 00:00"))

    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), began_at=at("2026-02-27 09:00")))
    shop.hears(an_event("repair.collected", at("2026-03-02 09:00")))

    assert shop.ledger.commitments == []
    assert len([record for record in shop.ledger.records.values() if isinstance(record, Subject)]) == 1


def test_what_begins_after_our_start_line_is_followed_through():
    shop = Shop()
    shop.knows(live_from=at("2026-03-02 00:00"))

    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))

    assert shop.live() == ["no-news", "price-call"]


def test_an_old_complaint_makes_nothing_and_still_keeps_us_from_being_cheerful():
    shop = Shop()
    shop.knows(live_from=at("2026-03-02 00:00"))

    shop.hears(an_event("complaint.opened", at("2026-03-02 08:40"), began_at=at("2026-02-27 09:00")))

    assert shop.ledger.commitments == []
    assert all(point.holds for point in shop.points())


def test_the_words_of_a_promise_lie_beside_her_as_ours():
    shop = Shop()
    made = an_event("promise.made", at("2026-03-09 09:00"), note="The spare key.", details=(("owner", "counter"),))

    shop.hears(made)

    [note] = shop.ledger.notes_of("rref:repairs/c-1")
    assert ("counter", "The spare key.", True) == (note.by, note.text, note.told)
    assert "spare key" not in str(shop.ledger.commitments)


# ----- what has changed ----------------------------------------------------------------------------


def quoted(when: str, euros: int) -> Event:
    return an_event("repair.quoted", at(when), total=Money(minor=euros * 100, currency="EUR"))


def test_another_price_is_a_letter_of_its_own_and_the_older_one_stays_at_home():
    shop = Shop()
    shop.hears(quoted("2026-03-02 21:00", 610))

    shop.hears(quoted("2026-03-02 21:30", 640))
    shop.until(at("2026-03-03 08:00"))

    old, new = sorted(shop.all_owed("quote"), key=lambda owed: owed.occurrence)
    assert (old.state, old.amount.minor, new.amount.minor) == (State.RELEASED, 61000, 64000)
    assert ["quote"] == [letter.subject for letter in shop.letters()]
    assert 1 == len(shop.all_owed("quote-silent"))


def test_the_same_price_told_again_is_no_second_letter_in_whatever_order_it_comes():
    events = (quoted("2026-03-02 10:00", 610), quoted("2026-03-02 11:00", 610), quoted("2026-03-02 12:00", 640))
    for order in itertools.permutations(events):
        shop = Shop(clock=FakeClock(at("2026-03-02 12:00")))
        for number, event in enumerate((*order, *order)):
            shop.hears(event, key=f"delivery {number}")

        newest = max(shop.all_owed("quote"), key=lambda owed: owed.caused_at)

        assert newest.amount == events[2].total
        assert [newest] == [owed for owed in shop.all_owed("quote") if owed.is_open]


def test_a_moved_delivery_is_one_call_in_whatever_order_the_news_come():
    news = (
        an_event("order.delivered", at("2026-03-04 10:00")),
        an_event("order.delivered", at("2026-03-06 10:00")),
        an_event("order.placed", at("2026-03-02 11:00")),
    )
    for order in itertools.permutations(news):
        shop = Shop(clock=FakeClock(at("2026-03-06 12:00")))
        for event in order:
            shop.hears(event)

        assert at("2026-03-13 13:30") == shop.owed("week-after-delivery").slot[0]


def test_a_yes_to_letters_that_sell_is_remembered_and_can_be_taken_back():
    shop = Shop()
    said_yes = at("2026-03-02 11:00")

    shop.hears(an_event("contact.consent_changed", said_yes, asked=Asked.YES))
    welcome = [point.consented_at for point in shop.points()]
    shop.hears(an_event("contact.consent_changed", at("2026-03-03 11:00"), asked=Asked.NO))

    assert ([said_yes] * 2, [None] * 2) == (welcome, [point.consented_at for point in shop.points()])


def test_the_letter_of_the_year_goes_out_only_when_it_is_switched_on_and_welcome():
    sent = []
    for off, asked in ((True, Asked.YES), (False, Asked.NO), (False, Asked.YES)):
        shop = Shop()
        shop.plays_by("yearly-check", off=off)
        shop.hears(an_event("contact.consent_changed", at("2026-03-02 11:00"), asked=asked))
        shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
        shop.until(at("2026-03-20 12:00"))
        shop.until(at("2027-02-05 12:00"))
        sent.append("yearly-check" in shop.subjects_sent())

    assert [False, False, True] == sent


# ----- what comes late -----------------------------------------------------------------------------


def test_a_late_word_of_how_it_began_withdraws_what_our_start_line_rules_out():
    shop = Shop()
    shop.knows(live_from=at("2026-03-02 00:00"))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    shop.hears(an_event("repair.paid", at("2026-03-03 17:00"), began_at=at("2026-02-20 09:00")))

    assert ([], {State.RELEASED}) == (shop.live(), {owed.state for owed in shop.ledger.commitments})


def test_words_that_come_late_lie_beside_what_they_began_and_not_beside_what_they_put_in_its_place():
    shop = Shop()
    shop.clock.at = at("2026-03-02 13:00")
    shop.hears(quoted("2026-03-02 11:00", 610))
    shop.hears(quoted("2026-03-02 12:00", 640))

    shop.hears(replace(quoted("2026-03-02 10:00", 590), note="We found it cheaper."))

    [note] = shop.ledger.notes_of("rref:repairs/c-1")
    [owed] = [owed for owed in shop.ledger.commitments if owed.id == note.commitment]
    assert (3, at("2026-03-02 10:00")) == (len(shop.all_owed("quote")), owed.caused_at)


def test_late_news_find_a_plan_though_the_amount_behind_it_has_changed_since():
    shop = Shop()
    shop.clock.at = at("2026-03-04 12:00")
    shop.hears(quoted("2026-03-02 10:00", 610))
    shop.hears(an_event("repair.collected", at("2026-03-04 10:00")))
    shop.hears(an_event("repair.paid", at("2026-03-04 11:00"), total=Money(minor=64_000, currency="EUR")))
    before = shop.owed("week-after").worth

    shop.hears(an_event("repair.collected", at("2026-03-03 10:00")))

    assert (61_000, at("2026-03-03 10:00")) == (before, shop.owed("week-after").caused_at)


def test_an_old_resolution_that_comes_late_puts_nothing_right_a_second_time():
    shop = Shop()
    shop.hears(an_event("complaint.opened", at("2026-03-02 09:00")))
    shop.until(at("2026-03-02 15:30"))
    shop.taps(shop.owed("listen"), "polite_no", note="The maker has one.")
    shop.until(at("2026-03-03 09:00"))
    right = {point.recovered_at for point in shop.points()}

    shop.hears(an_event("complaint.resolved", at("2026-03-02 14:00")))

    assert None not in right
    assert right == {point.recovered_at for point in shop.points()}


def test_words_that_come_late_and_begin_nothing_lie_beside_nothing_else():
    shop = Shop().without("no-news")
    shop.clock.at = at("2026-03-05 13:00")
    shop.hears(an_event("repair.collected", at("2026-03-03 11:00")))
    shop.hears(an_event("repair.collected", at("2026-03-05 12:00")))

    made = shop.hears(an_event("repair.reopened", at("2026-03-04 09:00"), note="It squeals again.")).made

    assert (2, ()) == (len(made), tuple(shop.ledger.notes_of("rref:repairs/c-1")))


# ----- asked first -------------------------------------------------------------------------------------

HANNE = dataclasses.replace(NORA, ref="c-9", country="DE")


def test_where_one_has_to_ask_first_nobody_is_promised_a_call_or_phoned_who_was_not_asked():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), contact=HANNE))

    shop.until(at("2026-03-20 12:00"))

    assert [] == shop.subjects_sent()
    assert {("released", "not asked")} == {
        (owed.history[-1].what, owed.history[-1].because) for owed in shop.ledger.commitments
    }
    assert shop.owed("week-after").is_care


def test_who_was_asked_at_the_door_may_be_phoned_a_week_after():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=HANNE, asked=Asked.YES))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), contact=HANNE))

    shop.until(at("2026-03-10 10:30"))

    assert {"fetched-thanks", "remind week-after"} <= set(shop.subjects_sent())


def test_who_was_asked_at_the_door_and_said_no_is_left_in_peace():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), asked=Asked.NO))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    assert [] == [owed.id for owed in shop.ledger.commitments if owed.follow_up in ("fetched-thanks", "week-after")]


def test_a_no_that_comes_after_the_call_was_planned_is_heeded():
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    shop.until(at("2026-03-04 12:00"))
    shop.hears(an_event("repair.approved", at("2026-03-05 12:00"), asked=Asked.NO))

    shop.until(at("2026-03-12 12:00"))

    assert "rather not, she said" == shop.owed("week-after").history[-1].because
    assert "remind week-after" not in shop.subjects_sent()


def test_a_promise_is_kept_in_every_country_whoever_was_asked():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=HANNE))

    shop.until(at("2026-03-02 14:30"))

    assert "remind price-call" in shop.subjects_sent()
