from __future__ import annotations

from dataclasses import replace

from followthrough.application.following import MOST, addressed, following, open_elsewhere, reached
from followthrough.domain.customer import ContactPoint
from followthrough.domain.event import Contact
from support.cards import a_commitment
from support.fakes import MemoryLedger
from support.people import MONDAY, a_customer
from support.shop import NORA, Shop, an_event, at

BEFORE = a_customer("r-1", "e-old", "p-1")
AFTER = a_customer("r-1", "e-new", "p-1")
ONLY_A_REFERENCE = Contact(ref="c-1")


def a_shop_that_owes(count: int) -> MemoryLedger:
    ledger = MemoryLedger()
    ledger.commit(*(a_commitment(id=f"{number:020}", customer="r-1", points=BEFORE.points) for number in range(count)))
    return ledger


def test_what_is_owed_elsewhere_is_looked_for_only_when_she_is_reached_elsewhere():
    ledger = a_shop_that_owes(2)

    assert {} == open_elsewhere(BEFORE, BEFORE, ledger=ledger)
    assert 2 == len(open_elsewhere(AFTER, BEFORE, ledger=ledger))


def test_no_transaction_becomes_larger_than_it_may():
    assert MOST == len(open_elsewhere(AFTER, BEFORE, ledger=a_shop_that_owes(MOST + 5)))


def test_what_is_over_stays_where_it_was_made_for():
    over = a_commitment(customer="r-1", points=BEFORE.points).released(at=MONDAY, because="cancelled")

    assert over == addressed(over, AFTER)


def test_what_is_owed_to_somebody_else_does_not_follow_her():
    hers, his = a_commitment(id="a", customer="r-1"), a_commitment(id="b", customer="r-2")

    assert {"a": replace(hers, points=AFTER.points), "b": his} == following({"a": hers, "b": his}, AFTER)


def test_a_new_address_knows_her_and_what_she_wished_at_the_one_before():
    stopped = ContactPoint(key="e-old", opted_out_at=MONDAY)

    found = reached(AFTER, BEFORE, points={"e-old": stopped})

    assert {"e-new": MONDAY, "p-1": MONDAY} == {key: point.opted_out_at for key, point in found.items()}
    assert [("r-1",), ("r-1",)] == [point.customers for point in found.values()]


def a_shop_where(*, contact_first: bool) -> Shop:
    """An order names only a reference; who that is is told beside it, before or after."""
    shop = Shop()
    ordered = an_event("order.delivered", at("2026-03-03 10:00"), contact=ONLY_A_REFERENCE)
    told = an_event("contact.updated", at("2026-03-03 10:05"), contact=NORA, number="c-1")
    shop.clock.at = at("2026-03-03 10:10")
    for event in (told, ordered) if contact_first else (ordered, told):
        shop.hears(event)
    return shop


def test_who_a_reference_is_may_be_told_first_or_last():
    shops = [a_shop_where(contact_first=first) for first in (True, False)]
    calls = [shop.owed("week-after-delivery") for shop in shops]

    points = ("epoint:nora@quill.example", "ppoint:+353209150101")
    assert [("rref:repairs/c-1", points)] * 2 == [(call.customer, call.points) for call in calls]
    assert [NORA, NORA] == [shop.customers()[0].contact for shop in shops]


def test_the_call_that_was_planned_before_anybody_knew_her_number_is_known_at_her_number():
    """So that two reasons to phone her are one call, and a complaint from elsewhere finds it."""
    shop = a_shop_where(contact_first=False)

    known = {point.key: point.calls for point in shop.points()}
    assert (shop.owed("week-after-delivery").id,) == known["ppoint:+353209150101"]


def test_who_she_is_makes_no_promise_by_itself():
    shop = Shop()

    shop.hears(an_event("contact.updated", at("2026-03-03 10:05"), number="c-1"))

    assert [] == shop.ledger.commitments


def test_a_new_address_moves_what_is_owed_about_every_order_of_hers_and_no_time():
    shop = Shop()
    shop.hears(an_event("order.delivered", at("2026-03-03 10:00"), number="1"))
    before = shop.owed("week-after-delivery")

    shop.hears(
        an_event("order.placed", at("2026-03-03 11:00"), number="2", contact=replace(NORA, email="n@new.example"))
    )

    after = shop.latest(before)
    assert ("epoint:n@new.example", "ppoint:+353209150101") == after.points
    assert (before.agenda, before.generation) == (after.agenda, after.generation)


def test_a_complaint_from_a_new_address_holds_what_it_moves_in_one_transaction():
    """What is owed about the job, and what follows her to the new address, may be one and the same."""
    shop = Shop()
    delivered = an_event("order.delivered", at("2026-03-03 10:00"), number="1")
    shop.hears(delivered)
    elsewhere = replace(NORA, email="n@new.example")

    shop.hears(an_event("complaint.opened", at("2026-03-04 11:00"), contact=elsewhere, parent=delivered.subject))

    written = [record.id for record in shop.ledger.written[-1] if hasattr(record, "follow_up")]
    assert len(written) == len(set(written))
    assert "epoint:n@new.example" in shop.owed("week-after-delivery").points
