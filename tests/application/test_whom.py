from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.application.whom import (
    as_known_by,
    at_address,
    beside,
    everybody_of,
    is_an_address,
    known,
    of_source,
)
from followthrough.domain.event import Contact, SubjectRef
from support.fakes import PlainHashes
from support.shop import IDRIS, NORA, Shop, an_event, at

SHOPIFY_NORA = "rref:shopify/c-1"
REPAIRS_NORA = "rref:repairs/c-1"
IDRIS_KEY = "rref:shopify/c-2"
HASHES = PlainHashes()


@pytest.fixture
def shop() -> Shop:
    """Nora, whom both the shop and the garage know, and Idris."""
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=NORA))
    shop.hears(an_event("order.placed", at("2026-03-02 09:00"), contact=NORA, source="shopify", number="1"))
    shop.hears(an_event("order.placed", at("2026-03-02 09:10"), contact=IDRIS, source="shopify", number="2"))
    return shop


def test_an_address_names_everybody_who_has_it_whatever_the_source(shop: Shop) -> None:
    mail, phone = Contact(email="NORA@quill.example"), Contact(phone=NORA.phone)

    found = [at_address(each, ledger=shop.ledger, hashes=HASHES) for each in (mail, phone)]

    assert [(REPAIRS_NORA, SHOPIFY_NORA)] * 2 == found


@pytest.mark.parametrize(
    ("number", "told"),
    [("c-1", Contact()), ("9", Contact(ref="c-1")), ("9", Contact(email=NORA.email)), ("9", Contact(phone=NORA.phone))],
)
def test_a_source_means_whom_it_knows_itself(shop: Shop, number: str, told: Contact) -> None:
    subject = SubjectRef(source="shopify", type="contact", id=number)

    assert (SHOPIFY_NORA,) == as_known_by(subject, told, ledger=shop.ledger, hashes=HASHES)


def test_a_guest_is_known_by_the_address_alone(shop: Shop) -> None:
    guest = replace(IDRIS, ref=None, email="guest@vale.example")
    shop.hears(an_event("order.placed", at("2026-03-02 09:20"), contact=guest, source="shopify", number="3"))
    subject = SubjectRef(source="shopify", type="contact", id="9")

    found = as_known_by(subject, Contact(email="guest@vale.example"), ledger=shop.ledger, hashes=HASHES)

    assert ("eemail:shopify/guest@vale.example",) == found


def test_what_the_source_called_her_before_it_knew_her_is_found_first(shop: Shop) -> None:
    guest = replace(IDRIS, ref=None, email="guest@vale.example", phone=None)
    shop.hears(an_event("order.placed", at("2026-03-02 09:20"), contact=guest, source="shopify", number="3"))
    named = replace(guest, ref="c-3")
    shop.hears(an_event("order.updated", at("2026-03-02 09:21"), contact=named, source="shopify", number="3"))
    both = ("eemail:shopify/guest@vale.example", "rref:shopify/c-3")

    by_ref = as_known_by(
        SubjectRef(source="shopify", type="contact", id="c-3"), Contact(), ledger=shop.ledger, hashes=HASHES
    )

    assert both == by_ref
    assert set(both) <= set(everybody_of("shopify", ledger=shop.ledger, hashes=HASHES))


def test_nobody_is_a_normal_answer(shop: Shop) -> None:
    subject = SubjectRef(source="woocommerce", type="contact", id="c-1")

    assert () == as_known_by(subject, NORA, ledger=shop.ledger, hashes=HASHES)
    assert () == at_address(Contact(email="nobody@quill.example"), ledger=shop.ledger, hashes=HASHES)
    assert () == known([], ledger=shop.ledger)


def test_a_source_names_all_of_its_own(shop: Shop) -> None:
    assert {SHOPIFY_NORA, IDRIS_KEY} == set(everybody_of("shopify", ledger=shop.ledger, hashes=HASHES))
    assert (REPAIRS_NORA,) == of_source([REPAIRS_NORA, SHOPIFY_NORA], "repairs", ledger=shop.ledger)


def test_who_shares_an_address_stands_beside(shop: Shop) -> None:
    assert (REPAIRS_NORA,) == beside([SHOPIFY_NORA], ledger=shop.ledger)
    assert () == beside([REPAIRS_NORA, SHOPIFY_NORA], ledger=shop.ledger)


def test_a_customer_without_address_has_a_point_that_is_none(shop: Shop) -> None:
    shop.hears(an_event("repair.received", at("2026-03-02 09:30"), contact=Contact(ref="c-9"), number="9"))

    assert {True: 4, False: 1} == {
        kind: [is_an_address(each.key) for each in shop.points()].count(kind) for kind in (True, False)
    }
