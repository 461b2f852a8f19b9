"""P7, P14, P26: whoever phones knows what it is about, what was said before, and what the customer likes."""

from __future__ import annotations

from support.garage import Garage
from support.markup import seen
from workbench.story.visitor import links_of, opens


def _at_the_second_call(bench) -> Garage:
    """Nora was phoned about the price, fetched her car, and is phoned again a week later."""
    garage = Garage(bench).at("2 08:40")
    garage.hears("repairshopr.repair-received.nora")
    garage.at("2 14:35")
    garage.answers_last_task(outcome="done", note="EUR 240, go ahead. Prefers mornings.")
    garage.at("3 16:20").hears("repairshopr.repair-collected.nora")
    return garage.at("10 10:00")


def test_the_task_says_what_was_promised_what_it_is_about_and_what_was_said_last(bench):
    garage = _at_the_second_call(bench)

    words = " ".join(garage.mails("task")[-1]["text"].split())
    wanted = ("brakes", "between 10:00 and 12:30", "EUR 240, go ahead. Prefers mornings.", "Is there anything else")
    assert [] == [each for each in wanted if each not in words]


def test_the_answer_page_shows_the_same_card(bench):
    garage = _at_the_second_call(bench)

    link = links_of(garage.mails("task")[-1])[0]
    words = seen(opens(link, bench=bench).body.decode()).text

    assert "EUR 240, go ahead. Prefers mornings." in words
    assert "Phone +353 20 915 0111" in words


def test_what_staff_noted_stands_in_no_letter_and_on_no_page_of_hers(bench):
    garage = _at_the_second_call(bench)

    letters = "".join(mail["text"] + mail["html"] for mail in garage.mails("letter"))
    hers = next(link for link in links_of(garage.mails("letter")[-1]) if "/a/" in link)

    assert "Prefers mornings" not in letters
    assert "Prefers mornings" not in opens(hers, bench=bench).body.decode()


def test_a_polite_no_without_another_way_is_not_taken_and_nothing_is_lost(bench):
    garage = Garage(bench).at("11 09:20")
    garage.hears("canonical.inquiry-received.hanne")
    garage.at("11 14:05")

    page = garage.answers_last_task(outcome="polite_no")

    assert 422 == page.status
    assert "alternative" in page.body.decode()
    assert "open" == garage.owed("answer")["state"]
