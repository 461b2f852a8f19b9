from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.adapters.aws.records import WAKE_SHARDS, Keys, months, read_record, stamp
from followthrough.application.ports import Record
from followthrough.domain.commitment import Answer, Claim, Commitment, Entry, Standing, Wake
from followthrough.domain.customer import ContactPoint, Customer, Hold, Note, PastContact
from followthrough.domain.errors import Malformed
from followthrough.domain.event import Contact, Money, Phone, PhoneQuality, SubjectRef
from followthrough.domain.heard import Heard
from followthrough.domain.seen import Seen
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, MessageClass, State, Step
from support.cards import a_commitment, at

KEYS = Keys("corncrake")
TWO_UNITS = 2 * 1024
"""Bytes that DynamoDB writes for two write units."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
moments = st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=25_000)).map(
    at("2020-01-01 00:00").__add__
)
maybe_moment = st.none() | moments
wakes = st.builds(Wake, step=st.sampled_from(Step), at=moments)
slots = st.none() | st.tuples(moments, moments)
refs = st.builds(SubjectRef, source=texts, type=texts, id=texts)
answers = st.builds(
    Answer,
    outcome=texts,
    at=moments,
    by=texts,
    before=st.builds(
        Standing,
        state=st.sampled_from(State),
        agenda=st.lists(wakes, max_size=2).map(tuple),
        due_at=moments,
        promised_by=maybe_moment,
        slot=slots,
        tries=st.integers(0, 5),
    ),
)
commitments = st.builds(
    Commitment,
    id=st.binary(min_size=10, max_size=10).map(bytes.hex),
    customer=texts,
    subject=refs,
    follow_up=texts,
    occurrence=texts,
    channel=st.sampled_from(Channel),
    message_class=st.sampled_from(MessageClass),
    owner=texts,
    points=st.lists(texts, max_size=2).map(tuple),
    words=texts,
    zone=texts,
    made_at=moments,
    caused_at=moments,
    due_at=moments,
    promised_by=maybe_moment,
    slot=slots,
    state=st.sampled_from(State),
    agenda=st.lists(wakes, max_size=2).map(tuple),
    generation=st.integers(1, 9),
    tries=st.integers(0, 5),
    unsure=st.booleans(),
    held=st.booleans(),
    carried_out=st.lists(texts, max_size=2).map(tuple),
    claim=st.none()
    | st.builds(
        Claim, step=st.sampled_from(Step), generation=st.integers(1, 9), token=texts, at=moments, message=texts
    ),
    answer=st.none() | answers,
    history=st.lists(st.builds(Entry, at=moments, what=texts, because=texts), max_size=2).map(tuple),
    head=texts,
    version=st.integers(0, 9),
)
contacts = st.builds(
    Contact,
    ref=st.none() | texts,
    given_name=st.none() | texts,
    family_name=st.none() | texts,
    email=st.none() | texts,
    phone=st.none() | st.builds(Phone, raw=texts, quality=st.sampled_from(PhoneQuality), e164=st.none() | texts),
    is_recipient=st.booleans(),
)
points = st.builds(
    ContactPoint,
    key=texts,
    opted_out_at=maybe_moment,
    holds=st.lists(st.builds(Hold, because=texts, since=moments), max_size=2).map(tuple),
    contacts=st.lists(
        st.builds(
            PastContact,
            at=moments,
            channel=st.sampled_from(Channel),
            message_class=st.sampled_from(MessageClass),
            follow_up=texts,
        ),
        max_size=2,
    ).map(tuple),
    first_order=st.none() | texts,
)
subjects = st.builds(
    Subject,
    ref=refs,
    customer=texts,
    details=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    total=st.none() | st.builds(Money, minor=st.integers(0, 10**15), currency=texts),
    status=st.none() | texts,
    as_of=maybe_moment,
    seen=st.lists(st.builds(Seen, kind=texts, at=moments), max_size=2).map(tuple),
    deliveries=st.lists(texts, max_size=2).map(tuple),
    commitments=st.lists(texts, max_size=2).map(tuple),
)
customers = st.builds(Customer, key=texts, contact=contacts, points=st.just(("e-1",)), seen_at=moments)
notes = st.builds(Note, customer=texts, commitment=texts, at=moments, by=texts, text=texts)
sources = st.builds(
    Heard,
    source=texts,
    last_at=moments,
    usual_gap=st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=400)),
    gaps=st.integers(0, 10**6),
    told_at=maybe_moment,
)


@settings(max_examples=150, deadline=None)
@given(commitments | points | subjects | customers | notes | sources)
def test_a_record_comes_back_as_it_was_one_version_on(record: Record) -> None:
    item = KEYS.item(record, write="w")

    back = read_record(item, type(record))

    assert {**vars(record), "version": record.version + 1} == vars(back)


def test_what_is_as_usual_takes_no_room_and_comes_back() -> None:
    item = KEYS.item(a_commitment(), write="w")
    told = json.loads(item["record"]["S"])

    assert not {"state", "generation", "tries", "unsure", "held", "claim", "answer", "history"} & set(told)
    assert (State.OPEN, 1, (), None) == (
        (back := read_record(item, Commitment)).state,
        back.generation,
        back.history,
        back.answer,
    )


def test_a_commitment_that_was_answered_twice_is_written_for_two_units() -> None:
    item = KEYS.item(_answered(), write="0123456789abcdef")

    size = sum(len(name) + len(value.encode()) for name, typed in item.items() for value in typed.values())
    assert size <= TWO_UNITS


def test_no_two_records_lie_in_one_place() -> None:
    note = Note(customer="one", commitment="c0", at=at("2026-03-10 10:20"), by="adviser", text="")
    places = [
        KEYS.subject(SubjectRef(source="repairs", type="repair", id="1")),
        KEYS.customer("one"),
        KEYS.point("one"),
        KEYS.commitment("one"),
        KEYS.note(note),
        KEYS.heard("one"),
        KEYS.heard("two"),
        Keys("heron").customer("one"),
    ]

    assert 8 == len({str(place) for place in places})


def test_every_key_begins_with_the_business() -> None:
    item = KEYS.item(a_commitment(agenda=(Wake(step=Step.REMIND, at=at("2026-03-10 10:00")),)), write="w")

    partitions = [value["S"] for name, value in item.items() if name.endswith("pk")]
    assert 4 == len(partitions)
    assert all(partition.startswith("corncrake#") for partition in partitions)


def test_what_wakes_nobody_and_was_promised_to_nobody_is_in_no_index_for_it() -> None:
    item = KEYS.item(a_commitment(agenda=(), promised_by=None), write="w")

    assert {"pk", "sk", "version", "write", "record", "thread_pk", "thread_sk"} == set(item)


def test_wakes_are_spread_over_every_shard() -> None:
    wake = (Wake(step=Step.REMIND, at=at("2026-03-10 10:00")),)
    ids = [f"{first:02x}{'0' * 18}" for first in range(256)]
    shards = [KEYS.item(a_commitment(id=key, agenda=wake), write="w")["wakes_pk"]["S"] for key in ids]

    assert {KEYS.wakes(shard): 256 // WAKE_SHARDS for shard in range(WAKE_SHARDS)} == {
        shard: shards.count(shard) for shard in set(shards)
    }


@given(moments, moments)
def test_stamps_sort_as_time_does(one: dt.datetime, other: dt.datetime) -> None:
    one, other = one.replace(microsecond=0), other.replace(microsecond=0)

    assert (one < other, one == other) == (stamp(one) < stamp(other), stamp(one) == stamp(other))


def test_a_stamp_is_in_utc_whatever_the_zone_it_was_told_in() -> None:
    new_york = dt.datetime.fromisoformat("2026-03-02T20:00:00-05:00")

    assert "2026-03-03T01:00:00Z" == stamp(new_york)


@pytest.mark.parametrize(
    ("since", "until", "touched"),
    [
        ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", ["2026-03"]),
        ("2026-01-31T23:59:59Z", "2026-03-01T00:00:00Z", ["2026-01", "2026-02", "2026-03"]),
        ("2025-12-31T23:00:00Z", "2026-01-01T01:00:00Z", ["2025-12", "2026-01"]),
        ("2026-01-31T23:30:00-01:00", "2026-02-01T12:00:00Z", ["2026-02"]),
    ],
)
def test_every_month_that_the_time_between_touches_is_searched(since: str, until: str, touched: list[str]) -> None:
    assert touched == months(dt.datetime.fromisoformat(since), dt.datetime.fromisoformat(until))


@given(moments, st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=800)), st.data())
def test_no_moment_between_two_is_in_a_month_that_is_not_searched(
    since: dt.datetime, length: dt.timedelta, data: st.DataObject
) -> None:
    between = since + data.draw(st.timedeltas(min_value=dt.timedelta(), max_value=length))

    assert stamp(between)[:7] in months(since, since + length)


def _answered() -> Commitment:
    """Phoned, not reached, phoned again, reached: with the words of the shipped rule."""
    steps = [(Step.REMIND, "10:00"), (Step.NUDGE, "11:00"), (Step.WARN, "11:45"), (Step.ESCALATE, "12:30")]
    agenda = tuple(Wake(step=step, at=at(f"2026-03-10 {clock}")) for step, clock in steps)
    made = a_commitment(agenda=agenda).noted("made", at=at("2026-03-03 16:20"), because="repair.collected")
    sent = made.did(Step.REMIND, at=at("2026-03-10 10:00"), because="0102019c-5d0a8f0e-3f1d-4a2b-9c6e-000000")
    tried = sent.answered("no_answer", at=at("2026-03-10 10:20"), by="adviser")
    return tried.answered("done", at=at("2026-03-10 14:11"), by="adviser")


def test_a_record_that_cannot_be_read_is_told_without_what_stands_in_it():
    item = Keys("corncrake").item(
        Customer(key="r1", contact=Contact(), points=(), seen_at=at("2026-03-02 08:00")), write="w"
    )
    item["record"] = {"S": '{"key": "r1", "contact": {"given_name": ["Nora"]}, "points": [], "seen_at": "2026-03-02"}'}

    with pytest.raises(Malformed, match=r"contact\.given_name") as told:
        read_record(item, Customer)

    assert "Nora" not in str(told.value)
