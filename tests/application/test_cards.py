from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.application.cards import CUSTOMER, letter_name
from followthrough.application.ports import Card
from followthrough.application.todays_rules import heeding
from followthrough.domain.commitment import Commitment
from followthrough.domain.errors import Missing
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, Facts
from followthrough.domain.words import Step
from support.shop import NORA, Shop, an_event, at


def a_shop_with_a_collected_repair(contact: Contact = NORA) -> Shop:
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20"), contact=contact))
    return shop


def card_of(shop: Shop, commitment: Commitment) -> Card:
    table = shop.looks(commitment)
    return shop.tools.cards.card(table, reader=table.owner, now=shop.clock.now())


def test_a_letter_that_announces_a_call_lies_on_the_table_with_that_call():
    shop = a_shop_with_a_collected_repair()

    card = card_of(shop, shop.owed("fetched-thanks"))

    assert (card.announced, card.announced_owner.person) == (shop.owed("week-after"), "Donal")


def test_her_page_in_a_letter_is_the_page_of_what_it_announces():
    shop = a_shop_with_a_collected_repair()

    card = card_of(shop, shop.owed("fetched-thanks"))

    assert card.her_page_url == f"https://promises.example/a/{shop.owed('week-after').id}/{CUSTOMER}"


def test_a_link_in_a_task_names_the_one_who_reads_it():
    shop = a_shop_with_a_collected_repair()

    card = card_of(shop, shop.owed("week-after"))

    assert card.answer_url == f"https://promises.example/a/{shop.owed('week-after').id}/adviser"


@pytest.mark.parametrize(
    ("contact", "missing"),
    [
        (NORA, ()),
        (Contact(email="n@quill.example", phone=NORA.phone), ("name",)),
        (Contact(family_name="Quill", email="n@quill.example"), ("phone",)),
        (Contact(), ("name", "phone", "email")),
    ],
)
def test_a_card_says_exactly_what_is_not_on_record(contact, missing):
    shop = a_shop_with_a_collected_repair(contact)

    assert card_of(shop, shop.owed("week-after")).missing == missing


def test_staff_see_what_has_been_with_her_before_and_not_the_same_thing_twice():
    shop = a_shop_with_a_collected_repair()
    card = card_of(shop, shop.owed("week-after"))

    seen = shop.tools.cards.with_history(card)

    assert [owed.follow_up for owed in seen.thread] == ["fetched-thanks"]


def test_something_the_ledger_does_not_hold_is_missing():
    shop = a_shop_with_a_collected_repair()
    del shop.ledger.records["C#rref:repairs/c-1"]

    with pytest.raises(Missing):
        shop.looks(shop.owed("week-after"))


def test_a_receipt_says_what_was_promised_or_the_new_time_or_that_we_tried():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    call = shop.owed("price-call")
    names = [letter_name(shop.looks(call), Step.RECEIPT)]

    shop.taps(call, "reschedule", when=at("2026-03-02 11:00"))
    names.append(letter_name(shop.looks(call), Step.RECEIPT))
    shop.takes_back(call)
    names.append(letter_name(shop.looks(call), Step.RECEIPT))
    for _ in range(3):
        shop.taps(call, "no_answer")
    names.append(letter_name(shop.looks(call), Step.RECEIPT))

    assert names == ["price-promised", "new-time", "price-promised", "we-tried"]


def test_a_broken_promise_with_a_new_time_tells_her_the_new_time():
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40")))
    shop.until(at("2026-03-02 17:05"))
    call = shop.owed("price-call")

    shop.taps(call, "reschedule", by="owner", when=at("2026-03-03 10:00"))

    assert letter_name(shop.looks(call), Step.RECEIPT) == "new-time"


def test_a_step_for_which_the_owner_wrote_no_letter_says_so():
    shop = a_shop_with_a_collected_repair()

    with pytest.raises(Missing, match='"week-after" names no letter for its step "receipt"'):
        letter_name(shop.looks(shop.owed("week-after")), Step.RECEIPT)


@pytest.mark.parametrize(("follow_up", "says"), [("week-after", "owner"), ("fetched-thanks", "announced_owner")])
def test_the_customer_is_named_whoever_steps_in_on_that_day(follow_up, says):
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    table = shop.looks(shop.owed(follow_up))
    day = dt.date(2026, 3, 10)
    rules = heeding(table.rules, Facts(away=(Away(role="adviser", first=day, last=day),)))

    usual = shop.tools.cards.hers(table, now=shop.clock.now())
    with_stand_in = shop.tools.cards.hers(replace(table, rules=rules), now=shop.clock.now())

    assert ["Donal", "Iris"] == [getattr(usual, says).person, getattr(with_stand_in, says).person]


def test_whoever_listens_is_told_what_this_shop_keeps_nine_times_of_ten():
    shop = Shop()
    for number in range(5):
        day = at(f"2026-03-{2 + number:02} 09:00")
        shop.hears(an_event("complaint.remedy_agreed", day, number=str(number), source="helpdesk"))
        shop.clock.at = day.replace(hour=11)
        shop.taps(shop.all_owed("remedy")[-1], "done", by="workshop")
    shop.until(at("2026-03-16 09:00"))
    shop.hears(an_event("complaint.opened", at("2026-03-16 09:00"), source="helpdesk"))

    def usual(follow_up: str) -> object:
        table = shop.looks(shop.owed(follow_up))
        cards = shop.answering.cards
        return cards.with_history(cards.card(table, reader=table.owner, now=shop.clock.at)).usual_by

    assert (usual("listen"), usual("end-of-hold")) == (at("2026-03-16 11:00"), None)
