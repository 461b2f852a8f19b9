"""Our own events as JSON: what the canonical source posts and what AWS-native senders put on the bus.

Types are strict and unknown keys are refused, so that a typing mistake is found on the first try;
contents are forgiven: an unusable name, address or number counts as missing and stops nothing.
Refusals name the key, never what stood there.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from followthrough.adapters.webhooks import phones, values
from followthrough.adapters.webhooks.kinds import KINDS, unknown
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Event, Money, SubjectRef

SOURCE = "canonical"
MOST_DETAILS = 20
MOST_GIFTS = 10


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(unknown(kind))
    return kind


def _instant(told: object) -> dt.datetime:
    at = values.moment(told)
    if at is None:
        raise ValueError("an ISO 8601 time with its offset, please, such as 2026-03-03T16:20:00Z")
    return at


def _asked(word: object) -> Asked:
    if not isinstance(word, str) or word not in set(Asked):
        raise ValueError("yes, no or unknown, please")
    return Asked(word)


Id = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
"""Printable ASCII without spaces. An id is a text even if it looks like a number: 64 bits survive."""
SourceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Short = Annotated[str, Field(max_length=values.SHORT)]


class Shape(BaseModel):
    """What all parts have in common."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SubjectShape(Shape):
    """The order, repair, complaint or inquiry."""

    type: Literal["order", "repair", "complaint", "inquiry", "promise", "contact"]
    id: Id
    number: Short | None = None

    def ref(self, source: str) -> SubjectRef:
        return SubjectRef(source=source, type=self.type, id=self.id)


class ParentShape(SubjectShape):
    """What the subject belongs to, such as the order that a complaint is about; perhaps known from another source."""

    source: SourceName | None = None


class CustomerShape(Shape):
    """Who it is for; everything may be missing."""

    ref: Id | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    country: str | None = None
    zone: str | None = None

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
    """An amount: either `amount` as a decimal text ("240.00") or `minor` in the smallest unit (24000)."""

    amount: str | None = None
    minor: Annotated[int, Field(ge=0, lt=values.LARGEST_MINOR)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

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


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]


class EventShape(Shape):
    """One canonical event, version 1. The same `event_id` is the same event, by whichever way it comes."""

    schema_version: Literal[1]
    kind: Annotated[str, AfterValidator(_known_kind)]
    occurred_at: Instant
    source: SourceName = SOURCE
    event_id: Id | None = None
    subject: SubjectShape
    parent: ParentShape | None = None
    customer: CustomerShape = CustomerShape()
    total: TotalShape | None = None
    details: Annotated[dict[Key, Short], Field(max_length=MOST_DETAILS)] = {}
    asked: Annotated[Asked, BeforeValidator(_asked)] = Asked.UNKNOWN
    note: Annotated[str, Field(max_length=values.LONGEST_NOTE)] | None = None
    goodwill: Annotated[list[Short], Field(max_length=MOST_GIFTS)] = []
    test: bool = False
    agreed_by: Instant | None = None
    began_at: Instant | None = None

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


def parse(told: Any, *, country: str | None = None) -> Event:
    """A canonical event from parsed JSON; `country` is the shop's, where a number without a country is at home.

    Raises Malformed with a sentence that names the keys and never their contents.
    """
    return checked(told).event(country=country)


def checked(told: Any) -> EventShape:
    """The same, as it was told. Raises Malformed."""
    try:
        return EventShape.model_validate(told)
    except ValidationError as wrong:
        raise Malformed(_sentence(wrong)) from None


def _sentence(wrong: ValidationError) -> str:
    errors = wrong.errors(include_url=False)
    told = (f"{'.'.join(map(str, error['loc'])) or 'event'}: {error['msg']}" for error in errors[:5])
    return "; ".join(text.replace("Value error, ", "") for text in told)
