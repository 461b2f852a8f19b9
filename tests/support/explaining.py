"""A promise laid on the table, for whoever explains it."""

from __future__ import annotations

from typing import Any

from followthrough.application.cards import Table
from followthrough.application.ports import Rules
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer
from followthrough.domain.event import Contact
from followthrough.domain.facts import Facts
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.subject import Subject
from followthrough.domain.today import as_it_is
from support.cards import BUSINESS, NORA, REPAIR, a_commitment, a_rule, at


def a_table(
    commitment: Commitment | None = None,
    *,
    rule: FollowUp | None = None,
    contact: Contact = NORA,
    facts: Facts | None = None,
    firm: Any = BUSINESS,
    **point: Any,
) -> Table:
    """The promised call of Nora Quill, in the firm as these facts make it; `point` says what her address remembers."""
    today = facts or Facts()
    follow_up = rule or a_rule()
    return Table(
        rules=Rules(business=as_it_is(firm, today), playbook=Playbook(follow_ups=(follow_up,)), facts=today),
        rule=follow_up,
        commitment=commitment or a_commitment(follow_up=follow_up.id),
        subject=Subject(ref=REPAIR, customer="repairs#81"),
        customer=Customer(key="repairs#81", contact=contact, points=("point",), seen_at=at("2026-03-02 08:00")),
        points=(ContactPoint(key="point", **point),),
    )
