"""P13: whoever she is, and whatever a system made of her name, she is greeted, asked kindly, thanked and told the next time."""

from __future__ import annotations

import pytest

from support.garage import Garage

NO_NAMES = {
    "nobody": None,
    "null": "null",
    "an address": "bram.t@postbag.example",
    "a handle": "@bram_teague",
}
"""What sources send as a given name, and what nobody is called by."""


def _somebody(name: str | None) -> dict[str, str]:
    bram = {"email": "bram.t@postbag.example", "phone": "+353209150116"}
    return bram if name is None else {**bram, "given_name": name}


def _plays_everything(garage: Garage, name: str | None) -> None:
    """A repair from the door to the thanks, a question, an order that is late, a complaint: all that writes letters."""
    who = _somebody(name)
    garage.at("2 09:00").tells("repair.received", "R-1", customer=who)
    garage.at("2 11:00").tells("repair.quoted", "R-1", customer=who, total={"amount": "240.00", "currency": "EUR"})
    garage.at("3 10:00").tells("repair.completed", "R-1", customer=who)
    garage.at("3 12:00").tells("repair.collected", "R-1", customer=who)
    garage.at("4 09:00").tells("inquiry.received", "Q-1", customer=who)
    garage.at("4 10:00").tells("order.placed", "O-1", customer=who)
    garage.at("5 10:00").tells("order.delayed", "O-1", customer=who)
    garage.at("6 10:00").tells("complaint.opened", "C-1", customer=who)
    garage.at("6 16:00")


@pytest.mark.parametrize("name", NO_NAMES.values(), ids=NO_NAMES.keys())
def test_v18_whoever_has_no_name_gets_every_letter_with_manners(bench, name):
    garage = Garage(bench)
    _plays_everything(garage, name)
    letters = garage.mails("letter")

    assert len(letters) >= 7
    for letter in letters:
        text, words = letter["text"], f"{letter['subject']}\n{letter['text']}".casefold()
        assert text.startswith("Hello,\r\n"), text
        assert "please" in words, text
        assert "thank you" in words, text
        assert "+353 20 915 0142" in text
        assert "Corncrake Garage, Harbour Road, Inishcorra, Ireland" in " ".join(text.split())
        assert "!" not in words
        assert name is None or name.casefold() not in words.replace("%40", "@"), text


def test_what_is_promised_has_a_time_and_what_is_only_kind_has_a_way_to_stop_it(bench):
    garage = Garage(bench)
    _plays_everything(garage, None)

    told = {mail["subject"].partition(" – ")[0]: mail["text"] for mail in garage.mails("letter")}

    assert "by 17:00" in told["We will phone you by 17:00 with the price"]
    assert "by 17:00" in told["Thank you for asking"]
    assert "Tuesday 10 March" in told["Thank you"]
    assert "by 17:00" in told["Thank you for telling us"]

    stopping = [mail["subject"] for mail in garage.mails("letter") if "No more letters of this kind" in mail["text"]]

    assert ["Thank you for your first order"] == stopping
