"""What a form tells beside its outcome."""

from __future__ import annotations

import pytest

from followthrough.domain.customer import Note
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.subject import Subject
from followthrough.domain.words import State
from support.shop import LISTENED, Shop, an_event, at

OPENED = at("2026-03-18 14:10")
BY = at("2026-03-19 18:00")


def a_complaint() -> Shop:
    shop = Shop()
    shop.hears(an_event("complaint.opened", OPENED, source="helpdesk"))
    return shop


@pytest.mark.parametrize("missing", ["expected", "got", "remedy", "cause"])
def test_done_without_one_of_the_answers_saves_nothing(missing):
    shop = a_complaint()
    before = dict(shop.ledger.records)

    with pytest.raises(ChoiceNeeded):
        shop.taps(shop.owed("listen"), "done", when=BY, **{**LISTENED, missing: "  "})

    assert shop.ledger.records == before


def test_done_without_a_time_names_the_time():
    shop = a_complaint()

    with pytest.raises(ChoiceNeeded, match="the day and hour by which it is put right"):
        shop.taps(shop.owed("listen"), "done", **LISTENED)


@pytest.mark.parametrize("when", ["2026-03-18 14:20", "2027-03-20 12:00"])
def test_a_remedy_is_promised_for_a_time_that_can_be_kept(when):
    shop = a_complaint()

    with pytest.raises(RuleBroken):
        shop.taps(shop.owed("listen"), "done", when=at(when), **LISTENED)


@pytest.mark.parametrize("field", ["cause", "who"])
def test_what_is_not_on_the_list_is_not_taken(field):
    shop = a_complaint()

    with pytest.raises(ChoiceNeeded):
        shop.taps(shop.owed("listen"), "done", when=BY, **{**LISTENED, field: "the moon"})


def test_the_answers_are_a_note_and_the_cause_is_on_the_books():
    shop = a_complaint()

    shop.taps(shop.owed("listen"), "done", when=BY, who="counter", note="Kind.", **LISTENED)

    listened = shop.owed("listen")
    [note] = notes(shop)
    assert note.said == (("expected", "Four straps."), ("got", "Three."), ("remedy", LISTENED["remedy"]))
    assert note.text == "Kind."
    assert (listened.cause, listened.agreed_by, listened.taken_on_by) == ("part_missing", BY, "counter")
    assert not any("strap" in value for record in subjects(shop) for _, value in record.details)


def test_taking_it_back_takes_back_what_was_agreed():
    shop = a_complaint()
    shop.taps(shop.owed("listen"), "done", when=BY, goodwill="a coffee", **LISTENED)

    shop.takes_back(shop.owed("listen"))

    listened = shop.owed("listen")
    assert (listened.state, listened.cause, listened.agreed_by) == (State.OPEN, "", None)
    assert [record.stars for record in subjects(shop)] == [()]


def test_a_broken_promise_is_mended_with_its_cause():
    shop = Shop()
    shop.hears(an_event("inquiry.received", at("2026-03-11 09:20")))
    shop.until(at("2026-03-11 17:00"))

    shop.taps(shop.owed("answer"), "done", by="owner", cause="hand_over")

    assert (shop.owed("answer").state, shop.owed("answer").cause) == (State.BROKEN, "hand_over")


def test_every_line_given_is_a_star():
    shop = a_complaint()

    shop.taps(shop.owed("listen"), "done", when=BY, goodwill="a coffee\n\n  a lift home ", **LISTENED)

    assert [record.stars for record in subjects(shop)] == [(OPENED, OPENED)]
    assert ["a coffee\na lift home"] == [note.text for note in notes(shop) if note.goodwill]


def test_a_customer_gives_herself_no_stars():
    shop = a_complaint()

    shop.taps(shop.owed("listen"), "fine", by="customer", goodwill="a new car", cause="price")

    assert [record.stars for record in subjects(shop)] == [()]
    assert (shop.owed("listen").cause, notes(shop)) == ("", [])


def test_an_answer_may_be_taken_back_and_given_again_within_one_instant():
    shop = a_complaint()
    for _ in range(2):
        shop.taps(shop.owed("listen"), "done", when=BY, note="Kind.", goodwill="a coffee", **LISTENED)
        shop.takes_back(shop.owed("listen"))

    shop.taps(shop.owed("listen"), "done", when=BY, note="Kind.", goodwill="a coffee", **LISTENED)

    assert shop.owed("listen").state is State.KEPT
    assert [record.stars for record in subjects(shop)] == [(OPENED,)]


def notes(shop: Shop) -> list[Note]:
    return [record for record in shop.ledger.records.values() if isinstance(record, Note)]


def subjects(shop: Shop) -> list[Subject]:
    return [record for record in shop.ledger.records.values() if isinstance(record, Subject)]
