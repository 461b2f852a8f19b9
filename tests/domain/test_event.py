from __future__ import annotations

import pytest

from followthrough.domain.event import Contact, Event
from support.cards import REPAIR, at


@pytest.mark.parametrize(
    ("kind", "is_terminal"),
    [("order.refunded", True), ("repair.cancelled", True), ("repair.reopened", False), ("order.delivered", False)],
)
def test_after_a_cancel_or_a_refund_nothing_cheerful_is_due(kind, is_terminal):
    event = Event(kind=kind, occurred_at=at("2026-03-10 10:00"), subject=REPAIR)

    assert event.is_terminal is is_terminal


@pytest.mark.parametrize(
    ("contact", "is_known"),
    [
        (Contact(), False),
        (Contact(language="de", country="AT"), False),
        (Contact(given_name="Nora"), True),
        (Contact(ref="c-1"), True),
    ],
)
def test_a_language_alone_says_nothing_of_who_she_is(contact, is_known):
    assert contact.is_known is is_known


def test_a_subject_is_called_by_its_source_its_type_and_its_number():
    assert str(REPAIR) == "repairs/repair/1043"
