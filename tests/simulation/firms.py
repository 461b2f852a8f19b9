"""Random firms with random rules and a random month: plain data, as an owner would write it and a source would tell it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

Json = dict[str, Any]

FIRST = dt.date(2026, 1, 5)
DAYS = 40
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ZONES = (
    ("Europe/Dublin", dt.date(2026, 3, 9)),
    ("America/New_York", dt.date(2026, 2, 16)),
    ("America/Santiago", dt.date(2026, 8, 17)),
    ("Africa/Cairo", dt.date(2026, 4, 6)),
    ("Africa/Casablanca", dt.date(2026, 2, 2)),
    ("Australia/Lord_Howe", dt.date(2026, 3, 16)),
    ("Pacific/Apia", dt.date(2026, 3, 16)),
    ("Asia/Kathmandu", dt.date(2026, 5, 4)),
    ("Asia/Kolkata", dt.date(2026, 12, 7)),
    ("UTC", dt.date(2027, 2, 1)),
)
"""Zones with the first day of a month in which their clocks change, where they do."""
ABROAD = (
    {"zone": "America/New_York", "country": "US"},
    {"zone": "Asia/Kolkata", "country": "IN"},
    {"zone": "Australia/Lord_Howe", "country": "AU"},
    {"zone": "Pacific/Kiritimati", "country": "KI"},
    {"country": "GB"},
)
"""Where a customer may live who does not live where the shop is."""

HOURS = (
    ["08:00-12:30", "13:30-17:30"],
    ["09:00-17:00"],
    ["10:00-14:00"],
    ["07:30-11:00", "16:00-20:00"],
    ["18:00-24:00"],
    ["00:00-02:00", "20:00-24:00"],
    ["01:30-05:00"],
)
LETTER_HOURS = (
    ["08:00-20:00"],
    ["09:00-12:00", "14:00-18:00"],
    ["06:00-22:00"],
    ["00:00-01:00", "22:00-24:00"],
    ["02:15-03:15"],
)

DUES = (
    "at once", "90 minutes later", "2 hours later", "3 days later", "1 week later", "1 month later",
    "2 working days later", "2 working days later by 12:00", "within 90 open minutes", "within 4 open hours",
    "next open day by 11:00", "same day by 17:00 if before 14:30, else next open day by 11:00",
    "as agreed, else 3 working days later by 17:00",
)  # fmt: skip
WINDOWS = ([], [], ["10:00-12:00"], ["09:00-11:00", "14:00-16:30"], ["19:00-21:00"], ["02:00-03:00"])

STORIES = (
    ("order", ("order.placed", "order.paid", "order.shipped", "order.delivered")),
    ("order", ("order.placed", "order.cancelled")),
    ("order", ("order.placed", "order.delayed", "order.shipped", "order.delivered", "order.returned", "order.refunded")),
    ("repair", ("repair.received", "repair.quoted", "repair.approved", "repair.completed", "repair.collected")),
    ("repair", ("repair.received", "repair.quoted", "repair.declined")),
    ("repair", ("repair.received", "repair.completed", "repair.collected", "repair.reopened", "repair.completed", "repair.collected")),
    ("inquiry", ("inquiry.received", "inquiry.offered", "inquiry.settled")),
    ("complaint", ("complaint.opened", "complaint.resolved")),
    ("complaint", ("complaint.opened",)),
    ("contact", ("contact.consent_changed",)),
    ("contact", ("contact.consent_changed", "contact.consent_changed")),
    ("contact", ("contact.consent_changed", "contact.consent_changed")),
)  # fmt: skip
KINDS = sorted({kind for _, kinds in STORIES for kind in kinds} - {"contact.consent_changed"})
CONDITIONS = (
    "first order",
    "total at least 100 EUR",
    "amount known",
    "amount unknown",
    "complained in the last 90 days",
    "bill as quoted",
    "reopened",
)
LANDS = ("IE", "US", "IN", "GB")
LETTERS = ("one", "two", "three")
REPLIES = ("fine", "another_time", "phone_me", "not_right", "no_need")


def a_firm(seed: int) -> Json:
    """Everything that is drawn for this seed."""
    draw = random.Random(seed)  # noqa: S311 - drawn anew from its seed, and no secret
    zone, first = draw.choice(ZONES)
    business = _business(draw, zone, first)
    return {
        "seed": seed,
        "first": first.isoformat(),
        "days": DAYS,
        "business": business,
        "playbook": {"follow_up": _rules(draw, [role["id"] for role in business["role"]])},
        "events": _events(draw, first),
        "acts": _acts(draw, first, [role["id"] for role in business["role"]]),
    }


# ----- the firm ----------------------------------------------------------------------------------


def _business(draw: random.Random, zone: str, first: dt.date) -> Json:
    hours = {day: draw.choice(HOURS) if draw.random() < 0.8 else [] for day in WEEK}
    hours[draw.choice(WEEK)] = draw.choice(HOURS)
    opened = [day for day in WEEK if hours[day]]
    closed = {(first + dt.timedelta(days=draw.randrange(DAYS))).isoformat(): "closed" for _ in range(draw.randrange(6))}
    other = (first + dt.timedelta(days=draw.randrange(DAYS))).isoformat()
    business = {
        "id": "random", "name": "Random Firm", "motto": "we try", "zone": zone, "country": "IE", "language": "en",
        "currency": "EUR", "phone": "+353 20 915 0999", "mail": "hello@random.example", "imprint": "Random Firm",
        "privacy": "https://random.example/privacy", "owner": "owner",
        "hours": hours, "closed": closed,
        "letters": {"hours": draw.choice(LETTER_HOURS), "days": sorted(draw.sample(WEEK, draw.randrange(1, 8)))},
        "budget": {
            "cheerful": {"at_most": draw.choice((0, 1, 2, 2, 3, 5)), "in_days": draw.choice((1, 7, 14))},
            "care_calls": {"at_most": draw.choice((0, 1, 1, 2, 3)), "in_days": draw.choice((1, 14, 30))},
            "the_same_letter": {"at_most": draw.choice((0, 1, 1, 2, 3)), "in_days": draw.choice((7, 90))},
        },
        "role": [_role(draw, name, opened) for name in ("owner", "adviser", "counter")[: draw.randrange(1, 4)]],
    }  # fmt: skip
    if draw.random() < 0.5 and other not in closed:
        business["other_hours"] = {other: draw.choice(HOURS)}
    if draw.random() < 0.7:
        leave = {way: {land: draw.choice(("may", "only_if_asked")) for land in LANDS} for way in ("calls", "letters")}
        business["asked_first"] = {"confirmed": first.isoformat(), **leave}
    if draw.random() < 0.3:
        business["letters_an_hour"] = draw.randrange(1, 4)
    for role in business["role"]:
        others = [each["id"] for each in business["role"] if each["id"] != role["id"]]
        role["cover"] = draw.sample(others, draw.randrange(len(others) + 1))
    return business


def _role(draw: random.Random, name: str, opened: list[str]) -> Json:
    role: Json = {"id": name, "title": name, "person": name.title(), "email": f"{name}@random.example"}
    role["days"] = sorted(draw.sample(opened, draw.randrange(1, len(opened) + 1)))
    if draw.random() < 0.6:
        role["calls_a_day"] = draw.randrange(5)
    return role


def _rules(draw: random.Random, roles: list[str]) -> list[Json]:
    rules = [_rule(draw, f"rule-{number}", roles) for number in range(draw.randrange(6, 16))]
    letters = [rule for rule in rules if "letter" in rule]
    calls = [rule for rule in rules if "call" in rule]
    for call in calls:
        same = [letter for letter in letters if letter["when"] == call["when"]]
        if same and draw.random() < 0.7:
            call["announced_by"] = draw.choice(same)["id"]
            call["care_if_untold"] = draw.random() < 0.5
    return rules


def _rule(draw: random.Random, name: str, roles: list[str]) -> Json:
    what = draw.choice(("call", "call", "letter", "letter", "task"))
    rule: Json = {"id": name, "when": draw.choice(KINDS), "due": draw.choice(DUES), "reason": "because"}
    rule["class"] = draw.choice(("promise", "care", "care", "marketing") if what == "letter" else ("promise", "care"))
    rule["words"] = "{who} will be there {by}."
    if what == "letter":
        rule |= {"letter": draw.choice(LETTERS), "signed": draw.choice(roles)}
    else:
        rule |= {what: draw.choice(roles), "window": draw.choice(WINDOWS)}
        if draw.random() < 0.5:
            rule["receipt"] = "receipt"
    if what == "call":
        rule["tries"] = {"count": draw.randrange(1, 4), "over_days": 2}
        if draw.random() < 0.5:
            rule["tries"]["then"] = "we-tried"
        if draw.random() < 0.3:
            rule |= {"call_if_any": [draw.choice(CONDITIONS)], "else_letter": draw.choice(LETTERS)}
        if draw.random() < 0.3:
            rule["also"] = [draw.choice(roles)]
    for key, chance, value in (
        ("inside", 0.3, draw.choice(("1 open hour", "30 open minutes", "a quarter, at least 1 open hour"))),
        ("not_after", 0.5, f"{draw.randrange(1, 8)} working days"),
        ("hold_while", 0.5, draw.choice(([], ["complaint open"]))),
        ("cancel_on", 0.3, draw.sample(KINDS, 2)),
        ("moved_by", 0.2, draw.sample(KINDS, 1)),
        ("kept_by", 0.2, draw.sample(KINDS, 1)),
        ("only_if", 0.2, [draw.choice(CONDITIONS)]),
        ("unless_asked_no", 0.3, True),
        ("untold", 0.15, True),
    ):
        if draw.random() < chance:
            rule[key] = value
    for key in ("cancel_on", "kept_by"):
        rule[key] = [kind for kind in rule.get(key, []) if kind != rule["when"]]
    return rule


# ----- what happens ------------------------------------------------------------------------------


def _events(draw: random.Random, first: dt.date) -> list[Json]:
    events: list[Json] = []
    customers = [_customer(draw, number) for number in range(draw.randrange(2, 6))]
    for number in range(draw.randrange(12, 36)):
        type_, kinds = draw.choice(STORIES)
        at = _moment(draw, first)
        who = draw.choice(customers)
        for kind in kinds:
            events.append(_event(draw, type_, kind, at, number=number, customer=who))
            at += dt.timedelta(seconds=draw.choice((60, 3600, 86_400, 400_000)) * draw.random())
    return sorted(events, key=lambda event: event["occurred_at"])


def _event(draw: random.Random, type_: str, kind: str, at: dt.datetime, *, number: int, customer: Json) -> Json:
    event: Json = {
        "schema_version": 1,
        "kind": kind,
        "occurred_at": at.isoformat(timespec="seconds"),
        "event_id": f"{number}-{kind}-{at:%d%H%M%S}",
        "subject": {"type": type_, "id": f"{type_}-{number}"},
        "customer": customer,
        "asked": draw.choice(("yes", "no", "unknown")),
    }
    if draw.random() < 0.4:
        event["total"] = {"minor": draw.randrange(1000, 50_000), "currency": "EUR"}
    if draw.random() < 0.2:
        event["agreed_by"] = (at + dt.timedelta(hours=draw.randrange(1, 200))).isoformat(timespec="seconds")
    return event


def _customer(draw: random.Random, number: int) -> Json:
    customer = {"ref": f"c-{number}", "given_name": "Nora"}
    if draw.random() < 0.85:
        customer["email"] = f"c{draw.randrange(number + 1)}@post.example"  # some share an address
    if draw.random() < 0.85:
        customer["phone"] = f"+353 20 915 0{number:03}"
    if draw.random() < 0.4:
        customer |= draw.choice(ABROAD)
    return customer


def _acts(draw: random.Random, first: dt.date, roles: list[str]) -> list[Json]:
    """What customers and people here do beside answering: each at its time, on something that is open then."""
    acts: list[Json] = [{"what": "stop", "nth": draw.randrange(100)} for _ in range(draw.randrange(4))]
    acts += [
        {"what": "reply", "nth": draw.randrange(100), "reply": draw.choice(REPLIES)} for _ in range(draw.randrange(12))
    ]
    if draw.random() < 0.3:
        acts.append({"what": "pause", "scope": draw.choice(("all", "letters")), "hours": draw.randrange(1, 200)})
    if draw.random() < 0.4:
        acts.append(
            {"what": "away", "role": draw.choice(roles), "days": draw.randrange(1, 8), "tell": draw.random() < 0.5}
        )
    if draw.random() < 0.3:
        acts.append({"what": "closed", "in_days": draw.randrange(1, 10), "tell": draw.random() < 0.5})
    for act in acts:
        act["at"] = _moment(draw, first).isoformat(timespec="seconds")
    return sorted(acts, key=lambda act: act["at"])


def _moment(draw: random.Random, first: dt.date) -> dt.datetime:
    seconds = draw.randrange((DAYS - 12) * 86_400)
    return dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
