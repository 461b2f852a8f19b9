from __future__ import annotations

import datetime as dt

import pytest

from followthrough.adapters.pages.day_words import headline, line_of, outcome, sentences
from followthrough.application.cards import Table
from followthrough.application.day import Line, Said, Touch
from followthrough.application.ports import Rules
from followthrough.domain.customer import Customer
from followthrough.domain.event import Contact
from followthrough.domain.facts import Away, OtherHours, Pause, Scope
from followthrough.domain.opening import Span
from followthrough.domain.playbook import Playbook
from followthrough.domain.subject import Subject
from support.cards import BUSINESS, NORA, REPAIR, ROLES, a_commitment, a_rule, at

TUESDAY, THURSDAY = dt.date(2026, 3, 10), dt.date(2026, 3, 12)
NOW = at("2026-03-10 07:40")
RULES = Rules(business=BUSINESS, playbook=Playbook(follow_ups=(a_rule(),)))
ILL = Away(role="adviser", first=TUESDAY, last=TUESDAY)
LETTERS = Pause(scope=Scope.LETTERS, since=NOW)


def a_line(takes: str | None = "counter", *, contact: Contact = NORA) -> Line:
    table = Table(
        rules=RULES,
        rule=a_rule(),
        commitment=a_commitment(),
        subject=Subject(ref=REPAIR, customer="c"),
        customer=Customer(key="c", contact=contact, points=(), seen_at=NOW),
        points=(),
    )
    return Line(table=table, takes=ROLES[takes] if takes else None)


def a_touch(**changes) -> Touch:
    return Touch(rules=RULES, **changes)


@pytest.mark.parametrize(
    ("news", "expected"),
    [
        (ILL, "Donal is away on Tuesday 10 March"),
        (
            Away(role="adviser", first=TUESDAY, last=THURSDAY),
            "Donal is away from Tuesday 10 March to Thursday 12 March",
        ),
        (OtherHours(day=TUESDAY), "We are closed on Tuesday 10 March"),
        (OtherHours(day=TUESDAY, because="a burst pipe"), "We are closed on Tuesday 10 March (a burst pipe)"),
        (
            OtherHours(day=TUESDAY, hours=(Span.parse("09:00-11:00"), Span.parse("14:00-16:00"))),
            "We are open 09:00-11:00 and 14:00-16:00 on Tuesday 10 March",
        ),
        (LETTERS, "Letters are paused"),
        (Pause(scope=Scope.ALL, since=NOW), "Everything is paused"),
        (Pause(scope=Scope.FOLLOW_UP, name="week-after", since=NOW), "“week-after” is paused"),
        (Pause(scope=Scope.CUSTOMER, name="e12", since=NOW), "One customer is paused"),
    ],
)
def test_what_was_said_in_one_line(news, expected):
    assert expected == headline(news, business=BUSINESS, now=NOW)


def test_a_promise_is_named_with_its_time_and_who_takes_it():
    assert "Nora Quill, by 12:30: Iris takes it" == line_of(a_line(), now=NOW)
    assert "Nora Quill, by 12:30: nobody is in before that" == line_of(a_line(None), now=NOW)
    assert "the customer of repair 1043, by 12:30: Iris takes it" == line_of(a_line(contact=Contact()), now=NOW)


def test_what_there_is_to_know_beside_the_promises():
    assert ["No promise is touched."] == sentences(ILL, a_touch())
    assert ["One friendly follow-up moves by itself, as long as it stays kind."] == sentences(
        ILL, a_touch(promised=(a_line(),), care=1)
    )
    assert ["2 friendly follow-ups move by themselves, as long as it stays kind."] == sentences(
        ILL, a_touch(promised=(a_line(),), care=2)
    )


def test_the_owner_is_told_that_nobody_covers():
    away = Away(role="owner", first=TUESDAY, last=TUESDAY)

    assert (
        "Nobody covers for the owner: what goes wrong meanwhile waits until the owner is back."
        == sentences(away, a_touch())[-1]
    )


def test_what_a_pause_keeps_back():
    assert ["No promise is touched.", "One letter of today waits until you say go on."] == sentences(
        LETTERS, a_touch(letters=1)
    )
    assert [
        "No letter is to go out today.",
        "3 friendly follow-ups of today wait.",
        "A promise is broken at its time, also during a pause, and you hear of it.",
    ] == sentences(LETTERS, a_touch(promised=(a_line(),), care=3))


def test_what_follows_from_what_was_saved():
    touch = a_touch()

    assert [] == outcome(Said(touch=touch), now=NOW)
    assert ["One customer is told a new time, when ten minutes are over."] == outcome(
        Said(touch=touch, told=("1",)), now=NOW
    )
    assert [
        "2 customers are told a new time, when ten minutes are over.",
        "Please have this one phoned: Nora Quill, by 12:30: Iris takes it.",
    ] == outcome(Said(touch=touch, told=("1", "2"), to_phone=(a_line(),)), now=NOW)
