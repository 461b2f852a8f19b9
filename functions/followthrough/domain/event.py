"""What happened: canonical facts in the past tense, and whom they are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

TERMINAL_KINDS = frozenset({"order.cancelled", "order.refunded", "order.returned", "repair.cancelled"})
"""After one of these, whatever came before it makes no cheerful contact any more, in any order of arrival."""

OUR_DOING = frozenset(
    {
        "repair.quoted",
        "repair.completed",
        "repair.cancelled",
        "order.ready_for_collection",
        "order.shipped",
        "order.delayed",
        "order.delivered",
        "order.cancelled",
        "order.refunded",
        "order.updated",
    }
)
"""What we or a carrier do, at whatever hour: she does not wait for a letter about it at night."""

BEGINNINGS = frozenset(
    {
        "order.placed",
        "repair.received",
        "complaint.opened",
        "inquiry.received",
        "promise.made",
        "promise.made_to_colleague",
    }
)
"""How something begins: once, and before everything else that happens to it."""

CONSENT_CHANGED = "contact.consent_changed"
"""She said whether letters that sell something are welcome: of her, and of no order or repair."""

REOPENING_KINDS = frozenset({"repair.reopened", "complaint.reopened"})
"""What starts the same story a second time: later follow-ups are new occurrences."""


COMPLAINT = "complaint"
"""The type of subject that keeps back what is cheerful, and comes first."""


@dataclass(frozen=True, kw_only=True)
class SubjectRef:
    """The order, repair, complaint or inquiry that an event is about."""

    source: str
    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.source}/{self.type}/{self.id}"


class Asked(StrEnum):
    """Whether the customer agreed to be asked how it went."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PhoneQuality(StrEnum):
    """How sure we are that this number rings somewhere."""

    GOOD = "good"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A number as the customer gave it; `e164` only if it looked good when we were given it."""

    raw: str
    quality: PhoneQuality
    e164: str | None = None


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in the smallest unit of its currency (ISO 4217): never a float."""

    minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What one delivery says about the customer; every field may be missing, which stops nothing."""

    ref: str | None = None
    given_name: str | None = None
    """Her given name; the whole of it where a source has one field for both, because to split it would be a guess."""
    family_name: str | None = None
    email: str | None = None
    phone: Phone | None = None
    language: str | None = None
    country: str | None = None
    zone: str | None = None
    is_recipient: bool = False
    """Whom the parcel went to, not who ordered: a last resort that never replaces the buyer."""

    @property
    def is_known(self) -> bool:
        return any((self.ref, self.given_name, self.family_name, self.email, self.phone))

    @property
    def names_buyer(self) -> bool:
        """Whether it says who she is herself, rather than whom something was sent to."""
        return self.is_known and not self.is_recipient


@dataclass(frozen=True, kw_only=True)
class Event:
    """A canonical fact in the past tense, such as `repair.collected`.

    `occurred_at` is the source's own time (aware, UTC) and our order guard.
    `details` are short mapped facts about the subject (number, product, work, reason): nothing about the person.
    """

    kind: str
    occurred_at: dt.datetime
    subject: SubjectRef
    parent: SubjectRef | None = None
    contact: Contact = field(default_factory=Contact)
    details: tuple[tuple[str, str], ...] = ()
    total: Money | None = None
    asked: Asked = Asked.UNKNOWN
    note: str | None = None
    test: bool = False
    agreed_by: dt.datetime | None = None
    """The time that was agreed with her: when the car will be ready, when somebody will be at her door."""
    began_at: dt.datetime | None = None
    """When the order or repair itself began, if the source tells: what began before our start line makes nothing."""
    owner: str | None = None
    """The role that has taken it on, where somebody was named."""
    goodwill: tuple[str, ...] = ()
    """What we gave without charge, a gold star each; free text, kept as notes."""
    told_at: dt.datetime | None = None
    """The source's own time of this telling, if it tells: of two tellings of one event the later counts."""

    @property
    def is_terminal(self) -> bool:
        return self.kind in TERMINAL_KINDS
