"""P16: whatever somebody promises, the customer has in writing, and it stands in the same ledger."""

from __future__ import annotations

from support.garage import Garage
from support.markup import seen
from workbench.story.visitor import links_of, opens

HANNE = {"name": "Hanne Brook", "phone": "+353 20 915 0120", "email": "hanne@brook.example"}
WORDS = "The tow bar is fitted on Saturday, free of charge. See www.evil.example"


def promises(garage: Garage, **more: str):
    return garage.writes_at_desk("promised", **HANNE, words=WORDS, **more)


def test_the_words_that_were_typed_are_read_back_to_her_with_the_time(bench):
    garage = Garage(bench).at("9 09:00")

    page = promises(garage, when="2026-03-11T17:00")
    [letter] = garage.mails("letter")

    assert "Iris gets the task on Wednesday 11 March by 17:00" in seen(page.text).text
    assert "What we promised you, on Wednesday 11 March by 17:00" == letter["subject"]
    assert "“The tow bar is fitted on Saturday, free of charge. See www. evil. example”" in letter["text"]
    assert "Iris" in letter["text"]
    assert ["hanne@brook.example"] == letter["to"]


def test_whoever_typed_it_owns_it_and_aims_a_quarter_of_the_time_earlier(bench):
    garage = Garage(bench).at("9 09:00")

    promises(garage, when="2026-03-09T17:00")
    owed = garage.owed("by-hand")

    assert ("counter", "task", "promise") == (owed["owner"], owed["channel"], owed["class"])
    assert "2026-03-09T17:00:00+00:00" == owed["promised_by"]
    # Nine to five without the lunch hour is 7 open hours: a quarter of them is 1 h 45.
    assert "2026-03-09T15:15:00+00:00" == owed["due_at"]


def test_a_short_promise_is_aimed_at_an_open_hour_earlier(bench):
    garage = Garage(bench).at("9 09:00")

    promises(garage, when="2026-03-09T11:00", owner="adviser")

    assert "2026-03-09T10:00:00+00:00" == garage.owed("by-hand")["due_at"]


def test_the_task_quotes_the_promise_and_goes_to_whom_it_was_given(bench):
    garage = Garage(bench).at("9 09:00")

    promises(garage, when="2026-03-09T17:00", owner="workshop")
    garage.at("9 14:15")
    [task] = garage.mails("task")

    assert ["cormac@corncrake.example"] == task["to"]
    assert "Please keep our promise “The tow bar is fitted on Saturday" in task["subject"]
    assert "“The tow bar is fitted on Saturday, free of charge. See www. evil. example”" in task["text"]


def test_a_promised_call_has_the_answers_of_a_call(bench):
    garage = Garage(bench).at("9 09:00")

    promises(garage, when="2026-03-09T17:00", how="phone", owner="adviser")
    garage.at("9 14:15").answers_last_task(outcome="no_answer")

    assert "call" == garage.owed("by-hand-call")["channel"]
    assert (1, "open") == (
        garage.whats("by-hand-call").count("answered no_answer"),
        garage.owed("by-hand-call")["state"],
    )
    assert "Please phone Hanne Brook before 17:00 – The tow bar" in garage.subjects("task")[0]


def test_without_an_address_there_is_no_letter_and_the_promise_stands(bench):
    garage = Garage(bench).at("9 09:00")

    page = garage.writes_at_desk("promised", name="Hanne Brook", words=WORDS, when="2026-03-09T17:00")

    assert "no letter goes out" in seen(page.text).text
    assert [] == garage.mails("letter")
    assert "open" == garage.owed("by-hand")["state"]


def test_a_promise_that_nobody_keeps_is_broken_and_the_owner_hears_of_it(bench):
    garage = Garage(bench).at("9 09:00")

    promises(garage, when="2026-03-09T17:00", owner="adviser")
    garage.at("9 17:00")

    assert "broken" == garage.owed("by-hand")["state"]
    assert ["maeve@corncrake.example"] == garage.mails("task")[-1]["to"]


def test_a_promise_that_is_withdrawn_is_asked_of_nobody(bench):
    garage = Garage(bench).at("9 09:00")
    at = {"agreed_by": "2026-03-09T17:00:00Z", "note": WORDS}
    garage.tells("promise.made", "by-phone-1", **at)

    garage.at("9 10:00").tells("promise.withdrawn", "by-phone-1")
    garage.at("10 12:00")

    assert "released" == garage.owed("by-hand")["state"]
    assert [] == garage.mails("task")


def test_a_note_of_an_answer_is_never_read_to_her_as_our_promise(bench):
    """Her page quotes what we promised, never what staff wrote about her later."""
    garage = Garage(bench).at("9 09:00")
    garage.tells(
        "promise.made", "no-words", agreed_by="2026-03-11T17:00:00Z", customer={"email": "hanne@brook.example"}
    )
    garage.at("11 12:00")

    garage.answers_last_task(outcome="reschedule", when="2026-03-12T16:00", note="she is a difficult person")
    garage.at("11 14:00")
    letters = garage.mails("letter")
    pages = [opens(link, bench=bench) for letter in letters for link in links_of(letter)]

    assert {200} == {page.status for page in pages}
    assert [] == [
        text for text in [letter["text"] for letter in letters] + [page.text for page in pages] if "difficult" in text
    ]


def test_her_page_says_what_we_promised(bench):
    garage = Garage(bench).at("9 09:00")
    promises(garage, when="2026-03-11T17:00")

    [link] = links_of(garage.mails("letter")[0])

    assert "The tow bar is fitted on Saturday, free of charge." in seen(opens(link, bench=bench).text).text


def test_the_morning_sheet_says_what_was_promised(bench):
    garage = Garage(bench).at("9 09:00")
    promises(garage, when="2026-03-10T12:00")

    garage.at("10 07:50")

    assert "The tow bar is fitted on Saturday, free of charge." in garage.mails("task")[-1]["text"]


def test_who_asks_in_writing_and_gives_no_number_is_told_that_we_write(bench):
    garage = Garage(bench).at("11 09:20")

    garage.tells("inquiry.received", "q-1", customer={"email": "hanne@brook.example"})

    assert ["Thank you for asking – Iris will write to you by 17:00"] == garage.subjects("letter")
    assert "Iris will write to you by 17:00." == garage.owed("answer")["words"]
