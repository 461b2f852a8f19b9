from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.application.correct import Corrected, Correcting, correct
from followthrough.domain.errors import Missing
from followthrough.domain.event import Contact, Phone, PhoneQuality
from support.fakes import PlainHashes
from support.shop import NORA, Shop, an_event, at

KEY = "rref:repairs/c-1"
RIGHT = Phone(raw="+353 20 915 0188", e164="+353209150188", quality=PhoneQuality.GOOD)


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    return shop


def put_right(shop: Shop, **right: object) -> Corrected:
    tools = Correcting(ledger=shop.ledger, hashes=PlainHashes(), clock=shop.clock)
    return correct(KEY, Contact(**right), by="adviser", tools=tools)


def test_a_number_put_right_takes_with_it_what_is_owed(shop: Shop):
    done = put_right(shop, phone=RIGHT)

    [customer] = shop.customers()
    call = shop.owed("week-after")
    assert ("phone",) == done.things
    assert (RIGHT, ("epoint:nora@quill.example", "ppoint:+353209150188")) == (customer.contact.phone, call.points)
    assert call.customer == KEY


def test_it_happens_in_one_transaction(shop: Shop):
    before = len(shop.ledger.written)

    put_right(shop, phone=RIGHT)

    assert before + 1 == len(shop.ledger.written)


def test_what_she_wished_at_the_wrong_number_holds_at_the_right_one(shop: Shop):
    shop.says_stop(shop.owed("week-after"))

    put_right(shop, phone=RIGHT)

    assert all(point.opted_out_at for point in shop.points())


def test_what_is_right_already_changes_nothing(shop: Shop):
    before = dict(shop.ledger.records)

    assert Corrected(things=(), promises=0) == put_right(shop, email=NORA.email.upper(), given_name="Nora Quill")
    assert before == shop.ledger.records


def test_a_number_that_was_found_wrong_and_is_given_again_is_trusted_again(shop: Shop):
    shop.ledger.commit(shop.customers()[0].with_number(PhoneQuality.DOUBTFUL))

    put_right(shop, phone=NORA.phone)

    assert [NORA.phone] == [customer.contact.phone for customer in shop.customers()]


def test_the_history_says_nothing_of_what_was_typed(shop: Shop):
    put_right(shop, phone=RIGHT, email="nora@right.example", given_name="Honora Quill")

    told = repr([owed.history for owed in shop.ledger.commitments])
    assert [] == [word for word in ("0188", "right.example", "Honora") if word in told]


def test_nobody_is_put_right_who_is_not_there(shop: Shop):
    tools = Correcting(ledger=shop.ledger, hashes=PlainHashes(), clock=shop.clock)

    with pytest.raises(Missing):
        correct("rref:repairs/c-9", Contact(phone=RIGHT), by="adviser", tools=tools)


def test_an_answer_at_our_own_desk_tells_nothing_new_of_her(shop: Shop):
    """What we report to ourselves knows her corrected, and is no source: the correction would outlive its cause."""
    put_right(shop, email="nora@right.example")
    shop.until(at("2026-03-10 10:00"))
    shop.taps(shop.owed("week-after"), "problem")
    shop.until(at("2026-03-10 10:15"))

    [customer] = [each for each in shop.customers() if each.key == KEY]
    assert ["complaint"] == [key.split("/")[1] for key in shop.ledger.records if key.startswith("S#followthrough")]
    assert ["email"] == [correction.thing for correction in customer.corrections]


def test_letters_go_where_a_person_has_put_it_right(shop: Shop):
    put_right(shop, email="nora@right.example")

    shop.until(at("2026-03-03 16:25"))

    assert ["nora@right.example"] == [letter.to for letter in shop.letters()]


def test_somebody_else_may_write_at_the_same_moment(shop: Shop):
    def meets() -> None:
        shop.ledger.before_call = lambda: None
        [customer] = shop.customers()
        shop.ledger.commit(replace(customer, seen_at=at("2026-03-03 17:00")))

    shop.before_call(2, meets)

    assert ("phone",) == put_right(shop, phone=RIGHT).things
