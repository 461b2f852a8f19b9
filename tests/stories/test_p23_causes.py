"""P23: why things went wrong, over a period of time; what comes more often is named first."""

from __future__ import annotations

from followthrough.domain.words import Cause
from support.garage import Garage
from support.reports import has_a_cause, monday_letters, somebody_asks


def broken_because(garage: Garage, day: int, cause: Cause) -> None:
    """A question that nobody answered, and what the owner said about it."""
    garage.at(f"{day} 09:20")
    somebody_asks(garage, day)
    garage.at(f"{day} 17:01")
    has_a_cause(garage.bench, garage.owed("answer")["id"], cause)


def test_a_rising_cause_is_named_first_and_compared_with_the_weeks_before(bench):
    garage = Garage(bench)
    broken_because(garage, 3, Cause.PRICE)
    broken_because(garage, 11, Cause.HAND_OVER)

    garage.at("16 07:30")

    text = monday_letters(garage)[-1]["text"]
    hand_over = "Nobody free at hand-over: 1 last week, 0 in the four weeks before (rising)"
    price = "Price: 0 last week, 1 in the four weeks before"
    assert text.index(hand_over) < text.index(price)
    assert "Cause: nobody free at hand-over. Not mended yet." in text


def test_a_cause_whose_promises_were_made_good_says_so(bench):
    garage = Garage(bench)
    garage.at("11 09:20").hears("canonical.inquiry-received.hanne")
    garage.at("11 17:08").answers_last_task(outcome="done", note="sorry said")
    has_a_cause(bench, garage.owed("answer")["id"], Cause.HAND_OVER)

    garage.at("16 07:30")

    text = monday_letters(garage)[-1]["text"]
    assert "1 due: 1 broken." in text
    assert "Cause: nobody free at hand-over. Mended in 8 minutes." in text
    assert "(rising and mended)" in text


def test_trouble_soon_after_the_repair_is_a_comeback(bench):
    garage = Garage(bench).at("3 16:20")
    garage.hears("repairshopr.repair-collected.nora")
    garage.at("10 10:05").answers_last_task(outcome="problem", note="it squeaks again")

    garage.at("16 07:30")

    assert "Came back with a complaint within 30 days: 1" in monday_letters(garage)[-1]["text"]


def test_a_week_in_which_nothing_went_wrong_names_no_cause(bench):
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:35").answers_last_task(outcome="done")

    text = monday_letters(garage.at("9 07:30"))[-1]["text"]

    assert ("Causes" in text, "Broken" in text) == (False, False)
