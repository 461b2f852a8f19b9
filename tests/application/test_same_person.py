from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.application.answer import say_stop
from followthrough.application.make_commitments import make_commitments
from followthrough.application.same_person import Judging, alike, judge
from followthrough.application.settle import OURSELVES, OwnReading
from followthrough.domain.errors import Missing
from followthrough.domain.event import Asked, Contact, Money
from support.fakes import PlainHashes
from support.shop import NORA, Shop, an_event, at

WORKSHOP = replace(NORA, email="nora@work.example")
THERE, HERE = "rref:shop/c-1", "rref:repairs/c-1"


@pytest.fixture
def shop() -> Shop:
    """A shop customer and a workshop customer with one number and two addresses."""
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), source="shop", number="1007"))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), contact=WORKSHOP))
    return shop


def decide(shop: Shop, is_same: bool | None, one: str = HERE, other: str = THERE) -> None:
    judge(one, other, is_same=is_same, by="adviser", tools=Judging(ledger=shop.ledger, clock=shop.clock))


def asked(shop: Shop) -> list[tuple[str, bool | None]]:
    found = alike(shop.looks(shop.owed("week-after")), ledger=shop.ledger)
    return [(each.customer.key, each.verdict.is_same if each.verdict else None) for each in found]


def stopped_at_the_other_address(shop: Shop) -> None:
    """She has said stop at one address only, as a mail program does."""
    [point] = [point for point in shop.points() if point.key == "epoint:nora@quill.example"]
    shop.ledger.commit(point.opted_out(at=shop.clock.at))


def test_one_number_and_two_addresses_are_worth_a_question(shop: Shop):
    [found] = alike(shop.looks(shop.owed("week-after")), ledger=shop.ledger)

    assert (THERE, "shop/order/1007", ("ppoint:+353209150101",)) == (
        found.customer.key,
        str(found.about.ref),
        found.shares,
    )


def test_two_customers_of_one_source_are_two(shop: Shop):
    other = replace(NORA, ref="c-7", email="nora@third.example")
    shop.hears(an_event("repair.received", at("2026-03-03 16:30"), contact=other, number="4712"))

    assert [(THERE, None)] == asked(shop)


def test_who_shares_everything_is_not_asked_about():
    shop = Shop()
    shop.hears(an_event("order.placed", at("2026-03-02 11:00"), source="shop", number="1007"))
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    assert [] == asked(shop)


@pytest.mark.parametrize("is_same", [True, False])
def test_what_was_decided_is_not_asked_again_but_can_be_taken_back(shop: Shop, is_same):
    decide(shop, is_same)
    assert [(THERE, is_same)] == asked(shop)

    decide(shop, None)
    assert [(THERE, None)] == asked(shop)


def test_a_stop_at_one_address_is_not_known_at_the_other_until_a_person_says_so(shop: Shop):
    stopped_at_the_other_address(shop)
    before = len(shop.letters())

    shop.until(at("2026-03-03 16:25"))

    assert before + 1 == len(shop.letters())


@pytest.mark.parametrize(("is_same", "expected"), [(True, True), (False, False), (None, False)])
def test_a_stop_of_one_is_a_stop_of_both_also_for_what_was_planned_before(shop: Shop, is_same, expected):
    shop.hears(an_event("order.delivered", at("2026-03-03 17:00"), contact=WORKSHOP, number="88"))
    stopped_at_the_other_address(shop)
    decide(shop, is_same)

    shop.until(at("2026-03-20 18:00"))

    told = {entry.because for entry in shop.owed("week-after-delivery").history}
    assert expected is ("opted out" in told)


def test_after_it_is_taken_back_each_is_by_herself_again(shop: Shop):
    stopped_at_the_other_address(shop)
    decide(shop, True)
    decide(shop, None)

    shop.until(at("2026-03-03 16:25"))

    assert ["nora@work.example"] == [letter.to for letter in shop.letters() if letter.to != NORA.email]


def test_a_complaint_of_one_holds_what_is_cheerful_for_the_other_and_lets_go_when_it_is_taken_back(shop: Shop):
    decide(shop, True)
    complaint = Contact(ref="z-1", email=NORA.email)
    shop.hears(an_event("complaint.opened", at("2026-03-04 09:00"), contact=complaint, source="helpdesk"))
    table = shop.looks(shop.owed("week-after"))
    assert [True] == [bool(point.holds) for point in table.points if point.key == "epoint:nora@quill.example"]

    decide(shop, None)

    assert [] == [point.holds for point in shop.looks(shop.owed("week-after")).points if point.holds]


AWAY = Contact(ref="z-9", given_name="Nora", email="nora@away.example")
"""The same Nora, who shares nothing with the others: only a person can know."""


def with_a_task_out_for_somebody_who_is_also(shop: Shop) -> None:
    shop.hears(an_event("order.placed", at("2026-03-04 11:00"), source="market", number="3", contact=AWAY))
    shop.until(at("2026-03-10 10:00"))
    assert shop.owed("week-after").task_is_out
    decide(shop, True, other="rref:market/z-9")


def test_a_task_that_is_out_is_called_back_by_a_complaint_of_the_same_person(shop: Shop):
    with_a_task_out_for_somebody_who_is_also(shop)

    shop.hears(an_event("complaint.opened", at("2026-03-10 10:05"), contact=AWAY, source="market", number="9"))

    assert shop.owed("week-after").held


def test_a_stop_of_the_same_person_releases_a_call_that_is_planned_for_her_under_her_other_name(shop: Shop):
    dear = Money(minor=900_00, currency="EUR")
    shop.hears(an_event("order.delivered", at("2026-03-04 11:00"), contact=WORKSHOP, number="88", total=dear))
    shop.hears(an_event("order.placed", at("2026-03-04 11:00"), source="market", number="3", contact=AWAY))
    decide(shop, True, other="rref:market/z-9")
    assert ("call", True) == (shop.owed("week-after-delivery").channel, shop.owed("week-after-delivery").is_open)

    say_stop("rref:market/z-9", tools=shop.answering)

    assert "do not contact" == shop.owed("week-after-delivery").history[-1].because


def test_a_wish_is_written_down_where_it_was_told_so_that_taking_back_separates_again(shop: Shop):
    decide(shop, True)
    shop.until(at("2026-03-10 10:00"))

    shop.taps(shop.owed("week-after"), "do_not_contact")

    stopped = {point.key for point in shop.points() if point.opted_out_at}
    assert {"epoint:nora@work.example", "ppoint:+353209150101"} == stopped


def test_what_we_report_to_ourselves_is_nobodys_last_matter_and_no_source(shop: Shop):
    """Both have complained at our own desk: that makes the shop and the workshop no one source."""
    for contact, customer in ((NORA, "shop"), (WORKSHOP, "repairs")):
        own = an_event("complaint.opened", at("2026-03-04 09:00"), contact=contact, source=OURSELVES, number=customer)
        reading = OwnReading(event=own, customer=f"rref:{customer}/c-1")
        make_commitments(reading, ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock)

    [found] = alike(shop.looks(shop.owed("week-after")), ledger=shop.ledger)

    assert "shop/order/1007" == str(found.about.ref)


def test_nobody_is_written_to_at_an_address_of_the_other(shop: Shop):
    decide(shop, True)

    shop.until(at("2026-03-20 18:00"))

    whose = {owed.id: owed.customer for owed in shop.ledger.commitments}
    sent = {(letter.to, whose[letter.commitments[0]]) for letter in shop.letters()}
    assert {(NORA.email, THERE), (WORKSHOP.email, HERE)} == sent


def test_what_is_planned_anew_knows_of_the_wishes_of_the_other(shop: Shop):
    stopped_at_the_other_address(shop)
    decide(shop, True)

    shop.hears(an_event("repair.collected", at("2026-03-05 16:20"), contact=WORKSHOP, number="4799"))

    [call] = [owed for owed in shop.all_owed("week-after") if owed.subject.id == "4799"]
    assert ("care", call.points) == (call.message_class, ("epoint:nora@work.example", "ppoint:+353209150101"))


def test_a_yes_of_one_to_what_sells_opens_no_address_of_the_other(shop: Shop):
    decide(shop, True)

    yes = an_event("contact.consent_changed", at("2026-03-05 10:00"), contact=WORKSHOP, number="c-1", asked=Asked.YES)
    shop.hears(yes)

    consented = {point.key for point in shop.points() if point.consented_at}
    assert {"epoint:nora@work.example", "ppoint:+353209150101"} == consented


def test_a_letter_on_its_way_finds_that_its_wishes_were_decided_anew(shop: Shop):
    before = {point.key: point.version for point in shop.points()}

    decide(shop, True)

    assert all(point.version > before[point.key] for point in shop.points())


def test_the_same_decision_twice_writes_once(shop: Shop):
    decide(shop, None)
    assert 2 == len(shop.ledger.written)


def test_nobody_is_the_same_as_somebody_who_is_not_there(shop: Shop):
    with pytest.raises(Missing):
        decide(shop, True, other="rref:shop/c-9")
