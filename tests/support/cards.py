"""Cards of Corncrake Garage, for whoever renders them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from followthrough.application.ports import Card, Rules
from followthrough.domain.asked_first import AskedFirst, Leave
from followthrough.domain.business import Business, Role
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import AtOnce
from followthrough.domain.event import Contact, Phone, PhoneQuality, SubjectRef
from followthrough.domain.opening import Calendar, Span
from followthrough.domain.playbook import FollowUp, Playbook
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, MessageClass

DUBLIN = ZoneInfo("Europe/Dublin")
WINDOWS = (Span.parse("10:00-12:30"), Span.parse("13:30-17:00"))
WEEKDAYS = Calendar(zone=DUBLIN, weekly=(*((Span.parse("08:00-17:30"),),) * 5, (), ()))
REPAIR = SubjectRef(source="repairs", type="repair", id="1043")
NORA = Contact(
    given_name="Nora",
    family_name="Quill",
    email="nora@quill.example",
    phone=Phone(raw="+353 20 915 0177", quality=PhoneQuality.GOOD, e164="+353209150177"),
)


def at(text: str) -> dt.datetime:
    """A moment in Inishcorra, `2026-03-10 10:00`, in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=DUBLIN).astimezone(dt.UTC)


def a_role(name: str, person: str, *cover: str) -> Role:
    return Role(
        id=name, title=name, person=person, email=f"{person.lower()}@corncrake.example", calendar=WEEKDAYS, cover=cover
    )


ROLES = {
    "owner": a_role("owner", "Maeve"),
    "adviser": a_role("adviser", "Donal", "counter", "owner"),
    "counter": a_role("counter", "Iris", "adviser", "owner"),
}
BUSINESS = Business(
    id="corncrake",
    name="Corncrake Garage",
    motto="We call back.",
    zone="Europe/Dublin",
    country="IE",
    language="en",
    currency="EUR",
    phone="+353 20 915 0142",
    mail="hello@corncrake.example",
    imprint="Corncrake Garage, Harbour Road, Inishcorra",
    privacy_url="https://corncrake.example/privacy",
    calendar=WEEKDAYS,
    letter_hours=WEEKDAYS,
    roles=ROLES,
    owner="owner",
    asked_first=AskedFirst(confirmed=dt.date(2026, 3, 1), calls={"IE": Leave.MAY}, letters={"IE": Leave.MAY}),
)


def a_rule(**changes: Any) -> FollowUp:
    rule = FollowUp(
        id="week-after",
        when="repair.collected",
        channel=Channel.CALL,
        role="adviser",
        due=AtOnce(),
        message_class=MessageClass.PROMISE,
        reason="a week after her repair",
        windows=WINDOWS,
        script="week-after",
    )
    return replace(rule, **changes)


def a_commitment(**changes: Any) -> Commitment:
    commitment = Commitment(
        id="c0ffee00c0ffee00c0ff",
        customer="repairs#81",
        subject=REPAIR,
        follow_up="week-after",
        occurrence="1",
        channel=Channel.CALL,
        message_class=MessageClass.PROMISE,
        owner="adviser",
        points=("point",),
        words="{who} will phone you on {day} between {window} to hear whether everything is right.",
        zone="Europe/Dublin",
        made_at=at("2026-03-03 16:20"),
        caused_at=at("2026-03-03 16:20"),
        due_at=at("2026-03-10 11:00"),
        promised_by=at("2026-03-10 12:30"),
        slot=(at("2026-03-10 10:00"), at("2026-03-10 12:30")),
    )
    return replace(commitment, **changes)


def a_card(*, rule: FollowUp | None = None, details: dict[str, str] | None = None, **changes: Any) -> Card:
    """The task of Tuesday 10 March, 10:00: phone Nora Quill, a week after her repair."""
    follow_up = rule or a_rule()
    commitment = changes.get("commitment") or a_commitment(follow_up=follow_up.id)
    facts = {"number": "1043", "work": "brakes"} if details is None else details
    rules_of_announced = a_rule() if follow_up.id != "week-after" else follow_up
    playbook = Playbook(follow_ups=tuple({rule.id: rule for rule in (rules_of_announced, follow_up)}.values()))
    card = Card(
        rules=Rules(business=BUSINESS, playbook=playbook),
        follow_up=follow_up,
        commitment=commitment,
        subject=Subject(ref=REPAIR, customer="repairs#81", details=tuple(facts.items())),
        contact=NORA,
        owner=ROLES["adviser"],
        reader=ROLES["adviser"],
        now=at("2026-03-10 10:00"),
        answer_url="https://promises.corncrake.example/a/token",
        her_page_url="https://promises.corncrake.example/y/token",
        stop_url="https://promises.corncrake.example/s/token",
    )
    return replace(card, **changes)


def the_price_call(**changes: Any) -> Card:
    """Monday 2 March, 14:30: the price for Nora's brakes, promised by 17:00."""
    rule = a_rule(id="price-call", reason="the price for her {work}", windows=(), script="price-call")
    commitment = a_commitment(
        follow_up="price-call",
        words="{who} will phone you {by} with the price. We do nothing before you say yes.",
        made_at=at("2026-03-02 08:40"),
        due_at=at("2026-03-02 15:30"),
        promised_by=at("2026-03-02 17:00"),
        slot=(at("2026-03-02 08:40"), at("2026-03-02 17:00")),
    )
    card = a_card(rule=rule, commitment=commitment, now=at("2026-03-02 14:30"))
    return replace(card, **changes)
