"""Interleaving: every order of the steps of two, some of ten, and always the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import boto3
import pytest

from support.toys import Toybox
from workbench.bench import Bench
from workbench.engine.steps import Turns, every_interleaving, some_interleavings

TABLE = "followthrough-Ledger"
KEY = {"pk": {"S": "counter"}, "sk": {"S": "n"}}


@pytest.fixture
def ledger(bench: Bench) -> Any:
    return boto3.client("dynamodb")


def read(ledger: Any) -> int:
    item = ledger.get_item(TableName=TABLE, Key=KEY, ConsistentRead=True).get("Item")
    return int(item["n"]["N"]) if item else 0


def write(ledger: Any, number: int) -> None:
    ledger.put_item(TableName=TABLE, Item={**KEY, "n": {"N": str(number)}})


def counting_carelessly(ledger: Any) -> Callable[[Any], int]:
    def count(_event: Any) -> int:
        number = read(ledger) + 1
        write(ledger, number)
        return number

    return count


def test_every_order_of_two_careless_counters_is_played_and_the_lost_update_is_found(
    bench: Bench, toys: Toybox, ledger: Any
) -> None:
    ends: list[int] = []

    def play(turns: Turns) -> None:
        bench.reset()
        toys.does["Send"] = counting_carelessly(ledger)
        bench.machinery.conductor.play([lambda: bench.call("Send", {})] * 2, turns)
        ends.append(read(ledger))

    played = every_interleaving(play)

    # Two workers of three steps each (to the read, to the write, to the end): 6! / (3! * 3!) orders.
    assert played == len(ends) == 20
    assert set(ends) == {1, 2}


def test_ten_in_random_orders_are_the_same_ten_for_the_same_seed(bench: Bench, toys: Toybox, ledger: Any) -> None:
    def ends(seed: int) -> list[int]:
        found: list[int] = []

        def play(turn: Callable[[Sequence[int]], int]) -> None:
            bench.reset()
            toys.does["Send"] = counting_carelessly(ledger)
            bench.machinery.conductor.play([lambda: bench.call("Send", {})] * 10, turn)
            found.append(read(ledger))

        some_interleavings(play, seed=seed, times=5)
        return found

    assert ends(7) == ends(7)
    assert ends(7) != ends(8)


def test_a_worker_tells_what_it_called_and_what_came_of_it(bench: Bench, toys: Toybox, ledger: Any) -> None:
    toys.does["Send"] = counting_carelessly(ledger)
    fine, broken = bench.machinery.conductor.play([lambda: bench.call("Send", {}), lambda: 1 / 0], Turns([]))

    assert (fine.result, fine.calls) == (1, ["dynamodb.GetItem", "dynamodb.PutItem"])
    assert isinstance(broken.error, ZeroDivisionError)


def test_a_fault_strikes_when_the_call_leaves_not_when_it_waits(bench: Bench, toys: Toybox, ledger: Any) -> None:
    toys.does["Send"] = counting_carelessly(ledger)
    bench.fault("dynamodb.PutItem", "crash_before")
    first, second = bench.machinery.conductor.play([lambda: bench.call("Send", {})] * 2, Turns([0, 0, 1, 1, 1, 0]))

    assert first.error is None
    assert second.error is not None
    assert read(ledger) == 1
