from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.adapters.pages.desk_words import THINGS, what_follows, what_is_missing, what_was_said
from followthrough.application.hand_in import Desk, HandedIn, hand_in
from followthrough.domain.desk import Slip, Thing
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality
from support.fakes import PlainHashes
from support.shop import Shop, at

ADA = Contact(
    given_name="Ada",
    family_name="Holm",
    email="ada.holm@quaystreet.example",
    phone=Phone(raw="+353 20 915 0117", e164="+353209150117", quality=PhoneQuality.GOOD),
)


class OpenDoor:
    def post(self, event: object, *, event_id: str) -> None:
        """It takes whatever is handed in."""


def handed(thing: Thing, **more: object) -> HandedIn:
    shop = Shop()
    shop.clock.at = at("2026-03-02 08:40")
    slip = Slip(thing=thing, by="counter", key="k", **({"contact": ADA, "number": "12-D-3456"} | more))
    desk = Desk(ledger=shop.ledger, rulebook=shop.rulebook, hashes=PlainHashes(), clock=shop.clock, door=OpenDoor())
    return hand_in(slip, desk=desk)


def test_every_thing_has_its_words() -> None:
    assert set(Thing) == set(THINGS)


def test_it_says_what_was_understood() -> None:
    assert "Fetched: Ada Holm, 12-D-3456" == what_was_said(handed(Thing.FETCHED))
    assert "Price told: Ada Holm, 12-D-3456, EUR 240.50" == what_was_said(
        handed(Thing.PRICE_TOLD, amount=Money(minor=24050, currency="EUR"))
    )
    assert "Fetched" == what_was_said(replace(handed(Thing.FETCHED), contact=Contact(), event=bare()))


def bare():
    return replace(handed(Thing.FETCHED).event, details=())


def test_a_call_a_letter_and_a_receipt_are_said_apart() -> None:
    assert ("Donal phones by 17:00: the price for the tyres. A letter says so.",) == what_follows(
        handed(Thing.CAME_IN, work="tyres")
    )
    assert (
        "A letter goes to the customer: thanks for the trust, and when we phone.",
        "Donal phones on Monday 9 March between 10:00 and 12:30: a week after the repair.",
    ) == what_follows(handed(Thing.FETCHED))


def test_a_promise_in_the_house_names_both() -> None:
    told = handed(
        Thing.PROMISED,
        contact=Contact(),
        number=None,
        words="Brake discs on the bench.",
        colleague="workshop",
        owner="mechanic",
        agreed_by=at("2026-03-02 14:00"),
    )

    assert ("Senan gets the task by 14:00: keep the promise to Cormac: “Brake discs on the bench.”",) == (
        what_follows(told)
    )
    assert () == what_is_missing(told)
    assert "Promised to a colleague" == what_was_said(told)


@pytest.mark.parametrize(("thing", "who"), [(Thing.CAME_IN, "Donal"), (Thing.ASKED, "Iris")])
def test_what_is_missing_is_named_and_stops_nothing(thing: Thing, who: str) -> None:
    told = handed(thing, contact=Contact(given_name="Ada"), words="A tow bar?")

    assert what_follows(told)
    assert (
        f"There is no phone number: {who} is told so, and looks for it.",
        "There is no email address: no letter goes out, so please say it to the customer.",
    ) == what_is_missing(told)


def test_a_car_that_nobody_wrote_down_before_is_said_to_be_new() -> None:
    assert "We did not find it among what is here, so it is entered as new." in what_is_missing(handed(Thing.FETCHED))
    assert () == what_is_missing(handed(Thing.CAME_IN))
