"""What several senders told about one subject over two days, and what it all came to, in whatever order it arrived."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from followthrough.adapters.webhooks import delivery, normalise, sources
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.application.make_commitments import Made, make_commitments
from followthrough.domain.commitment import Commitment
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.story import is_withdrawn
from followthrough.domain.subject import Subject
from support.deliveries import SOURCES
from support.fakes import FakeClock, FixedRulebook, MemoryLedger, PlainHashes
from support.shop import at, shipped_rules

BEGAN = at("2026-03-02 09:00")
HEARD = at("2026-03-04 08:50")
"""When everything arrives, within one minute: before the two days are over after which news are history."""


def after(hours: float) -> dt.datetime:
    return BEGAN + dt.timedelta(hours=hours)


def stamp(hours: float) -> str:
    return after(hours).isoformat()


@dataclass(frozen=True, kw_only=True)
class Told:
    """One delivery of a world, and when its source told it."""

    source: str
    body: dict[str, Any]
    topic: str = ""
    hours: float

    @property
    def when(self) -> dt.datetime:
        return after(self.hours)


@dataclass(frozen=True, kw_only=True)
class World:
    """A subject and everything that was told about it, in the order in which it happened."""

    name: str
    told: tuple[Told, ...]


# ----- an order, from a sender of events


NORA = {"id": 70110, "first_name": "Nora", "last_name": "Quill", "email": "nora@quill.example"}
BUYER = {"customer": NORA, "email": "nora@quill.example", "phone": "+353 20 915 0111"}


def _order(topic: str, hours: float, **body: Any) -> Told:
    whole = {"id": 1007, "created_at": stamp(0), "updated_at": stamp(hours), "name": "#1007", "currency": "EUR"}
    whole |= {"total_price": "149.00", "line_items": [{"title": "Roof bars"}], "financial_status": "paid", **BUYER}
    return Told(source="shopify", topic=topic, hours=hours, body={**whole, **body})


def _parcel(topic: str, hours: float, **body: Any) -> Told:
    whole = {"id": 77, "order_id": 1007, "name": "#1007.1", "created_at": stamp(23), "updated_at": stamp(hours)}
    whole |= {"line_items": [{"title": "Roof bars"}], "destination": {"first_name": "Bram", "last_name": "Teague"}}
    return Told(source="shopify", topic=topic, hours=hours, body={**whole, **body})


ORDER = World(
    name="an order of a shop that tells events",
    told=(
        _order("orders/create", 0, financial_status="pending"),
        _order("orders/updated", 0.2),
        _order("orders/updated", 5, line_items=[{"title": "Roof bars"}, {"title": "Roof box"}], total_price="349.00"),
        _order("orders/fulfilled", 23),
        _parcel("fulfillments/create", 23.01, created_at=stamp(22.9)),
        _parcel("fulfillments/update", 30, shipment_status="in_transit"),
        _parcel("fulfillment_events/create", 40, status="delivered", happened_at=stamp(39)),
        _parcel("fulfillments/update", 40.1, shipment_status="delivered"),
        _order("orders/updated", 41, note="please ring twice"),
    ),
)

REFUND = World(
    name="an order that is cancelled and paid back",
    told=(
        *ORDER.told[:7],
        _order("orders/cancelled", 42, cancelled_at=stamp(42), cancel_reason="customer"),
        _order("orders/updated", 42.5, cancelled_at=stamp(42), financial_status="partially_refunded"),
        Told(
            source="shopify",
            topic="refunds/create",
            hours=43,
            body={
                "id": 5,
                "order_id": 1007,
                "created_at": stamp(43),
                "processed_at": stamp(43),
                "transactions": [{"amount": "149.00", "currency": "EUR"}],
            },
        ),
        _order("orders/updated", 43.1, cancelled_at=stamp(42), financial_status="refunded"),
    ),
)


# ----- a repair, from a sender of states


def _ticket(status: str, hours: float, **more: Any) -> Told:
    nora = {
        "id": 70110,
        "firstname": "Nora",
        "lastname": "Quill",
        "email": "nora@quill.example",
        "mobile": "0209150111",
    }
    ticket = {"id": 7, "number": 2041, "problem_type": "brakes", "customer": nora, "status": status}
    ticket |= {"created_at": stamp(0), "updated_at": stamp(hours), **more}
    return Told(
        source="repairshopr", hours=hours, body={"link": "https://desk.example/tickets/7", "attributes": ticket}
    )


REPAIR = World(
    name="a repair of a desk that tells states",
    told=(
        _ticket("New", 0),
        _ticket("In Progress", 2),
        _ticket("Waiting for Approval", 4, properties={"Quoted Price": "610.00"}),
        _ticket("Quoted", 5, properties={"Quoted Price": "640.00"}, due_date=stamp(50)),
        _ticket("Approved", 8, properties={"Quoted Price": "640.00"}, due_date=stamp(50)),
        _ticket("In Progress", 9, problem_type="brakes and wipers"),
        _ticket("In Progress", 10, properties={"No charge": "washed the car"}),
        _ticket("Ready for Pickup", 26, properties={"Final Price": "640.00"}),
        _ticket("Resolved", 30, resolved_at=stamp(30)),
        _ticket("Invoiced", 31, resolved_at=stamp(30)),
        _ticket("In Progress", 33),
        _ticket("Ready for Pickup", 40, properties={"Final Price": "655.00"}),
        _ticket("Resolved", 44, resolved_at=stamp(44)),
    ),
)


# ----- a complaint, from a trigger that tells states


def _complaint(status: str, hours: float, **more: Any) -> Told:
    ticket = {"id": "5512", "status": status, "subject": "A strap is missing", "description": "Three straps, not four."}
    ticket |= {"created_at": stamp(0), "updated_at": stamp(hours), **more}
    requester = {"id": "90021", "first_name": "Nora", "last_name": "Quill", "email": "nora@quill.example"}
    return Told(source="zendesk", hours=hours, body={"ticket": ticket, "requester": requester})


COMPLAINT = World(
    name="a complaint of a helpdesk that tells states",
    told=(
        _complaint("New", 0),
        _complaint("Open", 1),
        _complaint("Pending", 3),
        _complaint("Solved", 20),
        _complaint("Open", 24, subject="A strap is still missing"),
        _complaint("Solved", 40),
        _complaint("Closed", 44),
    ),
)


# ----- a repair in our own words


def _event(kind: str, hours: float, **more: Any) -> Told:
    customer = {"ref": "c-1", "given_name": "Nora", "email": "nora@quill.example", "phone": "+353 20 915 0111"}
    body = {"schema_version": 1, "kind": kind, "occurred_at": stamp(hours), "customer": customer}
    subject = {"type": kind.partition(".")[0], "id": "4711", "number": "4711"}
    return Told(source="canonical", hours=hours, body={**body, "subject": subject, **more})


def _euros(amount: int) -> dict[str, Any]:
    return {"amount": f"{amount}.00", "currency": "EUR"}


CANONICAL = World(
    name="a repair in our own words",
    told=(
        _event("repair.received", 0, details={"work": "brakes"}),
        _event("repair.quoted", 3, total=_euros(610)),
        _event("repair.quoted", 5, total=_euros(640), agreed_by=stamp(50)),
        _event("repair.quoted", 6, total=_euros(640)),
        _event("repair.approved", 8, agreed_by=stamp(52)),
        _event("repair.completed", 26, total=_euros(650), details={"work": "brakes and wipers"}),
        _event("repair.collected", 30),
        _event("repair.reopened", 33),
        _event("repair.received", 33),
        _event("repair.completed", 40, total=_euros(640)),
        _event("repair.collected", 44),
    ),
)

OUR_COMPLAINT = World(
    name="a complaint in our own words",
    told=(
        _event("complaint.opened", 0, note="Three straps, not four.", details={"about": "a strap"}),
        _event("complaint.updated", 2),
        _event("complaint.remedy_agreed", 6, agreed_by=stamp(49)),
        _event("complaint.resolved", 20),
        _event("complaint.reopened", 24),
        _event("complaint.remedied", 30),
        _event("complaint.resolved", 40),
        _event("complaint.reopened", 44),
    ),
)


# ----- an order, from a sender of states whose clock knows no part of a second

SECONDS = """
id = "plugin"
at = "body.modified"
began_at = "body.created"
status = "body.status"
states = ["pending", "processing", "on-hold", "completed", "cancelled", "refunded"]

[verify]
scheme = "url_secret"

[subject]
type = "order"
id = "body.id"

[customer]
email = "body.email"

[details]
number = "body.number"

[total]
amount = "body.total"
currency = "'EUR'"

[[event]]
kind = "order.placed"
first = ["pending", "processing", "on-hold"]
enters = ["processing"]
at = "body.created"

[[event]]
kind = "order.delivered"
enters = ["completed"]

[[event]]
kind = "order.cancelled"
enters = ["cancelled"]

[[event]]
kind = "order.refunded"
enters = ["refunded"]
"""


def _status(status: str, hours: float, **more: Any) -> Told:
    whole = {"id": 31, "number": "31", "created": stamp(0), "modified": stamp(hours), "status": status}
    whole |= {"email": "nora@quill.example", "total": "80.00"}
    return Told(source="plugin", hours=hours, body={**whole, **more})


PLUGIN = World(
    name="an order of a shop that tells states by the second",
    told=(
        _status("pending", 0),
        _status("processing", 0),
        _status("processing", 1, total="85.00"),
        _status("on-hold", 20),
        _status("processing", 21),
        _status("completed", 40),
        _status("refunded", 40, total="85.00"),
    ),
)

WORLDS = (ORDER, REFUND, REPAIR, COMPLAINT, CANONICAL, OUR_COMPLAINT, PLUGIN)


@cache
def _spec(source: str) -> SourceSpec:
    return SOURCES[source] if source in SOURCES else sources.parse(SECONDS, file="plugin.toml")


@cache
def _normaliser(source: str) -> normalise.Normaliser:
    return normalise.compiled(_spec(source), country="IE")


class Desk:
    """The whole way from a delivery to the ledger, in memory, at one moment."""

    def __init__(self) -> None:
        self.ledger = MemoryLedger()
        self.made: list[Made] = []

    def takes(self, told: Told, *, key: str = "") -> Made:
        """One delivery, under a key of its own if that has been forgotten."""
        spec = _spec(told.source)
        headers = {spec.delivery.topic[0]: told.topic} if told.topic else {}
        body = json.dumps({**told.body, "again": key} if key and told.source != "canonical" else told.body).encode()
        taken = delivery.taken(spec, headers=headers, body=body, received_at=HEARD)
        if key:
            taken = delivery.Delivery(**{**asdict(taken), "key": f"{taken.key}.{key}"})
        for reading in _normaliser(told.source).read_all(taken).readings:
            self.made.append(
                make_commitments(
                    reading,
                    ledger=self.ledger,
                    rulebook=FixedRulebook(shipped_rules()),
                    hashes=PlainHashes(),
                    clock=FakeClock(HEARD),
                )
            )
        return self.made[-1]

    @property
    def points(self) -> list[ContactPoint]:
        return [record for record in self.ledger.records.values() if isinstance(record, ContactPoint)]

    @property
    def notes(self) -> list[Note]:
        return [record for record in self.ledger.records.values() if isinstance(record, Note)]

    def came_to(self) -> dict[str, Any]:
        """Everything that it all came to, but not by which way."""
        records = self.ledger.records.values()
        of = {record.customer for record in records if isinstance(record, Subject)}
        customers = [record for record in records if isinstance(record, Customer) and record.key in of]
        hers = {point for customer in customers for point in customer.points}
        found: dict[str, Any] = {f"owed {owed.id}": _plan(owed) for owed in self.ledger.commitments}
        for record in records:
            if isinstance(record, Subject):
                found[f"subject {record.ref}"] = _facts(record)
            elif record in customers and isinstance(record, Customer):
                found[f"customer {record.key}"] = {"contact": record.contact, "points": record.points}
            elif isinstance(record, ContactPoint) and record.key in hers:
                found[f"point {record.key}"] = _memory(record)
        return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two ends are not alike. What only one of them ever planned, released and told nobody of is no difference."""
    names = {name for name in one.keys() ^ other.keys() if _is_withdrawn({**one, **other}[name])}
    withdrawn = {name.removeprefix("owed ") for name in names}
    found = []
    for name in sorted((one.keys() | other.keys()) - names):
        left, right = ({**end.get(name, {"": None})} for end in (one, other))
        for part in left.keys() | right.keys():
            values = [end.get(part) for end in (left, right)]
            if part in ("commitments", "calls"):
                values = [set(value or ()) - withdrawn for value in values]
            if values[0] != values[1]:
                found.append(f"{name} {part}: {values[0]} / {values[1]}")
    return found


def _is_withdrawn(plan: dict[str, Any]) -> bool:
    return plan.get("withdrawn", False)


def in_order(told: Iterable[Told]) -> dict[str, Any]:
    """What it comes to if everything arrives in the order in which it happened."""
    desk = Desk()
    for each in sorted(told, key=lambda one: one.hours):
        desk.takes(each)
    return desk.came_to()


def _plan(owed: Commitment) -> dict[str, Any]:
    fields = (
        "follow_up occurrence state channel message_class owner words zone caused_at due_at promised_by slot agenda"
    )
    more = "amount agreed_by tries unsure held carried_out new_time follows joined rides_with"
    told = {name: getattr(owed, name) for name in f"{fields} {more}".split()}
    hers = {"customer": owed.customer, "points": owed.points} if owed.is_open else {}
    return {**told, **hers, "withdrawn": is_withdrawn(owed)}


def _facts(subject: Subject) -> dict[str, Any]:
    fields = "customer parent details total status quoted seen line began_at as_of fields_at whole whole_at status_at"
    told = {name: getattr(subject, name) for name in fields.split()}
    return {**told, "stars": len(subject.stars), "commitments": set(subject.commitments), "given": set(subject.given)}


def _memory(point: ContactPoint) -> dict[str, Any]:
    fields = "opted_out_at holds contacts first_order complaints consented_at recovered_at bounced_at"
    return {**{name: getattr(point, name) for name in fields.split()}, "calls": set(point.calls)}
