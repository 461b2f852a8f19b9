from __future__ import annotations

from followthrough.adapters.mails.last_contacts import last_contacts, said, who_is
from followthrough.domain.customer import Note
from followthrough.domain.telling import Telling
from followthrough.domain.words import Channel, Outcome, Reply
from support.cards import a_card, a_commitment, at

TELLING = Telling(now=at("2026-03-11 09:00"), zone="Europe/Dublin")


def a_note(text: str, *, when: str = "2026-03-10 10:20", by: str = "adviser") -> Note:
    return Note(customer="repairs#81", commitment=a_commitment().id, at=at(when), by=by, text=text)


def test_the_newest_contact_comes_first_and_three_are_enough() -> None:
    commitment = a_commitment()
    for day in (3, 4, 5, 6):
        commitment = commitment.noted("answered no_answer", at=at(f"2026-03-0{day} 10:00"), because="adviser")
    lines = last_contacts(a_card(commitment=commitment), telling=TELLING)

    assert (
        "Friday 6 March, 10:00: Donal, no answer",
        "Thursday 5 March, 10:00: Donal, no answer",
        "Wednesday 4 March, 10:00: Donal, no answer",
    ) == lines


def test_a_note_stands_with_its_answer() -> None:
    commitment = a_commitment().answered("done", at=at("2026-03-10 10:20"), by="adviser")
    lines = last_contacts(a_card(commitment=commitment, notes=(a_note("brakes fine"),)), telling=TELLING)

    assert ("Tuesday 10 March, 10:20: Donal, done, “brakes fine”",) == lines


def test_a_note_of_hers_stands_alone_under_her_name() -> None:
    notes = (a_note("the strap is missing", by="customer"),)
    lines = last_contacts(a_card(notes=notes), telling=TELLING)

    assert ("Tuesday 10 March, 10:20: Nora, “the strap is missing”",) == lines


def test_an_answer_that_was_taken_back_is_not_told() -> None:
    commitment = a_commitment().noted("answered no_answer", at=at("2026-03-09 10:00"), because="adviser")
    commitment = commitment.answered("done", at=at("2026-03-10 10:20"), by="adviser")
    undone = commitment.undone(at=at("2026-03-10 10:22"), by="adviser")
    lines = last_contacts(a_card(commitment=undone), telling=TELLING)

    assert ("Monday 9 March, 10:00: Donal, no answer",) == lines


def test_letters_count_as_contacts_and_tasks_do_not() -> None:
    called = a_commitment().noted("receipt", at=at("2026-03-03 16:20")).noted("remind", at=at("2026-03-10 10:00"))
    written = a_commitment(id="beef", channel=Channel.EMAIL).noted("remind", at=at("2026-03-02 09:00"))
    lines = last_contacts(a_card(commitment=called, thread=(written, called)), telling=TELLING)

    assert ("Tuesday 3 March, 16:20: a letter from us", "Monday 2 March, 09:00: a letter from us") == lines


def test_a_letter_that_was_not_sent_is_no_contact() -> None:
    commitment = a_commitment().noted("receipt", at=at("2026-03-03 16:20"), because="not sent: no email address")

    assert () == last_contacts(a_card(commitment=commitment), telling=TELLING)


def test_every_answer_has_words() -> None:
    assert all(said(str(answer)) for answer in (*Outcome, *Reply))


def test_a_role_nobody_holds_any_more_keeps_its_name() -> None:
    assert "apprentice" == who_is("apprentice", card=a_card())


def test_one_answer_about_two_matters_is_told_once_with_its_note() -> None:
    van = a_commitment().answered("done", at=at("2026-03-10 10:20"), by="adviser")
    bars = a_commitment(id="bars").answered("done", at=at("2026-03-10 10:20"), by="adviser")
    card = a_card(commitment=bars, thread=(van,), notes=(a_note("both fine"),))

    assert ("Tuesday 10 March, 10:20: Donal, done, “both fine”",) == last_contacts(card, telling=TELLING)
