"""P8 and P19: whose car is with us hears from us, also when there is nothing new."""

from __future__ import annotations

from support.garage import Garage
from support.markup import seen
from workbench.story.visitor import links_of, opens


def test_two_silent_working_days_make_a_sentence_and_the_sentence_a_letter(bench):
    garage = a_silent_repair(bench)

    garage.at("4 09:01")
    asked = garage.mails("task")[-1]
    assert (["cormac@corncrake.example"], "2026-03-04T09:00:00+00:00") == (asked["to"], asked["sent_at"])
    assert "Please write one sentence to Nora Quill about the brakes before 16:00" == asked["subject"]

    garage.at("4 09:20").answers_last_task(outcome="done", note="The discs come on Friday")
    garage.at("4 09:29")
    assert 1 == len(garage.mails("letter"))
    garage.at("4 09:30")

    letter = garage.mails("letter")[-1]
    assert "How far we are – you hear from us again on Friday 6 March by 16:00" == letter["subject"]
    assert "did not want you to wonder: The discs come on Friday. You hear from us again" in letter["text"]
    assert ("open", "2026-03-06T16:00:00+00:00") == (
        garage.owed("no-news")["state"],
        garage.owed("no-news")["promised_by"],
    )


def test_it_comes_again_and_again_until_the_car_is_ready(bench):
    garage = a_silent_repair(bench)
    for day in ("4", "6"):
        garage.at(f"{day} 10:00").answers_last_task(outcome="done", note="Still waiting for the discs")
    garage.at("9 10:00").tells("repair.completed", NORAS, source="repairshopr")
    letters, asked = garage.subjects("letter"), garage.asks()

    garage.at("20 17:00")

    assert ["kept", "kept", "released"] == states(garage)
    assert letters == garage.subjects("letter")
    assert asked == garage.asks()


def test_a_car_that_is_ready_within_the_undo_window_gets_no_letter_about_nothing_new(bench):
    garage = a_silent_repair(bench)
    garage.at("4 10:00").answers_last_task(outcome="done", note="Still waiting for the discs")
    garage.at("4 10:05").tells("repair.completed", NORAS, source="repairshopr")

    garage.at("9 17:00")

    assert ["kept", "released"] == states(garage)
    assert [] == [subject for subject in garage.subjects("letter") if "How far we are" in subject]


def test_whoever_was_spoken_with_is_not_written_to_two_days_after_the_car_came(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("3 09:30")
    tasks = [mail for mail in garage.mails("task") if "price" in mail["subject"]]
    assert tasks
    garage.answers_last_task(outcome="done", note="EUR 240, go ahead")

    garage.at("4 17:00")
    assert [] == [subject for subject in garage.subjects("task") if "sentence" in subject]

    garage.at("5 09:01")
    assert "sentence" in garage.subjects("task")[-1]


def test_it_rests_while_the_customer_calls_us(bench):
    garage = a_silent_repair(bench)
    garage.at("4 10:00").answers_last_task(outcome="reschedule", when="2026-03-12T09:00", note="She phones us")
    letters = garage.subjects("letter")

    garage.at("11 17:00")
    assert letters == garage.subjects("letter")
    assert [] == [mail for mail in garage.asks() if mail["sent_at"] > "2026-03-04T10"]

    garage.at("12 09:01")
    assert "sentence" in garage.subjects("task")[-1]


def test_what_nobody_was_told_is_never_broken_but_the_owner_hears_of_it(bench):
    garage = a_silent_repair(bench)

    garage.at("5 08:00")

    assert ("open", None) == (garage.owed("no-news")["state"], garage.owed("no-news")["promised_by"])
    heard = [mail["subject"] for mail in garage.mails("task") if mail["to"] == ["maeve@corncrake.example"]]
    assert heard
    assert "Still open" == heard[0][:10]
    assert 1 == len(garage.mails("letter"))


def test_without_an_address_the_sentence_is_told_by_phone(bench):
    garage = Garage(bench).at("2 08:40")
    garage.tells("repair.received", "77", customer={"given_name": "Ada", "phone": "+353 20 915 0131"})
    garage.at("2 15:00").answers_last_task(outcome="done")

    garage.at("4 10:00")
    assert "Please phone Ada" in garage.subjects("task")[-1]
    garage.answers_last_task(outcome="done", note="Told her")
    garage.at("4 10:30")

    assert [] == garage.mails("letter")
    assert ["kept", "open"] == states(garage)


def test_the_form_says_that_the_sentence_goes_out(bench):
    garage = a_silent_repair(bench)
    garage.at("4 10:00")

    page = opens(links_of(garage.mails("task")[-1])[0], bench=bench).body.decode()

    assert "One sentence for the customer: it goes out as a letter" in page
    assert ["goodwill", "note"] == [field["name"] for field in seen(page).all("textarea")]


NORAS = "88120041"


def a_silent_repair(bench) -> Garage:
    """Nora's brakes came in on Monday and she was told the price; since then nobody has said anything."""
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 15:12").answers_last_task(outcome="done", note="EUR 240, go ahead")
    return garage


def states(garage: Garage) -> list[str]:
    return [each["state"] for each in garage.bench.commitments() if each["follow_up"] == "no-news"]
