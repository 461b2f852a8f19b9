from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from followthrough.domain.commitment import Wake
from followthrough.domain.customer import ContactPoint, Customer, Hold, PastContact
from followthrough.domain.event import Contact, Money, SubjectRef
from followthrough.domain.forgetting import Hers, bare, let_go, tombstone, without_her
from followthrough.domain.subject import Seen, Subject
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.shop import NORA, Shop, an_event, at

NOW = at("2026-03-05 12:00")
REF = SubjectRef(source="shopify", type="order", id="1007")
HERS = Hers(customer="r1", owed={"c1"}, subjects={str(REF)}, complained_at={at("2026-03-01 10:00")})

STAYS = {
    Customer: {"key", "points", "seen_at", "erased_at", "version", "contact"},
    Subject: {
        "ref", "customer", "parent", "status", "as_of", "seen", "deliveries", "commitments", "stars", "began_at", "version",
    },
    ContactPoint: {"key", "opted_out_at", "bounced_at", "erased_at", "version"},
}  # fmt: skip
"""What is left of each record; everything else is at its default."""


def a_contact(commitment: str) -> PastContact:
    return PastContact(
        at=NOW, channel=Channel.CALL, message_class=MessageClass.CARE, follow_up="week-after", commitment=commitment
    )


def a_point(**more: Any) -> ContactPoint:
    told: dict[str, Any] = {
        "key": "e1",
        "opted_out_at": NOW,
        "bounced_at": NOW,
        "consented_at": NOW,
        "recovered_at": NOW,
        "holds": (Hold(because=f"complaint {REF}", since=NOW),),
        "contacts": (a_contact("c1"),),
        "calls": ("c1",),
        "complaints": (at("2026-03-01 10:00"),),
        "first_order": str(REF),
        "customers": ("r1",),
        "version": 7,
    }
    return ContactPoint(**(told | more))


def filled(record: Any) -> set[str]:
    """The fields that say something."""
    blank = type(record)(**{each.name: getattr(record, each.name) for each in fields(record) if _is_needed(each)})
    said = {each.name for each in fields(record) if getattr(record, each.name) != getattr(blank, each.name)}
    return said | {each.name for each in fields(record) if _is_needed(each)}


def _is_needed(field: Any) -> bool:
    return str(field.default).startswith("<dataclasses._MISSING") and str(field.default_factory).startswith("<datacl")


def test_a_tombstone_has_no_contact_and_knows_when_she_was_forgotten() -> None:
    grave = tombstone(Customer(key="r1", contact=NORA, points=("e1",), seen_at=NOW, version=3), at=NOW)

    assert (Contact(), NOW, 3, True) == (grave.contact, grave.erased_at, grave.version, grave.is_forgotten)
    assert filled(grave) <= STAYS[Customer]


def test_whoever_comes_anew_is_not_forgotten_any_more() -> None:
    grave = tombstone(Customer(key="r1", contact=NORA, points=(), seen_at=NOW), at=NOW)

    assert not replace(grave, contact=Contact(ref="77")).is_forgotten


def test_an_order_keeps_ids_times_and_its_state() -> None:
    money = Money(minor=9_900, currency="EUR")
    subject = Subject(
        ref=REF, customer="r1", details=(("about", "the gift for my wife"),), total=money, quoted=money, status="paid",
        seen=(Seen(kind="order.placed", at=NOW),), deliveries=("d",), commitments=("c1",), stars=(NOW,),
        given=("0a1b",), as_of=NOW, began_at=NOW, version=2,
    )  # fmt: skip

    assert STAYS[Subject] - {"parent"} == filled(bare(subject))


def test_an_address_of_nobody_else_keeps_her_full_stop_and_its_bounces() -> None:
    left = without_her(a_point(), HERS, at=NOW)

    assert STAYS[ContactPoint] == filled(left)
    assert (NOW, NOW, NOW) == (left.opted_out_at, left.bounced_at, left.erased_at)


def test_one_source_alone_closes_the_address_for_nobody() -> None:
    assert without_her(a_point(), HERS, at=None).erased_at is None


def test_an_address_that_somebody_else_has_too_forgets_only_her() -> None:
    other = Hold(because="complaint helpdesk/complaint/9", since=NOW)
    shared = a_point(
        customers=("r1", "r2"),
        calls=("c1", "c2"),
        contacts=(a_contact("c1"), a_contact("c2")),
        holds=(*a_point().holds, other),
        complaints=(at("2026-03-01 10:00"), NOW),
    )

    left = without_her(shared, HERS, at=NOW)

    assert (("r2",), ("c2",), (other,), (NOW,)) == (left.customers, left.calls, left.holds, left.complaints)
    assert ["c2"] == [contact.commitment for contact in left.contacts]
    assert (None, None, NOW) == (left.erased_at, left.first_order, left.consented_at)


def test_the_first_order_of_somebody_else_is_remembered() -> None:
    shared = a_point(customers=("r1", "r2"), first_order="shopify/order/9")

    assert "shopify/order/9" == without_her(shared, HERS, at=NOW).first_order


def test_what_is_open_is_released_and_says_why() -> None:
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))

    ended = let_go(shop.owed("week-after"), at=NOW)

    assert (State.RELEASED, (), "erased") == (ended.state, ended.agenda, ended.history[-1].because)


@pytest.mark.parametrize("left", [(), (Wake(step=Step.STAND_DOWN, at=NOW),)])
def test_a_second_time_changes_nothing_and_staff_are_called_back_all_the_same(left: tuple[Wake, ...]) -> None:
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    ended = replace(let_go(shop.owed("week-after"), at=NOW), agenda=left)

    assert ended == let_go(ended, at=NOW + dt.timedelta(hours=1))


def test_what_an_answer_still_causes_does_not_happen() -> None:
    shop = Shop()
    shop.hears(an_event("repair.collected", at("2026-03-03 16:20")))
    settling = Wake(step=Step.SETTLE, at=NOW)
    kept = replace(shop.owed("week-after"), state=State.KEPT, agenda=(settling, Wake(step=Step.STAND_DOWN, at=NOW)))

    ended = let_go(kept, at=NOW)

    assert (State.KEPT, [Step.STAND_DOWN]) == (ended.state, [wake.step for wake in ended.agenda])
