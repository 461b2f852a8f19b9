"""One contract for the ledger in memory and the ledger in DynamoDB; then what only a network can do to the latter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from followthrough.adapters.aws.ledger import DynamoLedger
from followthrough.application.ports import DueWake, Ledger
from followthrough.domain.commitment import Commitment, Wake
from followthrough.domain.customer import ContactPoint, Customer, Note
from followthrough.domain.errors import Conflict, Unreachable
from followthrough.domain.event import Contact, SubjectRef
from followthrough.domain.heard import Heard
from followthrough.domain.subject import Subject
from followthrough.domain.words import MessageClass, Step
from support.aws import TABLE, Cloud, after_the_token_was_forgotten, answer_lost, client, refused, unreachable
from support.cards import a_commitment, at
from support.fakes import MemoryLedger

NORA = "repairs#81"
REPAIR = SubjectRef(source="repairs", type="repair", id="1043")
POINT = ContactPoint(key="e-nora")


@pytest.fixture(params=["memory", "dynamodb"])
def ledger(request: pytest.FixtureRequest, cloud: Cloud) -> Ledger:
    return MemoryLedger() if request.param == "memory" else cloud.ledger()


@pytest.fixture
def table(cloud: Cloud) -> DynamoLedger:
    return cloud.ledger()


def owed(number: int = 1, **changes: Any) -> Commitment:
    return a_commitment(**{"id": f"{number:020x}", "customer": NORA, **changes})


def a_subject() -> Subject:
    return Subject(ref=REPAIR, customer=NORA, details=(("work", "brakes"),))


def a_customer() -> Customer:
    return Customer(key=NORA, contact=Contact(given_name="Nora"), points=("e-nora",), seen_at=at("2026-03-02 08:40"))


def a_note(when: str, text: str = "brakes fine", *, commitment: str = "c0ffee") -> Note:
    return Note(customer=NORA, commitment=commitment, at=at(when), by="adviser", text=text)


def point_of(ledger: Ledger, key: str = "e-nora") -> ContactPoint:
    return ledger.read(points=[key]).points[key]


def commitment_of(ledger: Ledger, key: str) -> Commitment:
    return ledger.read(commitments=[key]).commitments[key]


# ----- the contract ---------------------------------------------------------------------------------


def test_what_was_written_together_is_read_together(ledger: Ledger) -> None:
    ledger.commit(a_subject(), a_customer(), POINT, owed())

    found = ledger.read(subjects=[REPAIR], customers=[NORA], points=["e-nora"], commitments=[owed().id])

    assert {str(REPAIR): replace(a_subject(), version=1)} == found.subjects
    assert {NORA: replace(a_customer(), version=1)} == found.customers
    assert {"e-nora": replace(POINT, version=1)} == found.points
    assert {owed().id: replace(owed(), version=1)} == found.commitments


def test_what_is_not_there_is_simply_absent(ledger: Ledger) -> None:
    found = ledger.read(subjects=[REPAIR], customers=[NORA], points=["e-nora"], commitments=[owed().id])

    assert [{}, {}, {}, {}] == [found.subjects, found.customers, found.points, found.commitments]


def test_reading_nothing_finds_nothing(ledger: Ledger) -> None:
    assert {} == ledger.read().commitments


def test_asking_twice_for_the_same_finds_it_once(ledger: Ledger) -> None:
    ledger.commit(POINT)

    assert {"e-nora": replace(POINT, version=1)} == ledger.read(points=["e-nora", "e-nora"]).points


def test_every_write_raises_the_version(ledger: Ledger) -> None:
    ledger.commit(POINT)
    ledger.commit(replace(point_of(ledger), first_order="shop/order/1"))

    assert ContactPoint(key="e-nora", first_order="shop/order/1", version=2) == point_of(ledger)


def test_what_is_new_must_be_new(ledger: Ledger) -> None:
    ledger.commit(POINT)

    with pytest.raises(Conflict):
        ledger.commit(replace(POINT, first_order="shop/order/1"))

    assert replace(POINT, version=1) == point_of(ledger)


def test_who_read_before_somebody_else_wrote_must_read_again(ledger: Ledger) -> None:
    ledger.commit(POINT)
    read = point_of(ledger)
    ledger.commit(replace(read, first_order="shop/order/1"))

    with pytest.raises(Conflict):
        ledger.commit(replace(read, first_order="shop/order/2"))

    assert "shop/order/1" == point_of(ledger).first_order


def test_a_change_of_what_never_was_is_a_conflict(ledger: Ledger) -> None:
    with pytest.raises(Conflict):
        ledger.commit(replace(POINT, version=3))


def test_it_is_all_or_nothing(ledger: Ledger) -> None:
    ledger.commit(POINT)

    with pytest.raises(Conflict):
        ledger.commit(a_subject(), a_customer(), POINT)

    found = ledger.read(subjects=[REPAIR], customers=[NORA])
    assert ({}, {}) == (found.subjects, found.customers)


def test_what_must_stay_unchanged_stops_the_write_if_it_changed(ledger: Ledger) -> None:
    ledger.commit(POINT)
    read = point_of(ledger)
    ledger.commit(read.opted_out(at=at("2026-03-02 09:00")))

    with pytest.raises(Conflict):
        ledger.commit(owed(), unchanged=[read])

    assert {} == ledger.read(commitments=[owed().id]).commitments


def test_what_stayed_unchanged_lets_the_write_pass_and_is_not_written(ledger: Ledger) -> None:
    ledger.commit(POINT)

    ledger.commit(owed(), unchanged=[point_of(ledger)])

    assert (1, 1) == (commitment_of(ledger, owed().id).version, point_of(ledger).version)


def test_what_was_not_there_and_is_not_there_lets_the_write_pass(ledger: Ledger) -> None:
    ledger.commit(owed(), unchanged=[POINT])

    assert {} == ledger.read(points=["e-nora"]).points


def test_what_was_not_there_and_must_stay_so_stops_the_write_if_somebody_made_it(ledger: Ledger) -> None:
    ledger.commit(POINT)

    with pytest.raises(Conflict):
        ledger.commit(owed(), unchanged=[POINT])


def test_writing_nothing_is_no_conflict(ledger: Ledger) -> None:
    ledger.commit(POINT)

    ledger.commit()

    assert 1 == point_of(ledger).version


def test_a_thread_is_everything_owed_to_her_oldest_first(ledger: Ledger) -> None:
    later = owed(1, made_at=at("2026-03-12 17:10"))
    earlier = owed(2, made_at=at("2026-03-02 08:40"))
    ledger.commit(later)
    ledger.commit(earlier)
    ledger.commit(owed(3, customer="repairs#99"))

    assert (replace(earlier, version=1), replace(later, version=1)) == ledger.thread_of(NORA)


def test_a_thread_follows_a_commitment_that_found_a_better_name_for_her(ledger: Ledger) -> None:
    ledger.commit(owed())
    ledger.commit(replace(commitment_of(ledger, owed().id), customer="r-nora"))

    assert ((), 1) == (ledger.thread_of(NORA), len(ledger.thread_of("r-nora")))


def test_her_orders_are_found_and_stand_in_no_thread(ledger: Ledger) -> None:
    other = Subject(ref=replace(REPAIR, id="1044"), customer="repairs#99")
    ledger.commit(a_subject(), other, owed())

    assert (replace(a_subject(), version=1),) == ledger.subjects_of(NORA)
    assert (replace(owed(), version=1),) == ledger.thread_of(NORA)


def test_an_order_follows_whoever_it_turns_out_to_be_of(ledger: Ledger) -> None:
    ledger.commit(a_subject())
    ledger.commit(replace(a_subject(), customer="r-nora", version=1))

    assert ((), 1) == (ledger.subjects_of(NORA), len(ledger.subjects_of("r-nora")))


def test_everything_of_a_source_is_found_and_nothing_of_one_whose_name_begins_alike(ledger: Ledger) -> None:
    ledger.commit(a_subject(), Subject(ref=replace(REPAIR, source="repairs-too"), customer=NORA), owed(), a_customer())

    assert (replace(a_subject(), version=1),) == ledger.subjects_from("repairs")


def test_the_whole_ledger_is_every_customer_matter_and_promise(ledger: Ledger) -> None:
    ledger.commit(a_subject(), owed(), a_customer(), a_note("2026-03-10 10:20"))

    found = ledger.whole()

    assert {replace(record, version=1) for record in (a_subject(), owed(), a_customer())} == set(found)
    assert 3 == len(found)


def test_the_whole_ledger_of_one_firm_is_nothing_of_another(table: DynamoLedger) -> None:
    table.commit(a_customer())

    assert () == DynamoLedger(client=client("dynamodb"), table=TABLE, business_id="corncrake-too").whole()


def test_notes_are_deleted_with_what_is_written_or_not_at_all(ledger: Ledger) -> None:
    ledger.commit(a_note("2026-03-10 10:20"))
    [note] = ledger.notes_of(NORA)

    with pytest.raises(Conflict):
        ledger.commit(replace(a_subject(), version=4), gone=[note])
    assert (note,) == ledger.notes_of(NORA)

    ledger.commit(a_subject(), gone=[note])
    assert ((), 1) == (ledger.notes_of(NORA), len(ledger.subjects_of(NORA)))


def test_a_note_alone_is_deleted_once(ledger: Ledger) -> None:
    ledger.commit(a_note("2026-03-10 10:20"))
    [note] = ledger.notes_of(NORA)

    ledger.commit(gone=[note])

    with pytest.raises(Conflict):
        ledger.commit(gone=[note])


def test_notes_are_read_oldest_first_and_only_hers(ledger: Ledger) -> None:
    second, first = a_note("2026-03-10 14:11", "all well"), a_note("2026-03-10 10:20", "no answer")
    ledger.commit(second)
    ledger.commit(first)
    ledger.commit(replace(first, customer="repairs#8"), a_customer())

    assert (replace(first, version=1), replace(second, version=1)) == ledger.notes_of(NORA)


def test_every_source_that_was_heard_is_found_by_itself_and_with_the_others(ledger: Ledger) -> None:
    zendesk = Heard(source="zendesk", last_at=at("2026-03-10 10:20"), usual_gap=dt.timedelta(minutes=95), gaps=12)
    shopify = Heard(source="shopify", last_at=at("2026-03-11 09:00"))
    assert ((), None) == (ledger.heard(), ledger.heard_of("zendesk"))
    ledger.commit(POINT)
    ledger.commit(zendesk)
    ledger.commit(shopify)

    assert (replace(shopify, version=1), replace(zendesk, version=1)) == ledger.heard()
    assert replace(zendesk, version=1) == ledger.heard_of("zendesk")


def test_wakes_come_earliest_first_and_none_after_the_time_asked_for(ledger: Ledger) -> None:
    noon, one = at("2026-03-10 12:00"), at("2026-03-10 13:00")
    agenda = (Wake(step=Step.NUDGE, at=noon), Wake(step=Step.WARN, at=one))
    ledger.commit(owed(1, agenda=agenda, generation=3))
    ledger.commit(owed(2, agenda=(Wake(step=Step.REMIND, at=at("2026-03-10 10:00")),)))
    ledger.commit(owed(3, agenda=(Wake(step=Step.REMIND, at=one),)))
    ledger.commit(owed(4))

    due = (
        DueWake(commitment=owed(2).id, step=Step.REMIND, generation=1, at=at("2026-03-10 10:00")),
        DueWake(commitment=owed(1).id, step=Step.NUDGE, generation=3, at=noon),
    )
    assert due == ledger.waking(until=noon)


def test_a_wake_that_was_carried_out_is_not_waking_any_more(ledger: Ledger) -> None:
    ledger.commit(owed(agenda=(Wake(step=Step.REMIND, at=at("2026-03-10 10:00")),)))
    ledger.commit(replace(commitment_of(ledger, owed().id), agenda=()))

    assert () == ledger.waking(until=at("2026-04-01 00:00"))


def test_no_wake_hides_whichever_shard_it_lies_in(ledger: Ledger) -> None:
    wake = Wake(step=Step.REMIND, at=at("2026-03-10 10:00"))
    ids = [f"{first:02x}{'0' * 18}" for first in range(8)]
    for key in ids:
        ledger.commit(owed(id=key, agenda=(wake,)))

    assert ids == sorted(found.commitment for found in ledger.waking(until=at("2026-03-10 10:00")))


def test_promises_are_found_by_their_time_over_months_both_ends_included(ledger: Ledger) -> None:
    since, until = at("2026-02-27 17:00"), at("2026-04-01 10:00")
    times = [until, since, since - dt.timedelta(seconds=1), until + dt.timedelta(seconds=1), at("2026-03-10 12:30")]
    for number, promised_by in enumerate(times):
        ledger.commit(owed(number, promised_by=promised_by))
    ledger.commit(owed(9, promised_by=None))

    found = ledger.promised(since=since, until=until)

    assert [since, at("2026-03-10 12:30"), until] == [promise.promised_by for promise in found]


def test_care_is_found_by_the_time_it_was_meant_for_apart_from_promises_and_their_letters(ledger: Ledger) -> None:
    care = {"promised_by": None, "message_class": MessageClass.CARE}
    for number, due_at in enumerate((at("2026-03-09 10:00"), at("2026-03-16 10:00"), at("2026-04-01 10:00"))):
        ledger.commit(owed(number, due_at=due_at, **care))
    ledger.commit(owed(8, due_at=at("2026-03-10 10:00"), promised_by=None))
    ledger.commit(owed(9, due_at=at("2026-03-10 10:00")))

    found = ledger.cared(since=at("2026-03-09 10:00"), until=at("2026-03-16 10:00"))

    assert [at("2026-03-09 10:00"), at("2026-03-16 10:00")] == [one.due_at for one in found]


def test_a_moved_promise_is_found_at_its_new_time_only(ledger: Ledger) -> None:
    ledger.commit(owed())
    moved = at("2026-04-02 12:30")
    ledger.commit(replace(commitment_of(ledger, owed().id), promised_by=moved))

    assert () == ledger.promised(since=at("2026-03-01 00:00"), until=at("2026-03-31 23:00"))
    assert 1 == len(ledger.promised(since=moved, until=moved))


# ----- DynamoDB only: paging, other firms, call counts -----------------------------------------------


def test_more_than_a_hundred_are_read_in_batches(table: DynamoLedger, cloud: Cloud) -> None:
    keys = [f"e-{number}" for number in range(130)]
    for key in keys:
        table.commit(ContactPoint(key=key))
    cloud.forget_calls()

    assert keys == sorted(table.read(points=keys).points, key=keys.index)
    assert ["dynamodb.BatchGetItem"] * 2 == cloud.calls


def test_more_than_a_page_of_notes_is_read_to_its_end(table: DynamoLedger, cloud: Cloud) -> None:
    for hour in range(8, 16):
        table.commit(a_note(f"2026-03-10 {hour:02}:00", "x" * 200_000))
    cloud.forget_calls()

    assert list(range(8, 16)) == [note.at.hour for note in table.notes_of(NORA)]
    assert cloud.count("dynamodb.Query") > 1


def test_keys_that_dynamodb_left_out_are_asked_for_again(table: DynamoLedger, cloud: Cloud) -> None:
    table.commit(POINT)
    table.commit(ContactPoint(key="p-nora"))
    dynamodb, asked = client("dynamodb"), []

    def half(parsed: dict[str, Any], **_: object) -> None:
        if not asked:
            left = parsed["Responses"]["ledger"].pop()
            parsed["UnprocessedKeys"] = {"ledger": {"Keys": [{"pk": left["pk"], "sk": left["sk"]}]}}
        asked.append(1)

    dynamodb.meta.events.register("after-call.dynamodb.BatchGetItem", half)
    try:
        found = table.read(points=["e-nora", "p-nora"])
    finally:
        dynamodb.meta.events.unregister("after-call.dynamodb.BatchGetItem", half)

    assert ({"e-nora", "p-nora"}, 2) == (set(found.points), len(asked))


def test_two_firms_in_one_table_do_not_see_each_other(table: DynamoLedger) -> None:
    table.commit(owed(agenda=(Wake(step=Step.REMIND, at=at("2026-03-10 10:00")),)))
    other = DynamoLedger(client=client("dynamodb"), table="ledger", business_id="heron")

    assert {} == other.read(commitments=[owed().id]).commitments
    assert ((), (), ()) == (
        other.thread_of(NORA),
        other.waking(until=at("2026-04-01 00:00")),
        other.promised(since=at("2026-03-01 00:00"), until=at("2026-04-01 00:00")),
    )


def test_all_sources_are_one_call(table: DynamoLedger, cloud: Cloud) -> None:
    table.commit(Heard(source="shopify", last_at=at("2026-03-11 09:00")))
    cloud.forget_calls()
    table.heard()

    assert ["dynamodb.Query"] == cloud.calls


def test_a_read_is_one_call_and_strongly_consistent(table: DynamoLedger, cloud: Cloud) -> None:
    cloud.forget_calls()

    table.read(subjects=[REPAIR], customers=[NORA], points=["e-nora"], commitments=["c0ffee"])

    assert ["dynamodb.BatchGetItem"] == cloud.calls
    assert cloud.last("dynamodb.BatchGetItem")["RequestItems"]["ledger"]["ConsistentRead"] is True


def test_one_record_is_a_put_and_several_are_a_transaction(table: DynamoLedger, cloud: Cloud) -> None:
    cloud.forget_calls()

    table.commit(POINT)
    table.commit(a_subject(), a_customer())
    table.commit(owed(), unchanged=[point_of(table)])

    writes = [call for call in cloud.calls if call != "dynamodb.BatchGetItem"]
    assert ["dynamodb.PutItem", "dynamodb.TransactWriteItems", "dynamodb.TransactWriteItems"] == writes


# ----- DynamoDB only: what a network does ------------------------------------------------------------

WRITES: dict[str, Callable[[DynamoLedger], None]] = {
    "dynamodb.PutItem": lambda table: table.commit(POINT),
    "dynamodb.TransactWriteItems": lambda table: table.commit(POINT, a_customer()),
}
READS: dict[str, Callable[[DynamoLedger], object]] = {
    "dynamodb.BatchGetItem": lambda table: table.read(points=["e-nora"]),
    "dynamodb.Query": lambda table: table.notes_of(NORA),
}


@pytest.fixture(params=WRITES)
def write(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_write_whose_answer_was_lost_is_known_again_as_our_own(table: DynamoLedger, cloud: Cloud, write: str) -> None:
    cloud.spoil(write, answer_lost)

    WRITES[write](table)

    assert (1, 2) == (point_of(table).version, cloud.count(write))


def test_our_own_transaction_is_known_again_even_when_its_token_is_forgotten(table: DynamoLedger, cloud: Cloud) -> None:
    cloud.spoil("dynamodb.TransactWriteItems", answer_lost, after_the_token_was_forgotten)

    table.commit(POINT, a_customer())

    assert (1, 2) == (point_of(table).version, cloud.count("dynamodb.TransactWriteItems"))


def test_a_lost_answer_never_hides_that_somebody_else_wrote(table: DynamoLedger, cloud: Cloud, write: str) -> None:
    table.commit(POINT)
    cloud.spoil(write, answer_lost)

    with pytest.raises(Conflict):
        WRITES[write](table)


def test_no_answer_at_all_is_unreachable(table: DynamoLedger, cloud: Cloud, write: str) -> None:
    cloud.spoil(write, unreachable, unreachable, unreachable)

    with pytest.raises(Unreachable):
        WRITES[write](table)

    assert {} == table.read(points=["e-nora"]).points


PASSING = [
    refused("InternalServerError", status=500),
    refused("ServiceUnavailable", status=503),
    refused("ThrottlingException"),
    refused("ProvisionedThroughputExceededException"),
    refused("RequestLimitExceeded"),
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("call", [*WRITES, *READS])
def test_a_service_that_cannot_serve_us_now_is_unreachable(
    table: DynamoLedger, cloud: Cloud, call: str, fault: Any
) -> None:
    cloud.spoil(call, fault, fault, fault)

    with pytest.raises(Unreachable):
        (WRITES | READS)[call](table)


@pytest.mark.parametrize("call", [*WRITES, *READS])
def test_a_mistake_of_ours_is_loud(table: DynamoLedger, cloud: Cloud, call: str) -> None:
    cloud.spoil(call, refused("ValidationException"))

    with pytest.raises(ClientError, match="ValidationException"):
        (WRITES | READS)[call](table)


def test_a_short_fault_is_survived_by_the_sdks_own_repetition(table: DynamoLedger, cloud: Cloud, write: str) -> None:
    cloud.spoil(write, unreachable, refused("InternalServerError", status=500))

    WRITES[write](table)

    assert 1 == point_of(table).version


def test_an_item_in_somebody_elses_transaction_is_a_conflict(table: DynamoLedger, cloud: Cloud) -> None:
    cloud.spoil("dynamodb.PutItem", *[refused("TransactionConflictException")] * 3)

    with pytest.raises(Conflict):
        table.commit(POINT)


def test_our_own_transaction_still_at_work_is_a_conflict(table: DynamoLedger, cloud: Cloud) -> None:
    cloud.spoil("dynamodb.TransactWriteItems", *[refused("TransactionInProgressException")] * 3)

    with pytest.raises(Conflict):
        table.commit(POINT, a_customer())


@pytest.mark.parametrize(
    ("reasons", "meaning"),
    [
        (["None", "TransactionConflict"], Conflict),
        (["ConditionalCheckFailed", "TransactionConflict"], Conflict),
        (["None", "ThrottlingError"], Unreachable),
        (["ProvisionedThroughputExceeded", "None"], Unreachable),
        (["ConditionalCheckFailed", "ThrottlingError"], Unreachable),
        (["None", "ItemCollectionSizeLimitExceeded"], ClientError),
        (["ThrottlingError", "ValidationError"], ClientError),
    ],
)
def test_a_cancelled_transaction_means_what_its_reasons_say(
    table: DynamoLedger, cloud: Cloud, reasons: list[str], meaning: type[Exception]
) -> None:
    said = [{"Code": reason, "Message": "No."} for reason in reasons]
    cloud.spoil("dynamodb.TransactWriteItems", refused("TransactionCanceledException", CancellationReasons=said))

    with pytest.raises(meaning):
        table.commit(POINT, a_customer())
