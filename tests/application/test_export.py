from __future__ import annotations

from followthrough.application.export import Held, held
from support.fakes import PlainHashes
from support.shop import IDRIS, NORA, Shop, an_event, at


def test_everything_of_hers_is_found_from_every_source_and_nothing_of_anybody_elses() -> None:
    shop = Shop()
    shop.hears(an_event("repair.received", at("2026-03-02 08:40"), contact=NORA))
    shop.hears(an_event("order.placed", at("2026-03-02 09:00"), contact=NORA, source="shopify", number="1"))
    shop.hears(an_event("complaint.opened", at("2026-03-02 09:05"), note="It rattles.", number="T-1"))
    shop.hears(an_event("order.placed", at("2026-03-02 09:10"), contact=IDRIS, source="shopify", number="2"))

    found = held(["rref:repairs/c-1", "rref:shopify/c-1"], ledger=shop.ledger, hashes=PlainHashes())

    assert {"repairs/repair/4711", "repairs/complaint/T-1", "shopify/order/1"} == {
        str(each.ref) for each in found.subjects
    }
    assert [NORA, NORA] == [each.contact for each in found.customers]
    assert {"nora@quill.example", "+353 20 915 0101"} == {found.addresses[point.key] for point in found.points}
    assert ["It rattles."] == [note.text for note in found.notes]
    assert {owed.id for owed in shop.ledger.commitments if "c-1" in owed.customer} == {
        owed.id for owed in found.commitments
    }


def test_of_nobody_there_is_nothing() -> None:
    nothing = Held(customers=(), points=(), addresses={}, subjects=(), commitments=(), notes=())

    assert nothing == held([], ledger=Shop().ledger, hashes=PlainHashes())
