"""P2: the price on the same day, and she decides on her page, at any hour; silence ends in a call."""

from __future__ import annotations

import pytest

from support.garage import Garage
from workbench.story.samples import sample
from workbench.story.visitor import answers, links_of, opens, posts, robot


@pytest.fixture
def garage(bench) -> Garage:
    """Wednesday 4 March, 14:30: Oisín's gearbox came in this morning, and its price is known."""
    garage = Garage(bench).at("4 10:10")
    garage.hears("repairshopr.repair-received.oisin")
    garage.at("4 14:30").hears("repairshopr.repair-quoted.oisin")
    return garage


def quote(garage: Garage) -> dict:
    return next(mail for mail in garage.mails("letter") if "The price for your repair" in mail["subject"])


def answers_quote(garage: Garage, outcome: str, note: str = ""):
    return answers(links_of(quote(garage))[0], {"outcome": outcome, "note": note}, bench=garage.bench)


def a_ticket(status: str, at: str) -> dict[str, object]:
    told = sample("repairshopr.repair-quoted.oisin").body["attributes"]
    return {**told, "status": status, "updated_at": f"2026-03-{at}:00+00:00"}


def test_the_price_is_told_the_same_day_in_a_letter_that_names_it_and_its_end(garage):
    text = quote(garage)["text"]

    assert "2026-03-04T14:30:00+00:00" == quote(garage)["sent_at"]
    assert "The repair comes to EUR 610.00, everything included. It holds until Friday 6 March, 12:00." in text
    assert "If it turns out to be less, you pay less." in text
    assert "it will be ready on Tuesday 10 March by 17:00" in text
    assert "kept" == garage.owed("price-call")["state"]


def test_her_page_shows_what_she_decides_about_and_offers_three_answers(garage):
    page = opens(links_of(quote(garage))[0], bench=garage.bench).body.decode()

    assert "EUR 610.00" in page
    assert "Friday 6 March, 12:00" in page
    assert [True] * 3 == [f'value="{reply}"' in page for reply in ("go_ahead", "no_thank_you", "phone_me")]
    assert "no_need" not in page
    assert 'name="when"' not in page


def test_her_yes_at_night_is_answered_at_night_when_she_can_no_longer_take_it_back(garage):
    garage.at("4 21:12")

    page = answers_quote(garage, "go_ahead").body.decode()
    garage.at("4 21:21")
    before = garage.subjects("letter")
    garage.at("4 21:23")

    assert "Undo" in page
    assert "Your car will be ready" not in "".join(before)
    assert "Your car will be ready on Tuesday 10 March by 17:00" == garage.subjects("letter")[-1]
    assert "2026-03-04T21:22:00+00:00" == garage.mails("letter")[-1]["sent_at"]
    assert "2026-03-10T17:00:00+00:00" == garage.owed("ready-by")["promised_by"]
    assert ("kept", ["EUR 610.00"]) == (garage.owed("quote")["state"], decided(garage))


def decided(garage: Garage) -> list[str]:
    return [entry["because"] for entry in garage.owed("quote")["history"] if entry["what"] == "decided"]


def test_the_workshop_has_it_on_the_sheet_and_as_a_task_the_next_morning(garage):
    garage.at("4 21:12")
    answers_quote(garage, "go_ahead")

    garage.at("5 08:00")

    hers = [mail for mail in garage.mails("task") if mail["to"] == ["cormac@corncrake.example"]]
    assert garage.owed("ready-by")["id"] in hers[0]["commitments"]
    assert "2026-03-05T07:45:00+00:00" == hers[0]["sent_at"]
    assert "Please have the gearbox of Oisín Marr ready before 17:00 on Tuesday 10 March" == hers[-1]["subject"]
    assert [] == [mail for mail in hers if mail["sent_at"] < "2026-03-05T07:45"]


def test_a_yes_that_is_taken_back_leaves_everything_as_before(garage):
    garage.at("4 21:12")
    letters, silent = len(garage.mails("letter")), garage.owed("quote-silent")
    link = links_of(quote(garage))[0]

    answers_quote(garage, "go_ahead")
    page = posts(link, {"undo": "yes"}, bench=garage.bench)
    garage.at("5 07:30")

    assert 200 == page.status
    assert b"go_ahead" in opens(link, bench=garage.bench).body
    assert letters == len(garage.mails("letter"))
    assert [] == [each for each in garage.bench.commitments() if each["follow_up"] == "ready-by"]
    assert silent == garage.owed("quote-silent")

    answers_quote(garage, "go_ahead")
    garage.at("5 08:00")

    assert "open" == garage.owed("ready-by")["state"]


def test_looking_and_a_scanner_that_presses_every_button_decide_nothing(garage):
    before = garage.bench.commitments()

    robot(quote(garage), bench=garage.bench)

    assert before == garage.bench.commitments()


def test_a_no_is_final_politely_and_somebody_gets_the_car_ready_as_it_is(garage):
    garage.at("4 15:00")

    answers_quote(garage, "no_thank_you")
    garage.at("6 17:00")

    assert "released" == garage.owed("quote-silent")["state"]
    assert [] == [each for each in garage.bench.commitments() if each["follow_up"] == "ready-by"]
    asked = [subject for subject in garage.subjects("task") if subject.startswith("Please get the unrepaired car")]
    assert 1 == len(asked)
    assert [] == [subject for subject in garage.subjects("task") if "before it runs out" in subject]


def test_phone_me_becomes_a_call_that_she_is_told_of(garage):
    garage.at("4 14:40")

    answers_quote(garage, "phone_me", note="Is there a cheaper way?")
    garage.at("5 08:00")

    assert "inquiry" == garage.owed("answer")["subject"]["type"]
    assert "Thank you for asking" in garage.subjects("letter")[-1]


def test_silence_ends_in_a_call_four_open_hours_before_the_price_runs_out(garage):
    garage.at("6 07:59")
    before = [subject for subject in garage.subjects("task") if "before it runs out" in subject]

    garage.at("6 08:00")

    assert [] == before
    assert (
        "Please phone Oisín Marr before 12:00 – the price for the gearbox, before it runs out"
        == garage.subjects("task")[-1]
    )
    assert ["donal@corncrake.example"] == garage.mails("task")[-1]["to"]

    garage.at("6 12:00")

    assert garage.subjects("task")[-1].startswith("Still open: please phone Oisín Marr")
    assert ["maeve@corncrake.example"] == garage.mails("task")[-1]["to"]
    assert ("open", None) == (garage.owed("quote-silent")["state"], garage.owed("quote-silent")["promised_by"])


def test_a_yes_after_the_price_has_run_out_is_not_taken_and_says_what_to_do(garage):
    garage.at("6 12:01")

    page = answers_quote(garage, "go_ahead")
    garage.at("6 14:00")

    assert 422 == page.status
    assert "please phone me" in page.body.decode()
    assert [] == [each for each in garage.bench.commitments() if each["follow_up"] == "ready-by"]


def test_her_yes_and_the_repair_desks_approved_make_one_promise_and_one_letter(garage):
    garage.at("4 21:12")
    answers_quote(garage, "go_ahead")
    garage.at("5 08:05")

    garage.hears("repairshopr.repair-quoted.oisin", attributes=a_ticket("Approved", "05T08:05"))
    garage.at("5 09:00")

    assert 1 == len([each for each in garage.bench.commitments() if each["follow_up"] == "ready-by"])
    assert 1 == len([subject for subject in garage.subjects("letter") if "will be ready" in subject])


def test_what_the_repair_desk_approved_by_phone_needs_no_second_word_from_her(garage):
    garage.at("4 15:00")
    garage.hears("repairshopr.repair-quoted.oisin", attributes=a_ticket("Approved", "04T15:00"))

    page = answers_quote(garage, "no_thank_you")
    garage.at("4 16:00")

    assert 422 == page.status
    assert "settled already" in page.body.decode()
    assert ("open", "released") == (garage.owed("ready-by")["state"], garage.owed("quote-silent")["state"])


def test_another_price_is_told_again_and_the_old_letter_takes_no_yes(garage):
    old = links_of(quote(garage))[0]
    garage.at("5 09:00")
    dearer = a_ticket("Quoted", "05T09:00") | {"properties": {"Quoted Price": "640.00"}}
    garage.hears("repairshopr.repair-quoted.oisin", attributes=a_ticket("In Progress", "05T08:59"))

    garage.hears("repairshopr.repair-quoted.oisin", attributes=dearer)
    refused = answers(old, {"outcome": "go_ahead"}, bench=garage.bench)

    assert "The price for your repair: EUR 640.00" == garage.subjects("letter")[-1]
    assert "until Monday 9 March, 12:00" in garage.mails("letter")[-1]["text"]
    assert (422, True) == (refused.status, "newer price" in refused.body.decode())
    silent = [each for each in garage.bench.commitments() if each["follow_up"] == "quote-silent"]
    assert ["2026-03-09T12:00:00+00:00"] == [each["due_at"] for each in silent]


def test_a_price_that_nobody_told_us_is_told_by_phone(bench):
    garage = Garage(bench).at("4 10:10")
    garage.hears("repairshopr.repair-received.oisin")
    garage.at("4 14:30")

    nameless = a_ticket("Quoted", "04T14:30") | {"properties": {}}
    garage.hears("repairshopr.repair-quoted.oisin", attributes=nameless)
    garage.at("4 15:30")

    assert [] == [subject for subject in garage.subjects("letter") if "price for your repair" in subject]
    assert "Please phone Oisín Marr before 17:00 – the price for the gearbox" in garage.subjects("task")
    assert "open" == garage.owed("quote-call")["state"]


def test_the_ready_car_is_told_with_the_bill_as_agreed_and_until_when_we_are_here(garage):
    garage.at("4 15:00")
    answers_quote(garage, "go_ahead")
    garage.at("12 11:30")

    garage.hears("repairshopr.repair-completed.oisin")

    assert "Your car is ready" == garage.subjects("letter")[-1]
    assert "Your car is ready. The bill is EUR 610.00, as agreed. We are here until 17:30." in " ".join(
        garage.mails("letter")[-1]["text"].split()
    )
    assert [] == [each for each in garage.bench.commitments() if each["follow_up"] == "ready-call"]


def test_a_bill_that_is_another_one_is_told_by_phone_and_by_no_letter(garage):
    garage.at("5 11:30")
    dearer = a_ticket("Ready for Pickup", "05T11:30") | {"properties": {"Final Price": "650.00"}}

    garage.hears("repairshopr.repair-quoted.oisin", attributes=dearer)
    garage.at("5 13:30")

    assert [] == [subject for subject in garage.subjects("letter") if "is ready" in subject]
    asked = [subject for subject in garage.subjects("task") if subject.startswith("Please phone")]
    assert ["Please phone Oisín Marr before 12:30 – the car is ready, and the bill is not what we said"] == asked[1:]


def test_a_car_that_is_ready_at_night_is_told_in_the_morning(garage):
    garage.at("4 22:10")

    garage.hears("repairshopr.repair-quoted.oisin", attributes=a_ticket("Ready for Pickup", "04T22:10"))
    garage.at("5 07:59")
    before = garage.subjects("letter")
    garage.at("5 08:00")

    assert [] == [subject for subject in before if "is ready" in subject]
    assert "Your car is ready" == garage.subjects("letter")[-1]
    assert "The bill" not in garage.mails("letter")[-1]["text"]
