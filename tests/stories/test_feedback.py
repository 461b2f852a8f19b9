"""Mail that comes back: nothing that was to be said is lost, and nobody who does not exist is written to again."""

from __future__ import annotations

from support.garage import Garage

NUMBER = "+353 20 915 0121"


def oisin(garage: Garage, **more: str) -> dict[str, str]:
    """Oisín, whose email address no longer exists."""
    return {"given_name": "Oisín", "family_name": "Marr", "email": "oisin.marr@bounce.example", "phone": NUMBER, **more}


def test_a_letter_that_came_back_becomes_a_call_and_no_other_letter_goes_there(bench):
    garage = Garage(bench).at("3 10:00")
    garage.tells("order.placed", "W-1", customer=oisin(garage))
    garage.at("3 10:01")

    letter = garage.owed("first-thanks")
    assert ["Please phone Oisín Marr before 14:00 – thanks for the first order"] == garage.subjects("task")
    assert ("call", "open") == (letter["channel"], letter["state"])
    assert "Our letters to this customer come back." in garage.mails("task")[-1]["text"]

    garage.answers_last_task(outcome="done")
    garage.tells("complaint.opened", "C-1", customer=oisin(garage))
    garage.at("3 18:00")

    assert 1 == len(garage.mails("letter"))
    assert "kept" == garage.owed("first-thanks")["state"]
    assert "letters come back" in garage.becauses("thanks")
    assert any("phone Oisín Marr" in subject for subject in garage.subjects("task")[1:])
    assert 0 == garage.dead_letters()


def test_a_mailbox_that_is_full_today_is_written_to_another_day(bench):
    garage = Garage(bench).at("3 10:00")
    garage.tells("order.placed", "W-1", customer=oisin(garage, email="oisin.marr@full.example"))
    garage.at("3 10:01")
    garage.tells("complaint.opened", "C-1", customer=oisin(garage, email="oisin.marr@full.example"))
    garage.at("3 10:02")

    assert 2 == len(garage.mails("letter"))
    assert "Our letter did not reach Oisín Marr: please say what it was to say" in garage.subjects("task")


def test_a_task_that_came_back_reaches_who_covers_and_late_repetitions_do_no_harm(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 11:05")
    garage.at("2 14:35")
    [task] = [mail for mail in bench.machinery.mailbox if mail.to == ("donal@corncrake.example",)]

    for kind in ("BOUNCE", "BOUNCE", "DELIVERY", "SEND", "BOUNCE"):
        bench.say(task, kind)
    garage.at("2 14:37")

    told = [mail["to"] for mail in garage.mails("task")]
    assert [["donal@corncrake.example"], ["maeve@corncrake.example"]] == told
    assert ("owner", "open") == (garage.owed("price-call")["owner"], garage.owed("price-call")["state"])
    assert 1 == len(garage.mails("letter"))

    garage.answers_last_task(outcome="done")

    assert "kept" == garage.owed("price-call")["state"]
    assert 0 == garage.dead_letters()


def test_whoever_calls_our_letter_spam_hears_nothing_cheerful_again(bench):
    garage = Garage(bench).at("3 10:00")
    customer = oisin(garage, email="oisin.marr@complaint.example")
    garage.tells("order.placed", "W-1", customer=customer)
    garage.at("3 10:01")
    garage.tells("order.delivered", "W-1", customer=customer)
    garage.at("20 18:00")

    assert 1 == len(garage.mails("letter"))
    assert [] == garage.mails("task")
    assert "released" == garage.owed("week-after-delivery")["state"]
