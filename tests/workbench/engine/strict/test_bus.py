from __future__ import annotations

import json
from typing import Any

from botocore.awsrequest import AWSResponse
from moto import mock_aws

from support.two_motos import ACCOUNT, REGION, both, client
from workbench.engine.strict.bus import watch_bus
from workbench.engine.wire import Call, Proceed, Wire

MEBIBYTE = 1024 * 1024
ARN = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus"


def entry(bus: str | None = None, *, source: str = "shop", detail: str = "{}") -> dict[str, Any]:
    named = {"EventBusName": bus} if bus else {}
    return {"Source": source, "DetailType": "repair.finished", "Detail": detail, **named}


def put(*entries: dict[str, Any]) -> tuple[int, list[bool]]:
    """How many failed, and who got an id."""
    events = client("events")
    events.create_event_bus(Name="ours")
    told = events.put_events(Entries=list(entries))
    return told["FailedEntryCount"], ["EventId" in each for each in told["Entries"]]


@mock_aws
def let_through(*entries: dict[str, Any]) -> list[str]:
    """The sources of the events that reach moto."""
    reached: list[str] = []

    def note(call: Call, proceed: Proceed) -> AWSResponse:
        reached.extend(each["Source"] for each in json.loads(call.body)["Entries"])
        return proceed()

    with Wire(layers=[watch_bus, note]).laid():
        client("events").put_events(Entries=list(entries))
    return reached


def test_an_event_for_a_bus_that_does_not_exist_is_taken_and_lost() -> None:
    assert both(lambda: put(entry("nobody"))) == ("ResourceNotFoundException", (0, [True]))
    assert let_through(entry("nobody")) == []


def test_its_neighbours_arrive() -> None:
    entries = entry("nobody"), entry(source="second"), entry("nobody"), entry(source="fourth")

    assert both(lambda: put(*entries)) == ("ResourceNotFoundException", (0, [True] * 4))
    assert let_through(*entries) == ["second", "fourth"]


def test_its_neighbour_s_fault_stays_with_the_neighbour() -> None:
    entries = entry("nobody"), entry(detail="no json"), entry("nobody")

    assert both(lambda: put(*entries))[1] == (1, [True, False, True])


def test_a_bus_may_be_named_by_its_arn() -> None:
    entries = entry("ours"), entry(f"{ARN}/ours"), entry("default")

    assert both(lambda: put(*entries)) == ((0, [True] * 3), (0, [True] * 3))
    assert let_through(entry(f"{ARN}/default"), entry(f"{ARN}/nobody")) == ["shop"]


def test_more_than_a_mebibyte_at_once_is_refused() -> None:
    def scene(size: int) -> str:
        detail = '{"text": "' + "x" * (size - len('shoprepair.finished{"text": ""}')) + '"}'
        put(entry(detail=detail))
        return "taken"

    assert both(lambda: scene(MEBIBYTE + 1)) == ("taken", "ValidationException")
    assert both(lambda: scene(MEBIBYTE)) == ("taken", "taken")


def test_eleven_entries_are_refused_by_both() -> None:
    assert both(lambda: put(*[entry()] * 11)) == ("ValidationException", "ValidationException")
