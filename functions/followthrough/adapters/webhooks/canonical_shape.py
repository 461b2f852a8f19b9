"""Our own event as it is written in JSON, key by key: the sentence under each key is its description in the schema.

Types are strict and unknown keys are refused, so that a typing mistake is found on the first try;
contents are forgiven: an unusable name, address or number counts as missing and stops nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from followthrough.adapters.webhooks import phones, values
from followthrough.adapters.webhooks.canonical_words import (
    Asked,
    Id,
    Instant,
    Key,
    Kind,
    Short,
    SourceName,
    said,
)
from followthrough.adapters.webhooks.kinds import TYPES
from followthrough.domain.event import Asked as AskedWord
from followthrough.domain.event import Contact, Event, Money, SubjectRef

SOURCE = "canonical"
MOST_DETAILS = 20
MOST_GIFTS = 10


class Shape(BaseModel):
    """What all parts have in common."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


class SubjectShape(Shape):
    """The order, repair, complaint or inquiry that it is about."""

    type: Literal["order", "repair", "complaint", "inquiry", "promise", "contact"]
    """What it is: the first half of the kind."""
    id: Id
    """Its id in your system: always the same text for the same thing. 64 bits survive, because it is no number."""
    number: Short | None = None
    """What people call it, such as #1007."""

    def ref(self, source: str) -> SubjectRef:
        return SubjectRef(source=source, type=self.type, id=self.id)


class ParentShape(SubjectShape):
    """What the subject belongs to, such as the order that a complaint is about; perhaps known from another source."""

    source: SourceName | None = None
    """The source that knows it, if that is another one."""


class CustomerShape(Shape):
    """Who it is for. Everything may be missing, and what cannot be used counts as missing: nothing stops for it."""

    ref: Id | None = None
    """Her id in your system."""
    given_name: str | None = None
    """The name we greet her by; her whole name, if you have it in one field."""
    family_name: str | None = None
    """Her family name."""
    email: str | None = None
    """Her email address."""
    phone: str | None = None
    """Her telephone number as she gave it, best with its country."""
    language: str | None = None
    """The language she reads, such as en or de-AT."""
    country: str | None = None
    """Her country by its two letters (ISO 3166-1): where a number without a country is at home."""
    zone: str | None = None
    """Her time zone by its IANA name, such as Europe/Dublin."""

    def contact(self, *, shop_country: str | None) -> Contact:
        country = values.country(self.country)
        return Contact(
            ref=self.ref,
            given_name=values.name(self.given_name),
            family_name=values.name(self.family_name),
            email=values.email(self.email),
            phone=phones.assess(self.phone, country=country or shop_country),
            language=values.language(self.language),
            country=country,
            zone=values.zone(self.zone),
        )


class TotalShape(Shape):
    """An amount: either `amount` as a decimal text or `minor` in the smallest unit of the currency."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [said("amount"), said("minor")]})

    amount: Annotated[str, Field(pattern=values.AMOUNT_PATTERN)] | None = None
    """As a decimal text, such as 240.00."""
    minor: Annotated[int, Field(ge=0, lt=values.LARGEST_MINOR)] | None = None
    """In the smallest unit, such as 24000 cents."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """By its three letters (ISO 4217)."""

    @model_validator(mode="after")
    def _says_it_once(self) -> Self:
        if (self.amount is None) == (self.minor is None):
            raise ValueError("either amount or minor, please")
        if self.minor is None and values.money(self.amount, self.currency) is None:
            raise ValueError("a decimal amount that this currency can pay, please")
        return self

    def money(self) -> Money | None:
        if self.minor is not None:
            return Money(minor=self.minor, currency=self.currency)
        return values.money(self.amount, self.currency)


EACH_TO_ITS_OWN: list[JsonValue] = [
    {
        "if": {"properties": {"kind": {"pattern": rf"^{type_}\."}}},
        "then": {"properties": {"subject": {"properties": {"type": {"const": type_}}}}},
    }
    for type_ in sorted(TYPES)
]
"""In the words of JSON Schema: a repair is collected, and an order is not."""


class EventShape(Shape):
    """One thing that has happened, version 1."""

    model_config = ConfigDict(json_schema_extra={"allOf": EACH_TO_ITS_OWN})

    schema_version: Literal[1]
    """The version of this form."""
    kind: Kind
    """What has happened, in the past tense."""
    occurred_at: Instant
    """When it happened by your clock: ISO 8601 with its offset."""
    source: SourceName = SOURCE
    """Which of your systems says so."""
    event_id: Id | None = None
    """The same id is the same event, by whichever way and however often it comes."""
    subject: SubjectShape
    parent: ParentShape | None = None
    customer: CustomerShape = CustomerShape()
    total: TotalShape | None = None
    """What it comes to: the whole order or repair, a quoted price, the money that went back."""
    details: Annotated[
        dict[Key, Short], Field(max_length=MOST_DETAILS, json_schema_extra={"additionalProperties": False})
    ] = {}
    """Short facts for letters and scripts, such as work, product or reason; nothing about the person."""
    asked: Asked = AskedWord.UNKNOWN
    """May we ask her how it went? With contact.consent_changed: may we write what sells?"""
    note: Annotated[str, Field(max_length=values.LONGEST_NOTE)] | None = None
    """What she wrote, in her words; with a promise, the promise."""
    goodwill: Annotated[list[Short], Field(max_length=MOST_GIFTS)] = []
    """What was given without charge, a gold star each."""
    test: bool = False
    """Only a trial: it makes nothing."""
    agreed_by: Instant | None = None
    """The time that was agreed with her: when the car is ready, when somebody is at her door."""
    began_at: Instant | None = None
    """When the order or repair itself began: what began before the firm's start line makes no promise."""

    @model_validator(mode="after")
    def _happened_to_its_subject(self) -> Self:
        if not self.kind.startswith(f"{self.subject.type}."):
            raise ValueError(f'"{self.kind}" cannot happen to a subject of type "{self.subject.type}"')
        return self

    def event(self, *, country: str | None) -> Event:
        return Event(
            kind=self.kind,
            occurred_at=self.occurred_at,
            subject=self.subject.ref(self.source),
            parent=self.parent.ref(self.parent.source or self.source) if self.parent else None,
            contact=self.customer.contact(shop_country=country),
            details=self._details(),
            total=self.total.money() if self.total else None,
            asked=self.asked,
            note=values.note(self.note),
            goodwill=tuple(line for told in self.goodwill if (line := values.text(told))),
            test=self.test,
            agreed_by=self.agreed_by,
            began_at=self.began_at,
        )

    def _details(self) -> tuple[tuple[str, str], ...]:
        told = {"number": self.subject.number, **self.details}
        return tuple(sorted((key, text) for key, value in told.items() if (text := values.text(value))))
