"""P29 and P17: a polite no needs an alternative, and a broken promise is mended with its cause."""

from __future__ import annotations

from support.garage import Garage
from workbench.story.visitor import answers, links_of


def test_a_polite_no_with_an_alternative_keeps_the_promise(bench):
    garage = Garage(bench).at("11 09:20")
    garage.hears("canonical.inquiry-received.hanne")
    garage.at("11 14:10")

    refused = garage.answers_last_task(outcome="polite_no")
    page = garage.answers_last_task(outcome="polite_no", note="The yard in the next village fits them.")

    assert (422, 200) == (refused.status, page.status)
    assert ("kept", "declined") == (garage.owed("answer")["state"], garage.becauses("answer")[-1])


def test_the_owner_mends_a_broken_promise_and_says_why_it_broke(bench):
    garage = Garage(bench).at("11 09:20")
    garage.hears("canonical.inquiry-received.hanne")
    garage.at("11 17:01")
    link = links_of(garage.mails("task")[-1])[0]

    page = answers(link, {"outcome": "polite_no", "note": "The yard fits them.", "cause": "hand_over"}, bench=bench)

    assert 200 == page.status
    assert "broken" == garage.owed("answer")["state"]
    assert "mended" == garage.whats("answer")[-1]


def test_a_cause_that_is_none_is_refused_and_the_note_is_kept_in_the_form(bench):
    garage = Garage(bench).at("11 09:20")
    garage.hears("canonical.inquiry-received.hanne")
    garage.at("11 17:01")
    link = links_of(garage.mails("task")[-1])[0]

    page = answers(link, {"outcome": "done", "note": "Sorry said.", "cause": "bad luck"}, bench=bench)

    assert 422 == page.status
    assert "Sorry said." in page.body.decode()
    assert "mended" not in garage.whats("answer")
