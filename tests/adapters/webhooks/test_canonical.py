from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from followthrough.adapters.webhooks import canonical
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Asked, Contact, Event, Money, Phone, PhoneQuality, SubjectRef
from support.deliveries import PROJECT, sample, sample_names

TOLD = {
    "schema_version": 1,
    "kind": "repair.collected",
    "occurred_at": "2026-03-03T16:20:00Z",
    "subject": {"type": "repair", "id": "T-77"},
}
NORA = {"given_name": "Nora", "email": "nora.quill@tidewater.example", "phone": "020 915 0111"}


def why_not(**changes):
    with pytest.raises(Malformed) as refused:
        canonical.parse({**TOLD, **changes}, country="IE")
    return str(refused.value)


def test_four_keys_are_enough():
    assert canonical.parse(TOLD) == Event(
        kind="repair.collected",
        occurred_at=dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC),
        subject=SubjectRef(source="canonical", type="repair", id="T-77"),
    )


def test_everything_can_be_told():
    told = {
        **TOLD,
        "source": "own-desk",
        "event_id": "evt_1",
        "subject": {"type": "repair", "id": "T-77", "number": "77"},
        "parent": {"type": "order", "id": "9007199254740993", "source": "shopify"},
        "customer": {
            **NORA,
            "ref": "c-1",
            "family_name": "Quill",
            "language": "en-IE",
            "country": "ie",
            "zone": "Europe/Dublin",
        },
        "total": {"amount": "240.00", "currency": "EUR"},
        "details": {"work": "brakes"},
        "asked": "yes",
        "note": "She likes to be called in the morning.",
        "test": True,
    }

    assert canonical.parse(told, country="IE") == Event(
        kind="repair.collected",
        occurred_at=dt.datetime(2026, 3, 3, 16, 20, tzinfo=dt.UTC),
        subject=SubjectRef(source="own-desk", type="repair", id="T-77"),
        parent=SubjectRef(source="shopify", type="order", id="9007199254740993"),
        contact=Contact(
            ref="c-1",
            given_name="Nora",
            family_name="Quill",
            email="nora.quill@tidewater.example",
            phone=Phone(raw="020 915 0111", quality=PhoneQuality.GOOD, e164="+353209150111"),
            language="en",
            country="IE",
            zone="Europe/Dublin",
        ),
        details=(("number", "77"), ("work", "brakes")),
        total=Money(minor=24000, currency="EUR"),
        asked=Asked.YES,
        note="She likes to be called in the morning.",
        test=True,
    )


def test_a_parent_is_of_the_same_source_unless_it_says_otherwise():
    event = canonical.parse({**TOLD, "parent": {"type": "order", "id": "1"}})

    assert event.parent == SubjectRef(source="canonical", type="order", id="1")


def test_an_amount_may_come_in_the_smallest_unit():
    event = canonical.parse({**TOLD, "total": {"minor": 24000, "currency": "EUR"}})

    assert event.total == Money(minor=24000, currency="EUR")


def test_unusable_contents_count_as_missing_and_stop_nothing():
    customer = {
        "given_name": "null",
        "family_name": "a@b.example",
        "email": "n/a",
        "phone": "none",
        "zone": "Mars/Base",
    }

    assert canonical.parse({**TOLD, "customer": customer}).contact == Contact()


def test_a_number_without_a_country_is_doubtful_if_nobody_knows_where_it_is_at_home():
    event = canonical.parse({**TOLD, "customer": NORA})

    assert event.contact.phone == Phone(raw="020 915 0111", quality=PhoneQuality.DOUBTFUL)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"kind": "repair.colected"},
            'kind: "repair.colected" is not a kind of event; did you mean "repair.collected"?',
        ),
        ({"kind": "order.placed"}, '"order.placed" cannot happen to a subject of type "repair"'),
        ({"kind": None}, "kind: Input should be a valid string"),
        ({"schema_version": 2}, "schema_version: Input should be 1"),
        ({"occurred_at": "2026-03-03T16:20:00"}, "occurred_at: an ISO 8601 time with its offset, please"),
        ({"occurred_at": 1772555400}, "occurred_at: an ISO 8601 time with its offset, please"),
        ({"occured_at": "2026-03-03T16:20:00Z"}, "occured_at: Extra inputs are not permitted"),
        ({"subject": {"type": "repair", "id": 77}}, "subject.id: Input should be a valid string"),
        ({"subject": {"type": "repair", "id": ""}}, "subject.id: "),
        ({"subject": {"type": "repair", "id": "a\nb"}}, "subject.id: "),
        ({"subject": {"type": "repair"}}, "subject.id: Field required"),
        ({"source": "Help Desk"}, "source: "),
        ({"customer": {"name": "Nora"}}, "customer.name: Extra inputs are not permitted"),
        ({"customer": {"phone": 353209150111}}, "customer.phone: Input should be a valid string"),
        ({"total": {"currency": "EUR"}}, "total: either amount or minor, please"),
        ({"total": {"amount": "1", "minor": 100, "currency": "EUR"}}, "total: either amount or minor, please"),
        ({"total": {"amount": 240, "currency": "EUR"}}, "total.amount: Input should be a valid string"),
        ({"total": {"amount": "2.405", "currency": "EUR"}}, "total: a decimal amount that this currency can pay"),
        ({"total": {"minor": Decimal("1.5"), "currency": "EUR"}}, "total.minor: "),
        ({"total": {"minor": -1, "currency": "EUR"}}, "total.minor: "),
        ({"total": {"minor": 1, "currency": "euro"}}, "total.currency: "),
        ({"details": {"work": 7}}, "details.work: Input should be a valid string"),
        ({"details": {"Nora Quill": "brakes"}}, "details.….[key]: "),
        ({"details": {"work": "x" * 201}}, "details.work: "),
        ({"details": {f"d{n}": "x" for n in range(21)}}, "details: "),
        ({"asked": "perhaps"}, "asked: yes, no or unknown, please"),
        ({"test": "false"}, "test: Input should be a valid boolean"),
    ],
)
def test_a_mistake_is_named_by_its_key(changes, said):
    assert said in why_not(**changes)


def test_a_time_that_was_agreed_is_told_as_an_instant():
    event = canonical.parse({**TOLD, "agreed_by": "2026-03-10T17:00:00+01:00"})

    assert event.agreed_by == dt.datetime(2026, 3, 10, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize("told", [None, [], "repair.collected", 7, {}])
def test_what_is_no_event_is_malformed(told):
    with pytest.raises(Malformed):
        canonical.parse(told)


def test_a_refusal_never_repeats_what_a_customer_said():
    refusal = why_not(customer={"email": ["nora.quill@tidewater.example"]}, note=["three straps"])

    assert "nora" not in refusal
    assert "straps" not in refusal


def test_the_time_that_was_agreed_and_the_beginning_can_be_told():
    event = canonical.parse({**TOLD, "agreed_by": "2026-03-10T17:00:00+01:00", "began_at": "2026-02-27T08:00:00Z"})

    assert dt.datetime(2026, 3, 10, 16, 0, tzinfo=dt.UTC) == event.agreed_by
    assert dt.datetime(2026, 2, 27, 8, 0, tzinfo=dt.UTC) == event.began_at


@pytest.mark.parametrize("key", ["agreed_by", "began_at"])
@pytest.mark.parametrize("told", ["2026-03-10T17:00", "soon", 7])
def test_a_time_that_is_nobodys_is_named_by_its_key(key, told):
    assert f"{key}: an ISO 8601 time with its offset" in why_not(**{key: told})


# ----- the schema that others read

SCHEMA = jsonschema.Draft202012Validator(canonical.json_schema())
SAMPLES = [name for name in sample_names() if name.startswith("canonical.")]


def test_the_schema_in_the_docs_is_the_one_of_the_code():
    written = (PROJECT / "docs" / "canonical-event.schema.json").read_text(encoding="utf-8")

    assert canonical.json_schema() == json.loads(written), "run `followthrough source schema`"


def test_the_schema_is_a_schema_with_a_name_and_every_kind():
    jsonschema.Draft202012Validator.check_schema(SCHEMA.schema)

    assert "urn:followthrough:canonical-event:1" == SCHEMA.schema["$id"]
    assert sorted(KINDS) == SCHEMA.schema["properties"]["kind"]["enum"]


def undescribed(schema: dict[str, Any]) -> list[str]:
    shapes = [schema, *schema["$defs"].values()]
    fields = [item for shape in shapes for item in shape.get("properties", {}).items()]
    return [name for name, field in fields if "description" not in field and "$ref" not in str(field)]


def test_every_key_has_its_sentence():
    assert [] == undescribed(canonical.json_schema())


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_keeps_to_the_schema(name):
    assert SCHEMA.is_valid(sample(name).body)


def test_there_is_a_sample_of_every_kind():
    assert KINDS == {sample(name).body["kind"] for name in SAMPLES}


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "repair.colected"},
        {"kind": "order.placed"},
        {"kind": None},
        {"schema_version": 2},
        {"occurred_at": "2026-03-03T16:20:00"},
        {"occurred_at": "2026-03-03"},
        {"occurred_at": 1772555400},
        {"occured_at": "2026-03-03T16:20:00Z"},
        {"agreed_by": "2026-03-10T17:00"},
        {"subject": {"type": "repair", "id": 77}},
        {"subject": {"type": "repair", "id": "a b"}},
        {"subject": {"type": "repair"}},
        {"subject": {"type": "car", "id": "77"}},
        {"source": "Help Desk"},
        {"customer": {"name": "Nora"}},
        {"customer": {"phone": 353209150111}},
        {"total": {"currency": "EUR"}},
        {"total": {"amount": "1", "minor": 100, "currency": "EUR"}},
        {"total": {"amount": None, "minor": None, "currency": "EUR"}},
        {"total": {"amount": "€ 1", "currency": "EUR"}},
        {"total": {"minor": -1, "currency": "EUR"}},
        {"total": {"minor": 1, "currency": "euro"}},
        {"details": {"Work": "brakes"}},
        {"details": {"work": "x" * 201}},
        {"details": {f"d{n}": "x" for n in range(21)}},
        {"asked": "perhaps"},
        {"goodwill": ["x"] * 11},
        {"test": "false"},
    ],
)
def test_the_schema_refuses_what_we_refuse(changes):
    assert not SCHEMA.is_valid({**TOLD, **changes})
    assert why_not(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"occurred_at": "2026-03-03 16:20:00+01:00"},
        {"occurred_at": "20260303T162000Z"},
        {"occurred_at": "2026-03-03T16:20:00.204817365Z"},
        {"event_id": None, "parent": None, "total": None, "note": None},
        {"total": {"amount": None, "minor": 100, "currency": "EUR"}},
        {"total": {"amount": "2", "minor": None, "currency": "EUR"}},
        {"parent": {"type": "order", "id": "7", "source": None}},
        {"customer": {"given_name": None, "phone": "none"}},
        {"asked": "unknown", "goodwill": [], "details": {}, "test": True},
    ],
)
def test_the_schema_takes_what_we_take(changes):
    canonical.parse({**TOLD, **changes})

    assert SCHEMA.is_valid({**TOLD, **changes})
