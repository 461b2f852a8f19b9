from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest

from followthrough.application.hand_in import Desk, hand_in
from followthrough.domain.desk import Slip, Thing
from followthrough.domain.errors import ChoiceNeeded, Unreachable
from followthrough.domain.event import Contact, Event, Phone, PhoneQuality
from support.fakes import PlainHashes
from support.shop import Shop, at

ADA = Contact(
    given_name="Ada",
    family_name="Holm",
    email="ada.holm@quaystreet.example",
    phone=Phone(raw="+353 20 915 0117", e164="+353209150117", quality=PhoneQuality.GOOD),
)
CAME_IN = Slip(thing=Thing.CAME_IN, by="counter", key="nonce-1", contact=ADA, number="12-D-3456", work="tyres")
FETCHED = Slip(thing=Thing.FETCHED, by="counter", key="nonce-2", number="12D3456")


@dataclass
class ShopDoor:
    """Our own door, with the shop right behind it."""

    shop: Shop
    is_shut: bool = False
    posted: list[tuple[Event, str]] = field(default_factory=list)

    def post(self, event: Event, *, event_id: str) -> None:
        if self.is_shut:
            raise Unreachable
        self.posted.append((event, event_id))
        self.shop.hears(event, key=event_id)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def door(shop: Shop) -> ShopDoor:
    return ShopDoor(shop)


@pytest.fixture
def desk(shop: Shop, door: ShopDoor) -> Desk:
    return Desk(ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock, door=door)


def test_it_says_beforehand_what_the_ledger_holds_afterwards(desk: Desk, shop: Shop) -> None:
    handed = hand_in(CAME_IN, desk=desk)

    owed = shop.owed("price-call")
    assert [(owed.id, owed.owner, owed.promised_by)] == [
        (follows.commitment.id, follows.commitment.owner, follows.commitment.promised_by) for follows in handed.follows
    ]
    assert handed.is_new


def test_the_plate_finds_the_car_and_with_it_the_customer(desk: Desk, shop: Shop, door: ShopDoor) -> None:
    hand_in(CAME_IN, desk=desk)
    shop.clock.at = at("2026-03-04 15:40")

    handed = hand_in(FETCHED, desk=desk)

    assert not handed.is_new
    assert "Ada" == handed.contact.given_name
    assert 1 == len({str(event.subject) for event, _ in door.posted})


def test_the_phone_number_finds_it_where_nobody_wrote_down_a_plate(desk: Desk, door: ShopDoor) -> None:
    hand_in(replace(CAME_IN, number=None), desk=desk)
    hand_in(replace(FETCHED, number=None, contact=Contact(phone=ADA.phone)), desk=desk)

    assert 1 == len({str(event.subject) for event, _ in door.posted})


def test_a_name_alone_finds_nothing(desk: Desk, door: ShopDoor) -> None:
    nameless = replace(CAME_IN, number=None, contact=Contact(given_name="Mary"))

    hand_in(nameless, desk=desk)
    hand_in(replace(nameless, key="nonce-3"), desk=desk)

    assert 2 == len({str(event.subject) for event, _ in door.posted})


def test_the_same_slip_has_the_same_event_whenever_it_is_sent_and_another_slip_another(
    desk: Desk, shop: Shop, door: ShopDoor
) -> None:
    asked = replace(CAME_IN, thing=Thing.ASKED, words="A tow bar?")

    for slip in (asked, asked, replace(asked, key="nonce-4")):
        hand_in(slip, desk=desk)
        shop.clock.at += dt.timedelta(seconds=5)
    ids = [event_id for _, event_id in door.posted]
    subjects = [event.subject for event, _ in door.posted]

    assert (ids[0], subjects[0]) == (ids[1], subjects[1])
    assert ids[0] != ids[2]
    assert subjects[0] != subjects[2]


def test_what_is_planned_already_is_not_announced_twice(desk: Desk, shop: Shop) -> None:
    hand_in(CAME_IN, desk=desk)

    assert () == hand_in(replace(CAME_IN, key="nonce-5"), desk=desk).follows
    assert 1 == len(shop.all_owed("price-call"))


def test_what_is_incomplete_does_not_reach_the_door(desk: Desk, door: ShopDoor) -> None:
    with pytest.raises(ChoiceNeeded):
        hand_in(replace(CAME_IN, number=None, contact=Contact()), desk=desk)

    assert [] == door.posted


def test_a_door_that_is_shut_is_said_aloud(desk: Desk, door: ShopDoor, shop: Shop) -> None:
    door.is_shut = True

    with pytest.raises(Unreachable):
        hand_in(CAME_IN, desk=desk)

    assert [] == shop.ledger.written


def test_no_id_tells_the_plate_or_the_number(desk: Desk, door: ShopDoor) -> None:
    desk = replace(desk, hashes=Reversed())

    hand_in(CAME_IN, desk=desk)
    hand_in(replace(CAME_IN, number=None), desk=desk)

    assert [] == [event for event, _ in door.posted if "12D3456" in event.subject.id or "0117" in event.subject.id]


class Reversed:
    """A hash that hides what it is made of from whoever looks for it."""

    def of(self, kind: str, value: str) -> str:
        return f"{kind}{value}"[::-1].replace("-", "").replace("+", "")
