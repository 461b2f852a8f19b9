"""P12, P13, P20: thanked once, by name where we know it, and never as `null`."""

from __future__ import annotations

from support.garage import Garage


def test_a_guest_without_a_name_is_thanked_all_the_same_and_nobody_dials_a_slogan(bench):
    garage = Garage(bench).at("3 09:02")

    garage.hears("shopify.order-placed.guest")
    garage.at("4 17:00")

    text = garage.mails("letter")[0]["text"]
    assert text.startswith("Hello,")
    assert "Thank you for your first order with us." in text
    assert "Iris" in text
    assert [] == [mail for mail in garage.mails("task") if "SHIP" in mail["subject"]]


def test_the_price_call_begins_with_thanks_and_the_number_it_comes_from(bench):
    garage = Garage(bench).at("2 08:40")

    garage.hears("repairshopr.repair-received.nora")

    assert (
        "Thank you for bringing your car to us. Donal will phone you by 17:00 with the price, from +353 20 915 0142. "
        "We do nothing before you say yes." == garage.owed("price-call")["words"]
    )


def test_an_offer_without_an_answer_is_asked_about_once_and_never_again(bench):
    bram = {"given_name": "Bram", "family_name": "Teague", "email": "bram@teague.example", "phone": "+353209150116"}
    garage = Garage(bench).at("2 10:00")
    garage.tells("inquiry.offered", "Q-1", customer=bram)
    garage.tells("inquiry.offered", "Q-2", customer={**bram, "email": "other@teague.example", "phone": "+353209150117"})
    garage.at("5 10:00").tells("inquiry.settled", "Q-2")

    garage.at("9 10:00")
    asked = [mail for mail in garage.mails("task") if "our offer" in mail["subject"]]
    garage.answers_last_task(outcome="no_answer")
    garage.at("30 12:00")

    assert 1 == len(asked)
    assert 1 == len([mail for mail in garage.mails("task") if "our offer" in mail["subject"]])
    assert [] == garage.mails("letter")
    assert {"Q-1": "kept", "Q-2": "released"} == {
        each["subject"]["id"]: each["state"] for each in bench.commitments() if each["follow_up"] == "once-more"
    }
